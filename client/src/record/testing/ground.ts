/** The ground of a gesture, as the editor would have it, from what a machine or a session knows. */
import type { Ground, Known } from "../../editor/ground.ts";
import type { Carried, Delta, Paragraph, Proposal } from "../types.ts";

/** `minted`: proposals of this window that are not on record yet. */
export function groundOf(
  paragraph: Paragraph | undefined,
  minted: Carried[],
  wording: Delta,
  delegation: string | null,
  newId: () => string,
): Ground {
  const known = ({ parent, kind, sponsors, status }: Proposal): Known => {
    return { parent, kind, owner: sponsors[0] ?? null, live: status === "live" };
  };
  const onRecord = Object.values(paragraph?.proposals ?? {});
  const proposals = Object.fromEntries(onRecord.map((one) => [one.id, known(one)]));
  for (const { id, parent, kind, delegation: owner } of minted) {
    proposals[id] ??= { parent, kind, owner, live: true };
  }
  return { wording, proposals, delegation, newId };
}

/** The places of a wording that do not cut a character in two, from its beginning to its end. */
export function boundaries(wording: Delta): number[] {
  const places = [0];
  for (const { insert } of wording) {
    for (const one of typeof insert === "string" ? insert : "#") {
      places.push((places.at(-1) ?? 0) + one.length);
    }
  }
  return places;
}
