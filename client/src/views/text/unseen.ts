/** Changes out of sight are counted and not scrolled to: which paragraphs changed, and which of them are in sight. */
import type { State } from "../../record/types";
import { changedIds } from "../changes";

/** The paragraphs of `after` whose wording, marks or proposals changed, or that were added, since `before`. */
export function changedBetween(before: State, after: State): string[] {
  if (before.paragraphs === after.paragraphs || before.text !== after.text) return [];
  return changedIds(before, after).filter(
    (id) => before.paragraphs[id]?.changed !== after.paragraphs[id]?.changed,
  );
}

export type Whereabouts = "above" | "in_sight" | "below" | "absent";

/** Where a paragraph is in a scrolling column; one that is not drawn yet is where its stretch is. */
export function whereabouts(column: HTMLElement, id: string): Whereabouts {
  const row = document.getElementById(id);
  const stretch = row?.closest(".stretch") ?? column.querySelector(`[data-holds~="${id}"]`);
  if (!stretch) return "absent";
  // To ask a row that is far away where it is would lay out all of its stretch.
  const around = side(stretch, column);
  return around === "in_sight" && row ? side(row, column) : around;
}

function side(element: Element, column: HTMLElement): Whereabouts {
  const [box, frame] = [element.getBoundingClientRect(), column.getBoundingClientRect()];
  if (box.bottom < frame.top) return "above";
  return box.top > frame.bottom ? "below" : "in_sight";
}
