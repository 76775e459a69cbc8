/**
 * Undo and redo of one's own changes (W5): inverses are kept, moved over what others do meanwhile, and lose foreign and
 * settled marks when they are used. Pure but for the two stacks that a `History` holds.
 */
import { compose, invert, normalise, transform } from "../record/delta.ts";
import type { Attributes, Delta } from "../record/types.ts";
import { FORMATS } from "./gestures.ts";
import { type Ground, isOwn, isOwnText, runsIn } from "./ground.ts";

/** Typing that goes on within this time, in milliseconds, is undone together. */
const TOGETHER = 700;
const DEPTH = 200;

interface Item {
  change: Delta;
  at: number;
}

export class History {
  private undone: Item[] = [];
  private redone: Item[] = [];

  /** Takes note of a change of one's own, made on `before` at the time `at`; `apart` starts a new step. */
  record(change: Delta, before: Delta, at: number, apart: boolean): void {
    const inverse = invert(change, before);
    const last = this.undone.at(-1);
    this.redone = [];
    if (last && !apart && at - last.at < TOGETHER) {
      this.undone[this.undone.length - 1] = { change: compose(inverse, last.change), at };
      return;
    }
    this.undone.push({ change: inverse, at });
    if (this.undone.length > DEPTH) this.undone.shift();
  }

  /** Moves what is kept over another's change, made on `before`. The other's counts as the earlier (W7). */
  rebase(change: Delta, before: Delta): void {
    this.undone = moved(this.undone, change, before);
    this.redone = moved(this.redone, change, before);
  }

  /** The change that undoes one's latest on this ground; null where nothing is left to undo. */
  undo(ground: Ground): Delta | null {
    return this.take(this.undone, this.redone, ground);
  }

  redo(ground: Ground): Delta | null {
    return this.take(this.redone, this.undone, ground);
  }

  private take(from: Item[], to: Item[], ground: Ground): Delta | null {
    for (let item = from.pop(); item; item = from.pop()) {
      const { wording } = ground;
      const allowed = ownPart(ground, item.change);
      // The items beneath stand on the wording after all of this one; of it, only the allowed part is done.
      const without = moved(from, invert(item.change, wording), compose(wording, item.change));
      from.splice(0, from.length, ...moved(without, allowed, wording));
      if (allowed.length > 0) {
        // Never continued by what is typed next.
        to.push({ change: invert(allowed, wording), at: Number.NEGATIVE_INFINITY });
        return allowed;
      }
    }
    return null;
  }
}

function moved(items: Item[], change: Delta, before: Delta): Item[] {
  const result: Item[] = [];
  let [foreign, wording] = [change, before];
  for (const item of [...items].reverse()) {
    result.unshift({ ...item, change: transform(foreign, item.change, true, wording) });
    const after = compose(wording, item.change);
    foreign = transform(item.change, foreign, false, wording);
    wording = after;
  }
  return result.filter(({ change: left }) => left.length > 0);
}

/** Of a change, what one may do: own words, own marks, own formats; foreign and settled marks are left out (W5). */
export function ownPart(ground: Ground, change: Delta): Delta {
  const result: Delta = [];
  let at = 0;
  for (const op of change) {
    if (op.insert !== undefined) {
      const attributes = allowedOnInsertion(ground, op.attributes ?? {});
      if (attributes) result.push({ insert: op.insert, attributes });
      continue;
    }
    const size = op.retain ?? op.delete ?? 0;
    for (const run of runsIn(ground.wording, at, at + size)) {
      const length = run.to - run.from;
      const editable = ground.delegation === null ? !run.attributes.ins : isOwnText(ground, run.attributes);
      if (op.delete !== undefined) result.push(editable ? { delete: length } : { retain: length });
      else result.push({ retain: length, attributes: allowed(ground, op.attributes ?? {}, editable) });
    }
    at += size;
  }
  return normalise(result);
}

function allowedOnInsertion(ground: Ground, attributes: Attributes): Attributes | null {
  if (ground.delegation === null ? attributes.ins : !isOwn(ground, attributes.ins)) return null;
  const own = allowed(ground, attributes, true);
  return ground.delegation === null ? own : { ...own, ins: attributes.ins };
}

function allowed(ground: Ground, attributes: Attributes, editable: boolean): Attributes {
  const kept = Object.entries(attributes).filter(([name]) => {
    if ((FORMATS as readonly string[]).includes(name)) return editable;
    return name !== "ins" && isOwn(ground, name.slice(name.indexOf(":") + 1));
  });
  return Object.fromEntries(kept);
}
