/** The vectors that the server's numbering runs too (docs/SPEC.md, I9 and I10). */
import { expect, it } from "vitest";
import vectors from "../../../tests/vectors/numbering.json";
import { fullLabels, labelOf, nextLabel, type Relation, related } from "./numbering";

it("reads the label of every marker of the vectors", () => {
  for (const { marker, label } of vectors.labels) {
    expect(labelOf(marker)).toBe(label);
  }
});

it("gives the next label and marker of the vectors", () => {
  for (const { existing, to, relation, marker, gives } of vectors.next) {
    const found = nextLabel(existing, to, relation as Relation, marker);
    expect([found.label, found.marker]).toEqual(gives);
  }
});

it("says to which label another is related", () => {
  for (const { label, gives } of vectors.related) {
    const found = related(label);
    expect(found && [found.kind, found.to]).toEqual(gives);
  }
});

it("Y1: names the section too where numbering restarts", () => {
  for (const { order, gives } of vectors.places) {
    const places = order.map(([paragraph, label, heading, words]) => ({
      ...{
        paragraph: String(paragraph),
        label: String(label),
        heading: Number(heading),
        words: String(words),
      },
    }));
    expect(Object.fromEntries(fullLabels(places))).toEqual(gives);
  }
});
