/** Why work is set aside without the server having refused it, and when. */
import type { Paragraph, State } from "./types.ts";
import type { Reason } from "./work.ts";

const AGREED_SINCE: Reason = {
  code: "agreed_since",
  message: "The paragraph was agreed or reopened while you were writing.",
};
const WITHDRAWN: Reason = {
  code: "withdrawn",
  message: "The paragraph was withdrawn while you were writing.",
};
export const MOVED_ON: Reason = {
  code: "moved_on",
  message: "Others changed the paragraph while this browser was away.",
};

/** Why changes begun before an entry cannot be recorded after it: agreement, reopening (W9), withdrawal. */
export function barred(before: State, after: State, id: string): Reason | null {
  const [old, now] = [withHolder(before, id), withHolder(after, id)];
  const gone = (state: Paragraph[]) => state.filter(({ withdrawn }) => withdrawn).length;
  if (gone(old) !== gone(now)) return WITHDRAWN;
  return barrier(old) === barrier(now) ? null : AGREED_SINCE;
}

/** A footnote stands and falls with the paragraph that it belongs to. */
function withHolder(state: State, id: string): Paragraph[] {
  const paragraph = state.paragraphs[id];
  const holder = paragraph?.of ? state.paragraphs[paragraph.of] : undefined;
  return [paragraph, holder].filter((one) => one !== undefined);
}

function barrier(paragraphs: Paragraph[]): number {
  return Math.max(0, ...paragraphs.map((one) => one.barrier));
}

/**
 * Why a change cannot be recorded in a paragraph at all: it is withdrawn, frozen, or was agreed or reopened after the
 * number at which the change was begun (W9). Null where it can.
 */
export function closed(state: State, id: string, since = state.number): Reason | null {
  const standing = withHolder(state, id);
  if (!state.paragraphs[id] || standing.some(({ withdrawn }) => withdrawn)) return WITHDRAWN;
  const late = standing.some(({ agreement }) => agreement) || barrier(standing) > since;
  return late ? AGREED_SINCE : null;
}
