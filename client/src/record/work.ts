/**
 * Words typed in one paragraph in one window that are not yet on record: a change in flight, changes that wait
 * behind it, and how both move when others' entries arrive. Values and pure functions; machine.ts puts them together.
 */
import { compose, opLength, transform } from "./delta.ts";
import { same } from "./same.ts";
import type { Attributes, Carried, Command, Delta, Minted, Outcome } from "./types.ts";

/** A change that has not been sent. It stands on the wording after what is in flight and what waits before it. */
export interface Pending {
  delegation: string | null;
  reason: string | null;
  change: Delta;
  minted: Minted[];
  /** Composed and not yet tabled: it waits for its author (W15). */
  held: boolean;
}

/** A change that was sent. `change` is as it is expected on the confirmed wording of now, `command` as it was sent. */
export interface Flight {
  command: Command;
  change: Delta;
  minted: Minted[];
}

export interface Work {
  flight: Flight | null;
  /** The acknowledgement of what is in flight, where it came before the entries that it speaks of. */
  outcome: Outcome | null;
  pending: Pending[];
  /** Minted with a change that turned out empty: tabled with the next change that uses them (W10). */
  carried: Carried[];
  /** Nothing is sent on a base below this: the author must have applied what an acknowledgement spoke of (W11). */
  floor: number;
}

/** A sent change that is no longer shown: its outcome is awaited, and what was typed after it goes with it. */
export interface Orphan {
  paragraph: string;
  label: string;
  flight: Flight;
  lost: Pending[];
  /** The confirmed wording that `flight.change` stands on. */
  wording: Delta;
  /** Why `lost` becomes a draft even where the sent change was recorded. */
  why: Reason;
}

export interface Reason {
  code: string;
  message: string;
}

export const NOTHING: Work = { flight: null, outcome: null, pending: [], carried: [], floor: 0 };

export function isIdle(work: Work): boolean {
  return !work.flight && work.pending.length === 0;
}

/** True of a change that changes nothing: no operation, or retains without attributes. */
export function isEmpty(change: Delta): boolean {
  return change.every((op) => op.retain !== undefined && !op.attributes);
}

/** Whether a wording is the same after a change: also where it puts back what it takes out, as an undo may. */
export function changesNothing(change: Delta, wording: Delta): boolean {
  return isEmpty(change) || same(compose(wording, change), wording);
}

/** The wording that the author sees: confirmed, then in flight, then what waits. */
export function displayed(wording: Delta, work: Work): Delta {
  const below = work.flight ? compose(wording, work.flight.change) : wording;
  return work.pending.reduce((over, { change }) => compose(over, change), below);
}

/** The own changes after those that are kept, as one, on the wording that the kept ones give. */
export function beyond(work: Work, kept: Work): Delta {
  const changes = (one: Work) => [
    ...(one.flight ? [one.flight.change] : []),
    ...one.pending.map((piece) => piece.change),
  ];
  const after = changes(work).slice(changes(kept).length);
  return after.reduce((over, change) => compose(over, change), []);
}

/** The place, on the wording beneath a change, of a place on the wording after it. */
export function indexBelow(change: Delta, index: number): number {
  let [below, above] = [0, 0];
  for (const op of change) {
    const size = opLength(op);
    if (above >= index) break;
    if (op.insert !== undefined) above += size;
    else if (op.delete !== undefined) below += size;
    else {
      const step = Math.min(size, index - above);
      [below, above] = [below + step, above + step];
    }
  }
  return below + Math.max(0, index - above);
}

/**
 * Moves pending changes over a change of the wording beneath them. Answers with the changes moved and with the
 * change as it shows above them. The change beneath counts as the earlier (W7).
 */
export function rebase(pending: Pending[], below: Delta, change: Delta): { pending: Pending[]; seen: Delta } {
  let seen = change;
  let wording = below;
  const moved = pending.map((piece) => {
    const mine = transform(seen, piece.change, true, wording);
    seen = transform(piece.change, seen, false, wording);
    wording = compose(wording, piece.change);
    return { ...piece, change: mine };
  });
  return { pending: moved, seen };
}

/** Moves all of the work over another's entry on the confirmed wording. */
export function rebaseAll(work: Work, wording: Delta, change: Delta): { work: Work; seen: Delta } {
  if (!work.flight) {
    const { pending, seen } = rebase(work.pending, wording, change);
    return { work: { ...work, pending }, seen };
  }
  const mine = work.flight.change;
  const flight = { ...work.flight, change: transform(change, mine, true, wording) };
  const above = transform(mine, change, false, wording);
  const { pending, seen } = rebase(work.pending, compose(wording, mine), above);
  return { work: { ...work, flight, pending }, seen };
}

/** Adds a change of one's own to what waits; it joins the last one where it is made for the same delegation and reason. */
export function append(pending: Pending[], piece: Pending): Pending[] {
  // A change after a composition rests on it: it cannot be sent before, so it tables the composition.
  const before = piece.held ? pending : pending.map((one) => ({ ...one, held: false }));
  const last = before.at(-1);
  const together =
    last && last.delegation === piece.delegation && last.reason === piece.reason && last.held === piece.held;
  if (!together) return [...before, piece];
  const change = compose(last.change, piece.change);
  return [...before.slice(0, -1), { ...last, change, minted: [...last.minted, ...piece.minted] }];
}

/** A change that was sent and not taken is composed again, with what waits behind it, until its author tables it. */
export function composedAgain(work: Work, through: number): Work {
  const { flight } = work;
  const sent = flight ? [pieceOf(flight)] : [];
  const held = [...sent, ...work.pending].map((piece) => ({ ...piece, held: true }));
  return {
    ...work,
    flight: null,
    outcome: null,
    pending: held.reduce(append, [] as Pending[]),
    floor: through,
  };
}

/** A sent change, as it was before. */
function pieceOf({ command, change, minted }: Flight): Pending {
  const reason = command.payload.reason as string | null;
  return { delegation: command.delegation, reason, change, minted, held: false };
}

/** The minted proposals that a change needs on record, itself or as a parent, and the others. */
export function used(change: Delta, minted: Minted[]): { needed: Minted[]; rest: Minted[] } {
  const ids = new Set(change.flatMap((op) => named(op.attributes)));
  // A parent is minted before its child, so one pass from the end finds all ancestors.
  for (const one of [...minted].reverse()) {
    if (ids.has(one.id) && one.parent) ids.add(one.parent);
  }
  return { needed: minted.filter(({ id }) => ids.has(id)), rest: minted.filter(({ id }) => !ids.has(id)) };
}

/** The parts of a command: the change, the proposals minted with it, and those carried on (W10). */
export interface Sent {
  change: Delta;
  minted: Minted[];
  carried: Carried[];
}

export function sentOf(
  { delegation, ...piece }: Pending,
  work: Work,
  declare: (piece: Pending) => { change: Delta; minted: Minted[] },
): Sent {
  const { own, others } = split(work.carried, delegation);
  const { change, minted } = declare({ ...piece, delegation, minted: [...own, ...piece.minted] });
  const { needed, rest } = used(change, minted);
  return { change, minted: needed, carried: [...others, ...rest.map((one) => ({ ...one, delegation }))] };
}

/**
 * The work where a record of now ends before the base of what was sent: the record was restored, and cannot hold it. It
 * is unsent again, and joins what waited behind it.
 */
export function notSent(work: Work, number: number): Work {
  const { flight } = work;
  if (!flight || flight.command.base <= number) return work;
  const piece = pieceOf(flight);
  const [next, ...rest] = work.pending;
  const pending = next && !next.held ? [...append([piece], next), ...rest] : [piece, ...work.pending];
  return { ...work, flight: null, outcome: null, pending };
}

/** The proposals that attributes name. A null takes a mark away and needs none. */
function named(attributes: Attributes = {}): string[] {
  const set = Object.entries(attributes).filter(([, value]) => value !== null);
  return set.map(([key, value]) => (key === "ins" ? String(value) : key.slice(key.indexOf(":") + 1)));
}

/** All proposals minted in the work, and for whom. */
export function mintedIn({ flight, pending, carried }: Work): Carried[] {
  const sent = flight ? [{ minted: flight.minted, delegation: flight.command.delegation }] : [];
  const pieces = [...sent, ...pending];
  return [
    ...carried,
    ...pieces.flatMap(({ minted, delegation }) => minted.map((one) => ({ ...one, delegation }))),
  ];
}

export function byId<Named extends { id: string }>(list: Named[]): Record<string, Named> {
  return Object.fromEntries(list.map((one) => [one.id, one]));
}

/** Carried proposals of one delegation, as a command names them, and those of others. */
export function split(carried: Carried[], delegation: string | null): { own: Minted[]; others: Carried[] } {
  const own = carried.filter((one) => one.delegation === delegation);
  return { own: own.map(bare), others: carried.filter((one) => one.delegation !== delegation) };
}

function bare({ id, parent, kind, set }: Minted): Minted {
  return { id, parent, kind, set };
}
