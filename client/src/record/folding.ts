/**
 * When two wordings or names are alike, whatever keyboard, program or habit they come from. The twin of
 * `server/domain/folding.py`, which says what is alike and why; `tests/vectors/folding.json` holds both to it.
 * Folding is for comparing only: what it gives is never stored as a wording, nor shown.
 */

/** Looked up before anything else: compatibility forms of some of these would make a space of them. */
const ALIKE = new Map<string, string>([
  ...Array.from("'`´‘’‚‛′ʹʻʼʾʿˈꞌ՚׳＇", (each): [string, string] => [each, "'"]),
  ...Array.from('"“”„‟″«»＂״', (each): [string, string] => [each, '"']),
  ...Array.from("−⁃", (each): [string, string] => [each, "-"]),
  ...Array.from("\t\n\v\f\r\x85\u2028\u2029", (each): [string, string] => [each, " "]),
  ...Object.entries({ ı: "i", ø: "o", Ø: "o", ł: "l", Ł: "l", đ: "d", Đ: "d", ħ: "h", Ħ: "h" }),
  ...Object.entries({ æ: "ae", Æ: "ae", œ: "oe", Œ: "oe" }),
]);

type Ranges = readonly (readonly [number, number])[];

/** Marks that count for nothing: accents, vowel signs, points, tatweel. */
// biome-ignore format: a table.
const ACCENTS: Ranges = [
  [0x0300, 0x036f], [0x0483, 0x0489], [0x0591, 0x05bd], [0x05bf, 0x05bf], [0x05c1, 0x05c2], [0x05c4, 0x05c5],
  [0x05c7, 0x05c7], [0x0610, 0x061a], [0x0640, 0x0640], [0x064b, 0x065f], [0x0670, 0x0670], [0x06d6, 0x06dc],
  [0x06df, 0x06e4], [0x06e7, 0x06e8], [0x06ea, 0x06ed], [0x08d3, 0x08e1], [0x08e3, 0x08ff], [0x1ab0, 0x1aff],
  [0x1dc0, 0x1dff], [0x20d0, 0x20ff], [0xfe20, 0xfe2f],
];

/** They choose how the sign before them is drawn. */
const VARIANTS: Ranges = [
  [0xfe00, 0xfe0f],
  [0xe0100, 0xe01ef],
];

/** Invisible characters: soft hyphens, joiners, spaces without width, marks of direction. */
// biome-ignore format: a table.
const GONE: Ranges = [
  [0x00ad, 0x00ad], [0x034f, 0x034f], [0x061c, 0x061c], [0x180e, 0x180e], [0x200b, 0x200f], [0x202a, 0x202e],
  [0x2060, 0x206f], [0xfeff, 0xfeff],
];

/** All characters below this one are folded by lower case alone, or by the table above. */
const BEFORE_ACCENTS = 0xad;

/**
 * A folded text with the way back. For each UTF-16 code unit of `text`, `starts` and `ends` say where in the original
 * the character begins and ends that it came from. The units of one character have the same.
 */
export interface Folded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A text in the form in which it is compared, with the way back to its own characters. */
export function folded(text: string): Folded {
  let written = "";
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { at, cluster, visible } of clusters(text)) {
    const piece = plain(cluster);
    const end = at + visible;
    if (piece === " " && written.endsWith(" ")) ends[ends.length - 1] = end;
    else if (piece !== "") {
      written += piece;
      for (let unit = 0; unit < piece.length; unit++) {
        starts.push(at);
        ends.push(end);
      }
    } else if (ends.length > 0 && visible > 0) stretchLast(starts, ends, end);
  }
  return { text: written, starts, ends };
}

/**
 * The stretch of the original that a stretch of the folded text came from; accents at its end are in it, soft hyphens
 * are not. Null where it is empty, or cuts a character of the original (the “o” of “œ”).
 */
export function original({ starts, ends }: Folded, start: number, end: number): Stretch | null {
  const first = starts[start];
  const last = ends[end - 1];
  if (start >= end || first === undefined || last === undefined) return null;
  const cutBefore = start > 0 && starts[start - 1] === first;
  const cutBehind = end < starts.length && starts[end] === starts[end - 1];
  return cutBefore || cutBehind ? null : { start: first, end: last };
}

/** The form in which a text is compared, without the way back. */
export function fold(text: string): string {
  return folded(text).text;
}

/** The form in which names, codes and labels are compared: as `fold`, and spaces at the ends count for nothing. */
export function foldName(name: string): string {
  return fold(name).replace(/^ | $/g, "");
}

/**
 * Where words stand in a text, whatever form either is written in: in order, none overlapping another. None for words
 * of which folding leaves nothing.
 */
export function occurrences(text: string, words: string): Stretch[] {
  const wanted = fold(words);
  const where = folded(text);
  const found: Stretch[] = [];
  let at = wanted === "" ? -1 : where.text.indexOf(wanted);
  while (at >= 0) {
    const stretch = original(where, at, at + wanted.length);
    if (stretch) found.push(stretch);
    at = where.text.indexOf(wanted, at + (stretch ? wanted.length : 1));
  }
  return found;
}

interface Cluster {
  at: number;
  cluster: string;
  /** Code units up to the last character that is seen: what has no width may follow. */
  visible: number;
}

/** A text in characters as people see them: a letter with all its marks. */
function clusters(text: string): Cluster[] {
  const found: Cluster[] = [];
  let begin = 0;
  let end = 0;
  let at = 0;
  for (const character of text) {
    const next = at + character.length;
    if (within(character, GONE)) {
      if (at === begin) end = at;
    } else if (at > begin && end > begin && attached(character)) end = next;
    else {
      if (at > begin) found.push({ at: begin, cluster: text.slice(begin, at), visible: end - begin });
      begin = at;
      end = next;
    }
    at = next;
  }
  if (begin < text.length) found.push({ at: begin, cluster: text.slice(begin), visible: end - begin });
  return found;
}

// A text has few different characters, and to fold one costs more than to look it up.
const KNOWN = new Map<string, string>();
const KNOWN_LIMIT = 4096;

function plain(cluster: string): string {
  let known = KNOWN.get(cluster);
  if (known === undefined) {
    known = plainOf(cluster);
    if (KNOWN.size >= KNOWN_LIMIT) KNOWN.clear();
    KNOWN.set(cluster, known);
  }
  return known;
}

/** A character as people see them, folded: nothing where it is only a mark, or is not seen. */
function plainOf(cluster: string): string {
  let pieces = "";
  let symbol = false;
  const composed = Array.from(cluster, (each) => ALIKE.get(each) ?? each).join("");
  for (const character of composed.normalize("NFKD")) {
    const alike = ALIKE.get(character) ?? character;
    if (within(alike, GONE) || within(alike, VARIANTS) || (within(alike, ACCENTS) && !symbol)) continue;
    // “≠” is not “=”: a stroke through a sign is no accent.
    symbol = /^\p{S}/u.test(alike) || (symbol && /^\p{M}/u.test(alike));
    pieces += small(alike);
  }
  return /^ +$/.test(pieces) ? " " : pieces;
}

function small(character: string): string {
  if (/^\p{Zs}/u.test(character)) return " ";
  if (/^\p{Pd}/u.test(character)) return "-";
  // By way of the capitals, so that ß is ss and both forms of sigma are one; ẞ has to be small first.
  return Array.from(character.toLowerCase().toUpperCase(), (each) => each.toLowerCase()).join("");
}

function stretchLast(starts: number[], ends: number[], end: number): void {
  const last = starts[starts.length - 1];
  for (let at = starts.length - 1; at >= 0 && starts[at] === last; at--) ends[at] = end;
}

function attached(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code > BEFORE_ACCENTS && (/^\p{M}/u.test(character) || within(character, ACCENTS));
}

function within(character: string, ranges: Ranges): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code >= BEFORE_ACCENTS && ranges.some(([first, last]) => code >= first && code <= last);
}
