/** Finding paragraphs by label or by words, in whatever form either is written. Pure. */
import { type Folded, fold, folded, original } from "../../record/folding";
import type { Delta, State } from "../../record/types";
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
