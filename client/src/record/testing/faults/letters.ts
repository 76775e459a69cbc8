/** Letters of which no two are the same, enough for a long run, and where they are found. */
import type { SavedWork } from "../../effects.ts";
import type { Delta, Draft } from "../../types.ts";
import type { Orphan, Work } from "../../work.ts";

/** Unified ideographs and Hangul of the Basic Multilingual Plane: assigned, and unchanged by any normalisation. */
const BASIC = [
  [0x4e00, 0x9fa5],
  [0xac00, 0xd7a3],
] as const;
const BEYOND = [
  [0x20000, 0x2a6d6],
  [0x2a700, 0x2b734],
  [0x2b820, 0x2cea1],
  [0x2ceb0, 0x2ebe0],
  [0x30000, 0x3134a],
] as const;

function* run(ranges: readonly (readonly [number, number])[]): Generator<string> {
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code++) yield String.fromCodePoint(code);
  }
}

/** Gives each letter once; one in eight lies outside the Basic Multilingual Plane. */
export class Letters {
  private count = 0;
  private basic = run(BASIC);
  private beyond = run(BEYOND);

  next(): string {
    this.count += 1;
    const [first, second] = this.count % 8 === 0 ? [this.beyond, this.basic] : [this.basic, this.beyond];
    const found = first.next().value ?? second.next().value;
    if (!found) throw new Error("There are no letters left: the run is too long for its number of clients.");
    return found;
  }
}

/** The letters that a change puts in, or that a wording has. */
export function lettersOf(delta: Delta): string[] {
  return delta.flatMap(({ insert }) => (typeof insert === "string" ? [...insert] : []));
}

function lettersOfWork({ flight, pending }: Work): string[] {
  return [...(flight ? [flight.change] : []), ...pending.map(({ change }) => change)].flatMap(lettersOf);
}

function lettersOfOrphan({ flight, lost }: Orphan): string[] {
  return [flight.change, ...lost.map(({ change }) => change)].flatMap(lettersOf);
}

export function lettersOfDraft({ change }: Draft): string[] {
  return lettersOf(change);
}

/** The letters of a row of the store: its `kind` says what its value is. */
export function lettersOfRow({ kind, value }: { kind: string; value: unknown }): string[] {
  if (kind === "work") return lettersOfWork((value as SavedWork).work);
  return kind === "orphan" ? lettersOfOrphan(value as Orphan) : [];
}
