import { describe, expect, it } from "vitest";
import { compose } from "../../record/delta";
import type { Delta, Paragraph, Proposal } from "../../record/types";
import { characters } from "../facts";
import { compile } from "./compile";
import type { WordsChange } from "./grammar";

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
const run = (change: WordsChange | WordsChange[], ...sponsors: string[]) =>
  compile([change].flat(), paragraph, wording, sponsors.length > 0 ? sponsors : ["EU"], () => "x-new");
const result = (change: WordsChange | WordsChange[], ...sponsors: string[]) => {
  const compiled = run(change, ...sponsors);
  return compiled.ok ? characters(compose(wording, compiled.change)) : compiled.problem;
};

/** `ins "voluntary" before "efforts" and del "the"`, with the number of the second. */
const severally = (occurrence: number | null) => {
  const efforts: Delta = [{ insert: "Welcomes the efforts of all actors, including the private sector;" }];
  return compile(
    [
      { kind: "insert", words: "voluntary", where: "before", anchor: "efforts", occurrence: null },
      { kind: "delete", words: "the", occurrence },
    ],
    { ...paragraph, wording: efforts },
    efforts,
    ["EU", "NOR"],
    () => "x-new",
  );
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
      change: [{ retain: 28 }, { retain: 10, attributes: { "del:x-new": true } }],
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
      change: [{ retain: 28 }, { delete: 10 }],
    });
    expect(run({ kind: "replace", words: "voluntary", by: "reciprocal", occurrence: null }, "G77")).toEqual({
      ok: true,
      change: [{ retain: 29 }, { insert: "reciprocal", attributes: { ins: "x-g77" } }, { delete: 9 }],
      minted: [],
    });
  });

  it("asks which one is meant where the words stand more than once", () => {
    const act: WordsChange = { kind: "delete", words: "should", occurrence: null };
    expect(run(act)).toEqual({ ok: false, problem: "many", words: "should", count: 2 });
    expect(run({ ...act, occurrence: 2 })).toMatchObject({
      ok: true,
      change: [{ retain: 56 }, { retain: 7 }],
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

  it("S7: finds words in whatever form they are written, and whole words before parts of words", () => {
    const text: Delta = [
      { insert: "The State’s rights under article\u00a05 shall cover all co\u00adoperation of Cote\u0301." },
    ];
    const at = (words: string) => {
      const found = compile(
        [{ kind: "reserve_words", words, occurrence: null }],
        { ...paragraph, wording: text },
        text,
        ["EU"],
        () => "x-new",
      );
      return found.ok ? [found.change[0]?.retain, found.change[1]?.retain] : found.problem;
    };
    expect(at("State's rights")).toEqual([4, 14]);
    expect(at("article 5")).toEqual([25, 9]);
    expect(at("all")).toEqual([47, 3]);
    expect(at("cooperation")).toEqual([51, 12]);
    expect(at("côté")).toEqual([67, 5]);
    expect(at("hal")).toEqual([36, 3]);
  });

  it("S7: makes one proposal of several changes, each on the wording as it is shown", () => {
    expect(severally(1)).toEqual({
      ok: true,
      change: [
        { retain: 8 },
        { retain: 4, attributes: { "del:x-new": true } },
        { retain: 1 },
        { insert: "voluntary ", attributes: { ins: "x-new" } },
      ],
      minted: [{ id: "x-new", parent: null, kind: "wording", set: null }],
    });
  });

  it("S81: several changes of one line choose no words silently either", () => {
    expect(severally(null)).toEqual({ ok: false, problem: "many", words: "the", count: 2 });
  });

  it("S7: moves words", () => {
    const moving: WordsChange = {
      kind: "move",
      words: "cooperate",
      where: "before",
      anchor: "should report",
      which: null,
      occurrence: null,
    };
    expect(result(moving)).toBe(
      "States should cooperate on a voluntary basis, and States cooperate should report.",
    );
    expect(run(moving)).toMatchObject({ minted: [{ id: "x-new" }] });
  });

  it("S7: several sponsors change as their own only what they alone sponsor together", () => {
    const joint = {
      ...paragraph,
      proposals: { "x-g77": { ...proposal("x-g77", "G77"), sponsors: ["G77", "EU"] } },
    };
    const change = (...sponsors: string[]) => {
      const found = compile(
        [{ kind: "delete", words: "voluntary", occurrence: null }],
        joint,
        wording,
        sponsors,
        () => "x-new",
      );
      return found.ok && found.change[1];
    };
    expect(change("G77", "EU")).toEqual({ delete: 10 });
    expect(change("G77", "NOR")).toEqual({ retain: 10, attributes: { "del:x-new": true } });
  });

  it("S81: words inside an insertion and words that it replaces are asked about, as two plain matches are", () => {
    const replaced: Delta = [
      { insert: "Invites " },
      { insert: "cities", attributes: { "del:x-g77": true } },
      { insert: "regions and cities", attributes: { ins: "x-g77" } },
      { insert: " to act" },
    ];
    const change: WordsChange = { kind: "delete", words: "cities", occurrence: null };
    const compiled = compile([change], { ...paragraph, wording: replaced }, replaced, ["JPN"], () => "x-new");
    expect(compiled).toMatchObject({ ok: false, problem: "many", count: 2 });
  });

  it("S82: deleted words take one of their spaces along", () => {
    const left = (said: string, words: string) => {
      const whole: Delta = [{ insert: said }];
      const change: WordsChange = { kind: "delete", words, occurrence: null };
      const compiled = compile([change], { ...paragraph, wording: whole }, whole, ["EU"], () => "x-new");
      const after = compiled.ok ? compose(whole, compiled.change) : [];
      return characters(after.filter(({ attributes }) => !attributes?.["del:x-new"]));
    };
    expect(left("all sectors, local communities;", "local")).toBe("all sectors, communities;");
    expect(left("keep their records;", "records")).toBe("keep their;");
    expect(left("Local communities", "Local")).toBe("communities");
    expect(left("States shall act", "shall")).toBe("States act");
    expect(left("a (voluntary) report", "voluntary")).toBe("a () report");
    expect(left("the shall", "all")).toBe("the sh");
    // The space before "States" is in the insertion of another: what is deleted is base text.
    const beside: Delta = [{ insert: "All ", attributes: { ins: "x-g77" } }, { insert: "States." }];
    const change: WordsChange = { kind: "delete", words: "States", occurrence: null };
    expect(compile([change], { ...paragraph, wording: beside }, beside, ["EU"], () => "x-new")).toMatchObject(
      {
        change: [{ retain: 4 }, { retain: 6, attributes: { "del:x-new": true } }],
      },
    );
  });
});
