/** Sent changes that are not shown any more, and await their outcome. */
import { compose } from "./delta.ts";
import { type Below, type DraftBody, draftsOf } from "./drafts.ts";
import type { Effect } from "./effects.ts";
import type { Outbox } from "./outbox.ts";
import type { Carried, Outcome } from "./types.ts";
import { mintedIn, NOTHING, type Orphan, type Reason } from "./work.ts";

export class Orphans {
  private known = new Map<string, Orphan>();

  constructor(
    private outbox: Outbox,
    private tell: (effect: Effect) => void,
  ) {}

  get(id: string): Orphan | null {
    return this.known.get(id) ?? null;
  }

  adopt(orphan: Orphan): void {
    const { command } = orphan.flight;
    this.known.set(command.id, orphan);
    this.outbox.send(command);
    this.tell({ kind: "orphan", id: command.id });
  }

  forget(id: string): void {
    if (this.known.delete(id)) this.tell({ kind: "orphan", id });
  }
}

/** The drafts that are left of an orphan: all of it where it was refused, else what was typed after it. */
export function leftOf(
  { paragraph, label, flight, lost, wording, why }: Orphan,
  { refused }: Outcome,
): [Below, DraftBody[], Carried[], Reason] {
  const below = { id: paragraph, label };
  if (refused) return [below, draftsOf(wording, flight, lost), [], refused];
  const carried = mintedIn({ ...NOTHING, flight });
  return [below, draftsOf(compose(wording, flight.change), null, lost), carried, why];
}
