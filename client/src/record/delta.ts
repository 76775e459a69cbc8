/**
 * The wording algebra in the browser: npm quill-delta over plain lists of ops, and `transform` as the twin of
 * server/domain/delta.py (W7). tests/vectors/delta.json holds the two together.
 *
 * Deltas are values: nothing here changes its arguments. Lengths are UTF-16 code units, as of JavaScript strings.
 */
import QuillDelta from "quill-delta";
import type { Delta, Op } from "./types.ts";

type QuillOp = InstanceType<typeof QuillDelta>["ops"][number];
type Owner = unknown;

/** The owner beyond the first and the last character of a wording: unlike that of any insertion. */
const EDGE: Owner = Symbol("edge");

function quill(ops: Delta): QuillDelta {
  return new QuillDelta(ops as QuillOp[]);
}

function plain(delta: QuillDelta): Delta {
  return delta.ops as Delta;
}

export function opLength(op: Op): number {
  return QuillDelta.Op.length(op as QuillOp);
}

/** The sum of the lengths of all ops: for a wording, how long it is. */
export function length(delta: Delta): number {
  return delta.reduce((sum, op) => sum + opLength(op), 0);
}

/** One Delta that does what `a` and after it `b` do; with a wording for `a`, the wording after `b`. */
export function compose(a: Delta, b: Delta): Delta {
  return plain(quill(a).compose(quill(b)));
}

/** The change that takes `change` back: compose(compose(base, change), invert(change, base)) equals base. */
export function invert(change: Delta, base: Delta): Delta {
  return plain(quill(change).invert(quill(base)));
}

/** A change from the wording `a` to the wording `b`, character by character. */
export function diff(a: Delta, b: Delta): Delta {
  return plain(quill(a).diff(quill(b)));
}

/** The ops from `start` up to `end` (exclusive), cut where they cross an edge. */
export function slice(delta: Delta, start: number, end: number): Delta {
  return plain(quill(delta).slice(start, end));
}

/** The same Delta with neighbours merged, insertion before deletion, no empty op, no last plain retain. */
export function normalise(delta: Delta): Delta {
  const result = new QuillDelta();
  for (const op of delta) {
    push(result, op);
  }
  return plain(result.chop());
}

function push(delta: QuillDelta, op: Op): void {
  if (op.delete !== undefined) {
    delta.delete(op.delete);
  } else if (op.retain !== undefined) {
    delta.retain(op.retain, op.attributes);
  } else if (op.insert !== undefined) {
    delta.insert(op.insert as string | Record<string, unknown>, op.attributes);
  }
}

/**
 * `b`, made beside `a` on the same wording, as it must be applied after `a`; `priority` says that `a` is the earlier.
 *
 * Without `base` this is npm's. With `base`, the wording that both were made on, the owner decides between two
 * insertions at one place (W7): the one whose owner is the left neighbour's stays left, else the one whose owner is
 * the right neighbour's stays right, else the earlier is left. The call for `b` over `a` and the call for `a` over
 * `b` decide alike.
 */
export function transform(a: Delta, b: Delta, priority: boolean, base?: Delta): Delta {
  if (base === undefined) {
    return plain(quill(a).transform(quill(b), priority));
  }
  const ours = new QuillDelta.OpIterator(a as QuillOp[]);
  const theirs = new QuillDelta.OpIterator(b as QuillOp[]);
  const result = new QuillDelta();
  let place = 0;
  while (ours.hasNext() || theirs.hasNext()) {
    if (ours.peekType() === "insert" || theirs.peekType() === "insert") {
      placeInsertions(result, insertions(ours), insertions(theirs), priority, base, place);
      continue;
    }
    const size = Math.min(ours.peekLength(), theirs.peekLength());
    const our = ours.next(size);
    const their = theirs.next(size);
    place += size;
    if (our.delete) {
      continue;
    }
    if (their.delete) {
      result.delete(size);
    } else {
      const attributes = QuillDelta.AttributeMap.transform(our.attributes, their.attributes, priority);
      result.retain(size, attributes);
    }
  }
  return plain(result.chop());
}

/** All that is inserted at the place where the iterator stands. */
function insertions(iterator: InstanceType<typeof QuillDelta.OpIterator>): Delta {
  const result: Delta = [];
  while (iterator.peekType() === "insert") {
    result.push(iterator.next() as Op);
  }
  return result;
}

function placeInsertions(
  result: QuillDelta,
  ours: Delta,
  theirs: Delta,
  priority: boolean,
  base: Delta,
  place: number,
): void {
  const left = staysLeft(ours, theirs, priority, base, place);
  const skipped = length(ours);
  if (left) {
    result.retain(skipped);
  }
  for (const op of theirs) {
    push(result, op);
  }
  if (!left) {
    result.retain(skipped);
  }
}

function staysLeft(ours: Delta, theirs: Delta, priority: boolean, base: Delta, place: number): boolean {
  const [ourFirst, theirFirst, ourLast, theirLast] = [ours[0], theirs[0], ours.at(-1), theirs.at(-1)];
  if (!ourFirst || !theirFirst || !ourLast || !theirLast) {
    return priority;
  }
  const [before, after] = ownersAt(base, place);
  const ourLeft = ownerOf(ourFirst) === before;
  if (ourLeft !== (ownerOf(theirFirst) === before)) {
    return ourLeft;
  }
  const theirRight = ownerOf(theirLast) === after;
  if ((ownerOf(ourLast) === after) !== theirRight) {
    return theirRight;
  }
  return priority;
}

function ownerOf(op: Op): Owner {
  return op.attributes?.ins ?? null;
}

/** The owners of the characters left and right of a place in a wording; null is base. */
export function ownersAt(wording: Delta, place: number): [Owner, Owner] {
  let before = EDGE;
  let position = 0;
  for (const op of wording) {
    const end = position + opLength(op);
    if (place < end) {
      return [place === position ? before : ownerOf(op), ownerOf(op)];
    }
    before = ownerOf(op);
    position = end;
  }
  return [place === position ? before : EDGE, EDGE];
}
