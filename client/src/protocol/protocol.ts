/* Made by `npm run protocol` from docs/schema.json. */
import type {Delta} from "../record/types.ts";

/**
 * What entries and commands of each kind say.
 */
export interface Protocol {
  entries: {
    text_opened: TextOpened;
    text_renamed: TextRenamed;
    text_archived: Nothing;
    text_unarchived: Nothing;
    meeting_described: Described;
    section_added: ParagraphAdded;
    paragraph_added: ParagraphAdded;
    section_moved: SectionMoved;
    paragraph_moved: ParagraphMoved;
    paragraph_relabelled: ParagraphRelabelled;
    section_withdrawn: SectionWithdrawn;
    paragraph_withdrawn: ParagraphWithdrawn;
    text_changed: TextChanged;
    proposal_tabled: ProposalTabled;
    proposal_withdrawn: ProposalSettled;
    reservation_lifted: ProposalSettled;
    proposal_retained: ProposalSettled;
    proposal_dropped: ProposalSettled;
    sponsor_left: SponsorLeft;
    sponsorship_confirmed: SponsorshipConfirmed;
    act_taken_back: ActTakenBack;
    position_taken: PositionTaken;
    position_withdrawn: PositionWithdrawn;
    paragraph_put_before_room: ParagraphPut;
    paragraph_held: ParagraphHeld;
    hold_released: HoldReleased;
    agreement_recorded: AgreementRecorded;
    pending_cleared: PendingCleared;
    paragraph_reopened: ParagraphReopened;
    status_document_issued: DocumentIssued;
  };
  commands: {
    open_text: OpenText;
    rename_text: RenameText;
    archive_text: NothingAsked;
    unarchive_text: UnarchiveText;
    import_paragraphs: ImportParagraphs;
    add_section: AddParagraph;
    add_paragraph: AddParagraph;
    move_section: Move;
    move_paragraph: Move;
    relabel_paragraph: Relabel;
    withdraw_section: Withdraw;
    withdraw_paragraph: Withdraw;
    change_wording: ChangeWording;
    table_proposal: TableProposal;
    withdraw_proposal: WithdrawProposal;
    retain_proposal: RetainProposal;
    drop_proposal: DropProposal;
    leave_proposal: LeaveProposal;
    confirm_sponsorship: ConfirmSponsorship;
    take_position: TakePosition;
    withdraw_position: WithdrawPosition;
    put_before_room: PutBeforeRoom;
    hold_paragraph: HoldParagraph;
    release_hold: ReleaseHold;
    record_agreement: RecordAgreement;
    clear_pending: ClearPending;
    reopen_paragraph: ReopenParagraph;
    take_back: TakeBack;
    issue_status_document: IssueStatusDocument;
  };
}
/**
 * Number 1 of every record. `live`: delegates type live (W15). Older records have no `described`.
 */
export interface TextOpened {
  described?: Described;
  direction: "ltr" | "rtl";
  format: "markdown" | "plain";
  language: string;
  levels: Level[];
  live: boolean;
  title: string;
}
/**
 * The meeting of a text, and its delegations in the order of its list.
 */
export interface Described {
  delegations: DescribedDelegation[];
  meeting: DescribedMeeting;
}
/**
 * A delegation in documents. `members` are the codes of a group's members.
 */
export interface DescribedDelegation {
  code: string;
  kind: "group" | "observer" | "state";
  members: string[];
  name: string;
  short: string;
}
/**
 * A meeting in documents.
 */
export interface DescribedMeeting {
  body: string;
  ends: string;
  language: string;
  place: string;
  session: string;
  starts: string;
  symbol: string;
  time_zone: string;
  title: string;
}
/**
 * A level of agreement: an id for programs, a name for people.
 */
export interface Level {
  id: string;
  name: string;
}
/**
 * The title that the next documents bear.
 */
export interface TextRenamed {
  title: string;
}
/**
 * No more than the kind says.
 */
export interface Nothing {}
/**
 * A paragraph or a heading, of base text or proposed by a delegation as a whole (W6).
 */
export interface ParagraphAdded {
  after: string | null;
  claim?: Claim;
  depth: number;
  kind: "footnote" | "heading" | "lettered" | "operative" | "plain" | "preambular";
  label: string;
  marker: string;
  marks: {};
  of: string | null;
  paragraph: string;
  proposals: Tabled[];
  reason: string | null;
  relation: Relation | null;
  spoken?: {
    [k: string]: string;
  };
  wording: Delta;
}
/**
 * A claim of agreement in the file that a paragraph came in with. It freezes nothing (I22).
 */
export interface Claim {
  level: string | null;
  pending: string[];
  said: string;
}
/**
 * A proposal when it is tabled. `fingerprint`, of several sponsors: what the others stand by (W21).
 */
export interface Tabled {
  fingerprint?: string;
  id: string;
  kind: "deletion" | "move" | "paragraph" | "reservation" | "wording";
  parent: string | null;
  place: Place | null;
  set: string | null;
  sponsors: string[];
}
/**
 * Where a paragraph stands: after which (null: first), and how deep, counted from 1.
 */
export interface Place {
  after: string | null;
  depth: number;
}
/**
 * Why a paragraph bears the label that it has: it stands after another, or instead of it.
 */
export interface Relation {
  kind: "after" | "instead";
  to: string;
}
/**
 * `paragraphs`: what moves with the heading, in order; older entries have no list.
 */
export interface SectionMoved {
  after: string | null;
  depth: number;
  paragraph: string;
  paragraphs?: string[];
  reason: string | null;
}
/**
 * Where a paragraph stands from now on.
 */
export interface ParagraphMoved {
  after: string | null;
  depth: number;
  paragraph: string;
  reason: string | null;
}
/**
 * `label` is what people say aloud, `marker` what is printed.
 */
export interface ParagraphRelabelled {
  label: string;
  marker: string;
  paragraph: string;
}
/**
 * `paragraphs`: what goes with the heading; older entries have no list.
 */
export interface SectionWithdrawn {
  paragraph: string;
  paragraphs?: string[];
  reason: string | null;
}
/**
 * Out of the text, and on record for ever.
 */
export interface ParagraphWithdrawn {
  paragraph: string;
  reason: string | null;
}
/**
 * A change of a paragraph's wording. `reason`: of base text, why.
 */
export interface TextChanged {
  change: Delta;
  paragraph: string;
  reason: string | null;
  spoken?: {
    [k: string]: string;
  };
}
/**
 * A proposal. `marks`: of the paragraph afterwards, where it is about the whole of it (W6).
 */
export interface ProposalTabled {
  marks: {} | null;
  paragraph: string;
  proposal: Tabled;
  spoken?: {
    [k: string]: string;
  };
}
/**
 * What a proposal's end does, as one change (W3). `statuses`: of it and of all that go with it; `withdrawn`: whether
 * the paragraph goes; `place`: where it goes, of a move that is retained.
 */
export interface ProposalSettled {
  change: Delta;
  marks: {};
  paragraph: string;
  place: Place | null;
  proposal: string;
  spoken?: {
    [k: string]: string;
  };
  statuses: {
    [k: string]: "dropped" | "lifted" | "live" | "retained" | "taken_back" | "withdrawn";
  };
  withdrawn: boolean;
}
/**
 * The sponsors afterwards, and what each stood by last (W21). The entry's delegation is the one that leaves.
 */
export interface SponsorLeft {
  confirmed: {
    [k: string]: string;
  };
  paragraph: string;
  proposal: string;
  spoken?: {
    [k: string]: string;
  };
  sponsors: string[];
}
/**
 * A sponsor stands by a proposal as it was at `seen`; `confirmed` is what all stand by afterwards.
 */
export interface SponsorshipConfirmed {
  confirmed: {
    [k: string]: string;
  };
  paragraph: string;
  proposal: string;
  seen: number;
  spoken?: {
    [k: string]: string;
  };
}
/**
 * An act of Secretariat or Chair for the delegation `of`, entered in error: the entries `number` to `through` of
 * `command`. All else says what is restored; a position of null is none; `withdrawn` of null leaves the paragraph.
 */
export interface ActTakenBack {
  by: "chair" | "secretariat";
  change: Delta;
  command: string;
  marks: {};
  number: number;
  of: string;
  paragraph: string;
  positions: {
    [k: string]: PositionSaid | null;
  };
  proposals: {
    [k: string]: ProposalBefore;
  };
  through: number;
  withdrawn: boolean | null;
}
/**
 * A position as the state says it.
 */
export interface PositionSaid {
  delegation: string;
  fingerprint: string;
  number: number;
  proposal: string | null;
  stance: "can_accept" | "objects" | "reserves" | "supports";
  statement: string | null;
  time: string;
}
/**
 * A proposal after an act was taken back: `taken_back`, or live with its sponsors.
 */
export interface ProposalBefore {
  confirmed?: {
    [k: string]: string;
  };
  sponsors?: string[];
  status: "live" | "taken_back";
}
/**
 * A delegation's stance on a paragraph or a proposal, bound to what its author saw (W19).
 */
export interface PositionTaken {
  fingerprint: string;
  paragraph: string;
  proposal: string | null;
  seen: number;
  spoken?: {
    [k: string]: string;
  };
  stance: "can_accept" | "objects" | "reserves" | "supports";
  statement: string | null;
}
/**
 * A delegation has no position there any more.
 */
export interface PositionWithdrawn {
  paragraph: string;
  proposal: string | null;
  spoken?: {
    [k: string]: string;
  };
}
/**
 * The paragraph before the room; null: none.
 */
export interface ParagraphPut {
  paragraph: string | null;
}
/**
 * Nobody but the Chair changes the paragraph until that instant (W22).
 */
export interface ParagraphHeld {
  paragraph: string;
  until: string;
}
/**
 * The hold ended before its time.
 */
export interface HoldReleased {
  paragraph: string;
}
/**
 * The gavel. `pending`: the delegations and paragraphs for which the agreement waits.
 */
export interface AgreementRecorded {
  fingerprint: string;
  level: string;
  paragraph: string;
  pending: string[];
}
/**
 * The delegations that the agreement is still pending.
 */
export interface PendingCleared {
  paragraph: string;
  pending: string[];
}
/**
 * An agreed paragraph is open again.
 */
export interface ParagraphReopened {
  paragraph: string;
  reason: string;
}
/**
 * `number` is the one that the document shows, `digest` SHA-256 of its content in hex.
 */
export interface DocumentIssued {
  as_of: string;
  digest: string;
  document: string;
  level: string;
  number: number;
  sequence: number;
}
/**
 * What a text is called, its language and direction, and the levels of agreement, the lowest first. `described`: the
 * service has it from the registry; whoever opens a text does not write it.
 */
export interface OpenText {
  title: string;
  language: string;
  direction: "ltr" | "rtl";
  format: "markdown" | "plain";
  /**
   * @minItems 1
   * @maxItems 8
   */
  levels:
    | [LevelAsked]
    | [LevelAsked, LevelAsked]
    | [LevelAsked, LevelAsked, LevelAsked]
    | [LevelAsked, LevelAsked, LevelAsked, LevelAsked]
    | [LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked]
    | [LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked]
    | [LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked]
    | [LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked, LevelAsked];
  live: boolean;
  described?: {} | null;
}
/**
 * A level of agreement: an id for programs, a name for people.
 */
export interface LevelAsked {
  id: string;
  name: string;
}
/**
 * The title that the next documents bear; those that were issued keep theirs (I23).
 */
export interface RenameText {
  title: string;
}
/**
 * No more than the kind says.
 */
export interface NothingAsked {}
/**
 * `described`: the service has it from the registry; whoever takes a text out of the archive does not write it.
 */
export interface UnarchiveText {
  described?: {} | null;
}
/**
 * The paragraphs of a file, or of a part of it, in order.
 */
export interface ImportParagraphs {
  /**
   * @minItems 1
   * @maxItems 500
   */
  paragraphs: [Brought, ...Brought[]];
  reason?: string | null;
}
/**
 * A paragraph of a file, with what stands in it.
 */
export interface Brought {
  paragraph: string;
  kind: "footnote" | "heading" | "lettered" | "operative" | "plain" | "preambular";
  depth: number;
  wording: unknown;
  label?: string | null;
  marker?: string | null;
  relation?: RelationAsked | null;
  after?: string | null;
  of?: string | null;
  /**
   * @maxItems 2000
   */
  proposals?: BroughtProposal[];
  marks?: {};
  claim?: ClaimMade | null;
}
/**
 * Why a paragraph bears the label that it has.
 */
export interface RelationAsked {
  kind: "after" | "instead";
  to: string;
}
/**
 * A bracket of a file. `sponsors`: those that it names, or `UNATTRIBUTED` alone.
 */
export interface BroughtProposal {
  id: string;
  kind: "deletion" | "paragraph" | "reservation" | "wording";
  /**
   * @maxItems 300
   */
  sponsors: string[];
  parent?: string | null;
  set?: string | null;
}
/**
 * The agreement that a file claims. `pending`: States, groups, and paragraphs of the text or of the file.
 */
export interface ClaimMade {
  said: string;
  /**
   * @maxItems 300
   */
  pending: string[];
  level?: string | null;
}
/**
 * A new paragraph. `proposal`: of a delegation, minted by its author; `sponsors` and `spoken`: as in `Sponsored`;
 * `reason`: of base text.
 */
export interface AddParagraph {
  paragraph: string;
  kind: "footnote" | "heading" | "lettered" | "operative" | "plain" | "preambular";
  depth: number;
  wording: unknown;
  label?: string | null;
  marker?: string | null;
  relation?: RelationAsked | null;
  after?: string | null;
  of?: string | null;
  proposal?: string | null;
  sponsors?: string[] | null;
  spoken?: {
    [k: string]: string;
  } | null;
  reason?: string | null;
}
/**
 * Where a paragraph or a section is to stand. `after`: null for the first.
 */
export interface Move {
  paragraph: string;
  depth: number;
  after?: string | null;
  reason?: string | null;
}
/**
 * The label that people say aloud, and the marker that is printed.
 */
export interface Relabel {
  paragraph: string;
  label?: string | null;
  marker?: string | null;
}
/**
 * A paragraph, or the heading of a section, and why it goes.
 */
export interface Withdraw {
  paragraph: string;
  reason?: string | null;
}
/**
 * A change of the wording at `base`, with the proposals that it brings. `reason`: of base text, why it is changed.
 * `change` is a Delta of JSON from outside, which has a validator of its own (W29).
 */
export interface ChangeWording {
  paragraph: string;
  change: unknown;
  /**
   * @maxItems 100
   */
  proposals?: Minted[];
  reason?: string | null;
  spoken?: {
    [k: string]: string;
  } | null;
  sponsors?: string[] | null;
}
/**
 * A proposal that comes with a change. `parent`: what it amends; `set`: what it forms one proposal with.
 */
export interface Minted {
  id: string;
  kind: "reservation" | "wording";
  parent?: string | null;
  set?: string | null;
}
/**
 * A proposal about a paragraph as a whole. `place`: of a move.
 */
export interface TableProposal {
  paragraph: string;
  proposal: string;
  kind: "deletion" | "move" | "reservation";
  place?: Where | null;
  spoken?: {
    [k: string]: string;
  } | null;
  sponsors?: string[] | null;
}
/**
 * After which paragraph (null: first), and how deep.
 */
export interface Where {
  depth: number;
  after?: string | null;
}
/**
 * One's own proposal; a reservation is lifted so.
 */
export interface WithdrawProposal {
  paragraph: string;
  proposal: string;
  spoken?: {
    [k: string]: string;
  } | null;
}
/**
 * `collisions`: of each proposal that deletes the same words, whether it is kept or dropped.
 */
export interface RetainProposal {
  paragraph: string;
  proposal: string;
  previewed: number;
  collisions?: {
    [k: string]: "drop" | "keep";
  };
}
/**
 * A proposal as the Chair saw it at `previewed`.
 */
export interface DropProposal {
  paragraph: string;
  proposal: string;
  previewed: number;
}
/**
 * One of several sponsors leaves.
 */
export interface LeaveProposal {
  paragraph: string;
  proposal: string;
  spoken?: {
    [k: string]: string;
  } | null;
}
/**
 * A sponsor stands by a proposal as it was at `seen`.
 */
export interface ConfirmSponsorship {
  paragraph: string;
  proposal: string;
  seen: number;
  spoken?: {
    [k: string]: string;
  } | null;
}
/**
 * A stance on a paragraph, or on a proposal in it, as its author saw it at `seen`.
 */
export interface TakePosition {
  paragraph: string;
  stance: "can_accept" | "objects" | "reserves" | "supports";
  seen: number;
  proposal?: string | null;
  statement?: string | null;
  spoken?: {
    [k: string]: string;
  } | null;
}
/**
 * The position on a paragraph, or on a proposal in it.
 */
export interface WithdrawPosition {
  paragraph: string;
  proposal?: string | null;
  spoken?: {
    [k: string]: string;
  } | null;
}
/**
 * The paragraph in hand; null: none.
 */
export interface PutBeforeRoom {
  paragraph?: string | null;
}
/**
 * For how many seconds nobody but the Chair changes a paragraph.
 */
export interface HoldParagraph {
  paragraph: string;
  seconds: number;
}
/**
 * The paragraph that is held.
 */
export interface ReleaseHold {
  paragraph: string;
}
/**
 * A paragraph as the Chair saw it at `seen`, at a level. `pending`: the delegations and paragraphs for which the
 * agreement waits.
 */
export interface RecordAgreement {
  paragraph: string;
  level: string;
  seen: number;
  pending?: string[] | null;
}
/**
 * For what an agreement still waits.
 */
export interface ClearPending {
  paragraph: string;
  /**
   * @maxItems 300
   */
  pending: string[];
}
/**
 * A frozen paragraph, and why it is opened.
 */
export interface ReopenParagraph {
  paragraph: string;
  reason?: string | null;
}
/**
 * The number of an entry of the command that is to be taken back.
 */
export interface TakeBack {
  number: number;
}
/**
 * What the service has made of what was asked for (`as_of`, `level`): the document, with the number that it shows and
 * the digest of its content. `described`: what it prints of the meeting.
 */
export interface IssueStatusDocument {
  document: string;
  sequence: number;
  number: number;
  as_of: string;
  level: string;
  digest: string;
  described?: {} | null;
}
