/** The shapes of docs/FORMATS.md, and the interface between the record and the screens. */
import type { ReadonlySignal } from "@preact/signals";

export type Attributes = Record<string, unknown>;
export type Embed = { footnote: string } | { blank: true } | { repair: "[" | "]" };
export interface Op {
  insert?: string | Embed;
  retain?: number;
  delete?: number;
  attributes?: Attributes;
}
/** A change, or (inserts only) a wording. Lengths are UTF-16 code units. */
export type Delta = Op[];

export type ProposalKind = "wording" | "reservation" | "paragraph" | "deletion" | "move";
export type ProposalStatus = "live" | "retained" | "dropped" | "withdrawn" | "lifted" | "taken_back";
export type Stance = "supports" | "can_accept" | "reserves" | "objects";
export type ParagraphKind = "heading" | "preambular" | "operative" | "lettered" | "plain" | "footnote";
export type Role = "secretariat" | "chair" | "delegate" | "observer";

export interface Place {
  after: string | null;
  depth: number;
}
export interface Proposal {
  id: string;
  parent: string | null;
  kind: ProposalKind;
  sponsors: string[];
  set: string | null;
  place: Place | null;
  status: ProposalStatus;
  tabled: number;
  tabled_at: string;
  settled: number | null;
  settled_with: string | null;
  /** The `substance` that sponsors who do not write it themselves last stood by, by their codes. */
  confirmed: Record<string, string>;
}
export interface Position {
  delegation: string;
  proposal: string | null;
  stance: Stance;
  fingerprint: string;
  number: number;
  time: string;
  statement: string | null;
}
export interface Agreement {
  level: string;
  number: number;
  time: string;
  pending: string[];
  fingerprint: string;
}
export interface Paragraph {
  id: string;
  kind: ParagraphKind;
  depth: number;
  label: string;
  marker: string;
  relation: { kind: "after" | "instead"; to: string } | null;
  of: string | null;
  wording: Delta;
  marks: Attributes;
  proposals: Record<string, Proposal>;
  positions: Record<string, Position>;
  agreement: Agreement | null;
  barrier: number;
  reopened: { number: number; time: string; reason: string } | null;
  hold: { until: string; number: number } | null;
  withdrawn: { number: number; time: string; reason: string | null } | null;
  added: number;
  changed: number;
  /** A claim of agreement in the file that it came in with: the Chair may confirm it. */
  claim?: { said: string; level: string | null; pending: string[] };
}
export interface IssuedDocument {
  document: string;
  sequence: number;
  number: number;
  as_of: string;
  level: string;
  digest: string;
  issued: number;
  issued_at: string;
}
/** The meeting and its delegations as documents print them, from the record; null in a record that began before that. */
export interface Described {
  meeting: Record<
    "body" | "title" | "session" | "place" | "starts" | "ends" | "time_zone" | "symbol" | "language",
    string
  >;
  delegations: { code: string; short: string; name: string; kind: string; members: string[] }[];
}
export interface State {
  text: string;
  number: number;
  time: string;
  title: string;
  language: string;
  direction: "ltr" | "rtl";
  format: "plain" | "markdown";
  levels: { id: string; name: string }[];
  live: boolean;
  described: Described | null;
  order: string[];
  paragraphs: Record<string, Paragraph>;
  before_room: { paragraph: string; number: number; time: string } | null;
  documents: IssuedDocument[];
  /** Out of use: it is read, and nothing is decided on it. */
  archived?: { number: number; time: string };
}
export interface Entry {
  text: string;
  number: number;
  time: string;
  person: string;
  delegation: string | null;
  command: string;
  kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: a payload's shape depends on its kind; fold.ts narrows it.
  payload: any;
  previous: string;
  hash: string;
}
export interface Command {
  id: string;
  text: string;
  kind: string;
  delegation: string | null;
  base: number;
  payload: Record<string, unknown>;
}
export interface Outcome {
  through: number;
  empty?: boolean;
  refused?: { code: string; message: string };
}
/** A proposal that a change brings with it. */
export interface Minted {
  id: string;
  parent: string | null;
  kind: "wording" | "reservation";
  set: string | null;
}
/** A proposal minted in this window, and for which delegation (null: base wording brought it, and it is nobody's). */
export type Carried = Minted & { delegation: string | null };
export interface Delegation {
  short: string;
  name: string;
  kind: "state" | "group" | "observer";
  members: string[];
  /** How it is called beside its code and names: `UK`, `USA`. */
  usual: string[];
}
/** The answer of GET /api/texts/<text>/state. */
export interface Opening {
  state: State;
  hash: string;
  delegations: Record<string, Delegation>;
  people: Record<string, string>;
  /** The delegation of each delegate: what another person enters for it is on its behalf. */
  delegates: Record<string, string>;
  you: { person: string; role: Role; delegation: string | null };
  meeting: { id: string; title: string; time_zone: string; public: boolean };
}
/** Wording that was refused, or could not be sent: never lost, kept in the browser until thrown away. */
export interface Draft {
  id: string;
  text: string;
  paragraph: string;
  label: string;
  delegation: string | null;
  /** The paragraph as its author saw it when the words were taken out. */
  wording: Delta;
  /** The author's change, on the wording that was confirmed then. */
  change: Delta;
  minted: Minted[];
  code: string;
  reason: string;
  at: string;
  /** Its words are composed again in the paragraph; it goes when they are tabled. */
  again?: true;
}
export interface Caret {
  person: string;
  delegation: string | null;
  paragraph: string;
  number: number;
  index: number;
}
export type Connection = {
  status: "connecting" | "live" | "reconnecting" | "read_only";
  unsent: number;
  /** Why it stands so, in a sentence and as a code, where there is something to say. */
  reason?: string;
  code?: string;
};

/**
 * The end of a paragraph's history, in order. `earlier`: whether the record has more of it before. `base`: the paragraph as the
 * first of the entries found it, null where that one put it in.
 */
export interface ParagraphHistory {
  entries: readonly Entry[];
  earlier: boolean;
  base: Paragraph | null;
}

/**
 * For whom a change is made. Base wording (null: by Chair or Secretariat) needs a reason; `hold` composes until `table`
 * (W15); `since` is the number at which it was begun, where that is not now (an input method at work).
 */
export interface As {
  delegation: string | null;
  reason?: string;
  hold: boolean;
  since?: number;
}

/**
 * One open text, as the screens see it. `client/src/record/session.ts` is the real one (socket, IndexedDB, machine);
 * tests of screens may build a small one over an array of entries.
 */
export interface TextSession {
  readonly opening: Opening;
  /** The confirmed state: what is on record up to `state.value.number`. */
  readonly state: ReadonlySignal<State>;
  /** A paragraph as this browser shows it: the confirmed wording with one's own unacknowledged changes on top. */
  wording(paragraph: string): ReadonlySignal<Delta>;
  /** Proposals minted in this window that are not on record yet, and for whom. */
  minted(paragraph: string): Carried[];
  /** True while a paragraph has own changes that are held back until `table` (W15). */
  composing(paragraph: string): ReadonlySignal<boolean>;
  readonly connection: ReadonlySignal<Connection>;
  /** Whether this browser keeps what is written until it is on record. */
  readonly kept: ReadonlySignal<boolean>;
  /** Whether words would be lost if the window were closed now: there are some, and the browser does not keep them. */
  readonly losable: boolean;
  readonly drafts: ReadonlySignal<Draft[]>;
  readonly carets: ReadonlySignal<Caret[]>;
  /**
   * Takes a change of one's own to the displayed wording of a paragraph. With `hold`, it is composed and waits for `table`;
   * without, it is sent at once (one in flight). An agreement or reopening after `since` makes it a draft.
   */
  edit(paragraph: string, change: Delta, minted: Minted[], as: As): void;
  table(paragraph: string): void;
  /** Throws away what is composed and not yet tabled in a paragraph. */
  discard(paragraph: string): void;
  /** Sends any other command, answers with its outcome when it is known. */
  act(kind: string, payload: Record<string, unknown>, delegation?: string | null): Promise<Outcome>;
  /** Tells of every change to a displayed wording that this window's own `edit` did not make: others' entries, settling, refusals. */
  onForeignChange(paragraph: string, listener: (change: Delta, displayed: Delta) => void): () => void;
  /** Tells when words of one's own were taken out of a paragraph, into a draft or by `discard`; before `onForeignChange` does. */
  onTakenBack(paragraph: string, listener: () => void): () => void;
  /**
   * Tells of entries when they have gone on record here, and of the state that they found; `own` has the commands that were
   * sent from this window.
   */
  onEntries(
    listener: (entries: readonly Entry[], own: ReadonlySet<string>, before: State) => void,
  ): () => void;
  /** The last entries of a paragraph's history, to those that have just gone through this window; or the last before a number. */
  history(paragraph: string, before?: number): Promise<ParagraphHistory>;
  /** The same, with earlier entries than were known so far. */
  earlierHistory(paragraph: string, before?: number): Promise<ParagraphHistory>;
  at(when: { number: number } | { at: string }): Promise<Opening>;
  keepDraft(draft: Draft): void;
  dropDraft(id: string): void;
  /** Its words are composed in its paragraph again: it goes with `table`, and is as before if they are thrown away. */
  composedAgain(draft: Draft): void;
  setCaret(caret: { paragraph: string; index: number } | null): void;
  close(): void;
}
