/**
 * Where inserted words may stand: inside what they amend, and inside nothing else (W2). The twin of server/domain/parents.py,
 * held to it by tests/vectors/parents.json; and what a browser declares when it sends a change. What was composed may have
 * got other neighbours since: others deleted words, or put some in. The server judges it on the wording that is sent as its
 * base, so it is declared on that.
 */
import { normalise, opLength, slice } from "./delta";
import type { Attributes, Delta, Minted, ProposalKind } from "./types";

/** So many runs are looked at from a place outwards: replaced words are near what replaces them. */
const REACH = 200;

/** The facts about a proposal that placing words needs, on record or minted here. */
export interface Known {
  parent: string | null;
  kind: ProposalKind;
  /** The first of its sponsors. */
  owner: string | null;
  live: boolean;
}
type Proposals = Record<string, Known>;

/** A piece of the wording under a change: it stays, it is taken out, or it is put in. */
interface Run {
  owner: string | null;
  deleting: string[];
  gone: boolean;
  /** The operation that puts it in. */
  op: number | null;
}

export interface Place {
  /** The operation of the change. */
  op: number;
  owner: string;
  fault: "outside_parent" | "inside_proposal" | null;
  /** The innermost live proposal that the words stand in, or that holds what they replace. */
  holder: string | null;
  /** One's own words on either side. */
  beside: string[];
}

/** Each insertion of a change that has an owner, and what is wrong with its place. `whole`: of the paragraph's own marks. */
export function placesOf(change: Delta, seen: Delta, proposals: Proposals, whole: string | null): Place[] {
  const runs = runsOf(change, seen);
  const judge = new Judge(runs, proposals, whole);
  return runs.flatMap(({ op, owner }, at) => (op === null || !owner ? [] : [judge.place(at, op, owner)]));
}

function runsOf(change: Delta, seen: Delta): Run[] {
  const runs: Run[] = [];
  let [place, used] = [0, 0];
  const take = (length: number, given: Attributes, gone: boolean) => {
    for (let left = length; left > 0 && place < seen.length; ) {
      const { attributes = {}, ...rest } = seen[place] ?? {};
      const size = Math.min(left, opLength(rest) - used);
      const after = Object.entries({ ...attributes, ...given }).filter(
        ([key, value]) => key.startsWith("del:") && value,
      );
      const owner = typeof attributes.ins === "string" ? attributes.ins : null;
      runs.push({ owner, deleting: after.map(([key]) => key.slice(4)), gone, op: null });
      used += size;
      left -= size;
      if (used === opLength(rest)) [place, used] = [place + 1, 0];
    }
  };
  change.forEach((op, index) => {
    const attributes = op.attributes ?? {};
    if (op.insert !== undefined) {
      const owner = typeof attributes.ins === "string" ? attributes.ins : null;
      runs.push({ owner, deleting: [], gone: false, op: index });
    } else take(opLength(op), attributes, op.delete !== undefined);
  });
  take(Number.POSITIVE_INFINITY, {}, false);
  return runs;
}

class Judge {
  private chains = new Map<string | null, string[]>();
  private owned = new Map<string | null, Set<string>>();

  constructor(
    private runs: Run[],
    private proposals: Proposals,
    private whole: string | null,
  ) {}

  place(at: number, op: number, owner: string): Place {
    const sides = [this.outwards(at, -1), this.outwards(at, 1)];
    const neighbours = sides.map((side) => side.find(({ gone }) => !gone));
    const owners = neighbours.map((run) => (run ? run.owner : this.whole));
    const own = this.own(owner);
    const beside = owners.filter((one): one is string => one !== null && own.has(one));
    const holder = this.common(owners);
    const found = { op, owner, holder, beside };
    const replacing = sides.flatMap((side) => before(side, (run) => !givenUp(run, own)));
    const goesOn = owners.includes(owner) || replacing.some((run) => run.gone && run.owner === owner);
    // Going on with own words, which may go with the same change.
    if (goesOn) return { ...found, fault: null };
    const parent = this.chain(owner).find((one) => one !== owner) ?? null;
    const replaces = replacing.some(({ deleting }) => deleting.includes(owner));
    const replaced = replaces ? this.common(replacing.map((run) => run.owner)) : null;
    if (replaced !== null && (parent === null || this.chain(replaced).slice(1).includes(parent))) {
      // It replaces words right beside it: it amends what holds all of these.
      return { ...found, fault: "inside_proposal", holder: replaced };
    }
    const holders = neighbours.includes(undefined) ? [holder, null] : [holder];
    if (holders.includes(owner) || holders.includes(parent)) return { ...found, fault: null };
    if (sides.some((side) => this.reaches(side, own, parent, holder))) return { ...found, fault: null };
    const within = parent === null || this.chain(holder).includes(parent);
    return { ...found, fault: within ? "inside_proposal" : "outside_parent" };
  }

  /** The runs that were there, from a place to the left (-1) or right (1). */
  private outwards(at: number, step: -1 | 1): Run[] {
    const found: Run[] = [];
    for (let index = at + step; found.length < REACH; index += step) {
      const run = this.runs[index];
      if (!run) break;
      if (run.op === null) found.push(run);
    }
    return found;
  }

  /** The live proposals of the delegation that an owner belongs to. */
  private own(owner: string): Set<string> {
    const delegation = this.proposals[owner]?.owner ?? null;
    const known = this.owned.get(delegation);
    if (known) return known;
    const mine = Object.entries(this.proposals).filter(([, one]) => one.live && one.owner === delegation);
    const found = new Set(mine.map(([id]) => id));
    this.owned.set(delegation, found);
    return found;
  }

  /** An owner and all live insertions around it, innermost first. */
  chain(owner: string | null): string[] {
    const known = this.chains.get(owner);
    if (known) return known;
    const chain: string[] = [];
    const seen = new Set<string>();
    for (let next = owner; next !== null && !seen.has(next); next = this.proposals[next]?.parent ?? null) {
      seen.add(next);
      if (this.proposals[next]?.live) chain.push(next);
    }
    this.chains.set(owner, chain);
    return chain;
  }

  private common(owners: (string | null)[]): string | null {
    const [first = [], ...others] = owners.map((owner) => this.chain(owner));
    return first.find((one) => others.every((other) => other.includes(one))) ?? null;
  }

  /**
   * Whether words replace what stands on a side: in their parent, with which others may have gone on in between, or from
   * outside of the insertions that they stand in.
   */
  private reaches(side: Run[], own: Set<string>, parent: string | null, holder: string | null): boolean {
    if (parent !== null && !this.chain(holder).includes(parent)) {
      const within = before(side, (run) => !this.chain(run.owner).includes(parent));
      return within.some((run) => givenUp(run, own));
    }
    const above = this.chain(holder);
    const levels = parent === null ? [...above] : above.slice(0, above.indexOf(parent));
    let inside = false;
    for (const run of side) {
      while (levels[0] !== undefined && !this.chain(run.owner).includes(levels[0])) {
        if (!inside || !givenUp(run, own)) return false;
        levels.shift();
      }
      if (levels.length === 0) return true;
      inside ||= givenUp(run, own);
    }
    return false;
  }
}

/** Words that are taken out, or that proposals of one's own delete. */
function givenUp(run: Run, own: Set<string>): boolean {
  return run.gone || run.deleting.some((one) => own.has(one));
}

function before(side: Run[], ends: (run: Run) => boolean): Run[] {
  const end = side.findIndex(ends);
  return end < 0 ? side : side.slice(0, end);
}

/** A change as it is sent: on the wording that will be its base, with the proposals that it mints. */
export interface Declared {
  change: Delta;
  minted: Minted[];
}
export interface Ground {
  wording: Delta;
  /** The proposal of the paragraph as a whole, if any. */
  whole: string | null;
  /** All that is known, with what is minted and not sent. */
  proposals: Proposals;
  /** Dropped or withdrawn. */
  gone(proposal: string): boolean;
  newId(): string;
}

/**
 * The same words, with owners and parents as the wording beneath them has it (W2). A proposal that is sent for the first
 * time gets another parent, if that is right for all of its words. Else the words are of a proposal that fits their place:
 * one's own beside them, or a new one. What amends a proposal that is gone is left as it is: it goes too.
 */
export function declare(ground: Ground, declared: Declared): Declared {
  let { proposals, ...found }: Next = deletedApart(ground, declared);
  for (let round = 0; round < declared.change.length; round++) {
    const left = (owner: string) => !proposals[owner]?.live || amendsGone(ground, proposals, owner);
    const places = placesOf(found.change, ground.wording, proposals, ground.whole);
    const wrong = places.find(({ fault, owner }) => fault !== null && !left(owner));
    if (!wrong) break;
    const next = reparented(ground, proposals, found, wrong) ?? renamed(ground, proposals, found, wrong);
    found = { change: next.change, minted: next.minted };
    proposals = next.proposals;
  }
  return found;
}

function amendsGone({ gone }: Ground, proposals: Proposals, owner: string): boolean {
  const parent = proposals[owner]?.parent ?? null;
  return parent !== null && gone(parent);
}

type Next = Declared & { proposals: Proposals };

/**
 * Words that others put inside a proposal of one's own are deleted by another one that amends it: an earlier version of
 * this program had the proposal itself delete them, and what it composed may still wait here.
 */
function deletedApart(ground: Ground, { change, minted }: Declared): Next {
  const judge = new Judge([], ground.proposals, null);
  const apart = new Map<string, Minted>();
  const amending = (id: string) => {
    const one = apart.get(id) ?? { id: ground.newId(), parent: id, kind: "wording", set: null };
    apart.set(id, one);
    return `del:${one.id}`;
  };
  const ops: Delta = [];
  let at = 0;
  for (const op of change) {
    const size = op.insert === undefined ? opLength(op) : 0;
    const marks = op.retain !== undefined && Object.entries(op.attributes ?? {}).some(deletes);
    for (const run of marks ? slice(ground.wording, at, at + size) : []) {
      const holders = judge.chain(typeof run.attributes?.ins === "string" ? run.attributes.ins : null);
      const given = Object.entries(op.attributes ?? {}).map((mark): [string, unknown] => {
        const id = mark[0].slice("del:".length);
        return deletes(mark) && holders.includes(id) && holders[0] !== id ? [amending(id), true] : mark;
      });
      ops.push({ retain: opLength(run), attributes: Object.fromEntries(given) as Attributes });
    }
    if (!marks) ops.push(op);
    at += size;
  }
  if (apart.size === 0) return { change, minted, proposals: ground.proposals };
  const proposals = { ...ground.proposals };
  for (const [id, { id: one, parent, kind }] of apart)
    proposals[one] = { parent, kind, owner: proposals[id]?.owner ?? null, live: true };
  return { change: normalise(ops), minted: [...minted, ...apart.values()], proposals };
}

function deletes([key, value]: [string, unknown]): boolean {
  return key.startsWith("del:") && value === true;
}

/** Gives a proposal that is not on record the parent that is right for all that it does; null if there is none. */
function reparented(
  ground: Ground,
  proposals: Proposals,
  { change, minted }: Declared,
  wrong: Place,
): Next | null {
  const { owner, holder: parent } = wrong;
  const known = proposals[owner];
  const fresh = minted.some(({ id }) => id === owner);
  if (!fresh || !known || (parent !== null && proposals[parent]?.owner === known.owner)) return null;
  const next = { ...proposals, [owner]: { ...known, parent } };
  const others = placesOf(change, ground.wording, next, ground.whole).filter((one) => one.owner === owner);
  if (others.some(({ fault }) => fault !== null) || !deletesInside(change, ground.wording, next, owner)) {
    return null;
  }
  const declared = minted.map((one) => (one.id === owner ? { ...one, parent } : one));
  return { change, minted: declared, proposals: next };
}

/** Whether all words that a proposal marks for deletion stand inside what it amends. */
function deletesInside(change: Delta, seen: Delta, proposals: Proposals, id: string): boolean {
  const parent = proposals[id]?.parent ?? null;
  if (parent === null) return true;
  const judge = new Judge([], proposals, null);
  return runsOf(change, seen).every(
    (run) => !run.deleting.includes(id) || judge.chain(run.owner).includes(parent),
  );
}

/** Gives words to one's own proposal beside them or around them, or to a new one that amends what holds them. */
function renamed(ground: Ground, proposals: Proposals, { change, minted }: Declared, wrong: Place): Next {
  const { op: place, owner, holder, beside } = wrong;
  const mine = proposals[owner]?.owner ?? null;
  const around = holder !== null && proposals[holder]?.owner === mine ? holder : null;
  const there = beside[0] ?? around;
  const id = there ?? ground.newId();
  const words = change.map((op, index) =>
    index === place ? { ...op, attributes: { ...op.attributes, ins: id } } : op,
  );
  if (there !== null) return { change: words, minted, proposals };
  const one: Minted = { id, parent: holder, kind: "wording", set: null };
  const known: Known = { parent: holder, kind: "wording", owner: mine, live: true };
  return { change: words, minted: [...minted, one], proposals: { ...proposals, [id]: known } };
}
