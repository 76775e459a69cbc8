/**
 * Gestures in a paragraph, compiled to a change of its wording: W2, W4, W5 and W16. Pure functions of the
 * ground and the place; the server judges what they give, so a gesture that it would refuse is refused here, with a code.
 */
import { compose, normalise } from "../record/delta.ts";
import { wholeRange } from "../record/typedBrackets.ts";
import type { Attributes, Delta, Minted, Paragraph } from "../record/types.ts";
import {
  amend,
  type Chosen,
  choose,
  commonOwner,
  type Ground,
  isInside,
  isOwn,
  isOwnText,
  marksAt,
  ownDeletions,
  ownReservations,
  type Run,
  runsIn,
} from "./ground.ts";

export type Format = "bold" | "italic" | "underline";
export const FORMATS: readonly Format[] = ["bold", "italic", "underline"];

/** Text to be inserted; what formats it has is all that it brings along. */
export interface Piece {
  text: string;
  formats?: Partial<Record<Format, true>>;
}

/** Why nothing came of a gesture, or not all of it; the screens have a sentence for each. */
export type Refusal =
  | "brackets_dropped"
  | "paragraphs_joined"
  | "signs_lowered"
  | "struck_left_out"
  | "inside_insertion"
  | "not_base"
  | "nothing_to_format"
  | "nothing_selected"
  | "no_reservation"
  | "already_reserved"
  | "not_movable";

export interface Gesture {
  change: Delta;
  /** Proposals that come with the change. */
  minted: Minted[];
  /** Where the caret stands afterwards, and where the selection begins if words stay selected. */
  caret: number;
  anchor?: number;
}
export type Outcome = Gesture | { refused: Refusal };

export function isRefused(outcome: Outcome): outcome is { refused: Refusal } {
  return "refused" in outcome;
}

/** Inserts text at a place; `within` names the proposal where it has been chosen before (an input method at work). */
export function insertText(ground: Ground, place: number, pieces: Piece[], within?: Chosen): Outcome {
  const [at] = withWholeBrackets(ground, place, place, pieces);
  const [left, right] = around(ground, at);
  const inherited = formatsOf(left ?? right);
  if (ground.delegation === null) {
    if (commonOwner(ground, [left, right]) !== null) return { refused: "inside_insertion" };
    return inserted(at, pieces, inherited, null);
  }
  return inserted(at, pieces, inherited, within ?? insertionAt(ground, at));
}

/** The formats of text inserted at a place: bold goes on in bold. */
export function formatsAt(ground: Ground, at: number): Attributes {
  const [left, right] = around(ground, at);
  return formatsOf(left ?? right);
}

function around(ground: Ground, at: number): [Attributes | null, Attributes | null] {
  return [at > 0 ? marksAt(ground.wording, at - 1) : null, marksAt(ground.wording, at)];
}

/**
 * Going on with one's own words keeps one's own proposal; else the nearest common ancestor is amended (W2), with one of
 * `preferred` if it amends the same.
 */
export function insertionAt(ground: Ground, at: number, preferred: string[] = []): Chosen {
  const [left, right] = around(ground, at);
  for (const marks of [left, right]) {
    if (marks && isOwnText(ground, marks)) return { id: String(marks.ins), minted: [] };
  }
  const beside = [left, right].flatMap((marks) => (marks ? ownDeletions(ground, marks) : []));
  return choose(ground, commonOwner(ground, [left, right]), [...preferred, ...beside]);
}

function inserted(at: number, pieces: Piece[], inherited: Attributes, chosen: Chosen | null): Gesture {
  const ops = insertionOps(pieces, inherited, chosen);
  const change = normalise([{ retain: at }, ...ops]);
  return { change, minted: chosen?.minted ?? [], caret: at + sizeOf(pieces) };
}

function insertionOps(pieces: Piece[], inherited: Attributes, chosen: Chosen | null): Delta {
  return pieces.map(({ text, formats }) => {
    const attributes = { ...(formats ?? inherited), ...(chosen ? { ins: chosen.id } : {}) };
    return { insert: text, attributes };
  });
}

function sizeOf(pieces: Piece[]): number {
  return pieces.reduce((sum, { text }) => sum + text.length, 0);
}

export function formatsOf(marks: Attributes | null): Attributes {
  return Object.fromEntries(FORMATS.filter((format) => marks?.[format]).map((format) => [format, true]));
}

/**
 * Deletes a range: one's own insertions go, all else gets one's own deletion mark (W4). `towards` says where the caret
 * goes past what stays: back to the start, or on to the end, so that a held key goes on.
 */
export function deleteRange(ground: Ground, from: number, to: number, towards: "start" | "end"): Outcome {
  return replaceRange(ground, from, to, [], towards);
}

/** Replaces a range: the old words are deleted as by `deleteRange`, the new ones stand right after them (W2). */
export function replaceRange(
  ground: Ground,
  first: number,
  last: number,
  pieces: Piece[],
  towards: "start" | "end" = "end",
): Outcome {
  const [from, to] = withWholeBrackets(ground, first, last, pieces);
  const runs = runsIn(ground.wording, from, to);
  const inherited = formatsOf(runs[0]?.attributes ?? null);
  if (ground.delegation === null) {
    if (runs.some(({ attributes }) => attributes.ins)) return { refused: "not_base" };
    const change = normalise([
      { retain: from },
      ...insertionOps(pieces, inherited, null),
      { delete: to - from },
    ]);
    return { change, minted: [], caret: from + sizeOf(pieces) };
  }
  const marking = runs.filter((run) => toMark(ground, run));
  const { chosen, apart } = replacing(ground, from, to, marking, pieces);
  const old: Delta = runs.map((run) => {
    const size = run.to - run.from;
    if (isOwnText(ground, run.attributes)) return { delete: size };
    if (!chosen || !marking.includes(run)) return { retain: size };
    const { id } = apart && isInside(ground, run.attributes, chosen.id) ? apart : chosen;
    return { retain: size, attributes: { [`del:${id}`]: true } };
  });
  const change = normalise([{ retain: from }, ...old, ...insertionOps(pieces, inherited, chosen)]);
  const left = runs.filter((run) => !isOwnText(ground, run.attributes));
  const end = from + left.reduce((sum, run) => sum + run.to - run.from, 0) + sizeOf(pieces);
  const minted = [chosen, apart].flatMap((one) => one?.minted ?? []);
  return { change, minted, caret: towards === "start" ? from : end };
}

/** The range, so that no part is left of a placeholder or of a pair of brackets in the words that are deleted (W32). */
export function withWholeBrackets(
  ground: Ground,
  from: number,
  to: number,
  pieces: Piece[],
): [number, number] {
  const text = pieces.map((piece) => piece.text).join("");
  let [start, end] = [from, to];
  for (const one of wordsToDelete(ground)) {
    const [left, right] = [Math.max(from, one.from), Math.min(to, one.to)];
    if (left > right) continue;
    const range: [number, number] = [left - one.from, right - one.from];
    const whole = wholeRange(one.text, range, text, ground.delegation !== null);
    if (from === to && whole[0] !== range[0]) return [whole[0] + one.from, whole[1] + one.from];
    [start, end] = [Math.min(start, whole[0] + one.from), Math.max(end, whole[1] + one.from)];
  }
  return [start, end];
}

/** The stretches of words that a deletion takes out, in place of marking them. */
function wordsToDelete(ground: Ground): { from: number; to: number; text: string }[] {
  const found: { from: number; to: number; text: string }[] = [];
  for (const { from, to, content, attributes } of runsIn(ground.wording)) {
    const taken = ground.delegation === null ? !attributes.ins : isOwnText(ground, attributes);
    if (!taken || typeof content !== "string") continue;
    const last = found.at(-1);
    if (last?.to === from) {
      last.to = to;
      last.text += content;
    } else found.push({ from, to, text: content });
  }
  return found;
}

/** Neither one's own words nor deleted by oneself already. */
function toMark(ground: Ground, run: Run): boolean {
  return !isOwnText(ground, run.attributes) && ownDeletions(ground, run.attributes).length === 0;
}

/**
 * The innermost insertion that holds all the replaced words is amended (W2), with the proposal that one is at work on
 * here or right beside, if it amends the same. `apart` deletes what others put inside that proposal: it amends it, so that
 * the two are decided each by itself.
 */
function replacing(
  ground: Ground,
  from: number,
  to: number,
  marking: Run[],
  pieces: Piece[],
): { chosen: Chosen | null; apart: Chosen | null } {
  if (marking.length === 0 && pieces.length === 0) return { chosen: null, apart: null };
  const inside = runsIn(ground.wording, from, to).map(({ attributes }) => attributes);
  const beside = [around(ground, from)[0], around(ground, to)[1]];
  const near = [...inside, ...beside.filter((marks) => marks !== null)];
  const candidates = near.flatMap((marks) => [marks.ins, ...ownDeletions(ground, marks)]);
  const chosen = choose(ground, commonOwner(ground, inside), candidates);
  const within = marking.some(({ attributes }) => isInside(ground, attributes, chosen.id));
  return { chosen, apart: within ? amend(ground, chosen.id, candidates) : null };
}

/** Puts one's own bracket around a range: one gesture, one reservation (W16). */
export function reserveRange(ground: Ground, from: number, to: number): Outcome {
  if (from === to) return { refused: "nothing_selected" };
  if (ground.delegation === null) return { refused: "no_reservation" };
  if (isReserved(ground, from, to)) return { refused: "already_reserved" };
  const id = ground.newId();
  const change: Delta = [{ retain: from }, { retain: to - from, attributes: { [`brk:${id}`]: true } }];
  return {
    change: normalise(change),
    minted: [{ id, parent: null, kind: "reservation", set: null }],
    caret: to,
  };
}

/** Whether exactly these words are in a bracket of one's own: a second one would say nothing more. */
function isReserved(ground: Ground, from: number, to: number): boolean {
  const runs = cut(ground.wording, [from, to]);
  return ownReservations(ground, marksAt(ground.wording, from) ?? {}).some((one) =>
    runs.every((run) => (run.attributes[`brk:${one}`] === true) === (run.from >= from && run.to <= to)),
  );
}

/**
 * Takes one's own brackets off a range, off all of them where it is a caret. If words stay reserved on both sides of
 * the range, those to the right get a reservation of their own (W16).
 */
export function liftRange(ground: Ground, from: number, to: number): Outcome {
  const touched = from === to ? [marksAt(ground.wording, from), marksAt(ground.wording, from - 1)] : [];
  const inside = from === to ? touched : runsIn(ground.wording, from, to).map(({ attributes }) => attributes);
  const lifted = new Set(inside.flatMap((marks) => (marks ? ownReservations(ground, marks) : [])));
  // A caret between two brackets lifts the one that it stands before.
  const reservations = from === to ? [...lifted].slice(0, 1) : [...lifted];
  if (reservations.length === 0) return { refused: "no_reservation" };
  const range = from === to ? { from: 0, to: Number.POSITIVE_INFINITY } : { from, to };
  const minted: Minted[] = [];
  const rest = new Map<string, string>();
  for (const reservation of reservations) {
    const spans = runsIn(ground.wording).filter((run) => run.attributes[`brk:${reservation}`]);
    if (spans.some((run) => run.from < range.from) && spans.some((run) => run.to > range.to)) {
      const id = ground.newId();
      minted.push({ id, parent: null, kind: "reservation", set: null });
      rest.set(reservation, id);
    }
  }
  const change = cut(ground.wording, [range.from, range.to]).map((run) => {
    const attributes: Attributes = {};
    for (const reservation of reservations) {
      if (!run.attributes[`brk:${reservation}`] || run.to <= range.from) continue;
      const successor = rest.get(reservation);
      if (run.from < range.to) attributes[`brk:${reservation}`] = null;
      else if (successor)
        Object.assign(attributes, { [`brk:${reservation}`]: null, [`brk:${successor}`]: true });
    }
    return { retain: run.to - run.from, attributes };
  });
  return { change: normalise(change), minted, caret: to };
}

/** The reservations that a change leaves without a single character: lifting them whole is an act of its own. */
export function liftedWhole(ground: Ground, after: Delta): string[] {
  const before = new Set(runsIn(ground.wording).flatMap((run) => ownReservations(ground, run.attributes)));
  const left = new Set(runsIn(after).flatMap((run) => ownReservations(ground, run.attributes)));
  return [...before].filter((reservation) => !left.has(reservation));
}

/** The reservations on record that a change lifts as a whole, each an act of its own; and the rest of the change. */
export function liftedApart(
  ground: Ground,
  change: Delta,
  onRecord: Paragraph | undefined,
): { whole: string[]; rest: Delta } {
  const lifted = liftedWhole(ground, compose(ground.wording, change));
  const whole = lifted.filter((id) => onRecord?.proposals[id]);
  const rest = change.map(({ attributes, ...op }) => {
    const kept = Object.entries(attributes ?? {}).filter(
      ([name]) => !whole.includes(name.slice("brk:".length)),
    );
    return { ...op, attributes: Object.fromEntries(kept) };
  });
  return { whole, rest: compose([], rest) };
}

/** Runs that are cut at the given offsets too. */
function cut(wording: Delta, offsets: number[]): Run[] {
  const edges = [
    0,
    ...offsets.filter((offset) => offset > 0 && Number.isFinite(offset)),
    Number.POSITIVE_INFINITY,
  ];
  return edges.slice(1).flatMap((edge, index) => runsIn(wording, edges[index], edge));
}

/** Gives a format to the words of a range that may be formatted, or takes it off if all have it (W4). */
export function formatRange(ground: Ground, from: number, to: number, format: Format): Outcome {
  const runs = runsIn(ground.wording, from, to);
  const mine = (run: Run) =>
    ground.delegation === null ? !run.attributes.ins : isOwn(ground, run.attributes.ins);
  const formatted = runs.filter(mine);
  if (formatted.length === 0) return { refused: from === to ? "nothing_selected" : "nothing_to_format" };
  const value = formatted.every((run) => run.attributes[format]) ? null : true;
  const change = runs.map((run) => ({
    retain: run.to - run.from,
    ...(mine(run) && (run.attributes[format] ?? null) !== value ? { attributes: { [format]: value } } : {}),
  }));
  return { change: normalise([{ retain: from }, ...change]), minted: [], caret: to, anchor: from };
}
