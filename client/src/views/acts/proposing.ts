/** Proposing: wording, whole paragraphs, reservations; taking back what one proposed. */
import { t } from "../../i18n";
import type { Paragraph, Proposal } from "../../record/types";
import { perform, say } from "../doing";
import { liveProposals } from "../facts";
import { type AddPlace, type Screen, type Sheet, selectedParagraph } from "../screen";
import { type Act, isDelegate, isOffice, mayPropose, onParagraph, onWording } from "./act";

function sheetHere(screen: Screen, sheet: (paragraph: string) => Sheet): void {
  const paragraph = screen.selected.value;
  if (paragraph !== null) screen.sheet.value = sheet(paragraph);
}

/** Own proposals that can be withdrawn; of anybody for those who act on behalf. What others sponsor too is left (W21). */
function withdrawable(screen: Screen, paragraph: Paragraph): Proposal[] {
  const own = screen.opening.you.delegation;
  return liveProposals(paragraph).filter(
    ({ sponsors }) => sponsors.length === 1 && (isOffice(screen) || sponsors[0] === own),
  );
}

/** The targeted proposal if it may be withdrawn, else the latest that may. */
function toWithdraw(screen: Screen, paragraph: Paragraph): Proposal | undefined {
  const mine = withdrawable(screen, paragraph);
  return (
    mine.find((proposal) => proposal.id === screen.target.value) ??
    (isDelegate(screen) ? mine.at(-1) : undefined)
  );
}

/** Opens the selected paragraph for typing: a delegate at once, the others after they said for whom. */
function write(screen: Screen): void {
  const paragraph = screen.selected.value;
  if (paragraph === null) return;
  const delegation = screen.opening.you.delegation;
  if (isDelegate(screen) && delegation !== null)
    screen.editing.value = { paragraph, delegation, reason: null, draft: null };
  else screen.sheet.value = { kind: "write_as", paragraph, base: false };
}

const adding = (id: string, key: string, place: AddPlace): Act => ({
  id,
  keys: [key],
  group: "proposing",
  offered: mayPropose,
  blocked: onParagraph(),
  run: (screen) => sheetHere(screen, (paragraph) => ({ kind: "add", paragraph, place, heading: false })),
});

const whole = (id: string, key: string, as: "deletion" | "reservation"): Act => ({
  id,
  keys: [key],
  group: "proposing",
  offered: mayPropose,
  blocked: onWording(),
  run: (screen) => sheetHere(screen, (paragraph) => ({ kind: "whole", paragraph, as })),
});

export const proposingActs: Act[] = [
  {
    id: "write",
    keys: ["Enter"],
    group: "proposing",
    offered: mayPropose,
    blocked: onWording(),
    run: write,
  },
  whole("reserve_whole", "[", "reservation"),
  whole("delete_whole", "d", "deletion"),
  adding("propose_after", "i", "after"),
  adding("propose_instead", "I", "instead"),
  {
    id: "withdraw_proposal",
    keys: ["w"],
    group: "proposing",
    offered: mayPropose,
    blocked: onWording((paragraph, screen) => {
      if (toWithdraw(screen, paragraph)) return null;
      return t(isDelegate(screen) ? "blocked.no_own_proposal" : "blocked.choose_proposal");
    }),
    run: (screen) => {
      const paragraph = selectedParagraph(screen);
      const proposal = paragraph && toWithdraw(screen, paragraph);
      if (paragraph && proposal)
        screen.sheet.value = { kind: "withdraw_proposal", paragraph: paragraph.id, proposal: proposal.id };
    },
  },
  {
    id: "target",
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
    group: "proposing",
    offered: mayPropose,
    blocked: onParagraph((paragraph) =>
      liveProposals(paragraph).length > 0 ? null : t("blocked.no_proposals"),
    ),
    run: () => undefined,
  },
];

/** Makes the `index`-th proposal (from 1) the one that positions and the Chair's keys are about; again, none. */
export function target(screen: Screen, index: number): void {
  const paragraph = selectedParagraph(screen);
  const proposal = paragraph && liveProposals(paragraph)[index - 1];
  if (!proposal) say(screen, "hint", t("blocked.no_such_proposal", { number: index }));
  else screen.target.value = screen.target.value === proposal.id ? null : proposal.id;
}

/** Puts one whole paragraph in brackets, or proposes to delete it, for `delegation`. */
export function tableWhole(
  screen: Screen,
  paragraph: Paragraph,
  tabling: { proposal: string; kind: "deletion" | "reservation"; delegation: string; said: string },
): Promise<boolean> {
  const { proposal, kind, delegation, said } = tabling;
  const payload = { paragraph: paragraph.id, proposal, kind, place: null };
  return perform(screen, { kind: "table_proposal", payload, delegation, said });
}
