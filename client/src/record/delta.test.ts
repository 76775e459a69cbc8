import { describe, expect, test } from "vitest";
import vectors from "../../../tests/vectors/delta.json";
import { compose, diff, invert, length, normalise, slice, transform } from "./delta.ts";
import type { Delta } from "./types.ts";

interface Vector {
  name: string;
  wording: Delta;
  a: Delta;
  b: Delta;
  b_over_a: Delta;
  a_over_b: Delta;
  b_over_a_without_base: Delta;
  after_a: Delta;
  inverted_a: Delta;
  length: number;
}

describe.each(vectors as unknown as Vector[])("$name", (vector) => {
  const { wording, a, b } = vector;

  test("transform with the wording decides as the server does (W7)", () => {
    expect(transform(a, b, true, wording)).toEqual(vector.b_over_a);
    expect(transform(b, a, false, wording)).toEqual(vector.a_over_b);
    expect(transform(a, b, true)).toEqual(vector.b_over_a_without_base);
  });

  test("compose, invert and length give what the server's give", () => {
    expect(compose(wording, a)).toEqual(vector.after_a);
    expect(invert(a, wording)).toEqual(vector.inverted_a);
    expect(length(wording)).toBe(vector.length);
  });

  test("two concurrent changes converge (W7)", () => {
    const one = compose(compose(wording, a), transform(a, b, true, wording));
    const other = compose(compose(wording, b), transform(b, a, false, wording));
    expect(one).toEqual(other);
  });

  test("diff leads from one wording to the other", () => {
    expect(compose(wording, diff(wording, vector.after_a))).toEqual(vector.after_a);
  });

  test("slices make the whole", () => {
    const middle = Math.floor(vector.length / 2);
    const pieces = [...slice(wording, 0, middle), ...slice(wording, middle, vector.length)];
    expect(normalise(pieces)).toEqual(wording);
  });
});

test("the functions leave their arguments alone", () => {
  const wording: Delta = [{ insert: "ab" }, { insert: "c", attributes: { ins: "p-aaaa" } }];
  const change: Delta = [{ retain: 1, attributes: { bold: true } }, { insert: "x" }, { delete: 2 }];
  const before = JSON.stringify([wording, change]);
  compose(wording, change);
  transform(change, change, true, wording);
  invert(change, wording);
  expect(JSON.stringify([wording, change])).toBe(before);
});
