/** Changes out of sight are counted and not scrolled to: which paragraphs changed, and which of them are in sight. */
import type { State } from "../../record/types";

/** The paragraphs of `after` whose wording, marks or proposals changed, or that were added, since `before`. */
export function changedBetween(before: State, after: State): string[] {
  if (before.paragraphs === after.paragraphs || before.text !== after.text) return [];
  return after.order.filter((id) => {
    const [old, now] = [before.paragraphs[id], after.paragraphs[id]];
    return old !== now && old?.changed !== now?.changed;
  });
}

export type Whereabouts = "above" | "in_sight" | "below" | "absent";

/** Where a paragraph is in a scrolling column. */
export function whereabouts(column: HTMLElement, id: string): Whereabouts {
  const row = document.getElementById(id);
  if (!row) return "absent";
  const [box, frame] = [row.getBoundingClientRect(), column.getBoundingClientRect()];
  if (box.bottom < frame.top) return "above";
  return box.top > frame.bottom ? "below" : "in_sight";
}
