/**
 * Names of paragraphs where the label alone is ambiguous, and the paragraph that a typed name means.
 * Numbering restarts in many texts: `Article 3, 1` and `Article 4, 1` are both labelled `1`.
 */

import { bounds } from "../record/fold";
import { foldName } from "../record/folding";
import { fullLabels, labelOf, type Place, withSections } from "../record/numbering";
import type { Paragraph, State } from "../record/types";
import { changedIds } from "./changes";
import { beginning } from "./facts";

/** Suggestions for a name that is none. */
const MOST_NEAR = 3;
/** A heading without a label is called by so many of its characters. */
const HEADING_UNITS = 40;

let latest: { state: State; names: ReadonlyMap<string, string> } | null = null;
const said = new WeakMap<Paragraph, string>();
let told: { state: State; names: ReadonlyMap<string, string> } | null = null;

/** The full labels of a text; from one state to the next they are found again only where a label changed. */
function fullNames(state: State): ReadonlyMap<string, string> {
  if (latest?.state === state) return latest.names;
  const names = latest && sameLabels(latest.state, state) ? latest.names : fullLabels(places(state));
  latest = { state, names };
  return names;
}

/** Makes the full label of each paragraph known to `fullLabel`, and answers with the state. */
export function named(state: State): State {
  const before = told;
  const names = fullNames(state);
  const changed = before?.names === names ? changedIds(before.state, state) : Object.keys(state.paragraphs);
  for (const id of changed) {
    const paragraph = state.paragraphs[id];
    if (paragraph) said.set(paragraph, names.get(id) ?? paragraph.label);
  }
  told = { state, names };
  return state;
}

/** The name of a paragraph aloud: its label, with the section before it where the label is ambiguous. */
export function fullLabel(paragraph: Paragraph): string {
  return said.get(paragraph) ?? paragraph.label;
}

function sameLabels(before: State, after: State): boolean {
  if (before.order !== after.order) return false;
  const key = (paragraph: Paragraph | undefined) =>
    paragraph &&
    [
      paragraph.label,
      paragraph.kind,
      paragraph.depth,
      paragraph.withdrawn !== null,
      bounds(paragraph),
      headingWords(paragraph),
    ].join("|");
  return changedIds(before, after).every((id) => key(before.paragraphs[id]) === key(after.paragraphs[id]));
}

function headingWords(paragraph: Paragraph): string {
  if (paragraph.kind !== "heading") return "";
  return paragraph.marker.replace(/\.$/, "") || beginning(paragraph, HEADING_UNITS);
}

function* places(state: State): Generator<Place> {
  for (const id of state.order) {
    const paragraph = state.paragraphs[id];
    if (!paragraph || paragraph.withdrawn || paragraph.kind === "footnote") continue;
    const heading = bounds(paragraph) ? paragraph.depth : 0;
    yield { paragraph: id, label: paragraph.label, heading, words: headingWords(paragraph) };
  }
}

interface Known {
  paragraph: string;
  /** The label and, before it, as many of its sections as one likes: folded, without spaces. */
  keys: string[];
}

let index: { names: ReadonlyMap<string, string>; known: Known[] } | null = null;

function knownPlaces(state: State): Known[] {
  const names = fullNames(state);
  if (index?.names === names) return index.known;
  const known: Known[] = [];
  for (const [place, sections] of withSections(places(state))) {
    const own = place.label || (place.heading ? place.words : "");
    if (own === "") continue;
    const keys = sections.map((_, at) => key([...sections.slice(at), own].join(", "))).reverse();
    known.push({
      paragraph: place.paragraph,
      keys: [key(own), ...keys, key(names.get(place.paragraph) ?? own)],
    });
  }
  index = { names, known };
  return known;
}

function key(name: string): string {
  return foldName(name).replace(/\s+/g, "");
}

/** A typed name as a label is written: `para 12bis` as `12 bis`, `Article 3 para 1` as `Article 3, 1`. */
function typedKeys(typed: string): string[] {
  const bare = typed
    .trim()
    .replace(/^#/, "")
    .replace(/[.:]+$/, "");
  const joined = bare.replace(/^para(?:graph)?s?\.?\s+/i, "").replace(/\s*,?\s+para(?:graph)?\.?\s+/gi, ", ");
  return [...new Set([key(joined), key(labelOf(`${joined}.`).replace(/\.$/, ""))])];
}

export interface Found {
  /** Paragraphs of that very name: several where it is ambiguous. */
  exact: string[];
  /** Paragraphs whose names begin so. */
  begun: string[];
}

/** The paragraphs that a typed name means; among several, those of the section of `near` first. */
export function findPlaces(state: State, typed: string, near: string | null = null): Found {
  const wanted = typedKeys(typed).filter((one) => one !== "");
  if (wanted.length === 0) return { exact: [], begun: [] };
  const known = knownPlaces(state);
  const exact = known.filter(({ keys }) => keys.some((one) => wanted.includes(one)));
  const begun = known.filter(
    (one) => !exact.includes(one) && one.keys.some((each) => wanted.some((begin) => each.startsWith(begin))),
  );
  return { exact: nearest(state, exact, near), begun: nearest(state, begun, near) };
}

/** In the order of the text, but from the section of `near` on. */
function nearest(state: State, known: Known[], near: string | null): string[] {
  const ids = known.map(({ paragraph }) => paragraph);
  const section = near === null ? null : sectionOf(state, near);
  if (section === null) return ids;
  const here = ids.filter((id) => sectionOf(state, id) === section);
  return [...here, ...ids.filter((id) => !here.includes(id))];
}

function sectionOf(state: State, paragraph: string): string | null {
  const at = state.order.indexOf(paragraph);
  return state.order.slice(0, at + 1).findLast((id) => state.paragraphs[id]?.kind === "heading") ?? null;
}

/** Paragraphs with names much like one that is none, the likest first: for "Do you mean …?". */
export function nearPlaces(state: State, typed: string): string[] {
  const [wanted = ""] = typedKeys(typed);
  if (wanted === "") return [];
  const most = Math.max(1, Math.floor(wanted.length / 2));
  return knownPlaces(state)
    .map(({ paragraph, keys }) => ({
      paragraph,
      far: Math.min(...keys.map((one) => far(one, wanted, most))),
    }))
    .filter((one) => one.far <= most && one.far < wanted.length)
    .sort((a, b) => a.far - b.far)
    .slice(0, MOST_NEAR)
    .map(({ paragraph }) => paragraph);
}

/** How unlike a name and what was typed are; of "9 bsi" the 9 is right. */
function far(one: string, wanted: string, most: number): number {
  const begun = wanted.startsWith(one) && /\d$/.test(one) && /^\D/.test(wanted.slice(one.length));
  return begun ? most : distance(one, wanted, most);
}

/** So many letters have to be put in, taken out or changed; neighbours that are exchanged count once. More than `most` is enough to know. */
function distance(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      const above = rows[i - 1] ?? [];
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1))
        least = Math.min(least, (rows[i - 2]?.[j - 2] ?? 0) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? most + 1;
}
