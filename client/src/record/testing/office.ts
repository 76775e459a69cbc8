/** A server of one paragraph that takes everything, and lines to it that a test can cut: for testing sessions. */
import { transform } from "../delta.ts";
import { apply } from "../fold.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Command, Delta, Entry, Opening, Outcome, State } from "../types.ts";
import type { Listener, Wire } from "../wire.ts";

export const P = "par-01";

export class Office {
  entries: Entry[] = [];
  state: State;
  received: Command[] = [];
  /** How commands are refused from now on, if they are. */
  refuses: Outcome["refused"] | null = null;
  /** Whether outcomes get back to those who asked. */
  answers = true;
  lines: Line[] = [];
  /** So many entries of a history come at once. */
  page = 1_000;
  private outcomes = new Map<string, Outcome>();
  private wordings: Delta[] = [];

  constructor(wording: Delta) {
    const opening = { title: "T", language: "en", direction: "ltr", format: "plain", levels: [], live: true };
    this.state = apply(null, this.entry("text_opened", opening, "c-open", 1));
    const place = { depth: 1, label: "1", marker: "1.", relation: null, after: null, of: null, reason: null };
    const body = { paragraph: P, kind: "operative", wording, marks: {}, proposals: [] };
    this.record("paragraph_added", { ...place, ...body });
  }

  get hash(): string {
    return `hash-${this.state.number}`;
  }

  /** Puts something on record, and tells everybody whose line stands. */
  record(kind: string, payload: unknown, command = "c-other"): void {
    const entry = this.entry(kind, payload, command, this.state.number + 1);
    this.wordings[entry.number] = this.state.paragraphs[P]?.wording ?? [];
    this.state = apply(this.state, entry);
    this.entries.push(entry);
    for (const line of this.lines) line.tell([entry]);
  }

  change(change: Delta, command?: string): void {
    this.record("text_changed", { paragraph: P, change, reason: null }, command);
  }

  take(command: Command): Outcome {
    this.received.push(command);
    const known = this.outcomes.get(command.id);
    if (known) return known;
    if (this.refuses) return { refused: this.refuses, through: this.state.number };
    const { paragraph } = command.payload;
    const change = this.transformed(command);
    if (command.kind === "change_wording")
      this.record("text_changed", { paragraph, change, reason: null }, command.id);
    // Of what else there is, it matters here only that something goes on record.
    else this.record("paragraph_put_before_room", { paragraph }, command.id);
    const outcome = { through: this.state.number };
    this.outcomes.set(command.id, outcome);
    return outcome;
  }

  private transformed({ base, payload }: Command): Delta {
    const later = this.entries.filter(({ number, kind }) => number > base && kind === "text_changed");
    return later.reduce(
      (change, entry) => transform(entry.payload.change, change, true, this.wordings[entry.number]),
      payload.change as Delta,
    );
  }

  surroundings(openStore: Surroundings["openStore"]): Surroundings {
    return {
      openStore,
      fetchOpening: async () => this.opening(),
      fetchHistory: async (_text, paragraph, before = Number.POSITIVE_INFINITY) => {
        const found = this.entries.filter(
          ({ kind, payload, number }) =>
            number < before &&
            (payload.paragraph === paragraph || ["section_moved", "section_withdrawn"].includes(kind)),
        );
        const entries = found.slice(-this.page);
        return { from: entries[0]?.number ?? before, entries, earlier: found.length > entries.length };
      },
      openWire: (_text, _person, listener) => {
        const line = new Line(this, listener);
        this.lines.push(line);
        return line;
      },
    };
  }

  private opening(): Opening {
    const you = { person: "p-1", role: "delegate", delegation: "EU" } as const;
    const meeting = { id: "m-1", title: "M", time_zone: "Europe/Vienna", public: false };
    return { state: this.state, hash: this.hash, delegations: {}, people: {}, delegates: {}, you, meeting };
  }

  private entry(kind: string, payload: unknown, command: string, number: number): Entry {
    const time = "2021-04-07T12:00:00.000Z";
    const names = { text: "text-1", number, time, person: "p-1", delegation: "EU", command, kind, payload };
    return { ...names, previous: number === 1 ? "" : `hash-${number - 1}`, hash: `hash-${number}` };
  }
}

/** A line to the office; it is cut at first. */
export class Line implements Wire {
  connected = false;
  carets: unknown[] = [];
  private following = false;

  constructor(
    private office: Office,
    private listener: Listener,
  ) {}

  join(): void {
    this.connected = true;
    this.listener.connected();
  }

  cut(reason?: { code: string; message: string }): void {
    this.connected = false;
    this.following = false;
    this.listener.disconnected(reason);
  }

  tell(entries: Entry[]): void {
    if (this.connected && this.following) this.listener.entries(entries[0]?.number ?? 0, entries);
  }

  presence(person: string): void {
    this.listener.presence([{ person, delegation: "EU", paragraph: P, number: 2, index: 3 }]);
  }

  async follow(_text: string, number: number, hash: string) {
    if (!this.connected) throw new Error("the line is cut");
    if (number > this.office.state.number || hash !== `hash-${number}`) return { snapshot: true } as const;
    this.following = true;
    const missed = this.office.entries.filter((entry) => entry.number > number);
    queueMicrotask(() => missed.length > 0 && this.tell(missed));
    return { ok: true, number: this.office.state.number } as const;
  }

  async command(command: Command): Promise<Outcome> {
    if (!this.connected) throw new Error("the line is cut");
    const outcome = this.office.take(command);
    return this.office.answers ? outcome : new Promise(() => undefined);
  }

  caret(_text: string, caret: unknown): void {
    this.carets.push(caret);
  }

  close(): void {
    this.connected = false;
  }
}
