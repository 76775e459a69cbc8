/** Sentences about paragraphs and acts: what will be recorded, what stands in the way. Pure. */
import { type MessageKey, t } from "../i18n";
import { type Obstacle, withDescendants } from "../record/marks";
import type { Paragraph, Proposal, Stance, State } from "../record/types";
import { gist } from "./changeReading";
import type { Status } from "./facts";
import { type Delegations, nameList, shortName } from "./names";
import { fullLabel } from "./places";

/** "paragraph 12 bis", "paragraph Article 3, 1" where 1 alone is ambiguous, "heading II", or the first words where nothing else names it. */
export function paragraphName(paragraph: Paragraph): string {
  const kind = paragraph.kind === "heading" ? "name.heading" : "name.paragraph";
  if (paragraph.label !== "") return t(kind, { label: fullLabel(paragraph) });
  const text = paragraph.wording.map((op) => (typeof op.insert === "string" ? op.insert : "")).join("");
  return t(`${kind}_unlabelled`, { words: text.length > 30 ? `${text.slice(0, 30)}…` : text });
}

/** The name of a state, with the meeting's own name for a level. */
export function statusName(status: Status, paragraph: Paragraph, state: State): string {
  if (paragraph.agreement) return levelName(state, paragraph.agreement.level);
  return t(`status.${status}`);
}

/** The delegations or paragraphs of the text that an agreement is pending. */
export function pendingList(state: State, delegations: Delegations, pending: readonly string[]): string {
  return pending
    .map((one) => {
      const paragraph = state.paragraphs[one];
      return paragraph ? paragraphName(paragraph) : shortName(delegations, one);
    })
    .join(", ");
}

/** A sentence begins with a capital letter, where the script has them. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toLocaleUpperCase() + sentence.slice(1);
}

export function levelName(state: State, level: string): string {
  return state.levels.find((one) => one.id === level)?.name ?? level;
}

/** "the proposal of EU, Norway on “shall”" */
export function proposalName(delegations: Delegations, paragraph: Paragraph, proposal: Proposal): string {
  const who = nameList(delegations, proposal.sponsors);
  const words = gist(paragraph, proposal);
  const key: MessageKey =
    proposal.kind === "reservation"
      ? "name.reservation"
      : proposal.kind === "deletion"
        ? "name.deletion"
        : "name.proposal";
  return words === "" || proposal.kind !== "wording"
    ? t(key, { who })
    : t("name.proposal_on", { who, words });
}

export function obstacleSentence(delegations: Delegations, paragraph: Paragraph, obstacle: Obstacle): string {
  const who = obstacle.delegations.map((code) => shortName(delegations, code)).join(", ");
  const proposal = obstacle.proposal === null ? undefined : paragraph.proposals[obstacle.proposal];
  const words = proposal ? gist(paragraph, proposal) : "";
  return t(words === "" ? `obstacle.${obstacle.kind}` : `obstacle.${obstacle.kind}_on`, { who, words });
}

/** "With it go 2 amendments, of Peru, Kenya." What goes with a proposal that goes; null if nothing does. */
export function goesWith(delegations: Delegations, paragraph: Paragraph, proposal: Proposal): string | null {
  const inside = [...withDescendants(paragraph.proposals, proposal.id)].filter((id) => id !== proposal.id);
  const who = [...new Set(inside.flatMap((id) => paragraph.proposals[id]?.sponsors ?? []))];
  if (who.length === 0) return null;
  return t("sheet.goes_with", { who: nameList(delegations, who), count: inside.length });
}

/** "EU, US support paragraph 12" or "Bolivia objects to the proposal of EU". */
export function positionSentence(
  delegations: Delegations,
  paragraph: Paragraph,
  who: readonly string[],
  stance: Stance,
  proposal: string | null,
): string {
  const about = proposal === null ? undefined : paragraph.proposals[proposal];
  const what = about ? proposalName(delegations, paragraph, about) : paragraphName(paragraph);
  return t(`said.${stance}`, { who: nameList(delegations, who), what, count: who.length });
}
