/** Finding paragraphs by label or by words, in whatever form either is written. Pure. */
import { type Folded, fold, folded, original } from "../../record/folding";
import type { Delta, Op, Paragraph, State } from "../../record/types";
import { characters } from "../facts";
import { findPlaces } from "../places";

export interface Hit {
  paragraph: string;
  /** Where the words stand in the wording; nothing is marked where the label was meant. */
  at: number;
  length: number;
}

const known = new WeakMap<Delta, Folded>();

/** A long text is searched at every key: each wording is folded once. */
function foldedWording(wording: Delta): Folded {
  const made = known.get(wording) ?? folded(characters(wording));
  known.set(wording, made);
  return made;
}

/** The paragraphs with that label or those words, in order, labels first. */
export function search(state: State, asked: string): Hit[] {
  const words = fold(asked.trim());
  if (words === "") return [];
  const { exact, begun } = findPlaces(state, asked);
  const labelled = [...exact, ...begun];
  const labels = new Set(labelled);
  const found: Hit[] = labelled.map((paragraph) => ({ paragraph, at: 0, length: 0 }));
  for (const id of state.order) {
    const paragraph = state.paragraphs[id];
    if (!paragraph || paragraph.withdrawn || labels.has(id)) continue;
    const where = foldedWording(paragraph.wording);
    const at = where.text.indexOf(words);
    if (at < 0) continue;
    const { start, end } = original(where, at, at + words.length) ?? { start: 0, end: 0 };
    found.push({ paragraph: id, at: start, length: end - start });
  }
  return found;
}

export interface Excerpt {
  before: string;
  found: string;
  after: string;
}

const BEFORE = 40;
const AFTER = 60;

/** The words of a hit with some around them, cut between words. Old and new words stand apart, as printed. */
export function excerpt(paragraph: Paragraph, hit: Hit): Excerpt {
  const end = hit.at + hit.length;
  const before = between(paragraph.wording, 0, hit.at);
  const after = between(paragraph.wording, end, Number.POSITIVE_INFINITY);
  return {
    before: before.length > BEFORE ? `… ${before.slice(-BEFORE).replace(/^\S*\s/, "")}` : before,
    found: between(paragraph.wording, hit.at, end),
    after: after.length > AFTER ? `${after.slice(0, AFTER).replace(/\s\S*$/, "")} …` : after,
  };
}

/** The characters from one place to another, with a space where new words follow on those that they stand for. */
function between(wording: Delta, from: number, to: number): string {
  let text = "";
  let at = 0;
  let last: Op | undefined;
  for (const op of wording) {
    const content = typeof op.insert === "string" ? op.insert : " ";
    const cut = content.slice(Math.max(0, from - at), Math.max(0, to - at));
    const apart = last && isDeleted(last) && !isDeleted(op) && typeof op.attributes?.ins === "string";
    // At the very end too: the words that follow begin in what comes next.
    if (apart && at > from && at <= to && !/\s$/.test(text) && !/^\s/.test(content)) text += " ";
    text += cut;
    at += content.length;
    last = op;
  }
  return text;
}

function isDeleted(op: Op): boolean {
  return Object.entries(op.attributes ?? {}).some(([name, on]) => name.startsWith("del:") && Boolean(on));
}
