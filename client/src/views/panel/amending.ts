/** The amendments of proposals, with the words: "Kenya amends the proposal of EU, “shall ensure”: inserts “urgently”". */
import { t } from "../../i18n";
import type { Opening, Paragraph, Proposal } from "../../record/types";
import { gist, type Piece, readChange } from "../changeReading";
import { liveProposals } from "../facts";
import { nameList } from "../names";

/** Sentences on a proposal's card: what it amends, and what each live amendment does to it. */
export function amendingLines(
  delegations: Opening["delegations"],
  paragraph: Paragraph,
  proposal: Proposal,
): string[] {
  const parent = proposal.parent === null ? undefined : paragraph.proposals[proposal.parent];
  const amendments = liveProposals(paragraph).filter((one) => one.parent === proposal.id);
  const said = (
    key: "amends" | "amends_words" | "amended",
    one: Proposal,
    more: Record<string, string> = {},
  ) =>
    t(`proposal.${key}`, {
      ...{ who: nameList(delegations, one.sponsors), count: one.sponsors.length },
      ...{ does: doingOf(paragraph, one), ...more },
    });
  const lines = amendments.map((one) => said("amended", one));
  if (!parent) return lines;
  const words = gist(paragraph, parent);
  const whom = nameList(delegations, parent.sponsors);
  return [said(words === "" ? "amends" : "amends_words", proposal, { whom, words }), ...lines];
}

/** "replaces “should” with “shall”" */
function doingOf(paragraph: Paragraph, proposal: Proposal): string {
  const pieces = readChange(paragraph, proposal);
  const words = (role: Piece["role"]) =>
    pieces
      .filter((piece) => piece.role === role)
      .map(({ text }) => text.trim())
      .filter(Boolean)
      .join(" … ");
  const [inserted, deleted, reserved] = [words("ins"), words("del"), words("brk")];
  if (inserted !== "" && deleted !== "") return t("proposal.does_replace", { deleted, inserted });
  if (inserted !== "") return t("proposal.does_insert", { inserted });
  if (deleted !== "") return t("proposal.does_delete", { deleted });
  return t("proposal.does_reserve", { reserved });
}
