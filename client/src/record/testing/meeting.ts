/** For tests of the machine: a record of one paragraph, and a machine that follows it. */
import { apply } from "../fold.ts";
import { Machine } from "../machine.ts";
import type { Delta, Entry, Minted, State } from "../types.ts";

export const P = "par-01";
export const mint = (id: string, parent: string | null = null): Minted => ({
  id,
  parent,
  kind: "wording",
  set: null,
});
export const put = (at: number, words: string, ins?: string): Delta => {
  const insert = ins ? { insert: words, attributes: { ins } } : { insert: words };
  return at ? [{ retain: at }, insert] : [insert];
};
export const words = (wording: Delta) => wording.map(({ insert }) => insert).join("");

/** A record that takes what it is told, and a machine that follows it. */
export class Meeting {
  entries: Entry[] = [];
  state: State;
  machine: Machine;
  ids = 0;

  constructor(wording = "States cooperate") {
    const opening = {
      title: "T",
      language: "en",
      direction: "ltr",
      format: "plain",
      levels: [],
      live: false,
    };
    this.state = apply(null, this.make(0, "text_opened", opening, "c-open"));
    const place = { depth: 1, label: "1", marker: "1.", relation: null, after: null, of: null, reason: null };
    const body = {
      paragraph: P,
      kind: "operative",
      wording: [{ insert: wording }],
      marks: {},
      proposals: [],
    };
    this.record("paragraph_added", { ...place, ...body });
    this.machine = new Machine(this.state, this.hash, this.ports("c"));
  }

  get hash(): string {
    return `hash-${this.state.number}`;
  }

  ports(prefix: string) {
    return { id: () => `${prefix}-${++this.ids}`, now: () => "2021-04-07T16:00:00.000Z" };
  }

  make(number: number, kind: string, payload: unknown, command: string): Entry {
    const time = "2021-04-07T12:00:00.000Z";
    const names = {
      text: "text-1",
      number: number + 1,
      time,
      person: "p-1",
      delegation: "EU",
      command,
      kind,
    };
    return { ...names, payload, previous: `hash-${number}`, hash: `hash-${number + 1}` };
  }

  record(kind: string, payload: unknown, command = "c-other"): Entry {
    const entry = this.make(this.state.number, kind, payload, command);
    this.state = apply(this.state, entry);
    this.entries.push(entry);
    return entry;
  }

  change(change: Delta, command?: string): Entry {
    return this.record("text_changed", { paragraph: P, change, reason: null }, command);
  }

  agree(): Entry {
    const payload = { paragraph: P, level: "agreed", pending: [], fingerprint: "f" };
    return this.record("agreement_recorded", payload);
  }

  get shown(): string {
    return words(this.machine.displayed(P));
  }
}
