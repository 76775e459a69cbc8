/** Sponsoring with others: leaving a proposal to them, and confirming what it says now. */
import { t } from "../../i18n";
import { staleSponsors } from "../../record/marks";
import type { Paragraph, Proposal } from "../../record/types";
import { perform } from "../doing";
import { liveProposals } from "../facts";
import { shortName } from "../names";
import { type Screen, selectedParagraph } from "../screen";
import { proposalName } from "../sentences";
import { type Act, isDelegate, isOffice, mayPropose, onParagraph, onWording } from "./act";

/** The acts of a sponsor on a proposal that it sponsors with others. */
export type Sponsoring = "leave" | "confirm";

/** For whom an act on sponsorship can be done: for a delegate their own delegation, else any that it concerns. */
export function sponsorsFor(
  screen: Screen,
  paragraph: Paragraph,
  proposal: Proposal,
  act: Sponsoring,
): string[] {
  const leaving = proposal.sponsors.length > 1 ? proposal.sponsors : [];
  const found = act === "leave" ? leaving : staleSponsors(paragraph, proposal);
  const own = screen.opening.you.delegation;
  return isOffice(screen) ? found : found.filter((code) => code === own);
}

/** The targeted proposal if the act can be done with it, else the latest with which it can. */
function about(screen: Screen, act: Sponsoring, paragraph = selectedParagraph(screen)): Proposal | undefined {
  if (!paragraph) return undefined;
  const found = liveProposals(paragraph).filter(
    (proposal) => sponsorsFor(screen, paragraph, proposal, act).length > 0,
  );
  const targeted = found.find((proposal) => proposal.id === screen.target.value);
  return targeted ?? (isDelegate(screen) || found.length === 1 ? found.at(-1) : undefined);
}

/** Records that a sponsor leaves a proposal, or stands by what it says now. */
export function sponsor(
  screen: Screen,
  paragraph: Paragraph,
  proposal: Proposal,
  { act, delegation }: { act: Sponsoring; delegation: string },
): Promise<boolean> {
  const { delegations } = screen.opening;
  const named = { paragraph: paragraph.id, proposal: proposal.id };
  const said = {
    who: shortName(delegations, delegation),
    proposal: proposalName(delegations, paragraph, proposal),
  };
  if (act === "leave")
    return perform(screen, {
      kind: "leave_proposal",
      payload: named,
      delegation,
      said: t("said.left_proposal", said),
    });
  const seen = screen.session.state.value.number;
  return perform(screen, {
    kind: "confirm_sponsorship",
    payload: { ...named, seen },
    delegation,
    said: t("said.confirmed_sponsorship", said),
  });
}

/** A delegate confirms at once, as a position; leaving, and acting on behalf, is looked at before. */
export function begin(screen: Screen, paragraph: Paragraph, proposal: Proposal, act: Sponsoring): void {
  const [delegation] = sponsorsFor(screen, paragraph, proposal, act);
  if (act === "confirm" && isDelegate(screen) && delegation !== undefined)
    void sponsor(screen, paragraph, proposal, { act, delegation });
  else screen.sheet.value = { kind: "sponsor", paragraph: paragraph.id, proposal: proposal.id, act };
}

function run(screen: Screen, act: Sponsoring): void {
  const paragraph = selectedParagraph(screen);
  const proposal = about(screen, act);
  if (paragraph && proposal) begin(screen, paragraph, proposal, act);
}

export const sponsoringActs: Act[] = [
  {
    id: "leave_proposal",
    keys: ["L"],
    group: "proposing",
    offered: mayPropose,
    blocked: onWording((paragraph, screen) =>
      about(screen, "leave", paragraph) ? null : t("blocked.sponsors_alone"),
    ),
    run: (screen) => run(screen, "leave"),
  },
  {
    id: "confirm_sponsorship",
    keys: ["Y"],
    group: "proposing",
    offered: mayPropose,
    blocked: onParagraph((paragraph, screen) =>
      about(screen, "confirm", paragraph) ? null : t("blocked.no_stale_sponsor"),
    ),
    run: (screen) => run(screen, "confirm"),
  },
];
