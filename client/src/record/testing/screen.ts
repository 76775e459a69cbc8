/**
 * A browser without a browser: the machine, a store that outlives it, and for each paragraph what an editor would show
 * that is told of nothing but its own edits and of foreign changes.
 */
import QuillDelta from "quill-delta";
import { History } from "../../editor/history.ts";
import { compose } from "../delta.ts";
import type { Effect, SavedWork } from "../effects.ts";
import type { Machine } from "../machine.ts";
import { same } from "../same.ts";
import type { As, Command, Delta, Draft, Entry, Minted, Outcome, State } from "../types.ts";
import type { Orphan } from "../work.ts";
import { letter } from "./chance.ts";

/** What the simulation has to do for a browser. */
export interface Wishes {
  sends: Command[];
  catch_up: boolean;
  start_over: boolean;
}

/** What was typed, letter by letter, and what its author did with it. */
export interface Typed {
  /** Every letter that was put in. */
  put: string[];
  /** Letters that their author took out or threw away. */
  taken: string[];
  /** The letters of each word, in the order of typing. */
  words: string[][];
}

/** What the person before the screen sees happen to a paragraph. */
export interface Listener {
  moved(paragraph: string, change: Delta): void;
  takenBack(paragraph: string): void;
}

export type MachineClass = new (...args: ConstructorParameters<typeof Machine>) => Machine;

let ids = 0;
let letters = 0;

/** Begins the numbering of ids and letters again, so that a run depends on nothing but its seed. */
export function startNumbering(): void {
  ids = 0;
  letters = 0;
}

export function newId(kind: string): string {
  ids += 1;
  return `${kind}-${String(ids).padStart(5, "0")}`;
}

export function newLetter(): string {
  letters += 1;
  return letter(letters);
}

export class Screen {
  machine: Machine;
  drafts: Draft[] = [];
  typed: Typed = { put: [], taken: [], words: [] };
  listener: Listener | null = null;
  /** What the editor of a paragraph shows, from the first edit on. */
  private shown = new Map<string, Delta>();
  private histories = new Map<string, History>();
  private works = new Map<string, string>();
  private orphans = new Map<string, string>();
  private acts = new Map<string, string>();
  private clock = 0;

  constructor(
    private machineClass: MachineClass,
    state: State,
    hash: string,
  ) {
    this.machine = this.fresh(state, hash);
  }

  private fresh(state: State, hash: string): Machine {
    const now = () => `draft ${this.drafts.length}`;
    const machine = new this.machineClass(state, hash, { id: () => newId("command"), now });
    this.shown = new Map();
    this.histories = new Map();
    return machine;
  }

  wording(paragraph: string): Delta {
    return this.machine.displayed(paragraph);
  }

  edit(paragraph: string, change: Delta, minted: Minted[], as: As): Wishes {
    const before = this.shown.get(paragraph) ?? this.wording(paragraph);
    this.note(change, before);
    this.shown.set(paragraph, compose(before, change));
    this.clock += 100;
    this.history(paragraph).record(change, before, this.clock, false);
    return this.carryOut(this.machine.edit(paragraph, change, minted, as));
  }

  history(paragraph: string): History {
    const history = this.histories.get(paragraph) ?? new History();
    this.histories.set(paragraph, history);
    return history;
  }

  table(paragraph: string): Wishes {
    return this.carryOut(this.machine.table(paragraph));
  }

  discard(paragraph: string): Wishes {
    const before = this.wording(paragraph);
    const wishes = this.carryOut(this.machine.discard(paragraph));
    const left = new Set(lettersOf(this.wording(paragraph)));
    this.typed.taken.push(...lettersOf(before).filter((one) => !left.has(one)));
    this.histories.delete(paragraph);
    return wishes;
  }

  act(kind: string, payload: Record<string, unknown>, delegation: string | null): Wishes {
    return this.carryOut(this.machine.act(kind, payload, delegation));
  }

  receive(entries: Entry[]): Wishes {
    return this.carryOut(this.machine.receive(entries));
  }

  acknowledge(id: string, outcome: Outcome): Wishes {
    return this.carryOut(this.machine.acknowledge(id, outcome));
  }

  startOver(state: State, hash: string): Wishes {
    return this.carryOut(this.machine.startOver(state, hash));
  }

  /** The browser was closed and is opened again: nothing is left but what the store holds. */
  reopen(state: State, hash: string): Wishes {
    const read = <Kept>(kept: Map<string, string>) =>
      [...kept.values()].map((json) => JSON.parse(json) as Kept);
    const [works, orphans, acts] = [
      read<SavedWork>(this.works),
      read<Orphan>(this.orphans),
      read<Command>(this.acts),
    ];
    this.machine = this.fresh(state, hash);
    return this.carryOut(this.machine.restore(works, orphans, acts));
  }

  private note(change: Delta, before: Delta): void {
    this.typed.put.push(...lettersOf(change));
    const left = new Set(lettersOf(compose(before, change)));
    this.typed.taken.push(...lettersOf(before).filter((one) => !left.has(one)));
  }

  private carryOut(effects: Effect[]): Wishes {
    const wishes: Wishes = { sends: [], catch_up: false, start_over: false };
    for (const effect of effects) {
      if (effect.kind === "send") wishes.sends.push(effect.command);
      else if (effect.kind === "catch_up") wishes.catch_up = true;
      else if (effect.kind === "start_over") wishes.start_over = true;
      else this.follow(effect);
    }
    for (const effect of effects) {
      if (effect.kind === "foreign") this.compare(effect.paragraph);
    }
    return wishes;
  }

  private follow(effect: Effect): void {
    if (effect.kind === "work") keep(this.works, effect.paragraph, this.machine.saved(effect.paragraph));
    if (effect.kind === "orphan") {
      const orphan = this.machine.orphan(effect.id);
      keep(this.orphans, effect.id, orphan);
      if (orphan) this.takeBack(orphan.paragraph);
    }
    if (effect.kind === "act") keep(this.acts, effect.id, this.machine.unanswered(effect.id));
    if (effect.kind === "draft") {
      this.drafts.push(effect.draft);
      this.takeBack(effect.draft.paragraph);
    }
    if (effect.kind === "foreign") {
      const before = this.shown.get(effect.paragraph);
      if (before) {
        this.shown.set(effect.paragraph, compose(before, effect.change));
        this.histories.get(effect.paragraph)?.rebase(effect.change, before);
      }
      this.listener?.moved(effect.paragraph, effect.change);
    }
  }

  private takeBack(paragraph: string): void {
    this.histories.delete(paragraph);
    this.listener?.takenBack(paragraph);
  }

  /** What an editor shows must be what the machine thinks it shows. */
  compare(paragraph: string): void {
    const [shown, displayed] = [this.shown.get(paragraph), this.wording(paragraph)];
    if (shown && !same(shown, displayed)) {
      const both = `${JSON.stringify(shown)} is shown for ${JSON.stringify(displayed)}`;
      throw new Error(`the editor of ${paragraph} was not told of a change: ${both}`);
    }
  }
}

function keep(store: Map<string, string>, key: string, value: unknown): void {
  if (value === null) store.delete(key);
  else store.set(key, JSON.stringify(value));
}

export function lettersOf(wording: Delta): string[] {
  return wording.flatMap(({ insert }) => (typeof insert === "string" ? [...insert] : []));
}

/** Where a caret is after a foreign change; it stays beside one's own words. */
export function moved(caret: number, change: Delta): number {
  return new QuillDelta(change as InstanceType<typeof QuillDelta>["ops"]).transformPosition(caret, true);
}
