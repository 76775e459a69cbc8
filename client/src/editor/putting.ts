/** Putting the words of a draft in again: wording that was refused once, on the wording of now. */
import { compose, diff, normalise, transform } from "../record/delta.ts";
import type { Attributes, Delta, Draft, Minted } from "../record/types.ts";
import type { Gesture } from "./gestures.ts";
import type { Ground } from "./ground.ts";
import { ownPart } from "./history.ts";

/**
 * The draft's change, moved to the wording of now, with proposals minted anew for those that were never on record. What it
 * would do to words that are gone, or to marks that are no longer one's own, is left out.
 */
export function putIn(ground: Ground, draft: Draft): Gesture {
  const now = fitted(ground.wording, draft);
  const { renamed, minted } = mintAnew(ground, now, draft.minted);
  const proposals = { ...ground.proposals };
  for (const { id, parent, kind } of minted)
    proposals[id] = { parent, kind, owner: ground.delegation, live: true };
  const allowed = ownPart({ ...ground, proposals }, renamed);
  return { change: allowed, minted, caret: endOfInsertions(allowed) };
}

function fitted(wording: Delta, draft: Draft): Delta {
  // Where the paragraph still reads as it did, the change fits as it is.
  if (readsLike(compose(wording, draft.change), draft.wording)) return draft.change;
  const { stood, change } = withoutOwnDeletions(draft);
  return transform(diff(stood, wording), change, true, stood);
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

function endOfInsertions(change: Delta): number {
  let [at, end] = [0, 0];
  for (const op of change) {
    if (op.delete !== undefined) continue;
    at += op.retain ?? (typeof op.insert === "string" ? op.insert.length : 1);
    if (op.insert !== undefined) end = at;
  }
  return end;
}
