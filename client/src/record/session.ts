/**
 * One open text: the machine with a line to the server, a store that outlives the window, and signals for the screens.
 *
 * Work is kept before it is sent. What has no outcome when the line is cut is sent again, unaltered, on the next one.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { Answers } from "./answers.ts";
import { Carets, OwnCaret } from "./carets.ts";
import { Displays } from "./displays.ts";
import type { Effect } from "./effects.ts";
import { Histories } from "./histories.ts";
import { newId } from "./ids.ts";
import { Keeper, keptOf } from "./keeper.ts";
import { Listeners } from "./listening.ts";
import { LOCKED, OTHER_PERSON, SOMEBODY_ELSE } from "./locked.ts";
import { Machine } from "./machine.ts";
import { heardEntry } from "./serverClock.ts";
import { Shelf } from "./shelf.ts";
import type { Left, Store, ToKeep } from "./store.ts";
import type { Surroundings } from "./surroundings.ts";
import type {
  As,
  Caret,
  Carried,
  Command,
  Connection,
  Delta,
  Draft,
  Entry,
  Minted,
  Opening,
  Outcome,
  ParagraphHistory,
  State,
  TextSession,
} from "./types.ts";
import { Waiting } from "./waiting.ts";
import type { Followed, Refusal, Wire } from "./wire.ts";
import { indexBelow } from "./work.ts";

/** Refusals before anything was decided that say: send this again in a moment. */
const TRANSIENT = new Set(["too_fast", "busy", "stopping", "failed"]);
const MOMENT = 700;
/** How often this window looks whether another one has left work; most tell when they go. */
const CLAIM_EVERY = 30_000;
const SECTION_ACTS = new Set(["section_moved", "section_withdrawn"]);

export class Session implements TextSession {
  readonly state: Signal<State>;
  readonly connection: Signal<Connection>;
  readonly carets = signal<Caret[]>([]);
  private others = new Carets();
  private machine: Machine;
  private wire: Wire | null = null;
  private followed = false;
  private following: object | null = null;
  private displays: Displays;
  private listeners = new Listeners();
  /** The commands that went out from here. */
  private sent = new Set<string>();
  private answers = new Answers();
  private waiting = new Waiting();
  private shelf = new Shelf({
    keep: (draft) => this.gather({ kept: [], drafts: [draft] }, []),
    drop: (id) => {
      this.waiting.forget(id);
      void this.keeper.dropDraft(id);
    },
  });
  readonly drafts = this.shelf.drafts;
  private writing: Promise<void> | null = null;
  private keeper: Keeper;
  private histories: Histories;
  private caret = new OwnCaret();
  private claiming?: ReturnType<typeof setInterval>;
  private closed = false;

  constructor(
    readonly opening: Opening,
    store: Store | null,
    private surroundings: Surroundings,
  ) {
    this.keeper = new Keeper(store);
    const now = () => new Date().toISOString();
    this.machine = new Machine(opening.state, opening.hash, { id: () => newId("c"), now });
    this.displays = new Displays(this.machine);
    this.histories = new Histories((paragraph, before) =>
      surroundings.fetchHistory(this.text, paragraph, before),
    );
    this.state = signal(opening.state);
    this.connection = signal<Connection>({ status: "connecting", unsent: 0 });
  }

  /** Shows kept drafts, takes up what closed windows left, and connects. */
  async takeUp(): Promise<void> {
    await this.unpack();
    this.claiming = setInterval(() => void this.claim(), CLAIM_EVERY);
    this.wire = this.surroundings.openWire(this.text, this.opening.you.person, {
      connected: () => void this.follow(true),
      disconnected: (reason) => this.disconnected(reason),
      entries: (_from, entries) => this.receive(entries),
      presence: (people) => {
        this.others.tell(people.filter(({ person }) => person !== this.opening.you.person));
        this.showCarets();
      },
    });
  }

  /** Keeps in a store that opened after the window did. */
  async keepIn(store: Store): Promise<void> {
    this.keeper.use(store);
    if (this.closed) this.keeper.close();
    else await this.unpack();
  }

  private async unpack(): Promise<void> {
    const kept = await this.keeper.drafts();
    const known = new Set(kept.map(({ id }) => id));
    this.drafts.value = [...kept, ...this.drafts.peek().filter(({ id }) => !known.has(id))];
    await this.claim();
    this.keeper.whenLeft(() => void this.claim());
  }

  private get text(): string {
    return this.opening.state.text;
  }

  // For the screens.

  get kept(): ReadonlySignal<boolean> {
    return this.keeper.kept;
  }

  get losable(): boolean {
    if (this.kept.peek()) return false;
    return this.machine.worked().length + this.machine.unsent + this.drafts.peek().length > 0;
  }

  wording(paragraph: string): ReadonlySignal<Delta> {
    return this.displays.wording(paragraph);
  }

  composing(paragraph: string): ReadonlySignal<boolean> {
    return this.displays.composing(paragraph);
  }

  minted(paragraph: string): Carried[] {
    return this.machine.minted(paragraph);
  }

  onForeignChange = this.listeners.onForeignChange;
  onTakenBack = this.listeners.onTakenBack;
  onEntries = this.listeners.onEntries;

  history(paragraph: string, before?: number): Promise<ParagraphHistory> {
    return this.histories.of(paragraph, before);
  }

  earlierHistory(paragraph: string, before?: number): Promise<ParagraphHistory> {
    return this.histories.earlier(paragraph, before);
  }

  at(when: { number: number } | { at: string }): Promise<Opening> {
    const query = "number" in when ? `number=${when.number}` : `at=${encodeURIComponent(when.at)}`;
    return this.surroundings.fetchOpening(this.text, query);
  }

  // Acts of the person whose window it is, and of no other, whoever has signed in.

  private get anothers(): boolean {
    return this.connection.peek().code === OTHER_PERSON;
  }

  edit(paragraph: string, change: Delta, minted: Minted[], as: As): void {
    if (this.anothers) return;
    const composed = this.machine.composing(paragraph);
    this.run(this.machine.edit(paragraph, change, minted, as));
    if (!composed || !this.machine.composing(paragraph)) this.shelf.release(paragraph);
  }

  table(paragraph: string): void {
    if (this.anothers) return;
    const tabled = this.machine.composing(paragraph) ? this.shelf.again(paragraph) : [];
    this.run(this.machine.table(paragraph));
    this.shelf.dropAll(tabled);
  }

  discard(paragraph: string): void {
    if (this.anothers) return;
    this.listeners.tellTakenBack(paragraph);
    this.run(this.machine.discard(paragraph));
    this.shelf.release(paragraph);
  }

  act(kind: string, payload: Record<string, unknown>, delegation: string | null = null): Promise<Outcome> {
    if (this.anothers) return Promise.resolve({ through: 0, refused: SOMEBODY_ELSE });
    const effects = this.machine.act(kind, payload, delegation);
    const sent = effects.find((effect) => effect.kind === "send");
    return new Promise((resolve) => {
      if (sent?.kind === "send") this.answers.expect(sent.command.id, resolve);
      this.run(effects);
    });
  }

  keepDraft(draft: Draft): void {
    this.shelf.put(draft);
  }

  dropDraft(id: string): void {
    if (!this.anothers) this.shelf.drop(id);
  }

  composedAgain(draft: Draft): void {
    if (this.machine.composing(draft.paragraph)) this.shelf.put({ ...draft, again: true });
  }

  setCaret(caret: { paragraph: string; index: number } | null): void {
    this.caret.set(caret, (at) => {
      const index = at ? indexBelow(this.machine.ownChange(at.paragraph), at.index) : 0;
      const number = this.machine.state.number;
      this.wire?.caret(this.text, { paragraph: at?.paragraph ?? null, number, index });
    });
  }

  close(): void {
    this.closed = true;
    clearInterval(this.claiming);
    this.caret.stop();
    this.wire?.close();
    void (this.writing ?? Promise.resolve()).then(() => this.keeper.close());
  }

  // From the server.

  private receive(entries: Entry[]): void {
    // These name a heading and concern all below it: who asks for a history then asks the server, which knows.
    const last = entries.at(-1);
    if (last) heardEntry(last.time);
    if (entries.some(({ kind }) => SECTION_ACTS.has(kind))) this.histories.forget();
    const before = this.machine.state;
    const fresh = entries.filter(({ number }) => number > before.number);
    this.histories.receive(fresh);
    this.others.receive(entries);
    try {
      this.run(this.machine.receive(entries));
      const entered = fresh.filter(({ number }) => number <= this.machine.state.number);
      this.listeners.tellEntries(entered, this.sent, before);
    } catch {
      // An entry that this page cannot fold is of a newer program: only loading the page again helps.
      this.tell("read_only", { code: "outdated", message: "This page is out of date. Load it again." });
      this.wire?.close();
    }
  }

  private disconnected(reason?: Refusal): void {
    this.followed = false;
    this.following = null;
    this.others.tell([]);
    this.showCarets();
    const locked = reason && LOCKED.has(reason.code);
    if (!this.closed) this.tell(locked ? "read_only" : "reconnecting", reason);
  }

  // Asks for what follows the number of the state; on a new connection, sends again what has no outcome. An answer on an
  // earlier connection says nothing of this one, which asks for itself.
  private async follow(anew: boolean): Promise<void> {
    if (this.following || !this.wire) return;
    const asking = {};
    this.following = asking;
    try {
      const answer = await this.ask(this.wire, asking);
      if (this.following !== asking) return;
      if ("refused" in answer) {
        if (TRANSIENT.has(answer.refused.code)) throw new Error(answer.refused.message);
        this.tell("read_only", answer.refused);
      } else if (anew || !this.followed) {
        await this.writing;
        if (this.following !== asking) return;
        this.followed = true;
        this.tell("live");
        for (const command of this.machine.unacknowledged) void this.send(command);
      }
    } catch {
      if (this.following === asking) setTimeout(() => this.wire?.connected && void this.follow(anew), MOMENT);
    } finally {
      if (this.following === asking) this.following = null;
    }
  }

  private async ask(wire: Wire, asking: object): Promise<Followed> {
    const answer = await wire.follow(this.text, this.machine.state.number, this.machine.hash);
    if (!("snapshot" in answer)) return answer;
    const { state, hash, you } = await this.surroundings.fetchOpening(this.text);
    if (this.following !== asking) return answer;
    if (you.person !== this.opening.you.person) {
      return { refused: SOMEBODY_ELSE };
    }
    this.histories.forget();
    this.run(this.machine.startOver(state, hash));
    return this.ask(wire, asking);
  }

  private async send(command: Command): Promise<void> {
    if (!this.followed || !this.wire) return;
    let outcome: Outcome | null = null;
    this.sent.add(command.id);
    try {
      outcome = await this.wire.command(command);
    } catch {
      // Cut off, or no answer in time: on this line it is sent again, on the next one by `follow`.
    }
    if (outcome?.refused?.code === OTHER_PERSON) {
      // Nothing was decided: the words stay with the person who wrote them, and are sent when they are back.
      this.tell("read_only", outcome.refused);
      return;
    }
    const undecided = outcome?.refused && outcome.through === 0 && TRANSIENT.has(outcome.refused.code);
    if (outcome && !undecided) this.run(this.machine.acknowledge(command.id, outcome));
    else setTimeout(() => this.machine.unanswered(command.id) && void this.send(command), MOMENT);
  }

  // For the machine.

  private run(effects: Effect[]): void {
    const { toKeep, sends } = this.absorb(effects);
    this.gather(toKeep, sends);
  }

  /** Shows what is to be shown and tells whom it concerns; answers with what is to be kept, and then sent. */
  private absorb(effects: Effect[]): { toKeep: ToKeep; sends: Command[] } {
    const toKeep: ToKeep = { kept: [], drafts: [] };
    const sends: Command[] = [];
    batch(() => {
      for (const effect of effects) {
        if (effect.kind === "send") sends.push(effect.command);
        else if (effect.kind === "draft") toKeep.drafts.push(effect.draft);
        else if (effect.kind === "answer")
          toKeep.drafts.push(...this.answers.tell(effect.id, effect.outcome));
        else toKeep.kept.push(...keptOf(effect, this.machine));
      }
      this.shelf.take(toKeep.drafts);
      this.refresh();
    });
    for (const { paragraph } of toKeep.drafts) this.listeners.tellTakenBack(paragraph);
    this.listeners.tellForeign(effects);
    if (effects.some(({ kind }) => kind === "catch_up" || kind === "start_over")) void this.follow(false);
    return { toKeep, sends };
  }

  private refresh(): void {
    const before = this.state.peek();
    this.state.value = this.machine.state;
    this.displays.refresh(before);
    this.showCarets();
    const { unsent } = this.machine;
    if (unsent !== this.connection.value.unsent) this.connection.value = { ...this.connection.value, unsent };
  }

  private showCarets(): void {
    const shown = this.others.shown((paragraph) => this.machine.ownChange(paragraph));
    if (JSON.stringify(shown) !== JSON.stringify(this.carets.peek())) this.carets.value = shown;
  }

  private tell(status: Connection["status"], why?: Refusal): void {
    const reason = why && { reason: why.message, code: why.code };
    this.connection.value = { status, unsent: this.machine.unsent, ...reason };
  }

  /** Keeps first, then sends; what comes while something is being kept is kept together. */
  private gather(toKeep: ToKeep, sends: Command[]): void {
    this.waiting.add(toKeep, sends);
    if (!this.waiting.empty) this.writing ??= this.flush();
  }

  private async flush(): Promise<void> {
    while (!this.waiting.empty) {
      const { toKeep, sends } = this.waiting.take();
      // A browser that can keep nothing any more still sends. It gives way in any case: `writing` is set when this first
      // does, and would otherwise stay set after the end, with nothing sent any more.
      await this.keeper.keep(toKeep);
      for (const command of sends) void this.send(command);
    }
    this.writing = null;
  }

  private async claim(): Promise<void> {
    const sends: Command[] = [];
    const takeUp = ({ works, orphans, acts }: Left): ToKeep => {
      this.answers.takeUp(acts);
      const absorbed = this.absorb(this.machine.restore(works, orphans, acts));
      sends.push(...absorbed.sends);
      return absorbed.toKeep;
    };
    await this.keeper.claim(takeUp, () => {
      for (const command of sends) void this.send(command);
    });
  }
}
