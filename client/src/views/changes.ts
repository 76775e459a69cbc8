/** The differences between two states of a text, found once for all callers: they ask at every entry, in texts of thousands. */
import { notesIn } from "../record/marks";
import type { State } from "../record/types";

let latest: { before: State; after: State; ids: readonly string[] } | null = null;

/** The paragraphs of `after`, in order, that are others than in `before`, or refer to footnotes that are. */
export function changedIds(before: State, after: State): readonly string[] {
  if (before.paragraphs === after.paragraphs) return [];
  if (latest?.before === before && latest.after === after) return latest.ids;
  const [old, now] = [before.paragraphs, after.paragraphs];
  const ids = after.order.filter((id) => {
    const paragraph = now[id];
    if (paragraph !== old[id]) return true;
    return paragraph !== undefined && notesIn(paragraph.wording).some((note) => old[note] !== now[note]);
  });
  latest = { before, after, ids };
  return ids;
}
