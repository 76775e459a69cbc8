/** One paragraph by itself, through the entries of its history. */
import { apply } from "./fold.ts";
import type { Entry, Paragraph, State } from "./types.ts";

/** Acts on a whole section are about paragraphs that are not here, and leave words and proposals as they are. */
const ELSEWHERE = new Set(["section_moved", "section_withdrawn"]);

/** Each entry with the paragraph as it found it; `base` is what the first one found, null where that one put it in. */
export function steps(
  base: Paragraph | null,
  id: string,
  entries: readonly Entry[],
): { entry: Entry; before: Paragraph | null }[] {
  let state = alone(base, id);
  return entries.map((entry) => {
    const before = state.paragraphs[id] ?? null;
    const begins = entry.kind === "paragraph_added" || entry.kind === "section_added";
    // A history that is known from its middle on tells what it can.
    if (!ELSEWHERE.has(entry.kind) && (before || begins)) state = apply(state, entry);
    return { entry, before };
  });
}

function alone(paragraph: Paragraph | null, id: string): State {
  const known = paragraph ? { order: [id], paragraphs: { [id]: paragraph } } : { order: [], paragraphs: {} };
  return { ...known, before_room: null, documents: [], levels: [], number: 0, time: "" } as unknown as State;
}
