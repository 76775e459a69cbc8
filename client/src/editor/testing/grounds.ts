/** Grounds for the tests of gestures: wordings with proposals of three delegations. */
import type { Delta } from "../../record/types.ts";
import type { Ground, Known } from "../ground.ts";

export function known(owner: string, parent: string | null = null, more: Partial<Known> = {}): Known {
  return { owner, parent, kind: "wording", live: true, ...more };
}

/** A ground on which `delegation` types; ids are minted as `x-new1`, `x-new2`, … */
export function ground(
  wording: Delta,
  delegation: string | null = "AUT",
  proposals: Record<string, Known> = {},
): Ground {
  let minted = 0;
  return { wording, delegation, proposals, newId: () => `x-new${++minted}` };
}

export const BASE: Delta = [{ insert: "States should ensure peace" }];

/** "States should[ shall] ensure [as appropriate, ]peace": AUT replaced "should", the US inserted the rest. */
export const NEGOTIATED: Delta = [
  { insert: "States " },
  { insert: "should", attributes: { "del:x-aut": true } },
  { insert: " shall", attributes: { ins: "x-aut" } },
  { insert: " ensure " },
  { insert: "as appropriate, ", attributes: { ins: "x-usa" } },
  { insert: "peace" },
];
export const PROPOSALS = { "x-aut": known("AUT"), "x-usa": known("USA") };
