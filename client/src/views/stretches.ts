/**
 * Long lists of paragraphs are drawn in stretches of some sixteen. What did not change is compared by the stretch and not by
 * the row; the browser lays out only the stretches in sight (to ask it that of each of two thousand rows costs more than the
 * rows); and those that are far away are drawn when there is time.
 */
import type { Paragraph } from "../record/types";

export interface Stretch {
  key: string;
  ids: string[];
  /** How many paragraphs stand before it. */
  from: number;
}

/** So many rows are the first screen, and more: drawn at once. */
export const FIRST = 30;
/** One paragraph in so many ends a stretch. */
const ENDS = 16;

const ending = new Map<string, boolean>();

/** Whether a stretch ends here says the paragraph's id alone: what is added or moved changes only where it comes and goes. */
function endsStretch(id: string): boolean {
  const known = ending.get(id);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  // The lowest bits of this hash (FNV-1a) know only the lowest bits of the letters.
  const ends = ((hash ^ (hash >>> 15)) >>> 4) % ENDS === 0;
  ending.set(id, ends);
  return ends;
}

export function stretches(ids: readonly string[]): Stretch[] {
  const found: Stretch[] = [];
  let from = 0;
  for (let at = 0; at < ids.length; at++) {
    const last = ids[at] as string;
    if (!endsStretch(last) && at + 1 < ids.length) continue;
    // The last one keeps its key when a paragraph is added at the end of the text.
    found.push({ key: endsStretch(last) ? last : "rest", ids: ids.slice(from, at + 1), from });
    from = at + 1;
  }
  return found;
}

export function sameItems(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some === others || (some.length === others.length && some.every((one, at) => one === others[at]));
}

/** Characters on a line of the column, and sizes in rem, as column.css sets them. */
const [LINE_CHARACTERS, LINE, AROUND] = [70, 1.92, 1.125];

/** About how high a paragraph stands in the column, in rem, for as long as it has not been laid out. */
export function heightOf({ wording, agreement }: Paragraph): number {
  const units = wording.reduce(
    (sum, { insert }) => sum + (typeof insert === "string" ? insert.length : 1),
    0,
  );
  return Math.ceil(units / LINE_CHARACTERS) * LINE + AROUND + (agreement ? 1 : 0);
}
