/** The spaces between words, as word processors set them where words are put in or moved. */

export type Range = [start: number, end: number];

const LETTER = /[\p{L}\p{M}\p{N}]/u;
const NONE: ReadonlySet<number> = new Set();
/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Characters that may follow a space, and those that may precede a word. */
const BEGINS = /^[\p{L}\p{N}(“"‘«„]/u;
const OPENS = /[\s([“‘«„¿¡/\u2010-\u2015-]$/u;

/**
 * Whether words begin and end in a text where words do: "all" is no word of "shall". At `seams`, where a proposal begins or
 * ends, words do too: what stands there beside them comes or goes apart from them.
 */
export function isWhole(text: string, [start, end]: Range, seams: ReadonlySet<number> = NONE): boolean {
  const cut = (at: number) =>
    !seams.has(at) && LETTER.test(text.slice(at - 1, at)) && LETTER.test(text.slice(at, at + 1));
  return !cut(start) && !cut(end);
}

/** The spaces that divide words from what they are put between, unless a sign follows or they bring their own. */
export function spacesAround(before: string, words: string, after: string): [front: string, back: string] {
  if (UNSPACED.test(words.slice(0, 1)) || UNSPACED.test(words.slice(-1))) return ["", ""];
  const front = before !== "" && !OPENS.test(before) && BEGINS.test(words) ? " " : "";
  const back = BEGINS.test(after) && /\S$/.test(words) ? " " : "";
  return [front, back];
}

/**
 * Words that leave their place: their range without spaces at its ends, and the range to be taken out, with one of the spaces
 * that divided them from the others. A part of a word goes as it is.
 */
export function leaving(text: string, [start, end]: Range): { words: Range; taken: Range } {
  const chosen = text.slice(start, end);
  const words: Range = [start + chosen.search(/\S|$/), start + chosen.trimEnd().length];
  const [from, to] = words;
  if (from >= to || !isWhole(text, words)) return { words: [start, end], taken: [start, end] };
  const left = text.slice(0, from);
  if (left.endsWith(" ") && !BEGINS.test(text.slice(to))) return { words, taken: [from - 1, to] };
  if (text[to] === " " && (left === "" || OPENS.test(left))) return { words, taken: [from, to + 1] };
  return { words, taken: words };
}
