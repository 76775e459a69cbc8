/** The vectors that the server's folding runs too (docs/SPEC.md, U1). */
import { expect, it } from "vitest";
import vectors from "../../../tests/vectors/folding.json";
import { folded, foldName, occurrences } from "./folding";

it("takes names that look alike for one", () => {
  for (const names of vectors.alike) {
    expect(new Set(names.map((name) => foldName(` ${name}\u00a0`)))).toEqual(
      new Set([foldName(names[0] ?? "")]),
    );
  }
  for (const names of vectors.different) expect(new Set(names.map(foldName)).size).toBe(names.length);
});

it("finds words in whatever form they are written", () => {
  for (const names of vectors.alike) {
    for (const name of names) {
      for (const words of names) {
        const text = `😀 in ${name}, and no more`;
        expect(occurrences(text, words)).toEqual([{ start: 6, end: 6 + name.length }]);
      }
    }
  }
  for (const { text, words, gives } of vectors.occurrences) {
    expect(occurrences(text, words).map(({ start, end }) => [start, end])).toEqual(gives);
  }
});

it("folds as the vectors say, with the way back", () => {
  for (const { text, gives, starts, ends } of vectors.folded) {
    expect(folded(text)).toEqual({ text: gives, starts, ends });
  }
});
