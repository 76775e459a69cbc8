/**
 * Drawn over the document, and no character of it: brackets with their attributions, and where others are
 * writing.
 */
import type { Node } from "prosemirror-model";
import { Decoration, DecorationSet } from "prosemirror-view";
import { t } from "../i18n/index.ts";
import {
  attribution,
  type CloseToken,
  type Marked,
  type OpenToken,
  type Token,
  tokens,
} from "../record/brackets.ts";
import { printed } from "../record/readings.ts";
import type { Attributes, Caret } from "../record/types.ts";
import { type Ground, isOwn, isOwnText, marksAt, runsIn } from "./ground.ts";
import { CLASSES } from "./schema.ts";

type Edge = OpenToken | CloseToken;

/** The names on the screen. */
export interface Names {
  /** A delegation's name for attributions and carets, by code. */
  delegation(code: string): string;
  /** Whose caret it is. */
  caret(caret: Caret): string;
}

export function draw(
  document: Node,
  ground: Ground,
  marked: Marked,
  /** One's own caret. */
  head: number,
  carets: Caret[],
  names: Names,
): DecorationSet {
  const size = document.content.size;
  const others = carets.map((caret) =>
    drawCaret(Math.min(caret.index, size), names.caret(caret), caret.person),
  );
  return DecorationSet.create(document, [...drawBrackets(ground, marked, head, names), ...others]);
}

function drawBrackets(ground: Ground, marked: Marked, head: number, names: Names): Decoration[] {
  return [...placed(tokens(marked), ground, head)].flatMap(([at, edges]) => {
    const before = beforeCaret(ground, at, edges);
    // A negative side is drawn before the caret, any other after it; the order of the brackets is kept.
    return edges.map((edge, index) =>
      drawEdge(edge, at, index < before ? index - edges.length : index + 1, ground, names),
    );
  });
}

/**
 * The brackets by the offset at which they are drawn: with spaces outside of them, as in a paragraph that is not open, so
 * that nothing moves when it opens. But a bracket of one's own at the caret stands where the words end, or it would jump at
 * each space that one types.
 */
export function placed(drawn: Token[], ground: Ground, head: number): Map<number, Edge[]> {
  const atCaret = drawn.some(
    (token) =>
      token.type !== "text" && token.at === head && token.proposals.some((one) => isOwn(ground, one)),
  );
  const places = new Map<number, Edge[]>();
  let at = 0;
  for (const token of printed(drawn)) {
    if (token.type === "text") {
      at += typeof token.content === "string" ? token.content.length : 1;
      continue;
    }
    const place = atCaret && token.at === head ? head : at;
    places.set(place, [...(places.get(place) ?? []), token]);
  }
  return places;
}

/**
 * How many of the brackets at a place stand before the caret: those that close. But where one would go on with one's own
 * words, the caret stands inside one's own bracket, since that is where the next letter will be (W2).
 */
export function beforeCaret(ground: Ground, at: number, edges: Edge[]): number {
  const left = at > 0 ? marksAt(ground.wording, at - 1) : null;
  const right = marksAt(ground.wording, at);
  const around = (edge: Edge, marks: Attributes) =>
    edge.kind === "ins" && edge.proposals.includes(String(marks.ins));
  if (left && isOwnText(ground, left)) {
    const own = edges.findIndex((edge) => edge.type === "close" && around(edge, left));
    if (own >= 0) return own;
  } else if (right && isOwnText(ground, right)) {
    const own = edges.findIndex((edge) => edge.type === "open" && around(edge, right));
    if (own >= 0) return own + 1;
  }
  // In a paragraph without a character, brackets of the whole open and close at one place: the caret goes between.
  const opening = edges.findIndex(({ type }) => type === "open");
  const last = edges.findLastIndex(({ type }) => type === "close");
  return opening >= 0 && opening < last ? last : last + 1;
}

function drawEdge(edge: Edge, at: number, side: number, ground: Ground, names: Names): Decoration {
  const before = runsIn(ground.wording, at - 1, at)[0]?.content;
  const look: Look = {
    own: edge.proposals.some((proposal) => isOwn(ground, proposal)),
    words: edge.type === "close" ? attribution(edge.parts, names.delegation) : "",
    // After a space that is part of the wording, the dash needs none of its own.
    space: before !== " ",
  };
  const key = [edge.type, edge.id, side, edge.continued, look.own, look.space, look.words].join(" ");
  return Decoration.widget(at, () => drawnEdge(edge, look), {
    key,
    side,
    marks: [],
    ignoreSelection: true,
  });
}

interface Look {
  own: boolean;
  words: string;
  space: boolean;
}

const LONG = 36;

/** A bracket with its attribution, as in a paragraph that is not open. */
function drawnEdge(edge: Edge, { own, words, space }: Look): HTMLElement {
  const around = document.createElement("span");
  const classes = [own ? CLASSES.own : "", edge.continued ? CLASSES.continued : ""];
  if (words) {
    const rest = edge.continued ? ` (${t("brackets.continued")})` : "";
    const long = words.length > LONG ? CLASSES.long : "";
    // The space is none of the attribution's, which may begin a line.
    if (space) around.append(" ");
    around.append(span([CLASSES.attribution, ...classes, long], `– ${words}${rest}`));
  }
  around.append(span([CLASSES.bracket, ...classes], edge.type === "open" ? "[" : "]"));
  return around;
}

function span(classes: string[], text: string): HTMLElement {
  const made = document.createElement("span");
  made.className = classes.filter((name) => name !== "").join(" ");
  made.textContent = text;
  return made;
}

function drawCaret(at: number, name: string, person: string): Decoration {
  const element = () => {
    const caret = document.createElement("span");
    caret.className = CLASSES.caret;
    caret.dataset.who = name;
    return caret;
  };
  // Before one's own caret, whatever bracket stands there.
  return Decoration.widget(at, element, {
    key: `caret ${person} ${name}`,
    side: -0.5,
    ignoreSelection: true,
  });
}
