/** How far one press of a key reaches: characters as people see them, and words, in all six languages. */

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const words = new Intl.Segmenter(undefined, { granularity: "word" });
/** Accents and vowel signs: Backspace takes one off and leaves its letter, as every system does. */
const COMBINING = /^\p{M}$/u;
const JOINED = /[\u200d\ufe0e\ufe0f]|\p{Emoji_Modifier}/u;

export type Reach = "character" | "word" | "line";

/** The offset that a deletion from `at` backwards reaches. */
export function back(text: string, at: number, reach: Reach): number {
  if (reach === "line") return 0;
  const before = text.slice(0, at);
  if (reach === "word") return wordStart(before);
  const cluster = lastOf(graphemes, before);
  const last = [...cluster].at(-1) ?? "";
  const sign = COMBINING.test(last) && !JOINED.test(cluster);
  return at - (sign ? last.length : cluster.length);
}

/** The offset that a deletion from `at` forwards reaches. */
export function ahead(text: string, at: number, reach: Reach): number {
  if (reach === "line") return text.length;
  const after = text.slice(at);
  if (reach === "word") return at + wordEnd(after);
  const [first] = graphemes.segment(after);
  return at + (first?.segment.length ?? 0);
}

function lastOf(segmenter: Intl.Segmenter, text: string): string {
  let last = "";
  for (const { segment } of segmenter.segment(text)) last = segment;
  return last;
}

function wordStart(before: string): number {
  let start = 0;
  for (const { index, segment } of words.segment(before)) {
    if (segment.trim() !== "") start = index;
  }
  return start;
}

function wordEnd(after: string): number {
  for (const { index, segment } of words.segment(after)) {
    if (segment.trim() !== "") return index + segment.length;
  }
  return after.length;
}
