/**
 * A session over an array of entries, for tests of screens and for looking at them without a server. What is done through it is
 * recorded at once, and refused only where `refuse` names it: it makes of each act the entries that the server makes of it, which
 * tests/vectors/acts.json holds it to, and knows no others.
 */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { compose } from "../../record/delta";
import { apply } from "../../record/fold";
import { fingerprint, previewDrop, previewRetain, staleSponsors, substance } from "../../record/marks";
import type {
  Caret,
  Connection,
  Delta,
  Draft,
  Entry,
  Minted,
  Opening,
  Outcome,
  Paragraph,
  Proposal,
  State,
  TextSession,
} from "../../record/types";

export type Happening = {
  kind: string;
  delegation?: string | null;
  payload: Record<string, unknown>;
  /** Who enters it, where that is no delegate of the delegation. */
  person?: string;
};

export interface FakeSession extends TextSession {
  readonly state: Signal<State>;
  readonly connection: Signal<Connection>;
  readonly drafts: Signal<Draft[]>;
  readonly carets: Signal<Caret[]>;
  /** Every act that was sent, in order. */
  readonly acts: { kind: string; payload: Record<string, unknown>; delegation: string | null }[];
  /** So many entries of a history come at once. */
  page: number;
  /** Kinds of acts that are refused, with the refusal. */
  readonly refuse: Map<string, { code: string; message: string }>;
  /** The record so far. */
  readonly recorded: readonly Entry[];
  /** Records what others do. */
  happen(...happenings: Happening[]): void;
}

export interface Facts {
  opening: Omit<Opening, "state" | "hash">;
  /** The record from the beginning; the first opens the text. */
  happenings: Happening[];
  /** The time of the first entry; each later one comes a minute after. */
  from: string;
}

const NO_WORDS: Delta = [];

interface Composed {
  change: Delta;
  minted: Minted[];
  as: { delegation: string | null; reason?: string };
}

class Record_ {
  readonly entries: Entry[] = [];
  state: State | null = null;
  constructor(
    private readonly text: string,
    private readonly from: string,
  ) {}

  append(
    { kind, delegation = null, payload, ...by }: Happening,
    command = `c-${this.entries.length + 1}`,
  ): void {
    const number = this.entries.length + 1;
    const time = new Date(Date.parse(this.from) + number * 60_000).toISOString();
    const person = by.person ?? (delegation === null ? "p-chair" : `p-${delegation}`);
    const names = { text: this.text, number, time, person, delegation, command, kind, payload };
    const entry: Entry = { ...names, previous: "0".repeat(64), hash: "0".repeat(64) };
    this.entries.push(entry);
    this.state = apply(this.state, entry);
  }

  at(number: number): State {
    const state = this.entries
      .slice(0, number)
      .reduce<State | null>((before, entry) => apply(before, entry), null);
    if (!state) throw new Error("There is nothing before the first entry.");
    return state;
  }
}

export function fakeSession(facts: Facts): FakeSession {
  const record = new Record_("t-sample", facts.from);
  for (const happening of facts.happenings) record.append(happening);
  if (!record.state) throw new Error("The record is empty.");
  const opened: Opening = { ...facts.opening, state: record.state, hash: "0".repeat(64) };
  const state = signal(record.state);
  const composed = signal<Record<string, Composed>>({});
  const wordings = new Map<string, ReadonlySignal<Delta>>();
  /** Of each paragraph, how many earlier pages of its history were asked for. */
  const reached = new Map<string, number>();
  const heard = new Set<Parameters<TextSession["onEntries"]>[0]>();
  const enter = (happenings: Happening[], own: boolean) => {
    const [from, before] = [record.entries.length, state.peek()];
    for (const happening of happenings) record.append(happening);
    if (record.state) state.value = record.state;
    const entered = record.entries.slice(from);
    for (const tell of heard)
      tell(entered, new Set(own ? entered.map(({ command }) => command) : []), before);
  };
  const fake: FakeSession = {
    opening: opened,
    state,
    connection: signal<Connection>({ status: "live", unsent: 0 }),
    drafts: signal<Draft[]>([]),
    carets: signal<Caret[]>([]),
    acts: [],
    page: 1_000,
    refuse: new Map(),
    recorded: record.entries,
    happen: (...happenings) => enter(happenings, false),
    wording(paragraph) {
      const made =
        wordings.get(paragraph) ??
        computed(() => {
          const wording = state.value.paragraphs[paragraph]?.wording ?? NO_WORDS;
          const waiting = composed.value[paragraph];
          return waiting ? compose(wording, waiting.change) : wording;
        });
      wordings.set(paragraph, made);
      return made;
    },
    minted: (paragraph) => {
      const { minted = [], as } = composed.value[paragraph] ?? {};
      return minted.map((one) => ({ ...one, delegation: as?.delegation ?? null }));
    },
    composing: (paragraph) => computed(() => paragraph in composed.value),
    edit(paragraph, change, minted, as) {
      if (!as.hold)
        return enter(changed(state.value.paragraphs[paragraph], paragraph, change, minted, as), true);
      const before = composed.value[paragraph];
      const whole = {
        change: compose(before?.change ?? [], change),
        minted: [...(before?.minted ?? []), ...minted],
        as,
      };
      composed.value = { ...composed.value, [paragraph]: whole };
    },
    table(paragraph) {
      const waiting = composed.value[paragraph];
      fake.discard(paragraph);
      const now = state.value.paragraphs[paragraph];
      if (waiting) enter(changed(now, paragraph, waiting.change, waiting.minted, waiting.as), true);
    },
    discard(paragraph) {
      composed.value = Object.fromEntries(Object.entries(composed.value).filter(([id]) => id !== paragraph));
    },
    async act(kind, payload, delegation = null): Promise<Outcome> {
      fake.acts.push({ kind, payload, delegation });
      const refused = fake.refuse.get(kind);
      if (refused) return { through: state.value.number, refused };
      const act = ACTS[kind];
      if (!act)
        throw new Error(`The stand-in does not know ${kind}: add it, and to tests/support/acts_vectors.py.`);
      enter(act(payload, delegation, state.value), true);
      return { through: state.value.number };
    },
    onForeignChange: () => () => undefined,
    onTakenBack: () => () => undefined,
    kept: signal(true),
    losable: false,
    onEntries: (listener) => {
      heard.add(listener);
      return () => heard.delete(listener);
    },
    history: async (paragraph, before = Number.POSITIVE_INFINITY) => {
      const all = record.entries.filter(
        ({ number, payload }) => number < before && payload.paragraph === paragraph,
      );
      const entries = all.slice(-fake.page * (1 + (reached.get(paragraph) ?? 0)));
      const [first] = entries;
      const earlier = entries.length < all.length;
      const base = earlier && first ? record.at(first.number - 1).paragraphs[paragraph] : null;
      return { entries, earlier, base: base ?? null };
    },
    earlierHistory(paragraph, before) {
      reached.set(paragraph, 1 + (reached.get(paragraph) ?? 0));
      return fake.history(paragraph, before);
    },
    async at(when) {
      const latest =
        "number" in when ? when.number : record.entries.filter((entry) => entry.time <= when.at).length;
      return { ...opened, state: record.at(latest) };
    },
    keepDraft: (draft) => {
      fake.drafts.value = [...fake.drafts.value, draft];
    },
    dropDraft: (id) => {
      fake.drafts.value = fake.drafts.value.filter((draft) => draft.id !== id);
    },
    composedAgain: () => undefined,
    setCaret: () => undefined,
    close: () => undefined,
  };
  return fake;
}

/** What is minted and on record already is not tabled again. */
function changed(
  paragraph: Paragraph | undefined,
  id: string,
  change: Delta,
  minted: Minted[],
  as: Composed["as"],
): Happening[] {
  const { delegation } = as;
  const tabled = minted
    .filter((one) => !paragraph?.proposals[one.id])
    .map((one) => ({ ...one, sponsors: [delegation ?? ""], place: null }))
    .map((proposal) => ({
      kind: "proposal_tabled",
      delegation,
      payload: { paragraph: id, proposal, marks: null },
    }));
  return [
    ...tabled,
    { kind: "text_changed", delegation, payload: { paragraph: id, change, reason: as.reason ?? null } },
  ];
}

// biome-ignore lint/suspicious/noExplicitAny: payloads are as the screens sent them, and tests look at them.
type Act = (payload: any, delegation: string | null, state: State) => Happening[];

const same =
  (kind: string): Act =>
  (payload, delegation) => [{ kind, delegation, payload }];

/** A proposal leaves, with what goes with it; the previews of the screens say what is left. */
const settling =
  (how: "retained" | "dropped" | "withdrawn"): Act =>
  ({ paragraph: id, proposal, collisions = {} }, delegation, state) => {
    const before = state.paragraphs[id];
    if (!before) return [];
    const dropped = Object.keys(collisions).filter((one) => collisions[one] === "drop");
    const retain = how === "retained";
    const preview = retain ? previewRetain(before, proposal, dropped) : previewDrop(before, proposal);
    const lifts = how === "withdrawn" && before.proposals[proposal]?.kind === "reservation";
    const status = lifts ? "lifted" : how;
    const gone = Object.values(preview.paragraph.proposals).filter(
      (one) => one.status !== before.proposals[one.id]?.status,
    );
    const payload = {
      paragraph: id,
      proposal,
      change: preview.change,
      statuses: Object.fromEntries(
        gone.map((one) => [one.id, one.status === "dropped" && !retain ? status : one.status]),
      ),
      marks: preview.paragraph.marks,
      withdrawn: preview.withdrawn,
      place: null,
    };
    return [{ kind: lifts ? "reservation_lifted" : `proposal_${how}`, delegation, payload }];
  };

export const ACTS: Record<string, Act> = {
  take_position(payload, delegation, state) {
    const paragraph = state.paragraphs[payload.paragraph];
    const print = paragraph ? fingerprint(paragraph, payload.proposal) : "";
    return [{ kind: "position_taken", delegation, payload: { ...payload, fingerprint: print } }];
  },
  change_wording({ paragraph: id, change, proposals, sponsors, reason }, delegation, state) {
    const before = state.paragraphs[id];
    const happenings = changed(before, id, change, proposals, { delegation, reason });
    if (!sponsors || !before) return happenings;
    // Several sponsors stand by what it says when it is tabled.
    const after = { wording: compose(before.wording, change), marks: before.marks };
    return happenings.map(({ payload, ...one }) => {
      const proposal = payload.proposal as Proposal | undefined;
      if (!proposal) return { ...one, payload };
      const tabled = { ...proposal, sponsors, fingerprint: substance(after, proposal.id) };
      return { ...one, payload: { ...payload, proposal: tabled } };
    });
  },
  leave_proposal({ paragraph: id, proposal }, delegation, state) {
    const paragraph = state.paragraphs[id];
    const left = paragraph?.proposals[proposal];
    if (!paragraph || !left) return [];
    const sponsors = left.sponsors.filter((code) => code !== delegation);
    const owner =
      sponsors.filter((code) => !staleSponsors(paragraph, left).includes(code))[0] === sponsors[0];
    const kept = ([code]: [string, string]) => sponsors.includes(code) && !(owner && code === sponsors[0]);
    const confirmed = Object.fromEntries(Object.entries(left.confirmed).filter(kept));
    return [{ kind: "sponsor_left", delegation, payload: { paragraph: id, proposal, sponsors, confirmed } }];
  },
  withdraw_position: same("position_withdrawn"),
  put_before_room: same("paragraph_put_before_room"),
  hold_paragraph: (payload) => [
    {
      kind: "paragraph_held",
      payload: {
        paragraph: payload.paragraph,
        until: new Date(Date.now() + payload.seconds * 1000).toISOString(),
      },
    },
  ],
  release_hold: same("hold_released"),
  record_agreement: ({ paragraph: id, level, pending }, _, state) => {
    const paragraph = state.paragraphs[id];
    const print = paragraph ? fingerprint(paragraph, null) : "";
    return [{ kind: "agreement_recorded", payload: { paragraph: id, level, pending, fingerprint: print } }];
  },
  clear_pending: same("pending_cleared"),
  reopen_paragraph: same("paragraph_reopened"),
  relabel_paragraph: same("paragraph_relabelled"),
  move_paragraph: same("paragraph_moved"),
  withdraw_paragraph: same("paragraph_withdrawn"),
  retain_proposal: settling("retained"),
  drop_proposal: settling("dropped"),
  withdraw_proposal: settling("withdrawn"),
  table_proposal(payload, delegation, state) {
    const { paragraph, proposal: id, kind } = payload;
    const mark = { [`${kind === "deletion" ? "del" : "brk"}:${id}`]: true };
    const tabled = { id, parent: null, kind, sponsors: [delegation], set: null, place: null };
    const marks = { ...state.paragraphs[paragraph]?.marks, ...mark };
    return [{ kind: "proposal_tabled", delegation, payload: { paragraph, proposal: tabled, marks } }];
  },
  add_paragraph: (payload, delegation) => [added(payload, delegation)],
  add_section: (payload, delegation) => [{ ...added(payload, delegation), kind: "section_added" }],
  issue_status_document: (payload, _, state) => [
    {
      kind: "status_document_issued",
      payload: {
        document: `d-${state.documents.length + 1}`,
        sequence: state.documents.length + 1,
        number: state.number,
        as_of: payload.as_of ?? state.time,
        level: payload.level ?? "agreed",
        digest: "0".repeat(64),
      },
    },
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: as above.
function added({ proposal, ...payload }: any, delegation: string | null): Happening {
  const fixed = { parent: null, kind: "paragraph", sponsors: [delegation], set: null, place: null };
  const owned = proposal
    ? { marks: { ins: proposal }, proposals: [{ id: proposal, ...fixed }] }
    : { marks: {}, proposals: [] };
  return { kind: "paragraph_added", delegation, payload: { reason: null, ...payload, ...owned } };
}
