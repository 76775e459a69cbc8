/** The history of a paragraph, one sentence an act: typing is one act until somebody else does something. Pure. */
import { known, t } from "../../i18n";
import { recordNumber } from "../../i18n/dates";
import { compose } from "../../record/delta";
import { steps } from "../../record/steps";
import type { Delta, Entry, Paragraph, ParagraphHistory, Proposal, ProposalKind } from "../../record/types";
import { gist } from "../changeReading";
import { type Delegations, nameList, shortName } from "../names";
import { goesWith } from "../sentences";
import { DONE, doneBy } from "./doneBy";

export interface HistoryLine {
  number: number;
  time: string;
  who: string;
  what: string;
  /** The person who entered it on behalf of the delegation; null where its own delegate did. */
  by: string | null;
}

export interface Tellers {
  delegations: Delegations;
  people: Record<string, string>;
  delegates: Record<string, string>;
  /** The delegations or paragraphs of the text that an agreement was pending. */
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
  return grouped(steps(base, paragraph.id, entries), errors)
    .map((group) => line(group, paragraph, tellers, errorOf(group.steps[0]?.entry, errors)))
    .filter((one) => one !== null)
    .sort((a, b) => b.number - a.number);
}

/** Entries that are told as one act. */
interface Group {
  steps: Step[];
  /** Their change as a whole, over the words that others typed meanwhile, which are marked `of: "others"`. */
  change: Delta;
}

/** Several may type at once, letter by letter: each of them goes on with their own act, until one does something else. */
function grouped(all: Iterable<Step>, errors: readonly Entry[]): Group[] {
  const groups: Group[] = [];
  let open: Group[] = [];
  for (const step of all) {
    const { entry } = step;
    const change = (entry.payload.change ?? []) as Delta;
    const own = open.find((group) => {
      const same = errorOf(group.steps[0]?.entry, errors) === errorOf(entry, errors);
      return same && goesOn(group.steps, step);
    });
    if (!isTyping(entry)) open = [];
    open = open.filter((group) => group === own || typesOver(group, change));
    if (own) {
      own.steps.push(step);
      own.change = compose(own.change, change);
    } else {
      const made = { steps: [step], change };
      groups.push(made);
      open.push(made);
    }
  }
  return groups;
}

const isTyping = ({ kind }: Entry) => kind === "text_changed" || kind === "proposal_tabled";

/** Takes what others typed into a group that may go on; false where they deleted, which nothing would tell from its own. */
function typesOver(group: Group, change: Delta): boolean {
  if (change.length === 0) return true;
  const others = change.map(({ attributes: _, ...op }) =>
    op.insert === undefined ? op : { ...op, attributes: { of: "others" } },
  );
  const before = extent(group.change);
  group.change = compose(group.change, others);
  const after = extent(group.change);
  return before.inserted === after.inserted && before.deleted === after.deleted;
}

/** How much a group inserted and deleted itself. */
function extent(change: Delta): { inserted: number; deleted: number } {
  let [inserted, deleted] = [0, 0];
  for (const { insert, attributes, delete: gone = 0 } of change) {
    if (insert !== undefined && attributes?.of === undefined)
      inserted += typeof insert === "string" ? insert.length : 1;
    deleted += gone;
  }
  return { inserted, deleted };
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
  const typing = isTyping(last) && isTyping(entry);
  const spoke = JSON.stringify(last.payload.spoken) === JSON.stringify(entry.payload.spoken);
  return typing && spoke && Date.parse(entry.time) - Date.parse(last.time) < TYPING_PAUSE;
}

function line(group: Group, paragraph: Paragraph, tellers: Tellers, error?: Entry): HistoryLine | null {
  const entry = group.steps.at(-1)?.entry;
  const first = group.steps[0];
  if (!entry || !first) return null;
  const acting = entry.delegation === null ? [] : sponsorsOf(first.entry, entry.delegation);
  const what = isTyping(first.entry)
    ? changed(group, Math.max(1, acting.length))
    : told(first.entry, first.before ?? paragraph, tellers, Math.max(1, acting.length));
  const person = tellers.people[entry.person] ?? t("history.somebody");
  if (error) {
    // An entry in error is the act of the person, and no act of the delegation that they named.
    const number = recordNumber(error.number);
    return {
      number: entry.number,
      time: entry.time,
      who: person,
      what: t(acting.length > 0 ? "history.in_error" : "history.in_error_base", {
        ...{ what, number },
        of: nameList(tellers.delegations, acting),
      }),
      by: null,
    };
  }
  const who =
    entry.delegation === null
      ? person
      : acting.map((code) => spokenBy(first.entry, code, tellers)).join(", ");
  return { number: entry.number, time: entry.time, who, what, by: enteredBy(entry, tellers) };
}

/** The person who entered what a delegation did, where that was no delegate of it. */
function enteredBy(
  { person, delegation }: Entry,
  { people, delegates }: Pick<Tellers, "people" | "delegates">,
): string | null {
  return delegation === null || delegates[person] === delegation ? null : (people[person] ?? null);
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
function changed({ steps, change }: Group, count: number): string {
  const entries = steps.map(({ entry }) => entry);
  if (entries.every((entry) => entry.delegation === null)) {
    const reason = entries.find((entry) => entry.payload.reason)?.payload.reason;
    return t("history.base_changed", { reason: reason ?? "" });
  }
  const done = doneBy(steps[0]?.before?.wording ?? [], change);
  const parts = DONE.filter((role) => done[role].trim() !== "").map((role) =>
    t(`history.${role}`, { words: short(done[role].trim()), count }),
  );
  if (parts.length > 0) return parts.join(", ");
  const kinds: ProposalKind[] = entries.flatMap(({ payload }) => payload.proposal?.kind ?? []);
  const [whole] = kinds.filter((kind) => kind !== "wording" && kind !== "paragraph");
  if (whole && entries.some(({ payload }) => payload.marks)) return t(`history.whole_${whole}`, { count });
  return t(whole === "reservation" ? "history.reserved" : "history.changes", { count });
}

function short(words: string): string {
  return words.length > 90 ? `${words.slice(0, 90).replace(/\s\S*$/, "")} …` : words;
}

function told(
  entry: Entry,
  paragraph: Paragraph,
  { delegations, ...tellers }: Tellers,
  count: number,
): string {
  const { payload } = entry;
  const proposal = typeof payload.proposal === "string" ? paragraph.proposals[payload.proposal] : undefined;
  const whose = nameList(delegations, proposal?.sponsors ?? []);
  const pending = tellers.pending(payload.pending ?? []);
  const label = payload.label ?? paragraph.label;
  const key = `history.${keyOf(entry, label, proposal)}${whose && POSITIONS.has(entry.kind) ? "_on" : ""}`;
  if (!known(key)) return entry.kind.replaceAll("_", " ");
  const what = t(key, {
    whose,
    pending,
    reason: payload.reason ?? "",
    label,
    level: payload.level ?? "",
    of: payload.of ? shortName(delegations, payload.of) : "",
    number: payload.number ? recordNumber(payload.number) : "",
    count,
  });
  if (!proposal) return what;
  const words = gist(paragraph, proposal);
  const named = words === "" ? what : t("history.quoted", { what, words });
  const others = GOING.has(entry.kind) ? goesWith(delegations, paragraph, proposal) : null;
  return others === null ? named : t("history.gone_with", { named, others });
}

const POSITIONS = new Set(["position_taken", "position_withdrawn"]);
/** Acts by which a proposal leaves the text: they are told with what went in it. */
const GOING = new Set(["proposal_withdrawn", "proposal_dropped", "reservation_lifted"]);

function keyOf(entry: Entry, label: string, proposal: Proposal | undefined): string {
  if (entry.kind === "position_taken") return entry.payload.stance;
  if (entry.kind === "act_taken_back") return `act_taken_back_${entry.payload.by}`;
  if (entry.kind === "agreement_recorded" && entry.payload.pending.length > 0)
    return "agreement_recorded_pending";
  if (entry.kind === "paragraph_added" && label === "") return "paragraph_added_unlabelled";
  if (entry.kind === "proposal_dropped" && proposal?.kind === "reservation") return "reservation_set_aside";
  return entry.kind;
}
