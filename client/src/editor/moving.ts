/** Words that are dragged within a paragraph: they leave one place and are put in at another, with the spaces that divide words. */
import { compose } from "../record/delta.ts";
import { moved } from "../record/offsets.ts";
import { leaving, type Range, spacesAround } from "../record/spacing.ts";
import {
  deleteRange,
  formatsOf,
  insertionAt,
  insertText,
  isRefused,
  type Outcome,
  type Piece,
  withWholeBrackets,
} from "./gestures.ts";
import { type Ground, type Known, named, ownDeletions, type Run, runsIn } from "./ground.ts";

/**
 * Moves the words of a range to a place outside of it: they are deleted where they stand as by `deleteRange`, and put in
 * there, in one proposal where both amend the same. Words that are struck out are not moved. One of the spaces beside whole
 * words goes with them, and they stand apart from their new neighbours.
 */
export function moveRange(ground: Ground, first: number, last: number, at: number): Outcome {
  const chosen = withWholeBrackets(ground, first, last, []);
  if (runsIn(ground.wording, ...chosen).some(({ content }) => typeof content !== "string"))
    return { refused: "not_movable" };
  const { words, taken } = withSpaces(ground, chosen);
  const runs = runsIn(ground.wording, ...words).filter(
    ({ attributes }) => named(attributes, "del:").length === 0,
  );
  if (runs.length === 0) return { refused: "nothing_selected" };
  if ([chosen, taken].some(([from, to]) => at >= from && at <= to))
    return { change: [], minted: [], caret: last, anchor: first };
  const out = deleteRange(ground, ...taken, "start");
  if (isRefused(out)) return out;
  const minted = out.minted.map(({ id, parent, kind }): [string, Known] => {
    return [id, { parent, kind, owner: ground.delegation, live: true }];
  });
  const left = {
    ...ground,
    wording: compose(ground.wording, out.change),
    proposals: { ...ground.proposals, ...Object.fromEntries(minted) },
  };
  const place = moved(at, out.change);
  const preferred = [
    ...out.minted.map(({ id }) => id),
    ...runs.map(({ attributes }) => String(attributes.ins)),
  ];
  const within = ground.delegation === null ? undefined : insertionAt(left, place, preferred);
  const { pieces, front, back } = spaced(left, place, runs);
  const put = insertText(left, place, pieces, within);
  if (isRefused(put)) return put;
  const change = compose(out.change, put.change);
  const caret = put.caret - back.length;
  return { change, minted: [...out.minted, ...put.minted], caret, anchor: place + front.length };
}

/** The wording as its author sees it: the text without their own deletions, and the place of each unit. */
function standing(ground: Ground): { text: string; places: number[] } {
  let text = "";
  const places: number[] = [];
  for (const { from, content, attributes } of runsIn(ground.wording)) {
    if (ownDeletions(ground, attributes).length > 0) continue;
    const words = typeof content === "string" ? content : "\ufffc";
    for (let unit = 0; unit < words.length; unit++) places.push(from + unit);
    text += words;
  }
  return { text, places };
}

/** The words of a range without the spaces at its ends, and the range that goes with them. */
function withSpaces(ground: Ground, [from, to]: Range): { words: Range; taken: Range } {
  const { text, places } = standing(ground);
  const before = (place: number) => places.filter((one) => one < place).length;
  const { words, taken } = leaving(text, [before(from), before(to)]);
  const back = ([start, end]: Range): Range => [places[start] ?? from, (places[end - 1] ?? from - 1) + 1];
  return words[0] < words[1]
    ? { words: back(words), taken: back(taken) }
    : { words: [from, to], taken: [from, to] };
}

/** The words that are put in, with the spaces that they need there. */
function spaced(
  left: Ground,
  place: number,
  runs: readonly Run[],
): { pieces: Piece[]; front: string; back: string } {
  const { text, places } = standing(left);
  const at = places.filter((one) => one < place).length;
  const words = runs.map(({ content }) => String(content)).join("");
  const [front, back] = spacesAround(text.slice(0, at), words, text.slice(at));
  const pieces = runs.map(({ content, attributes }, index) => ({
    text: (index === 0 ? front : "") + String(content) + (index === runs.length - 1 ? back : ""),
    formats: formatsOf(attributes),
  }));
  return { pieces, front, back };
}
