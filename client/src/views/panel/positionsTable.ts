/** Positions by stance, for the panel and for the room. Pure. */
import { t } from "../../i18n";
import type { Paragraph, Position, Stance } from "../../record/types";
import { isStale } from "../facts";

export const STANCES: readonly Stance[] = ["supports", "can_accept", "reserves", "objects"];

export interface Held {
  position: Position;
  stale: boolean;
}

/** The positions with one stance, those on the paragraph before those on proposals of it, each in the order taken. */
export function byStance(paragraph: Paragraph, stance: Stance): Held[] {
  return Object.values(paragraph.positions)
    .filter((position) => position.stance === stance && concerns(paragraph, position))
    .sort((a, b) => Number(a.proposal !== null) - Number(b.proposal !== null) || a.number - b.number)
    .map((position) => ({ position, stale: isStale(paragraph, position) }));
}

/** A position on wording that was dropped or withdrawn is history. */
function concerns(paragraph: Paragraph, position: Position): boolean {
  if (position.proposal === null) return true;
  const status = paragraph.proposals[position.proposal]?.status;
  return status === "live" || status === "retained";
}

/** How many positions were taken on other wording than stands now. */
export function staleCount(paragraph: Paragraph): number {
  return STANCES.flatMap((stance) => byStance(paragraph, stance)).filter((one) => one.stale).length;
}

/** "11 support · 1 objects", of one proposal. */
export function supportLine(paragraph: Paragraph, proposal: string): string {
  return STANCES.map((stance) => {
    const count = byStance(paragraph, stance).filter((one) => one.position.proposal === proposal).length;
    return count > 0 ? t(`stance.count_${stance}`, { count }) : "";
  })
    .filter(Boolean)
    .join(" · ");
}
