/**
 * Square brackets that somebody types or pastes. A wording holds no bracket as a character: brackets are drawn from marks.
 * The server refuses what is left out here (`server/domain/typed_brackets.py`); tests/vectors/typed_brackets.json holds the
 * two together. A mail-merge placeholder `[[[Name]]]` and a note `[^1]` are words, in base text of a Markdown text a link
 * and an escaped bracket too. All other brackets, and what reads as one, go, with the attribution of a known delegation
 * that ends a bracket, and no two words become one.
 */

export interface TypedWords {
  words: string;
  /** True where a bracket was left out: the screen says so. */
  dropped: boolean;
}

/** A stretch that goes, in UTF-16 code units of what was typed. `space`: one space comes in its stead. */
export interface Cut {
  at: number;
  length: number;
  space: boolean;
}

export interface TypedOptions {
  /** Whether it is base text, in a text that is written in Markdown. */
  markdown?: boolean;
  /** Whether a name is one of the meeting's delegations: then `[shall – EU]` is read as "shall". */
  isDelegation?: (name: string) => boolean;
}

const PAIRS = "[]［］【】⁅⁆❲❳⟦⟧〚〛⦋⦌⦍⦐⦏⦎﹇﹈⎡⎤⎣⎦⸢⸣⸤⸥⌈⌉⌊⌋⌜⌝⌞⌟⫍⫎⊏⊐〖〗｢｣⟬⟭⟮⟯︻︼︗︘⎴⎵⹕⹖⹗⹘";
const CLOSED_BY = new Map(
  [...PAIRS].flatMap((sign, at, all): [string, string][] => (at % 2 ? [] : [[sign, all[at + 1] ?? ""]])),
);
const CLOSING = new Set(CLOSED_BY.values());
const SIGNS = `${PAIRS.replace("[]", "[\\]")}⎢⎥\u20de\ufffc`;
const BRACKET = `[${SIGNS}]`;
const OTHER = `[^${SIGNS}]`;
const LITERAL = "\\[\\[\\[[\\p{L}\\p{N}_]+\\]\\]\\]|\\[\\^[0-9]{1,4}[a-z]?\\]";
const LINK = `\\[${OTHER}+\\]\\((?:[a-z]{3,10}:|[/#])[^()\\s]*\\)`;
const PLAIN = new RegExp(`${LITERAL}|${BRACKET}`, "gu");
const MARKDOWN = new RegExp(`\\\\[[\\]\\\\]|${LITERAL}|${LINK}|${BRACKET}`, "gu");
const OPENS = anyOf(CLOSED_BY.keys());
const CLOSES = anyOf(CLOSING);
const ALTERNATIVES = new RegExp(`${CLOSES.source}.*${OPENS.source}`, "u");
const ONE = new RegExp(`^${BRACKET}$`, "u");
const WHOLE = new RegExp(`^(?:${LITERAL})$`, "u");

function anyOf(signs: Iterable<string>): RegExp {
  return new RegExp(`[${[...signs].join("").replace(/[[\]]/g, "\\$&")}]`, "u");
}

/** The gesture that a bracket is which is typed alone, with whatever input method; null for words. */
export function gestureOf(text: string): "reserve" | "lift" | null {
  const [first, ...others] = text;
  if (first === undefined || ![first, ...others].every((sign) => ONE.test(sign))) return null;
  if (CLOSED_BY.has(first)) return "reserve";
  return CLOSING.has(first) ? "lift" : null;
}

/**
 * The place where `text` comes to stand instead of a range of somebody's words, so that placeholders in these stay whole,
 * and with `pairs` other pairs of brackets too: what is deleted of one takes all of it along, what is typed into a
 * placeholder stands behind it.
 */
export function wholeRange(
  words: string,
  [from, to]: [number, number],
  text: string,
  pairs: boolean,
): [number, number] {
  let [start, end] = [from, to];
  for (const [open, until] of pairsIn(words)) {
    const apart = until <= start || open >= end || (start <= open && end >= until);
    if (start === end ? open >= start || until <= start : apart) continue;
    const within = words.slice(open, until);
    const literal = WHOLE.test(within);
    if (!literal && (!pairs || (start > open && end < until))) continue;
    const kept = words.slice(open, start) + text + words.slice(end, until);
    if (literal && start >= open && end <= until && WHOLE.test(kept)) continue;
    if (start === end) [start, end] = [until, until];
    else [start, end] = [Math.min(start, open), Math.max(end, until)];
  }
  return [start, end];
}

/** Placeholders as one, and the pairs of the other brackets, each with where it begins and ends; inner ones come first. */
function* pairsIn(words: string): Generator<[number, number]> {
  const open: { at: number; closedBy: string }[] = [];
  for (const { 0: sign, index } of words.matchAll(PLAIN)) {
    const closedBy = CLOSED_BY.get(sign);
    if (sign.length > 1) yield [index, index + sign.length];
    else if (closedBy) open.push({ at: index, closedBy });
    else if (open.at(-1)?.closedBy === sign) yield [open.pop()?.at ?? index, index + 1];
  }
}

/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const WORD = /[\p{L}\p{M}\p{N}]/u;
/** Longer stretches of letters beside a bracket are words, not parts of one, but for these. */
const LONGEST_PART = 2;
const AFFIXES = new Set(
  "able ance anti ence ers ible ies ing ion ist ity ive less ly ment mis dis ness non ors ous over pre sub".split(
    " ",
  ),
);
/** Short words that stand beside brackets and are no parts of words. */
const SHORT = new Set(
  "a all an and any are as at be by can for from if in is it its may must no nor not of on or our so such that the to was will with".split(
    " ",
  ),
);

/** The words without their brackets. */
export function withoutBrackets(text: string, options: TypedOptions = {}): TypedWords {
  const cuts = bracketCuts(text, options);
  let words = "";
  let from = 0;
  for (const { at, length, space } of cuts) {
    words += text.slice(from, at) + (space ? " " : "");
    from = at + length;
  }
  return { words: words + text.slice(from), dropped: cuts.length > 0 };
}

/** The stretches of a typed text that are left out, in order: for callers that keep formats too. */
export function bracketCuts(text: string, options: TypedOptions = {}): Cut[] {
  const cuts: Cut[] = [];
  for (const [from, to] of stretches(text, options)) {
    const before = text.slice(0, from);
    const after = text.slice(to);
    const brackets = text.slice(from, to);
    // Where a space stands on both sides, one of them goes too.
    const doubled = /\s$/.test(before) && /^[^\S\n]/.test(after);
    const last = cuts.at(-1);
    const space = !doubled && parts(before.slice(last ? last.at + last.length : 0), brackets, after);
    cuts.push({ at: from, length: to - from + (doubled ? 1 : 0), space });
  }
  return cuts;
}

/** Neighbouring brackets as one stretch, with the attribution before a closing one. */
function stretches(text: string, { markdown, isDelegation }: TypedOptions): [number, number][] {
  const found: [number, number][] = [];
  let opened = 0;
  for (const { 0: sign, index } of text.matchAll(markdown ? MARKDOWN : PLAIN)) {
    if (!ONE.test(sign)) continue;
    const last = found.at(-1);
    const inside = text.slice(last?.[1] ?? 0, index);
    const said = CLOSING.has(sign) && opened > 0 && isDelegation ? attribution(inside, isDelegation) : 0;
    opened = Math.max(0, opened + (CLOSED_BY.has(sign) ? 1 : -1));
    if (last && last[1] >= index - said) last[1] = index + 1;
    else found.push([index - said, index + 1]);
  }
  return found;
}

/** So many code units at the end of a bracket's words are a dash and names of delegations. */
function attribution(inside: string, isDelegation: (name: string) => boolean): number {
  const said = /\s*(?:^|\s)[-–—]\s*([^–—]+)$/u.exec(inside);
  if (!said?.[1]) return 0;
  const names = said[1]
    .split(/[,;]/)
    .map((name) => name.replace(/\s*:?\s*(?:to )?(?:delete|retain)s?\s*$/i, "").trim());
  return names.every((name) => name !== "" && isDelegation(name)) ? said[0].length : 0;
}

/** Whether what stands on both sides of brackets are two words, which would run together without them. */
function parts(before: string, brackets: string, after: string): boolean {
  const left = /[\p{L}\p{M}\p{N}]+$/u.exec(before)?.[0] ?? "";
  const right = /^[\p{L}\p{M}\p{N}]+/u.exec(after)?.[0] ?? "";
  // A sign that follows on a closing bracket belongs to the word before; one that ends a clause is followed by a space.
  if (left === "" || right === "")
    return (
      /[,;:.!?)\]”"]$/u.test(before) && CLOSES.test(brackets) && OPENS.test(brackets) && WORD.test(right)
    );
  const [end, start] = [[...left].at(-1) ?? "", [...right][0] ?? ""];
  if (UNSPACED.test(end) || UNSPACED.test(start)) return false;
  // `[shall][should]` are alternatives: two words.
  if (ALTERNATIVES.test(brackets)) return true;
  if (/\p{N}/u.test(end) !== /\p{N}/u.test(start)) return true;
  if (/\p{Ll}/u.test(end) && /\p{Lu}/u.test(start)) return true;
  return !isPart(left) && !isPart(right);
}

/** Whether letters beside a bracket are a part of a word, as in `State[s]` and `[un]lawful`. */
function isPart(letters: string): boolean {
  const read = letters.toLowerCase();
  return AFFIXES.has(read) || (letters.length <= LONGEST_PART && !SHORT.has(read));
}
