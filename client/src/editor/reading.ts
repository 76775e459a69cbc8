/** Changes that the browser made by itself, read from the text before and after. */
import type { Delta } from "../record/types.ts";
import type { Chosen } from "./ground.ts";

export interface Replaced {
  from: number;
  to: number;
  text: string;
}

/** The state of a paragraph when an input method began in it. */
export interface Composition {
  wording: Delta;
  text: string;
  /** The selection. */
  range: { from: number; to: number };
  /** The number at which it began: what is agreed or reopened after it makes a draft of it (W9). */
  since: number;
  /** The proposal that the letters stand in, where no selection gives way to them. */
  chosen: Chosen | undefined;
}

/**
 * The replacement between two texts. The same letter twice leaves it open where one was typed: `head`, the caret
 * afterwards, tells.
 */
export function changed(old: string, now: string, head: number): Replaced {
  const within = Math.min(old.length, now.length);
  const typed = suffix(old, now, Math.min(within, Math.max(0, now.length - head)));
  const start = prefix(old, now, within - typed);
  const end = suffix(old, now, within - start);
  return { from: start, to: old.length - end, text: now.slice(start, now.length - end) };
}

const LOW_SURROGATE = /[\udc00-\udfff]/;

function prefix(a: string, b: string, most: number): number {
  let size = 0;
  while (size < most && a[size] === b[size]) size += 1;
  // Never through a character of two units.
  return LOW_SURROGATE.test(a[size] ?? "") || LOW_SURROGATE.test(b[size] ?? "")
    ? Math.max(0, size - 1)
    : size;
}

function suffix(a: string, b: string, most: number): number {
  let size = 0;
  while (size < most && a[a.length - 1 - size] === b[b.length - 1 - size]) size += 1;
  return size > 0 && LOW_SURROGATE.test(a[a.length - size] ?? "") ? size - 1 : size;
}

/**
 * Text of an input method over the range that was selected when it began: that range gives way as a whole, as it does to
 * a key. Where it wrote elsewhere (it may take up a word that stands there already), whole words of that.
 */
export function composed(
  old: string,
  range: { from: number; to: number },
  now: string,
  head: number,
): Replaced {
  const [before, after] = [old.slice(0, range.from), old.slice(range.to)];
  const over = now.length >= before.length + after.length && now.startsWith(before) && now.endsWith(after);
  if (now === old || range.from === range.to || !over) return wholeWords(old, changed(old, now, head));
  return { ...range, text: now.slice(before.length, now.length - after.length) };
}

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** A replacement of a part of a word, made one of the whole word: nobody wants to read `sh[ould]all`. */
export function wholeWords(old: string, { from, to, text }: Replaced): Replaced {
  if (from === to || text === "") return { from, to, text };
  let [start, end] = [from, to];
  for (const { index, segment, isWordLike } of words.segment(old)) {
    const until = index + segment.length;
    if (!isWordLike || until <= from || index >= to) continue;
    [start, end] = [Math.min(start, index), Math.max(end, until)];
  }
  return { from: start, to: end, text: old.slice(start, from) + text + old.slice(to, end) };
}
