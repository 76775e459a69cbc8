/**
 * The ground of a gesture: the wording that is shown, the proposals that are known, and for whom one types. Questions
 * about owners that every gesture asks (W1, W2). Pure: no DOM, no session.
 */
import type { Known } from "../record/parents.ts";
import type { Attributes, Delta, Embed, Minted, Op } from "../record/types.ts";

export type { Known };

export interface Ground {
  wording: Delta;
  proposals: Record<string, Known>;
  /** For whom one types; null: the base text itself, as Secretariat or Chair. */
  delegation: string | null;
  newId(): string;
}

/** Neighbouring characters with the same marks; `from` and `to` are offsets in UTF-16 units. */
export interface Run {
  from: number;
  to: number;
  content: string | Embed;
  attributes: Attributes;
}

const beginnings = new WeakMap<Delta, number[]>();

/** Where each operation of a wording begins. Found once: each bracket that is drawn asks what stands beside it. */
function beginningsOf(wording: Delta): number[] {
  const known = beginnings.get(wording);
  if (known) return known;
  let at = 0;
  const found = wording.map(({ insert = "" }) => {
    const begins = at;
    at += typeof insert === "string" ? insert.length : 1;
    return begins;
  });
  beginnings.set(wording, found);
  return found;
}

/** The last operation that begins at an offset or before it. */
function placeOf(begins: number[], offset: number): number {
  let [low, high] = [0, begins.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((begins[middle] as number) <= offset) low = middle;
    else high = middle;
  }
  return low;
}

/** The runs of a wording between two offsets, cut where they cross them. */
export function runsIn(wording: Delta, from = 0, to = Number.POSITIVE_INFINITY): Run[] {
  const found: Run[] = [];
  const begins = beginningsOf(wording);
  for (let place = placeOf(begins, from); place < wording.length; place++) {
    const at = begins[place] as number;
    if (at >= to) break;
    const { insert: content = "", attributes = {} } = wording[place] as Op;
    const start = Math.max(at, from);
    const end = Math.min(at + (typeof content === "string" ? content.length : 1), to);
    if (start >= end) continue;
    const piece = typeof content === "string" ? content.slice(start - at, end - at) : content;
    found.push({ from: start, to: end, content: piece, attributes });
  }
  return found;
}

/** The marks of the character at an offset; null before the first and after the last. */
export function marksAt(wording: Delta, offset: number): Attributes | null {
  return runsIn(wording, offset, offset + 1)[0]?.attributes ?? null;
}

/** A live proposal of the delegation that one types for (W5). */
export function isOwn(ground: Ground, proposal: unknown): proposal is string {
  const known = typeof proposal === "string" ? ground.proposals[proposal] : undefined;
  return known?.live === true && ground.delegation !== null && known.owner === ground.delegation;
}

/** Characters that one may take out and not only propose to delete (W4). */
export function isOwnText(ground: Ground, attributes: Attributes): boolean {
  return isOwn(ground, attributes.ins);
}

/** The live proposals that delete these characters and belong to the delegation one types for. */
export function ownDeletions(ground: Ground, attributes: Attributes): string[] {
  return named(attributes, "del:").filter((proposal) => isOwn(ground, proposal));
}

/** The reservations of one's own over these characters. */
export function ownReservations(ground: Ground, attributes: Attributes): string[] {
  return named(attributes, "brk:").filter((proposal) => isOwn(ground, proposal));
}

export function named(attributes: Attributes, prefix: string): string[] {
  const keys = Object.keys(attributes).filter((key) => key.startsWith(prefix) && attributes[key] === true);
  return keys.map((key) => key.slice(prefix.length)).sort();
}

/** Whether characters stand inside an insertion, or inside what amends it. */
export function isInside(ground: Ground, attributes: Attributes, proposal: string): boolean {
  return chainOf(ground, attributes).includes(proposal);
}

/** The owner of characters and all live insertions around them, innermost first; empty for base text. */
function chainOf(ground: Ground, attributes: Attributes | null): string[] {
  const chain: string[] = [];
  let next = typeof attributes?.ins === "string" ? attributes.ins : null;
  const seen = new Set<string>();
  while (next !== null && !seen.has(next)) {
    seen.add(next);
    const known: Known | undefined = ground.proposals[next];
    // A mark that names an unknown proposal still owns its characters.
    if (known === undefined || known.live) chain.push(next);
    next = known?.parent ?? null;
  }
  return chain;
}

/** The nearest live proposal above one: what it is an amendment of, as things stand. */
function liveParent(ground: Ground, proposal: string): string | null {
  return chainOf(ground, { ins: proposal }).find((one) => one !== proposal) ?? null;
}

/** The innermost insertion that holds all of the given characters; null is base text (W2). */
export function commonOwner(ground: Ground, marks: (Attributes | null)[]): string | null {
  const [first = [], ...others] = marks.map((attributes) => chainOf(ground, attributes));
  return first.find((owner) => others.every((chain) => chain.includes(owner))) ?? null;
}

/** The proposal that a change is made with, and its minting where it is new. */
export interface Chosen {
  id: string;
  minted: Minted[];
}

/**
 * One's own proposal for a change inside `parent`: the parent itself if it is one's own, else the first of `candidates`
 * that amends the same, else a new one (W2).
 */
export function choose(ground: Ground, parent: string | null, candidates: unknown[]): Chosen {
  return isOwn(ground, parent) ? { id: parent, minted: [] } : amend(ground, parent, candidates);
}

/** One's own proposal that amends `parent`, which may be one's own too: the first of `candidates` that does, else a new one. */
export function amend(ground: Ground, parent: string | null, candidates: unknown[]): Chosen {
  const found = candidates.find(
    (one): one is string =>
      isOwn(ground, one) && ground.proposals[one]?.kind === "wording" && liveParent(ground, one) === parent,
  );
  if (found !== undefined) return { id: found, minted: [] };
  const id = ground.newId();
  return { id, minted: [{ id, parent, kind: "wording", set: null }] };
}
