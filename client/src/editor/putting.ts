/** Putting the words of a draft in again: wording that was refused once, on the wording of now. */
import { compose, normalise, transform } from "../record/delta.ts";
import { endOf } from "../record/offsets.ts";
import { type TypedOptions, withoutBrackets } from "../record/typedBrackets.ts";
import type { Attributes, Delta, Draft, Minted } from "../record/types.ts";
import type { Gesture } from "./gestures.ts";
import type { Ground } from "./ground.ts";
import { ownPart } from "./history.ts";

/**
 * The draft's change, moved to the wording of now, with proposals minted again for those that were never on record. What it
 * would do to words that are gone, or to marks that are no longer one's own, is left out, as are brackets that are no
 * characters of a wording: `dropped`.
 */
export function putIn(
  ground: Ground,
  draft: Draft,
  options: TypedOptions = {},
): Gesture & { dropped: boolean } {
  const { change: now, dropped } = bracketless(fitted(ground.wording, draft), ground.wording, options);
  const { renamed, minted } = mintAnew(ground, now, draft.minted);
  const proposals = { ...ground.proposals };
  for (const { id, parent, kind } of minted)
    proposals[id] = { parent, kind, owner: ground.delegation, live: true };
  const allowed = ownPart({ ...ground, proposals }, renamed);
  return { change: allowed, minted, caret: endOf(allowed), dropped };
}

/** Brackets that stand so in the paragraph were brought in with it, and may be put back. */
function bracketless(
  change: Delta,
  wording: Delta,
  options: TypedOptions,
): { change: Delta; dropped: boolean } {
  const standing = wordsOf(wording).join("");
  let dropped = false;
  const kept = change.map((op) => {
    if (typeof op.insert !== "string") return op;
    const read = withoutBrackets(op.insert, options);
    if (!read.dropped || standing.includes(op.insert)) return op;
    dropped = true;
    return { ...op, insert: read.words };
  });
  return { change: normalise(kept), dropped };
}

function fitted(wording: Delta, draft: Draft): Delta {
  // Where the paragraph still reads as it did, the change fits as it is.
  if (readsLike(compose(wording, draft.change), draft.wording)) return draft.change;
  const { stood, change } = withoutOwnDeletions(draft);
  return transform(alignment(stood, wording), change, true, stood);
}

const WORDS = /[\p{L}\p{M}\p{N}]+|./gsu;

/**
 * A change that leads from the words of one wording to those of another, keeping as many words as it can: marks are put
 * back on words, so a tidy difference that gives up a word between two changes would lose its mark.
 */
function alignment(one: Delta, other: Delta): Delta {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const kept = common(a, b);
  const change: Delta = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      change.push({ retain: left.length });
      i += 1;
      j += 1;
    } else if (
      right !== undefined &&
      (left === undefined || count(kept, i, j + 1) >= count(kept, i + 1, j))
    ) {
      change.push({ insert: right });
      j += 1;
    } else {
      change.push({ delete: left?.length ?? 0 });
      i += 1;
    }
  }
  return normalise(change);
}

/** An embed is a word of one unit, told from text by a character that no wording holds. */
function wordsOf(wording: Delta): string[] {
  return (
    wording
      .map(({ insert }) => (typeof insert === "string" ? insert : "\ufffc"))
      .join("")
      .match(WORDS) ?? []
  );
}

/** How many words the rests from `i` and from `j` have in common, at most. */
function common(a: string[], b: string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const longest =
        a[i] === b[j]
          ? count(table, i + 1, j + 1) + 1
          : Math.max(count(table, i + 1, j), count(table, i, j + 1));
      (table[i] as Uint16Array)[j] = longest;
    }
  }
  return table;
}

function count(table: Uint16Array[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function readsLike(one: Delta, other: Delta): boolean {
  const read = (wording: Delta) => JSON.stringify(normalise(wording.map(({ insert }) => ({ insert }))));
  return one.every(({ insert }) => insert !== undefined) && read(one) === read(other);
}

/**
 * The wording that the change of a draft was made on, read back from the wording after it. What its author deleted of
 * their own words cannot be read back, and need not be deleted again.
 */
function withoutOwnDeletions(draft: Draft): { stood: Delta; change: Delta } {
  const change = draft.change.filter((op) => op.delete === undefined);
  const back: Delta = change.map((op) => {
    if (op.insert !== undefined) return { delete: typeof op.insert === "string" ? op.insert.length : 1 };
    // The marks that it set are taken off again; those that it took off are not known and stay off.
    const undone = Object.keys(op.attributes ?? {}).map((name): [string, null] => [name, null]);
    return { retain: op.retain ?? 0, attributes: Object.fromEntries(undone) };
  });
  return { stood: compose(draft.wording, compose([], back)), change };
}

function mintAnew(ground: Ground, change: Delta, old: Minted[]): { renamed: Delta; minted: Minted[] } {
  const names = new Map(old.filter(({ id }) => !ground.proposals[id]).map(({ id }) => [id, ground.newId()]));
  const parentOf = (parent: string | null) => {
    if (parent === null) return null;
    return names.get(parent) ?? (ground.proposals[parent]?.live ? parent : null);
  };
  const minted = old.flatMap((one) => {
    const id = names.get(one.id);
    return id ? [{ ...one, id, parent: parentOf(one.parent) }] : [];
  });
  const renamed = change.map((op) =>
    op.attributes ? { ...op, attributes: rename(op.attributes, names) } : op,
  );
  return { renamed, minted };
}

function rename(attributes: Attributes, names: Map<string, string>): Attributes {
  const renamed = Object.entries(attributes).map(([name, value]): [string, unknown] => {
    if (name === "ins") return [name, names.get(String(value)) ?? value];
    const [kind, id] = name.split(":");
    return [id ? `${kind}:${names.get(id) ?? id}` : name, value];
  });
  return Object.fromEntries(renamed);
}
