/** Which characters of a wording are new, for a flash that lasts a second. */
import type { Delta } from "../../record/types";
import { characters } from "../facts";

export type Range = readonly [start: number, end: number];

/** The stretch in which two wordings differ, in the later one; null if their characters are the same. */
export function freshRange(before: Delta, after: Delta): Range | null {
  const [old, now] = [characters(before), characters(after)];
  if (old === now) return null;
  let start = 0;
  const shorter = Math.min(old.length, now.length);
  while (start < shorter && old[start] === now[start]) start++;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  return now.length - tail > start ? [start, now.length - tail] : null;
}

/** Where two wordings begin to differ, marks included: the part of the later one that stands before, from 0 to 1. */
export function firstDifference(before: Delta, after: Delta): number {
  const [old, now] = [signs(before), signs(after)];
  const at = now.findIndex((sign, index) => sign !== old[index]);
  return now.length === 0 || at < 0 ? 1 : at / now.length;
}

/** Each character with its marks. */
function signs(wording: Delta): string[] {
  return wording.flatMap((op) => {
    const marks = JSON.stringify(op.attributes ?? {});
    return [...characters([op])].map((character) => character + marks);
  });
}

export interface Cut {
  text: string;
  at: number;
  fresh: boolean;
}

/** A run of text from offset `at`, cut where the fresh range begins and ends and at each caret. */
export function cutText(text: string, at: number, fresh: Range | null, carets: readonly number[]): Cut[] {
  const end = at + text.length;
  const inside = [...(fresh ?? []), ...carets].filter((place) => place > at && place < end);
  const edges = [at, ...new Set(inside.sort((a, b) => a - b)), end];
  return edges.slice(0, -1).map((from, index) => {
    const to = edges[index + 1] ?? end;
    const isFresh = fresh !== null && from >= fresh[0] && to <= fresh[1];
    return { text: text.slice(from - at, to - at), at: from, fresh: isFresh };
  });
}
