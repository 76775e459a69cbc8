/** A piece of work as it is sent: with owners and parents that are right on the confirmed wording (W2). */
import type { Ports } from "./effects.ts";
import { type Declared, declare, type Known } from "./parents.ts";
import type { Carried, Paragraph } from "./types.ts";
import { mintedIn, type Pending, type Work } from "./work.ts";

const GONE = ["dropped", "withdrawn", "taken_back"];

/** The proposals minted in a window, with those of the paragraph on record, which says more of the same ones. */
export function knownWith(minted: Carried[], onRecord: Paragraph | undefined): Record<string, Known> {
  const known: Record<string, Known> = {};
  for (const { id, parent, kind, delegation: owner } of minted) {
    known[id] = { parent, kind, owner, live: true };
  }
  for (const { id, parent, kind, sponsors, status } of Object.values(onRecord?.proposals ?? {})) {
    known[id] = { parent, kind, owner: sponsors[0] ?? null, live: status === "live" };
  }
  return known;
}

export function declareOn(
  paragraph: Paragraph | undefined,
  work: Work,
  piece: Pending,
  { id: newId }: Ports,
): Declared {
  const { delegation, change, minted } = piece;
  const placed = change.some(({ attributes = {} }) =>
    Object.keys(attributes).some((name) => name === "ins" || name.startsWith("del:")),
  );
  if (!paragraph || delegation === null || !placed) return { change, minted };
  const known = knownWith(mintedIn(work), paragraph);
  const { wording, marks, proposals } = paragraph;
  const whole = typeof marks.ins === "string" ? marks.ins : null;
  const gone = (proposal: string) => GONE.includes(proposals[proposal]?.status ?? "");
  return declare({ wording, whole, proposals: known, gone, newId }, { change, minted });
}
