/** A state, always by glyph, word and colour together. */
import type { Paragraph, State } from "../record/types";
import { type Status, statusOf } from "./facts";
import { statusName } from "./sentences";

export const GLYPHS: Record<Status, string> = {
  agreed: "✓",
  ad_ref: "◐",
  clean: "○",
  bracketed: "[ ]",
  proposed: "+",
  withdrawn: "×",
};

/** The glyph alone, with its word for those who hear it or point at it. */
export function StateGlyph({ paragraph, state }: { paragraph: Paragraph; state: State }) {
  const status = statusOf(paragraph, state);
  const name = statusName(status, paragraph, state);
  return (
    <span class={`g ${status}`} role="img" aria-label={name} title={name}>
      {GLYPHS[status]}
    </span>
  );
}

export function StateChip({ paragraph, state }: { paragraph: Paragraph; state: State }) {
  const status = statusOf(paragraph, state);
  return (
    <span class={`chip ${status}`}>
      <span aria-hidden="true">{GLYPHS[status]}</span> {statusName(status, paragraph, state)}
    </span>
  );
}
