/** Finding paragraphs by label or by words. Pure. */
import type { State } from "../../record/types";
import { characters } from "../facts";

export interface Hit {
  paragraph: string;
  /** Where the words stand in the wording; nothing is marked where the label was meant. */
  at: number;
  length: number;
}

/** Case and accents do not count, where that does not shift the letters. */
function plain(text: string): string {
  const lower = text.toLowerCase();
  const bare = lower.normalize("NFD").replace(/\p{M}/gu, "");
  return bare.length === text.length ? bare : lower.length === text.length ? lower : text;
}

/** The paragraphs with that label or those words, in order, labels first. */
export function search(state: State, asked: string): Hit[] {
  const words = plain(asked.trim());
  if (words === "") return [];
  const labels: Hit[] = [];
  const found: Hit[] = [];
  for (const id of state.order) {
    const paragraph = state.paragraphs[id];
    if (!paragraph || paragraph.withdrawn) continue;
    const at = plain(characters(paragraph.wording)).indexOf(words);
    if (paragraph.label !== "" && plain(paragraph.label).startsWith(words))
      labels.push({ paragraph: id, at: 0, length: 0 });
    else if (at >= 0) found.push({ paragraph: id, at, length: words.length });
  }
  return [...labels, ...found];
}
