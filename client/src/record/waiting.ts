/** Values to be kept, and commands to be sent once these are; of two values for one thing the later counts. */
import type { Kept, ToKeep } from "./store.ts";
import type { Command, Draft } from "./types.ts";

export class Waiting {
  private kept = new Map<string, Kept>();
  private drafts: Draft[] = [];
  private sends: Command[] = [];

  get empty(): boolean {
    return this.kept.size + this.drafts.length + this.sends.length === 0;
  }

  add({ kept, drafts }: ToKeep, sends: Command[]): void {
    for (const one of kept) this.kept.set(`${one.kind} ${one.id}`, one);
    this.drafts.push(...drafts);
    this.sends.push(...sends);
  }

  /** Rows that were taken and could not be kept wait again; those that came meanwhile are newer. */
  putBack({ kept, drafts }: ToKeep): void {
    for (const one of kept) {
      const name = `${one.kind} ${one.id}`;
      if (!this.kept.has(name)) this.kept.set(name, one);
    }
    this.drafts.unshift(...drafts);
  }

  /** A draft that is thrown away before it was kept. */
  forget(draft: string): void {
    this.drafts = this.drafts.filter(({ id }) => id !== draft);
  }

  take(): { toKeep: ToKeep; sends: Command[] } {
    const taken = { toKeep: { kept: [...this.kept.values()], drafts: this.drafts }, sends: this.sends };
    this.kept = new Map();
    this.drafts = [];
    this.sends = [];
    return taken;
  }
}
