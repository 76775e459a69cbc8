/** Chance with a seed, and letters of which no two are the same. */

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export class Chance {
  constructor(private seed: number) {}

  next(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** True so often, from 0 (never) to 1 (always). */
  happens(likelihood: number): boolean {
    return this.next() < likelihood;
  }

  one<Item>(list: readonly Item[]): Item | undefined {
    return list[this.below(list.length)];
  }

  /** One of the names, each as likely as its weight says. */
  weighed<Name extends string>(weights: Record<Name, number>): Name {
    const names = Object.entries(weights) as [Name, number][];
    let left = this.next() * names.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [name, weight] of names) {
      left -= weight;
      if (left < 0) return name;
    }
    return (names.at(-1) as [Name, number])[0];
  }
}

const LETTERS = 0x4e00;
const BEYOND = 0x20000;

/**
 * The letter with a number: every one is another, and one in eight lies outside the Basic Multilingual Plane. Since no
 * letter is ever typed twice, each can be followed from the keyboard to the record or to a draft.
 */
export function letter(number: number): string {
  return String.fromCodePoint((number % 8 === 7 ? BEYOND : LETTERS) + number);
}
