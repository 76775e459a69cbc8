import { describe, expect, it } from "vitest";
import { compose } from "../../record/delta";
import type { Delta, Paragraph, Proposal } from "../../record/types";
import { characters } from "../facts";
import { compile, type WordsAct } from "./compile";

const proposal = (id: string, owner: string, parent: string | null = null): Proposal => ({
  id,
  parent,
  kind: "wording",
  sponsors: [owner],
  set: null,
  place: null,
  status: "live",
  tabled: 2,
  tabled_at: "2021-04-07T16:00:00.000Z",
  settled: null,
  settled_with: null,
  confirmed: {},
});
const wording: Delta = [
  { insert: "States should cooperate" },
  { insert: " on a voluntary basis", attributes: { ins: "x-g77" } },
  { insert: ", and States should report." },
];
const paragraph = {
  id: "p-1",
  wording,
  marks: {},
  proposals: { "x-g77": proposal("x-g77", "G77") },
} as unknown as Paragraph;
const run = (act: WordsAct, delegation = "EU") => compile(act, paragraph, wording, delegation, () => "x-new");
const result = (act: WordsAct, delegation = "EU") => {
  const compiled = run(act, delegation);
  return compiled.ok ? characters(compose(wording, compiled.change)) : compiled.problem;
};

describe("commands of capture as changes", () => {
  it("S7: marks base words for deletion and puts the new ones after them, as one proposal", () => {
    expect(
      run({ kind: "replace", words: "should cooperate", by: "shall cooperate", occurrence: null }),
    ).toEqual({
      ok: true,
      change: [
        { retain: 7 },
        { retain: 16, attributes: { "del:x-new": true } },
        { insert: "shall cooperate", attributes: { ins: "x-new" } },
      ],
      minted: [{ id: "x-new", parent: null, kind: "wording", set: null }],
    });
  });

  it("S7: makes a change inside another's insertion a sub-amendment of it", () => {
    expect(run({ kind: "delete", words: "voluntary", occurrence: null })).toMatchObject({
      change: [{ retain: 29 }, { retain: 9, attributes: { "del:x-new": true } }],
      minted: [{ parent: "x-g77" }],
    });
    const inserted = run({
      kind: "insert",
      words: "reciprocal",
      where: "before",
      anchor: "basis",
      occurrence: null,
    });
    expect(inserted).toMatchObject({ minted: [{ parent: "x-g77" }] });
  });

  it("deletes a delegation's own words, and keeps what replaces them in the same proposal", () => {
    expect(run({ kind: "delete", words: "voluntary", occurrence: null }, "G77")).toMatchObject({
      change: [{ retain: 29 }, { delete: 9 }],
    });
    expect(run({ kind: "replace", words: "voluntary", by: "reciprocal", occurrence: null }, "G77")).toEqual({
      ok: true,
      change: [{ retain: 29 }, { delete: 9 }, { insert: "reciprocal", attributes: { ins: "x-g77" } }],
      minted: [],
    });
  });

  it("asks which one is meant where the words stand more than once", () => {
    const act: WordsAct = { kind: "delete", words: "should", occurrence: null };
    expect(run(act)).toEqual({ ok: false, problem: "many", words: "should", count: 2 });
    expect(run({ ...act, occurrence: 2 })).toMatchObject({
      ok: true,
      change: [{ retain: 57 }, { retain: 6 }],
    });
    expect(run({ ...act, occurrence: 3 })).toMatchObject({ ok: false, problem: "none" });
    expect(run({ kind: "delete", words: "must", occurrence: null })).toMatchObject({
      ok: false,
      problem: "none",
    });
  });

  it("sets the spaces around inserted words", () => {
    const insert = (words: string, where: "before" | "after" | "end", anchor: string) =>
      result({ kind: "insert", words, where, anchor, occurrence: 1 });
    expect(insert("actively", "after", "should")).toContain("States should actively cooperate");
    expect(insert("actively", "before", "cooperate")).toContain("should actively cooperate on");
    expect(insert(", as appropriate", "after", "cooperate")).toContain("cooperate, as appropriate on a");
    expect(insert("Always.", "end", "")).toContain("report. Always.");
  });

  it("reserves words as they stand", () => {
    expect(run({ kind: "reserve_words", words: "STATES SHOULD REPORT", occurrence: null })).toMatchObject({
      change: [{ retain: 50 }, { retain: 20, attributes: { "brk:x-new": true } }],
      minted: [{ kind: "reservation" }],
    });
  });
});
