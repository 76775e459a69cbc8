/** Bugs, planted on purpose: the simulation must find each, or it would not find the next one either. */

import { compose, invert } from "../delta.ts";
import { drafts, draftsOf } from "../drafts.ts";
import { Machine } from "../machine.ts";
import type { Minted } from "../types.ts";
import { type Pending, type Reason, rebase, type Sent, sentOf, type Work } from "../work.ts";
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

/** Without W2: what was composed is sent with the parents that were right when it was typed. */
class DeclaresWhatWas extends Machine {
  protected override declared(_paragraph: string, work: Work, piece: Pending): Sent {
    return sentOf(piece, work, (given) => given);
  }
}

/** A changed browser: it calls its own words an amendment of whatever others propose in the paragraph. */
class ForgesParents extends Machine {
  protected override declared(paragraph: string, work: Work, piece: Pending): Sent {
    const sent = super.declared(paragraph, work, piece);
    const proposals = Object.values(this.state.paragraphs[paragraph]?.proposals ?? {});
    const others = proposals.find(
      ({ kind, status, sponsors }) =>
        kind === "wording" && status === "live" && sponsors[0] !== piece.delegation,
    );
    const minted = sent.minted.map((one) =>
      others && one.kind === "wording" && one.parent === null ? { ...one, parent: others.id } : one,
    );
    return { ...sent, minted };
  }
}

export const MACHINES: Record<string, MachineClass> = {
  none: Machine,
  skip_w10: ForgetsMinted,
  skip_w12: KeepsPending,
  skip_w2: DeclaresWhatWas,
  forge_parents: ForgesParents,
};
