/** Why work is set aside without the server having refused it, and when. */
import type { Paragraph, State } from "./types.ts";
import type { Reason } from "./work.ts";

export const AGREED_SINCE: Reason = {
  code: "agreed_since",
  message: "The paragraph was agreed or reopened while you were writing.",
};
export const WITHDRAWN: Reason = {
  code: "withdrawn",
  message: "The paragraph was withdrawn while you were writing.",
};
export const MOVED_ON: Reason = {
  code: "moved_on",
  message: "Others changed the paragraph while this browser was away.",
};

/** Why changes begun before an entry cannot be recorded after it: agreement, reopening (W9), withdrawal. */
export function barred(before: State, after: State, id: string): Reason | null {
  const [old, now] = [before.paragraphs[id], after.paragraphs[id]];
  if (old?.withdrawn !== now?.withdrawn) return WITHDRAWN;
  return barrier(before, old) === barrier(after, now) ? null : AGREED_SINCE;
}

/** A footnote stands and falls with the paragraph that it belongs to. */
function barrier(state: State, paragraph: Paragraph | undefined): number {
  const holder = paragraph?.of ? state.paragraphs[paragraph.of] : undefined;
  return Math.max(paragraph?.barrier ?? 0, holder?.barrier ?? 0);
}
