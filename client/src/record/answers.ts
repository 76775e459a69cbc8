/** The callers that wait for the outcome of an act; none waits for an act that a closed window left. */
import { draftsOfAct } from "./drafts.ts";
import type { Command, Draft, Outcome } from "./types.ts";

export class Answers {
  private asked = new Map<string, (outcome: Outcome) => void>();
  private left = new Map<string, Command>();

  expect(id: string, tell: (outcome: Outcome) => void): void {
    this.asked.set(id, tell);
  }

  takeUp(acts: readonly Command[]): void {
    for (const act of acts) this.left.set(act.id, act);
  }

  /** Tells the caller; gives the drafts of an act that was refused and has no caller. */
  tell(id: string, outcome: Outcome): Draft[] {
    this.asked.get(id)?.(outcome);
    this.asked.delete(id);
    const left = this.left.get(id);
    this.left.delete(id);
    return left && outcome.refused ? draftsOfAct(left, outcome.refused) : [];
  }
}
