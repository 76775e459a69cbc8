/**
 * The fold: entries in, state out. The twin of server/domain/fold.py, held to it by tests/vectors/fold.json.
 *
 * It trusts its entries, which the server decided, and has no rules of its own (W28: the browser folds and never decides).
 * States are values: what an entry does not touch is shared with the state before it, so `===` tells what changed.
 */

import type {
  ActTakenBack,
  AgreementRecorded,
  Described,
  DocumentIssued,
  HoldReleased,
  Nothing,
  ParagraphAdded,
  ParagraphHeld,
  ParagraphMoved,
  ParagraphPut,
  ParagraphRelabelled,
  ParagraphReopened,
  ParagraphWithdrawn,
  PendingCleared,
  PositionTaken,
  PositionWithdrawn,
  ProposalSettled,
  ProposalTabled,
  Protocol,
  SectionMoved,
  SectionWithdrawn,
  SponsorLeft,
  SponsorshipConfirmed,
  Tabled,
  TextChanged,
  TextOpened,
  TextRenamed,
} from "../protocol/protocol.ts";
import { compose } from "./delta.ts";
import type { Entry, Paragraph, Position, Proposal, State } from "./types.ts";

/** The record is newer than this program: the page has to be loaded again. */
export class UnknownEntry extends Error {}

type Payloads = Protocol["entries"];
type Kind = keyof Payloads;
type Handler<Payload> = (state: State, entry: Entry, payload: Payload) => State;

/** The state after one more entry. Throws UnknownEntry for a kind that it does not know. */
export function apply(state: State | null, entry: Entry): State {
  if (state === null) return opened(entry);
  if (!known(entry.kind)) throw new UnknownEntry(`no. ${entry.number}: ${entry.kind}`);
  return { ...folded(state, entry, entry.kind), number: entry.number, time: entry.time };
}

function known(kind: string): kind is Kind {
  return Object.hasOwn(HANDLERS, kind);
}

function folded<K extends Kind>(state: State, entry: Entry, kind: K): State {
  const handler: Handler<Payloads[K]> = HANDLERS[kind];
  return handler(state, entry, entry.payload);
}

/** Whether it is a heading that begins a section, and ends the one before: not one that is only proposed, or withdrawn. */
export function bounds(paragraph: Paragraph): boolean {
  return paragraph.kind === "heading" && !paragraph.withdrawn && paragraph.marks.ins === undefined;
}

/** The ids of a section in order: its heading and all up to the next of the same or a smaller depth that bounds. */
export function section(state: State, heading: string): string[] {
  return bounds(paragraphOf(state, heading)) ? upTo(state, heading, bounds) : [heading];
}

/**
 * The paragraphs that an entry about a section lists. Entries of before have no list, and mean all up to the
 * next heading of the same or a smaller depth, whatever that is.
 */
function sectionOfEntry(state: State, { paragraph, paragraphs }: SectionMoved | SectionWithdrawn): string[] {
  return paragraphs ?? upTo(state, paragraph, ({ kind }) => kind === "heading");
}

function upTo(state: State, heading: string, ends: (paragraph: Paragraph) => boolean): string[] {
  const start = state.order.indexOf(heading);
  const depth = paragraphOf(state, heading).depth;
  const after = state.order.slice(start + 1);
  const length = after.findIndex((id) => {
    const paragraph = paragraphOf(state, id);
    return ends(paragraph) && paragraph.depth <= depth;
  });
  return [heading, ...(length < 0 ? after : after.slice(0, length))];
}

function opened(entry: Entry): State {
  if (entry.kind !== "text_opened") throw new UnknownEntry(`no. ${entry.number}: a record begins otherwise`);
  const payload: TextOpened = entry.payload;
  const { title, language, direction, format, levels, live, described } = payload;
  const { text, number, time } = entry;
  const empty = { order: [], paragraphs: {}, before_room: null, documents: [] };
  const facts = { title, language, direction, format, levels, live, described: described ?? null };
  return { text, number, time, ...facts, ...empty };
}

function paragraphOf(state: State, id: string): Paragraph {
  const paragraph = state.paragraphs[id];
  if (!paragraph) throw new Error(`the record names a paragraph that was never added: ${id}`);
  return paragraph;
}

/** The state with some fields of one paragraph replaced. */
function change(state: State, id: string, fields: Partial<Paragraph>): State {
  return { ...state, paragraphs: { ...state.paragraphs, [id]: { ...paragraphOf(state, id), ...fields } } };
}

function insert(order: string[], ids: string[], after: string | null): string[] {
  const at = after === null ? 0 : order.indexOf(after) + 1;
  return [...order.slice(0, at), ...ids, ...order.slice(at)];
}

function proposalFromTabled(tabled: Tabled, entry: Entry): Proposal {
  const { id, parent, kind, sponsors, set, place, fingerprint } = tabled;
  const confirmed = fingerprint
    ? Object.fromEntries(sponsors.slice(1).map((code) => [code, fingerprint]))
    : {};
  const birth = { status: "live" as const, tabled: entry.number, tabled_at: entry.time };
  return { id, parent, kind, sponsors, set, place, ...birth, settled: null, settled_with: null, confirmed };
}

const added: Handler<ParagraphAdded> = (state, entry, payload) => {
  const { paragraph: id, kind, depth, label, marker, relation, of, wording, marks } = payload;
  const proposals = Object.fromEntries(
    payload.proposals.map((tabled) => [tabled.id, proposalFromTabled(tabled, entry)]),
  );
  const paragraph: Paragraph = {
    ...{ id, kind, depth, label, marker, relation, of, wording, marks, proposals, positions: {} },
    ...{ agreement: null, barrier: 0, reopened: null, hold: null, withdrawn: null },
    ...{ added: entry.number, changed: entry.number },
    ...(payload.claim ? { claim: payload.claim } : {}),
  };
  const order = kind === "footnote" ? state.order : insert(state.order, [id], payload.after);
  return { ...state, order, paragraphs: { ...state.paragraphs, [id]: paragraph } };
};

/** Moves paragraphs that stand together; a section's headings keep their depths relative to each other. */
function move(state: State, ids: string[], after: string | null, deeper: number): State {
  const rest = state.order.filter((id) => !ids.includes(id));
  const paragraphs = { ...state.paragraphs };
  for (const id of ids) {
    const paragraph = paragraphOf(state, id);
    if (ids.length === 1 || paragraph.kind === "heading") {
      paragraphs[id] = { ...paragraph, depth: Math.max(1, paragraph.depth + deeper) };
    }
  }
  return { ...state, order: insert(rest, ids, after), paragraphs };
}

const paragraphMoved: Handler<ParagraphMoved> = (state, _entry, { paragraph: id, after, depth }) =>
  move(state, [id], after, depth - paragraphOf(state, id).depth);

const sectionMoved: Handler<SectionMoved> = (state, _entry, payload) =>
  move(
    state,
    sectionOfEntry(state, payload),
    payload.after,
    payload.depth - paragraphOf(state, payload.paragraph).depth,
  );

const relabelled: Handler<ParagraphRelabelled> = (state, _entry, { paragraph, label, marker }) =>
  change(state, paragraph, { label, marker });

function withdraw(state: State, entry: Entry, ids: string[], reason: string | null): State {
  const paragraphs = { ...state.paragraphs };
  for (const id of ids) {
    const paragraph = paragraphOf(state, id);
    if (paragraph.withdrawn) continue;
    const withdrawn = { number: entry.number, time: entry.time, reason };
    paragraphs[id] = { ...paragraph, withdrawn, hold: null, changed: entry.number };
  }
  const gone = state.before_room !== null && ids.includes(state.before_room.paragraph);
  return { ...state, paragraphs, before_room: gone ? null : state.before_room };
}

const paragraphWithdrawn: Handler<ParagraphWithdrawn> = (state, entry, { paragraph, reason }) =>
  withdraw(state, entry, [paragraph], reason);

const sectionWithdrawn: Handler<SectionWithdrawn> = (state, entry, payload) =>
  withdraw(state, entry, sectionOfEntry(state, payload), payload.reason);

const textChanged: Handler<TextChanged> = (state, entry, payload) => {
  const wording = compose(paragraphOf(state, payload.paragraph).wording, payload.change);
  return change(state, payload.paragraph, { wording, changed: entry.number });
};

const tabled: Handler<ProposalTabled> = (state, entry, payload) => {
  const paragraph = paragraphOf(state, payload.paragraph);
  const proposal = proposalFromTabled(payload.proposal, entry);
  return change(state, paragraph.id, {
    proposals: { ...paragraph.proposals, [proposal.id]: proposal },
    marks: payload.marks ?? paragraph.marks,
    changed: entry.number,
  });
};

/** A proposal and what goes with it leave: one change of the wording, new statuses, perhaps a new place (W3). */
const settled: Handler<ProposalSettled> = (state, entry, payload) => {
  const paragraph = paragraphOf(state, payload.paragraph);
  const proposals = { ...paragraph.proposals };
  for (const [id, status] of Object.entries(payload.statuses)) {
    const settled_with = id === payload.proposal ? null : payload.proposal;
    proposals[id] = { ...proposals[id], status, settled: entry.number, settled_with } as Proposal;
  }
  const wording = payload.change.length ? compose(paragraph.wording, payload.change) : paragraph.wording;
  const fields = { wording, proposals, marks: payload.marks, changed: entry.number };
  let after = change(state, paragraph.id, fields);
  if (payload.place) {
    after = move(after, [paragraph.id], payload.place.after, payload.place.depth - paragraph.depth);
  }
  return payload.withdrawn ? withdraw(after, entry, [paragraph.id], null) : after;
};

function sponsoring(
  state: State,
  payload: SponsorLeft | SponsorshipConfirmed,
  fields: Partial<Proposal>,
): Record<string, Proposal> {
  const { proposals } = paragraphOf(state, payload.paragraph);
  return { ...proposals, [payload.proposal]: { ...proposals[payload.proposal], ...fields } as Proposal };
}

/** The sponsors afterwards, and what each stood by last (W21). */
const sponsorLeft: Handler<SponsorLeft> = (state, entry, payload) => {
  const { sponsors, confirmed } = payload;
  const proposals = sponsoring(state, payload, { sponsors, confirmed });
  return change(state, payload.paragraph, { proposals, changed: entry.number });
};

/** As a position, a confirmation is about the wording and does not change it. */
const sponsorshipConfirmed: Handler<SponsorshipConfirmed> = (state, _entry, payload) =>
  change(state, payload.paragraph, {
    proposals: sponsoring(state, payload, { confirmed: payload.confirmed }),
  });

/** The slip goes, and the earlier words, proposals and positions are there again. */
const takenBack: Handler<ActTakenBack> = (state, entry, payload) => {
  const before = paragraphOf(state, payload.paragraph);
  const proposals = { ...before.proposals };
  for (const [id, fields] of Object.entries(payload.proposals)) {
    const settled = fields.status === "live" ? null : entry.number;
    proposals[id] = { ...proposals[id], ...fields, settled, settled_with: null } as Proposal;
  }
  const positions = { ...before.positions };
  for (const [key, position] of Object.entries(payload.positions)) {
    if (position === null) delete positions[key];
    else positions[key] = position;
  }
  const wording = payload.change.length ? compose(before.wording, payload.change) : before.wording;
  const touched = payload.change.length > 0 || Object.keys(payload.proposals).length > 0;
  const changed = touched ? entry.number : before.changed;
  const withdrawn = payload.withdrawn === false ? null : before.withdrawn;
  const fields = { wording, proposals, positions, marks: payload.marks, changed, withdrawn };
  const after = change(state, before.id, fields);
  return payload.withdrawn ? withdraw(after, entry, [before.id], null) : after;
};

const positionTaken: Handler<PositionTaken> = (state, entry, payload) => {
  const { proposal, stance, fingerprint, seen: number, statement } = payload;
  const delegation = entry.delegation as string;
  const position: Position = {
    delegation,
    proposal,
    stance,
    fingerprint,
    number,
    time: entry.time,
    statement,
  };
  const { positions } = paragraphOf(state, payload.paragraph);
  const key = positionKey(delegation, proposal);
  return change(state, payload.paragraph, { positions: { ...positions, [key]: position } });
};

const positionWithdrawn: Handler<PositionWithdrawn> = (state, entry, payload) => {
  const positions = { ...paragraphOf(state, payload.paragraph).positions };
  delete positions[positionKey(entry.delegation as string, payload.proposal)];
  return change(state, payload.paragraph, { positions });
};

/** Under which name a delegation's position stands in `paragraph.positions`. */
export function positionKey(delegation: string, proposal: string | null): string {
  return `${delegation}|${proposal ?? ""}`;
}

const putBeforeRoom: Handler<ParagraphPut> = (state, { number, time }, { paragraph }) => ({
  ...state,
  before_room: paragraph === null ? null : { paragraph, number, time },
});

const held: Handler<ParagraphHeld> = (state, { number }, { paragraph, until }) =>
  change(state, paragraph, { hold: { until, number } });

const released: Handler<HoldReleased> = (state, _entry, { paragraph }) =>
  change(state, paragraph, { hold: null });

const agreed: Handler<AgreementRecorded> = (
  state,
  { number, time },
  { paragraph, level, pending, fingerprint },
) => {
  const agreement = { level, number, time, pending, fingerprint };
  const { claim: _claim, ...before } = paragraphOf(state, paragraph);
  const after = { ...before, agreement, barrier: number, hold: null, reopened: null };
  return { ...state, paragraphs: { ...state.paragraphs, [paragraph]: after } };
};

const pendingCleared: Handler<PendingCleared> = (state, _entry, { paragraph, pending }) => {
  const { agreement } = paragraphOf(state, paragraph);
  return agreement ? change(state, paragraph, { agreement: { ...agreement, pending } }) : state;
};

const reopened: Handler<ParagraphReopened> = (state, { number, time }, { paragraph, reason }) =>
  change(state, paragraph, { agreement: null, barrier: number, reopened: { number, time, reason } });

const meetingDescribed: Handler<Described> = (state, _entry, described) => ({
  ...state,
  described,
});

const documentIssued: Handler<DocumentIssued> = (state, entry, payload) => {
  const { document, sequence, number, as_of, level, digest } = payload;
  const issued = { issued: entry.number, issued_at: entry.time };
  return {
    ...state,
    documents: [...state.documents, { document, sequence, number, as_of, level, digest, ...issued }],
  };
};

const renamed: Handler<TextRenamed> = (state, _entry, { title }) => ({ ...state, title });

const archived: Handler<Nothing> = (state, { number, time }) => ({
  ...state,
  archived: { number, time },
});

const unarchived: Handler<Nothing> = ({ archived: _archived, ...state }) => state;

const openedAgain: Handler<TextOpened> = (_state, entry) => {
  throw new UnknownEntry(`no. ${entry.number}: the text is open already`);
};

/** A kind that is declared and not here fails the check of types. */
const HANDLERS: { readonly [K in Kind]: Handler<Payloads[K]> } = {
  text_opened: openedAgain,
  section_added: added,
  paragraph_added: added,
  section_moved: sectionMoved,
  paragraph_moved: paragraphMoved,
  paragraph_relabelled: relabelled,
  section_withdrawn: sectionWithdrawn,
  paragraph_withdrawn: paragraphWithdrawn,
  text_changed: textChanged,
  proposal_tabled: tabled,
  proposal_withdrawn: settled,
  reservation_lifted: settled,
  proposal_retained: settled,
  proposal_dropped: settled,
  sponsor_left: sponsorLeft,
  sponsorship_confirmed: sponsorshipConfirmed,
  act_taken_back: takenBack,
  position_taken: positionTaken,
  position_withdrawn: positionWithdrawn,
  paragraph_put_before_room: putBeforeRoom,
  paragraph_held: held,
  hold_released: released,
  agreement_recorded: agreed,
  pending_cleared: pendingCleared,
  paragraph_reopened: reopened,
  meeting_described: meetingDescribed,
  status_document_issued: documentIssued,
  text_renamed: renamed,
  text_archived: archived,
  text_unarchived: unarchived,
};
