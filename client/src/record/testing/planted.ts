/** Bugs, planted on purpose: the simulation must find each, or it would not find the next one either. */

import { compose, invert } from "../delta.ts";
import { drafts, draftsOf } from "../drafts.ts";
import { Machine } from "../machine.ts";
import type { Minted } from "../types.ts";
import { type Reason, rebase, type Work } from "../work.ts";
import type { MachineClass } from "./screen.ts";

/** Without W10: what an empty change minted is forgotten. */
class ForgetsMinted extends Machine {
  protected override carry(work: Work, _delegation: string | null, _minted: Minted[]): Work {
    return work;
  }
}

/** Without W12: a refusal takes what is in flight only; what waits goes on without it. */
class KeepsPending extends Machine {
  protected override refuse(paragraph: string, work: Work, why: Reason, through: number): void {
    const below = this.state.paragraphs[paragraph];
    if (!below || !work.flight) return;
    const bodies = draftsOf(below.wording, work.flight, []);
    const about = { text: this.state.text, below, why, ports: this.ports };
    for (const draft of drafts(bodies, work.carried, about)) this.effects.push({ kind: "draft", draft });
    const without = invert(work.flight.change, below.wording);
    const { pending, seen } = rebase(work.pending, compose(below.wording, work.flight.change), without);
    const minted = [...(pending[0]?.minted ?? []), ...work.flight.minted];
    const rest = pending.map((piece, index) => (index === 0 ? { ...piece, minted } : piece));
    this.keep(paragraph, { ...work, flight: null, outcome: null, pending: rest, floor: through });
    this.tell(paragraph, seen);
  }
}

export const MACHINES: Record<string, MachineClass> = {
  none: Machine,
  skip_w10: ForgetsMinted,
  skip_w12: KeepsPending,
};
