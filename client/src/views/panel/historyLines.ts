/** What happened to a paragraph, one sentence an act: typing is one act until somebody else does something. Pure. */
import { known, t } from "../../i18n";
import { recordNumber } from "../../i18n/dates";
import type { Attributes, Entry, Paragraph, Proposal } from "../../record/types";
import { readChange } from "../changeReading";
import { type Delegations, shortName } from "../names";

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

/** The latest first. `entries` are those of the paragraph, in order. */
export function historyLines(
  entries: readonly Entry[],
  paragraph: Paragraph,
  tellers: Tellers,
): HistoryLine[] {
  const errors = entries.filter((entry) => entry.kind === "act_taken_back");
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && goesOn(last, entry) && errorOf(last[0], errors) === errorOf(entry, errors)) last.push(entry);
    else groups.push([entry]);
  }
  return groups
    .map((group) => line(group, paragraph, tellers, errorOf(group[0], errors)))
    .filter((one) => one !== null)
    .reverse();
}

/** The entry that took another back, as entered in error. */
function errorOf(entry: Entry | undefined, errors: readonly Entry[]): Entry | undefined {
  return errors.find(({ payload }) => payload.command === entry?.command);
}

/** A proposal and its words are one act, and so is typing by one person for one delegation without a long pause. */
function goesOn(group: readonly Entry[], entry: Entry): boolean {
  const last = group.at(-1);
  if (!last || last.person !== entry.person || last.delegation !== entry.delegation) return false;
  if (last.command === entry.command) return entry.kind === "text_changed";
  const typing =
    ["text_changed", "proposal_tabled"].includes(last.kind) &&
    ["text_changed", "proposal_tabled"].includes(entry.kind);
  return typing && Date.parse(entry.time) - Date.parse(last.time) < TYPING_PAUSE;
}

function line(
  group: readonly Entry[],
  paragraph: Paragraph,
  tellers: Tellers,
  error?: Entry,
): HistoryLine | null {
  const entry = group.at(-1);
  const first = group[0];
  if (!entry || !first) return null;
  const what =
    first.kind === "text_changed" || first.kind === "proposal_tabled"
      ? changed(group, paragraph)
      : told(first, paragraph, tellers);
  const person = tellers.people[entry.person] ?? t("history.somebody");
  if (error) {
    // What somebody entered in error is their act, and no act of the delegation that they named.
    const number = recordNumber(error.number);
    return {
      number: entry.number,
      time: entry.time,
      who: person,
      what: t("history.in_error", { what, number }),
    };
  }
  const who = entry.delegation === null ? person : shortName(tellers.delegations, entry.delegation);
  return { number: entry.number, time: entry.time, who, what };
}

/** "inserts “shall”, deletes “should”", as it stands now; what has gone since is told from the entries themselves. */
function changed(group: readonly Entry[], paragraph: Paragraph): string {
  if (group.every((entry) => entry.delegation === null)) {
    const reason = group.find((entry) => entry.payload.reason)?.payload.reason;
    return t("history.base_changed", { reason: reason ?? "" });
  }
  const words = { ins: "", del: "", brk: "" };
  for (const id of proposalsIn(group)) {
    const proposal = paragraph.proposals[id];
    if (proposal?.status !== "live") continue;
    for (const piece of readChange(paragraph, proposal))
      if (piece.role !== "context")
        words[piece.role] = [words[piece.role], piece.text.trim()].filter(Boolean).join(" … ");
  }
  if (words.ins + words.del + words.brk === "") words.ins = inserted(group);
  const parts = (["ins", "del", "brk"] as const)
    .filter((role) => words[role].trim() !== "")
    .map((role) => t(`history.${role}`, { words: short(words[role].trim()) }));
  if (parts.length > 0) return parts.join(", ");
  // The brackets of a reservation that was lifted or set aside have left the text; that it was one has not been forgotten.
  const all = [...proposalsIn(group)].map((id) => paragraph.proposals[id]?.kind);
  return t(
    all.length > 0 && all.every((kind) => kind === "reservation") ? "history.reserved" : "history.changes",
  );
}

function proposalsIn(group: readonly Entry[]): Set<string> {
  const found = new Set<string>();
  for (const entry of group) {
    if (entry.kind === "proposal_tabled") found.add(entry.payload.proposal.id);
    for (const op of entry.payload.change ?? [])
      for (const [key, value] of Object.entries((op.attributes ?? {}) as Attributes))
        if (value) found.add(key === "ins" ? String(value) : key.slice(4));
  }
  return found;
}

function inserted(group: readonly Entry[]): string {
  return group
    .flatMap((entry) => entry.payload.change ?? [])
    .map((op: { insert?: unknown }) => (typeof op.insert === "string" ? op.insert : ""))
    .join("");
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
  return t(key, {
    whose,
    pending,
    reason: payload.reason ?? "",
    label,
    level: payload.level ?? "",
    of: payload.of ? shortName(delegations, payload.of) : "",
    number: payload.number ? recordNumber(payload.number) : "",
  });
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
