/** Labels suggested for a new paragraph: "12 bis" after 12, "12 alt" instead of it. */
import { nextLabel } from "../../record/numbering";
import type { Paragraph, ParagraphKind, State } from "../../record/types";
import type { AddPlace } from "../screen";

/** The first label and marker that are not taken; empty where the paragraph beside has none. */
export function suggest(
  state: State,
  beside: Paragraph | null,
  place: AddPlace,
  kind: ParagraphKind,
): { label: string; marker: string } {
  const bare = { label: "", marker: "" };
  if (!beside || kind === "heading" || kind === "plain" || beside.label === "" || beside.kind === "heading")
    return bare;
  const labels = Object.values(state.paragraphs).map((paragraph) => paragraph.label);
  return nextLabel(labels, beside.label, place, beside.marker);
}
