/**
 * Keeps what is to outlive the window, and knows whether the browser does: some keep nothing (private windows, blocked
 * storage, a full disk), and some never say that they did. What could not be kept is tried again, and nothing waits for it.
 */
import { type ReadonlySignal, signal } from "@preact/signals";
import type { Effect } from "./effects.ts";
import type { Machine } from "./machine.ts";
import type { Kept, Left, Store, ToKeep } from "./store.ts";
import type { Draft } from "./types.ts";
import { Waiting } from "./waiting.ts";

/** Acts that hold a person's words or stance. An act of the Chair's is of the moment, and dies with its window. */
const OUTLIVING = new Set([
  ...["add_section", "add_paragraph", "change_wording", "table_proposal", "withdraw_proposal"],
  ...["take_position", "withdraw_position"],
]);

/** The rows that an effect asks to have kept. */
export function keptOf(effect: Effect, machine: Machine): Kept[] {
  if (effect.kind === "work") {
    return [{ kind: "work", id: effect.paragraph, value: machine.saved(effect.paragraph) }];
  }
  if (effect.kind === "orphan") return [{ kind: "orphan", id: effect.id, value: machine.orphan(effect.id) }];
  if (effect.kind !== "act") return [];
  const value = machine.unanswered(effect.id);
  return !value || OUTLIVING.has(value.kind) ? [{ kind: "act", id: effect.id, value }] : [];
}

/** A browser that has not kept something by then does not keep it, in milliseconds. */
export const PATIENCE = 2_000;
/** How long until what could not be kept is tried again: longer each time, as the tries may heap up in the browser. */
const [FIRST_RETRY, LONGEST_RETRY] = [5_000, 60_000];

/** The value, or a rejection where it does not come in time. */
export function inTime<Value>(coming: Promise<Value>, milliseconds = PATIENCE): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The browser did not answer in time.")), milliseconds);
    coming.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

export class Keeper {
  private readonly keeping = signal(true);
  /** Not kept yet. */
  private owed = new Waiting();
  private trying: Promise<void> | null = null;
  private retry: { timer?: ReturnType<typeof setTimeout>; after: number } = { after: FIRST_RETRY };

  constructor(private store: Store | null) {
    this.keeping.value = store !== null;
  }

  /** Where there was no store so far: what was to be kept meanwhile is kept now. */
  use(store: Store): void {
    this.store = store;
    this.keeping.value = true;
    void this.try();
  }

  /** Whether all that is to outlive the window would. */
  get kept(): ReadonlySignal<boolean> {
    return this.keeping;
  }

  /** Comes back when it is kept, or as soon as it is clear that it is not. */
  async keep(toKeep: ToKeep): Promise<void> {
    if (toKeep.kept.length + toKeep.drafts.length === 0) return;
    this.owed.add(toKeep, []);
    if (!this.store) return;
    const tried = this.try();
    if (this.keeping.peek()) await tried;
  }

  private try(): Promise<void> {
    clearTimeout(this.retry.timer);
    this.trying ??= this.write().finally(() => {
      this.trying = null;
    });
    return this.trying;
  }

  private async write(): Promise<void> {
    while (this.store && !this.owed.empty) {
      const { toKeep } = this.owed.take();
      try {
        await inTime(this.store.write(toKeep));
        this.keeping.value = true;
        this.retry.after = FIRST_RETRY;
      } catch {
        this.owed.putBack(toKeep);
        this.keeping.value = false;
        this.retry.timer = setTimeout(() => void this.try(), this.retry.after);
        this.retry.after = Math.min(LONGEST_RETRY, this.retry.after * 2);
        return;
      }
    }
  }

  /** The drafts that were kept, as far as the browser tells. */
  async drafts(): Promise<Draft[]> {
    return this.store ? inTime(this.store.drafts()).catch(() => this.lose([])) : [];
  }

  async dropDraft(id: string): Promise<void> {
    this.owed.forget(id);
    await this.store?.dropDraft(id).catch(() => undefined);
  }

  /** Takes up what closed windows left, and then does the rest, be it late; comes back at the latest when it is late. */
  async claim(takeUp: (left: Left) => ToKeep, rest: () => void): Promise<void> {
    if (this.store) await inTime(this.store.claim(takeUp).then(rest)).catch(() => this.lose(undefined));
  }

  whenLeft(tell: () => void): void {
    this.store?.whenLeft(tell);
  }

  private lose<Value>(instead: Value): Value {
    this.keeping.value = false;
    return instead;
  }

  close(): void {
    clearTimeout(this.retry.timer);
    void (this.trying ?? Promise.resolve()).then(() => this.store?.close());
  }
}
