/** What happened to a paragraph, one sentence an act: typing is one act until somebody else does something. Pure. */
import { known, t } from "../../i18n";
import { recordNumber } from "../../i18n/dates";
import { compose } from "../../record/delta";
import { steps } from "../../record/steps";
import type { Delta, Entry, Paragraph, ParagraphHistory, Proposal, ProposalKind } from "../../record/types";
import { gist } from "../changeReading";
import { type Delegations, shortName } from "../names";
import { goesWith } from "../sentences";
import { DONE, doneBy } from "./doneBy";

export interface HistoryLine {
  number: number;
  time: string;
  who: string;
  what: string;
}

export interface Tellers {
  delegations: Delegations;
  people: Record<string, string>;
  /** What an agreement was pending: delegations, or paragraphs of the text. */
  pending(names: readonly string[]): string;
}

const TYPING_PAUSE = 5 * 60_000;

/** An entry of the paragraph, and the paragraph as it found it. */
interface Step {
  entry: Entry;
  before: Paragraph | null;
}

/** The latest first. Each act is told from the wording that it found, whatever has become of that since. */
export function historyLines(
  { entries, base }: Pick<ParagraphHistory, "entries" | "base">,
  paragraph: Paragraph,
  tellers: Tellers,
): HistoryLine[] {
  const errors = entries.filter((entry) => entry.kind === "act_taken_back");
  const groups: Step[][] = [];
  for (const step of steps(base, paragraph.id, entries)) {
    const last = groups.at(-1);
    const same = errorOf(last?.[0]?.entry, errors) === errorOf(step.entry, errors);
    if (last && same && goesOn(last, step)) last.push(step);
    else groups.push([step]);
  }
  return groups
    .map((group) => line(group, paragraph, tellers, errorOf(group[0]?.entry, errors)))
    .filter((one) => one !== null)
    .reverse();
}

/** The entry that took another back, as entered in error. */
function errorOf(entry: Entry | undefined, errors: readonly Entry[]): Entry | undefined {
  return errors.find(({ payload }) => payload.command === entry?.command);
}

/** A proposal and its words are one act, and so is typing by one person for one delegation without a long pause. */
function goesOn(group: readonly Step[], { entry }: Step): boolean {
  const last = group.at(-1)?.entry;
  if (!last || last.person !== entry.person || last.delegation !== entry.delegation) return false;
  if (last.command === entry.command) return entry.kind === "text_changed";
  const typing =
    ["text_changed", "proposal_tabled"].includes(last.kind) &&
    ["text_changed", "proposal_tabled"].includes(entry.kind);
  const spoke = JSON.stringify(last.payload.spoken) === JSON.stringify(entry.payload.spoken);
  return typing && spoke && Date.parse(entry.time) - Date.parse(last.time) < TYPING_PAUSE;
}

function line(
  group: readonly Step[],
  paragraph: Paragraph,
  tellers: Tellers,
  error?: Entry,
): HistoryLine | null {
  const entry = group.at(-1)?.entry;
  const first = group[0];
  if (!entry || !first) return null;
  const what = ["text_changed", "proposal_tabled"].includes(first.entry.kind)
    ? changed(group)
    : told(first.entry, first.before ?? paragraph, tellers);
  const person = tellers.people[entry.person] ?? t("history.somebody");
  if (error) {
    // An entry in error is the act of the person, and no act of the delegation that they named.
    const number = recordNumber(error.number);
    return {
      number: entry.number,
      time: entry.time,
      who: person,
      what: t("history.in_error", { what, number }),
    };
  }
  const who =
    entry.delegation === null
      ? person
      : sponsorsOf(first.entry, entry.delegation)
          .map((code) => spokenBy(first.entry, code, tellers))
          .join(", ");
  return { number: entry.number, time: entry.time, who, what };
}

/** The delegations that act: all that table a proposal together, else the one that was acted for. */
function sponsorsOf({ kind, payload }: Entry, delegation: string): string[] {
  if (kind === "proposal_tabled") return payload.proposal.sponsors;
  const [proposal] = kind === "paragraph_added" || kind === "section_added" ? payload.proposals : [];
  return proposal?.sponsors ?? [delegation];
}

/** "G77 (Iran spoke)": the act is the group's, whoever spoke for it. */
function spokenBy(entry: Entry, delegation: string, { delegations }: Tellers): string {
  const who = shortName(delegations, delegation);
  const speaker: unknown = entry.payload.spoken?.[delegation];
  return typeof speaker === "string"
    ? t("history.spoken", { who, speaker: shortName(delegations, speaker) })
    : who;
}

/** "inserts “shall”, deletes “should”": what these entries changed together in the wording that they found. */
function changed(group: readonly Step[]): string {
  const entries = group.map(({ entry }) => entry);
  if (entries.every((entry) => entry.delegation === null)) {
    const reason = entries.find((entry) => entry.payload.reason)?.payload.reason;
    return t("history.base_changed", { reason: reason ?? "" });
  }
  const changes = entries.map((entry) => (entry.payload.change ?? []) as Delta);
  const done = doneBy(group[0]?.before?.wording ?? [], changes.reduce(compose));
  const parts = DONE.filter((role) => done[role].trim() !== "").map((role) =>
    t(`history.${role}`, { words: short(done[role].trim()) }),
  );
  if (parts.length > 0) return parts.join(", ");
  const kinds: ProposalKind[] = entries.flatMap(({ payload }) => payload.proposal?.kind ?? []);
  const [whole] = kinds.filter((kind) => kind !== "wording" && kind !== "paragraph");
  if (whole && entries.some(({ payload }) => payload.marks)) return t(`history.whole_${whole}`);
  return t(whole === "reservation" ? "history.reserved" : "history.changes");
}

function short(words: string): string {
  return words.length > 90 ? `${words.slice(0, 90).replace(/\s\S*$/, "")} …` : words;
}

function told(entry: Entry, paragraph: Paragraph, { delegations, ...tellers }: Tellers): string {
  const { payload } = entry;
  const proposal = typeof payload.proposal === "string" ? paragraph.proposals[payload.proposal] : undefined;
  const whose = proposal ? proposal.sponsors.map((code) => shortName(delegations, code)).join(", ") : "";
  const pending = tellers.pending(payload.pending ?? []);
  const label = payload.label ?? paragraph.label;
  const key = `history.${keyOf(entry, label, proposal)}${whose && entry.kind === "position_taken" ? "_on" : ""}`;
  if (!known(key)) return entry.kind.replaceAll("_", " ");
  const what = t(key, {
    whose,
    pending,
    reason: payload.reason ?? "",
    label,
    level: payload.level ?? "",
    of: payload.of ? shortName(delegations, payload.of) : "",
    number: payload.number ? recordNumber(payload.number) : "",
  });
  return proposal && GOING.has(entry.kind) ? gone(what, paragraph, proposal, delegations) : what;
}

/** Acts by which a proposal leaves the text: they are told with its words, and with what went in it. */
const GOING = new Set(["proposal_withdrawn", "proposal_dropped", "reservation_lifted"]);

function gone(what: string, paragraph: Paragraph, proposal: Proposal, delegations: Delegations): string {
  const words = gist(paragraph, proposal);
  const named = words === "" ? what : t("history.gone", { what, words });
  const others = goesWith(delegations, paragraph, proposal);
  return others === null ? named : t("history.gone_with", { named, others });
}

function keyOf(entry: Entry, label: string, proposal: Proposal | undefined): string {
  if (entry.kind === "position_taken") return entry.payload.stance;
  if (entry.kind === "act_taken_back") return `act_taken_back_${entry.payload.by}`;
  if (entry.kind === "agreement_recorded" && entry.payload.pending.length > 0)
    return "agreement_recorded_pending";
  if (entry.kind === "paragraph_added" && label === "") return "paragraph_added_unlabelled";
  if (entry.kind === "proposal_dropped" && proposal?.kind === "reservation") return "reservation_set_aside";
  return entry.kind;
}
