/** Labels: suggested for a new paragraph ("12 bis" after 12, "12 alt" instead of it), and typed to name one that is there. */
import { bounds } from "../../record/fold";
import { nextLabel } from "../../record/numbering";
import type { Paragraph, ParagraphKind, State } from "../../record/types";
import { findPlaces } from "../places";
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
  return nextLabel(labelsNear(state, beside), beside.label, place, beside.marker);
}

/** The labels among which a new one must be another: all of the text, or of the section where numbering restarts. */
function labelsNear(state: State, beside: Paragraph): string[] {
  const all = Object.values(state.paragraphs);
  const at = state.order.indexOf(beside.id);
  if (at < 0 || all.filter(({ label }) => label === beside.label).length < 2)
    return all.map(({ label }) => label);
  const isBound = (id: string) => {
    const paragraph = state.paragraphs[id];
    return paragraph !== undefined && bounds(paragraph);
  };
  const begin = Math.max(0, state.order.slice(0, at).findLastIndex(isBound));
  const next = state.order.slice(at).findIndex(isBound);
  const near = state.order.slice(begin, next < 0 ? undefined : at + next);
  return near.map((id) => state.paragraphs[id]?.label ?? "");
}

/** The paragraph that one names by its whole label, other than `self`; of several the one nearest to `self`. */
export function paragraphLabelled(state: State, typed: string, self: Paragraph): string | null {
  const { exact } = findPlaces(state, typed, self.id);
  return exact.find((id) => id !== self.id && state.paragraphs[id]?.kind !== "heading") ?? null;
}
