/**
 * Labels, as people say them aloud (`12 bis`, `OP3 quater alt 2`, `5 (a)`), and markers, as they are printed.
 * The twin is `server/domain/numbering.py`; both run `tests/vectors/numbering.json`.
 */

export type Relation = "after" | "instead";

export const ORDINALS = [
  ..."bis ter quater quinquies sexies septies octies novies decies undecies duodecies terdecies".split(" "),
  ..."quaterdecies quindecies sexdecies septdecies octodecies novodecies vicies".split(" "),
];
/** Short forms that notes of meetings use, with what they stand for. */
const SPELLINGS: Record<string, string> = {
  quat: "quater",
  quint: "quinquies",
  quin: "quinquies",
  quinques: "quinquies",
};
const ORDINAL = [...ORDINALS, ...Object.keys(SPELLINGS)].sort((a, b) => b.length - a.length).join("|");
const WORD = "(?![\\p{L}\\p{N}_])";
const SUFFIX =
  `(?:\\.?[ \\u00a0]?(?<ordinal>${ORDINAL})${WORD})?` +
  `(?:\\.?[ \\u00a0]?(?<alt>alt)(?:\\.?[ \\u00a0]?(?<nth>\\d{1,2}))?${WORD})?`;
const NUMBERED = new RegExp(
  `^(?:(?<prefix>OP|PP)[ \\u00a0]?)?(?<number>\\d{1,4}(?:\\.\\d{1,3})*)${SUFFIX}(?<below>(?:\\.\\d{1,3})+)?(?<end>[.):]?)$`,
  "iu",
);
const LETTERED = new RegExp(
  `^\\(?(?<letter>(?<one>\\p{L})\\k<one>?|[ivxl]{2,7}|\\d{1,3})(?<within>[ \\u00a0](?:${ORDINAL}))?\\)${SUFFIX}\\.?$`,
  "iu",
);
/** Small letters only: `A.` is a heading's. */
const DOTTED_LETTER = new RegExp(`^(?<letter>[a-z]|[ivx]{2,5})${SUFFIX}\\.$`, "iu");
const LABEL = new RegExp(
  `^(?<base>.*?)(?: (?<ordinal>${ORDINALS.join("|")}))?(?: (?<alt>alt)(?: (?<nth>\\d+))?)?$`,
  "su",
);

/** A paragraph in the order of its text, as far as its name depends on it. Withdrawn ones have no place. */
export interface Place {
  paragraph: string;
  label: string;
  /** The depth of a heading that bounds a section; 0 for anything else, and for one that is only proposed. */
  heading: number;
  /** The first words of a heading that has no label. */
  words: string;
}

interface Label {
  base: string;
  /** 0: none; 1: bis; 2: ter. */
  ordinal: number;
  /** 0: none; 1: alt; 2: alt 2. */
  alternative: number;
}

/** The label of a marker typed or printed alone; what is no marker stays as it is, trimmed. */
export function labelOf(marker: string): string {
  const text = marker.trim();
  const numbered = NUMBERED.exec(text)?.groups;
  if (numbered) {
    const { prefix = "", number = "", ordinal, alt, below = "", end } = numbered;
    const isMarker = prefix || ordinal || alt || end || number.includes(".");
    const isYear = end === ":" && number.length > 3 && !number.includes(".");
    const isWithin = below !== "" && !(ordinal || alt);
    return isMarker && !isYear && !isWithin ? prefix.toUpperCase() + number + said(numbered) + below : text;
  }
  const lettered = LETTERED.exec(text)?.groups;
  if (lettered) {
    const within = lettered.within ? ` ${spelled(lettered.within.trim())}` : "";
    return `(${lettered.letter})${within}${said(lettered)}`;
  }
  const dotted = DOTTED_LETTER.exec(text)?.groups;
  if (dotted?.letter && dotted.letter === dotted.letter.toLowerCase()) {
    return `(${dotted.letter})${said(dotted)}`;
  }
  return text;
}

/**
 * Label and marker for a paragraph inserted after, or offered instead of, the one labelled `to`: the first that none
 * of `existing` has. The marker ends as `toMarker` does; without one, as its kind usually does.
 */
export function nextLabel(
  existing: readonly string[],
  to: string,
  relation: Relation,
  toMarker: string | null = null,
): { label: string; marker: string } {
  const taken = new Set(existing.map((label) => written(read(label))));
  const known = read(to);
  for (let base = known.base, nth = 1; ; base = `${base} ${ORDINALS.at(-1)}`, nth += ORDINALS.length) {
    const candidates = ORDINALS.map((_, place) =>
      relation === "instead"
        ? { ...known, alternative: nth + place }
        : { base, ordinal: place + 1, alternative: 0 },
    );
    const label = candidates.map(written).find((candidate) => !taken.has(candidate));
    if (label !== undefined) {
      return { label, marker: markerOf(label, toMarker) };
    }
  }
}

/** Of `12 bis alt`: that it stands instead of `12 bis` or, where there is none, of 12. Null for a plain label. */
export function related(label: string): { kind: Relation; to: string[] } | null {
  const known = read(label);
  if (known.alternative) {
    return { kind: "instead", to: [...new Set([written({ ...known, alternative: 0 }), known.base])] };
  }
  return known.ordinal ? { kind: "after", to: [known.base] } : null;
}

/**
 * Of each paragraph that has a label: the label, with the sections before it where numbering restarts. `1` alone where there
 * is one such paragraph, else `Article 3, 1`: as many sections as tell it from the others, the nearest ones. Two in one
 * section are numbered, `Article 3, 1 #2`. A heading is told from headings only.
 */
export function fullLabels(order: Iterable<Place>): Map<string, string> {
  const alike = new Map<string, [Place, string[]][]>();
  for (const [place, sections] of withSections(order)) {
    if (place.label === "") continue;
    const key = `${place.heading > 0} ${place.label.toLowerCase()}`;
    const group = alike.get(key) ?? [];
    alike.set(key, group);
    group.push([place, sections]);
  }
  const found = new Map<string, string>();
  for (const group of alike.values()) tellApart(group, found);
  return found;
}

/** Each place with the names of the sections that it stands in, the outermost first. */
export function* withSections(order: Iterable<Place>): Generator<[Place, string[]]> {
  let above: [depth: number, name: string][] = [];
  for (const place of order) {
    if (place.heading) above = above.filter(([depth]) => depth < place.heading);
    yield [place, above.map(([, name]) => name)];
    const name = place.label || place.words;
    if (place.heading && name !== "") above.push([place.heading, name]);
  }
}

function tellApart(group: [Place, string[]][], found: Map<string, string>): void {
  const [first, second] = group;
  if (first && !second) {
    found.set(first[0].paragraph, first[0].label);
    return;
  }
  const deepest = Math.max(...group.map(([, sections]) => sections.length));
  const end = (sections: string[], size: number) => JSON.stringify(size === 0 ? [] : sections.slice(-size));
  // How often each end of the sections occurs, by its length: the shortest that occurs once is enough.
  const ends = Array.from({ length: deepest }, (_, at) => counts(group.map(([, one]) => end(one, at + 1))));
  const whole = counts(group.map(([, one]) => end(one, one.length)));
  const twins = new Map<string, number>();
  for (const [{ paragraph, label }, sections] of group) {
    const once = ends.findIndex((occurring, at) => occurring.get(end(sections, at + 1)) === 1);
    const enough = once < 0 ? deepest : once + 1;
    const all = end(sections, sections.length);
    const nth = (twins.get(all) ?? 0) + 1;
    twins.set(all, nth);
    const full = [...(enough === 0 ? [] : sections.slice(-enough)), label].join(", ");
    found.set(paragraph, (whole.get(all) ?? 0) > 1 ? `${full} #${nth}` : full);
  }
}

function counts(keys: string[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const key of keys) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

function said(groups: Record<string, string | undefined>): string {
  const ordinal = groups.ordinal ? ` ${spelled(groups.ordinal)}` : "";
  const nth = groups.nth ? ` ${Number(groups.nth)}` : "";
  return ordinal + (groups.alt ? ` alt${nth}` : "");
}

function spelled(ordinal: string): string {
  const small = ordinal.toLowerCase();
  return SPELLINGS[small] ?? small;
}

function read(label: string): Label {
  const groups = LABEL.exec(label.trim())?.groups ?? { base: label };
  return {
    base: groups.base ?? "",
    ordinal: groups.ordinal ? ORDINALS.indexOf(groups.ordinal) + 1 : 0,
    alternative: groups.alt ? Number(groups.nth ?? 1) : 0,
  };
}

function written(label: Label): string {
  const ordinal = label.ordinal ? ` ${ORDINALS[label.ordinal - 1]}` : "";
  const nth = label.alternative > 1 ? ` ${label.alternative}` : "";
  return label.base + ordinal + (label.alternative ? ` alt${nth}` : "");
}

function markerOf(label: string, toMarker: string | null): string {
  const lettered = /\([^()]*\)[^()]*$/u.exec(label)?.[0];
  const printed = lettered ?? label;
  if (toMarker === null) {
    return /^(?:OP|PP)?\d/u.test(printed) ? `${printed}.` : printed;
  }
  const end = toMarker.slice(-1);
  return end === "." || (end === ")" && !lettered) ? printed + end : printed;
}
