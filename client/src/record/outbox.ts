/** Commands that were sent and have no outcome yet, and the acts whose outcome waits for its entries. */
import type { Effect } from "./effects.ts";
import type { Command, Outcome } from "./types.ts";

export class Outbox {
  /** In the order of sending, which is the order of sending again. */
  private unanswered = new Map<string, Command>();
  private acts = new Map<string, Outcome | null>();

  constructor(private tell: (effect: Effect) => void) {}

  get unacknowledged(): Command[] {
    return [...this.unanswered.values()];
  }

  pending(id: string): Command | null {
    return this.unanswered.get(id) ?? null;
  }

  /** Sends a command, unless it was sent and has no outcome: only a new connection sends it again. */
  send(command: Command): void {
    if (this.unanswered.has(command.id)) return;
    this.unanswered.set(command.id, command);
    this.tell({ kind: "send", command });
  }

  act(command: Command): void {
    this.acts.set(command.id, null);
    this.tell({ kind: "act", id: command.id });
    this.send(command);
  }

  /** The entry of a command came before its acknowledgement, and says the same. */
  recorded(id: string): void {
    this.unanswered.delete(id);
  }

  /** Changes that are based beyond the end of a restored record are not sent again as they are; acts are, and refused. */
  forgetBeyond(number: number): void {
    for (const [id, { kind, base }] of this.unanswered) {
      if (kind === "change_wording" && base > number && !this.acts.has(id)) this.unanswered.delete(id);
    }
  }

  /** Takes the outcome of a command; false where it is known already, and says nothing new. */
  answered(id: string, outcome: Outcome): boolean {
    if (!this.unanswered.delete(id)) return false;
    if (this.acts.has(id)) {
      this.acts.set(id, outcome);
      this.tell({ kind: "act", id });
    }
    return true;
  }

  /** Answers the acts that were refused, or whose entries have been applied. */
  conclude(number: number): void {
    for (const [id, outcome] of this.acts) {
      if (!outcome || (!outcome.refused && outcome.through > number)) continue;
      this.acts.delete(id);
      this.tell({ kind: "answer", id, outcome });
    }
  }
}
