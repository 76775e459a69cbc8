/**
 * The readings of a paragraph, each under one assumption: rolling, base, one proposal retained. The twin of
 * server/domain/readings.py; both run tests/vectors/brackets.json. A reading that is a wording is a Delta of inserts without
 * a mark, or null where the paragraph would not be there at all.
 */
import Delta from "quill-delta";
import {
  attribution,
  type CloseToken,
  FORMATS,
  type Marked,
  type Names,
  owners,
  type TextToken,
  type Token,
  tokens,
} from "./brackets";
import type { Agreement, Attributes, Embed, Op, Paragraph, State, Delta as Wording } from "./types";

export type Footnote = (paragraph: string) => string;
const noFootnote: Footnote = () => "";

/**
 * The tokens as characters: square brackets, and with `names` the attributions. `footnote` gives what stands for a reference.
 * Without `names`, taking away the brackets gives the wording again.
 */
export function asText(drawn: Token[], names: Names | null = null, footnote: Footnote = noFootnote): string {
  let said = "";
  for (const token of names ? printed(drawn) : drawn) {
    if (token.type === "open") said += "[";
    else if (token.type === "text") said += contentText(token.content, footnote);
    else said += names ? `${dash(token, names)}]` : "]";
  }
  return said;
}

/** ` – US; G77: delete`: what stands before the end of a bracket; empty where nobody is to be named. */
function dash(token: CloseToken, names: Names): string {
  const by = attribution(token.parts, names);
  // A bracket that another one cut says so where it is read on, lest it pass for a second one.
  return by ? ` – ${by}${token.continued ? " (continued)" : ""}` : "";
}

/**
 * The tokens with a space at the inner edge of an attributed bracket set outside, as a printer does: `[shall – EU] ensure`.
 * Moved spaces belong to nobody; offsets stay those of the wording.
 */
export function printed(drawn: Token[]): Token[] {
  const attributed = drawn.filter(
    (token) => token.type === "close" && attribution(token.parts, (code) => code),
  );
  const named = new Set(attributed.map((token) => token.type === "close" && token.id));
  const found: Token[] = [];
  for (const token of drawn) {
    const last = found[found.length - 1];
    if (token.type === "text" && edged(token, "start")) {
      let start = found.length;
      for (let before = last; before?.type === "open" && named.has(before.id); before = found[start - 1])
        start--;
      const moved = start < found.length;
      if (moved) found.splice(start, 0, space(token.at));
      found.push(moved ? { ...token, at: token.at + 1, content: String(token.content).slice(1) } : token);
    } else if (token.type === "close" && named.has(token.id) && last?.type === "text" && isSpace(last)) {
      found.splice(-1, 1, token, last);
    } else if (token.type === "close" && named.has(token.id) && last?.type === "text" && edged(last, "end")) {
      found.splice(
        -1,
        1,
        { ...last, content: String(last.content).slice(0, -1) },
        token,
        space(token.at - 1),
      );
    } else found.push(token);
  }
  return found;
}

/** Words with a space at their start or end. */
function edged(token: TextToken, edge: "start" | "end"): boolean {
  if (typeof token.content !== "string" || token.content.trim() === "") return false;
  return edge === "start" ? token.content.startsWith(" ") : token.content.endsWith(" ");
}

function space(at: number): TextToken {
  return { type: "text", at, content: " ", attributes: {}, ins: null, dels: [] };
}

function isSpace(token: TextToken): boolean {
  return (
    token.content === " " &&
    token.ins === null &&
    token.dels.length === 0 &&
    !Object.keys(token.attributes).length
  );
}

/** A run as characters. A bracket around nothing has none: its brackets come from its marks. */
export function contentText(content: string | Embed, footnote: Footnote = noFootnote): string {
  if (typeof content === "string") return content;
  if ("footnote" in content) return footnote(content.footnote);
  return "repair" in content ? content.repair : "";
}

/** `[agreed ad ref; pending Peru]`, to stand after the paragraph; empty where it is not agreed. */
function agreementNote(
  agreement: Pick<Agreement, "level" | "pending"> | null,
  levels: State["levels"],
  names: Names,
): string {
  if (agreement === null) return "";
  const name = levels.find((level) => level.id === agreement.level)?.name ?? agreement.level;
  if (agreement.pending.length > 0) return `[${name}; pending ${agreement.pending.map(names).join(", ")}]`;
  return `[${name}]`;
}

/** The paragraph as it stands, in brackets, with or without who stands behind each. */
export function rolling(
  paragraph: Marked & Pick<Paragraph, "agreement">,
  names: Names,
  attributed: boolean,
  levels: State["levels"] = [],
): string {
  if (!attributed) return asText(tokens(paragraph));
  const text = asText(tokens(paragraph), names);
  const note = agreementNote(paragraph.agreement, levels, names);
  return note ? `${text} ${note}`.trim() : text;
}

/** No proposal taken: what no delegation owns, with what they want deleted. Null: proposed as a whole. */
export function base(paragraph: Marked): Wording | null {
  return taken(paragraph, new Set());
}

/** The proposal retained with its live ancestors, every other one dropped (W3). Null: the paragraph would not be there. */
export function withRetained(paragraph: Marked, proposal: string): Wording | null {
  return taken(paragraph, new Set(owners(paragraph.proposals, proposal)));
}

function taken(paragraph: Marked, chosen: Set<string>): Wording | null {
  const held = (owner: unknown) =>
    typeof owner !== "string" || owners(paragraph.proposals, owner).every((one) => chosen.has(one));
  const gone = (attributes: Attributes) => [...chosen].some((proposal) => `del:${proposal}` in attributes);
  if (!held(paragraph.marks.ins) || gone(paragraph.marks)) return null;
  const kept = new Delta();
  for (const op of paragraph.wording) {
    const attributes = op.attributes ?? {};
    if (op.insert === undefined || !held(attributes.ins) || gone(attributes)) continue;
    const formats: Attributes = {};
    for (const name of FORMATS) if (attributes[name]) formats[name] = attributes[name];
    kept.insert(op.insert as string, formats);
  }
  return kept.ops as Op[];
}
