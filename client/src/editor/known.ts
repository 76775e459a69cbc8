/** The proposals that a window knows in a paragraph: those on record, and those minted here that are not on record yet. */
import type { Marked, ProposalLike } from "../record/brackets.ts";
import type { Carried, Delta, Minted, Paragraph } from "../record/types.ts";
import { used } from "../record/work.ts";

/** A paragraph as brackets are to be drawn from it: with the wording that is shown, and with fresh proposals. */
export function markedWith(wording: Delta, onRecord: Paragraph | undefined, fresh: Carried[]): Marked {
  const proposals: Record<string, ProposalLike> = {};
  for (const { id, parent, set, delegation } of fresh) {
    const sponsors = delegation === null ? [] : [delegation];
    proposals[id] = { parent, sponsors, set, status: "live", tabled: Number.POSITIVE_INFINITY };
  }
  return { wording, marks: onRecord?.marks ?? {}, proposals: { ...proposals, ...onRecord?.proposals } };
}

/** The minted proposals that a change names and their parents, as far as they are not on record. */
export function needed(
  registry: Map<string, Minted>,
  change: Delta,
  onRecord: Paragraph | undefined,
): Minted[] {
  return used(change, [...registry.values()]).needed.filter(({ id }) => !onRecord?.proposals[id]);
}
