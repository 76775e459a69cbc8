import { describe, expect, test } from "vitest";
import { compose } from "../record/delta.ts";
import type { Delta } from "../record/types.ts";
import {
  deleteRange,
  formatRange,
  type Gesture,
  insertText,
  isRefused,
  liftedWhole,
  liftRange,
  type Outcome,
  replaceRange,
  reserveRange,
} from "./gestures.ts";
import { BASE, ground, known, NEGOTIATED, PROPOSALS } from "./testing/grounds.ts";

function done(outcome: Outcome): Gesture {
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome;
}
const minted = (id: string, parent: string | null = null) => ({ id, parent, kind: "wording", set: null });
const reservation = (id: string) => ({ id, parent: null, kind: "reservation", set: null });

describe("deleting what others put inside one's own proposal (W2d)", () => {
  const wording: Delta = [
    { insert: "States " },
    { insert: "shall ", attributes: { ins: "x-aut" } },
    { insert: "swiftly ", attributes: { ins: "x-usa" } },
    { insert: "always ", attributes: { ins: "x-eu" } },
    { insert: "ensure ", attributes: { ins: "x-aut" } },
    { insert: "peace" },
  ];
  const proposals = {
    "x-aut": known("AUT"),
    "x-usa": known("USA", "x-aut"),
    "x-eu": known("EU", "x-aut"),
  };

  test("is a proposal of its own, which amends one's own", () => {
    expect(done(deleteRange(ground(wording, "AUT", proposals), 13, 28, "start"))).toEqual({
      change: [{ retain: 13 }, { retain: 15, attributes: { "del:x-new1": true } }],
      minted: [minted("x-new1", "x-aut")],
      caret: 13,
    });
  });

  test("goes on with the same one", () => {
    const own = ground(wording, "AUT", proposals);
    const first = done(deleteRange(own, 13, 17, "start"));
    const next = {
      ...own,
      wording: compose(wording, first.change),
      proposals: { ...proposals, "x-new1": known("AUT", "x-aut") },
    };
    const second = done(deleteRange(next, 10, 26, "start"));
    expect(second.minted).toEqual([]);
    expect(second.change).toEqual([
      { retain: 10 },
      { delete: 3 },
      { retain: 4 },
      { retain: 9, attributes: { "del:x-new1": true } },
    ]);
  });

  test("is apart from base text that is deleted with them, and from the words that replace all", () => {
    expect(done(replaceRange(ground(wording, "AUT", proposals), 0, 40, [{ text: "x" }]))).toEqual({
      change: [
        { retain: 7, attributes: { "del:x-aut": true } },
        { delete: 6 },
        { retain: 15, attributes: { "del:x-new1": true } },
        { delete: 7 },
        { retain: 5, attributes: { "del:x-aut": true } },
        { insert: "x", attributes: { ins: "x-aut" } },
      ],
      minted: [minted("x-new1", "x-aut")],
      caret: 28,
    });
  });
});

describe("inserting", () => {
  test("a delegate's text in base wording becomes a new proposal (W2)", () => {
    expect(insertText(ground(BASE), 7, [{ text: "all " }])).toEqual({
      change: [{ retain: 7 }, { insert: "all ", attributes: { ins: "x-new1" } }],
      minted: [minted("x-new1")],
      caret: 11,
    });
  });

  test("going on with one's own words keeps one's own proposal, at either end (W2)", () => {
    const own = ground(NEGOTIATED, "AUT", PROPOSALS);
    for (const at of [13, 16, 19]) {
      const gesture = done(insertText(own, at, [{ text: "x" }]));
      expect(gesture.minted).toEqual([]);
      expect(gesture.change).toEqual([{ retain: at }, { insert: "x", attributes: { ins: "x-aut" } }]);
    }
  });

  test("inside another's insertion it is a sub-amendment, at its boundary it is not (W2)", () => {
    const aut = ground(NEGOTIATED, "AUT", PROPOSALS);
    expect(done(insertText(aut, 30, [{ text: "x" }])).minted).toEqual([minted("x-new1", "x-usa")]);
    expect(done(insertText(aut, 27, [{ text: "x" }])).minted).toEqual([minted("x-new2")]);
    expect(done(insertText(aut, 43, [{ text: "x" }])).minted).toEqual([minted("x-new3")]);
  });

  test("between two amendments of one insertion the nearest common ancestor is amended (W2)", () => {
    const wording: Delta = [
      { insert: "a", attributes: { ins: "x-usa" } },
      { insert: "b", attributes: { ins: "x-eu1" } },
      { insert: "c", attributes: { ins: "x-eu2" } },
      { insert: "d", attributes: { ins: "x-usa" } },
    ];
    const proposals = { "x-usa": known("USA"), "x-eu1": known("EU", "x-usa"), "x-eu2": known("EU", "x-usa") };
    expect(done(insertText(ground(wording, "AUT", proposals), 2, [{ text: "x" }])).minted).toEqual([
      minted("x-new1", "x-usa"),
    ]);
  });

  test("a settled ancestor is passed over (W2)", () => {
    const wording: Delta = [{ insert: "ab", attributes: { ins: "x-eu1" } }];
    const proposals = { "x-usa": known("USA", null, { live: false }), "x-eu1": known("EU", "x-usa") };
    const eu = ground([{ insert: "c" }, ...wording], "EU", proposals);
    expect(done(deleteRange(eu, 0, 1, "start")).minted).toEqual([]);
  });

  test("beside words that one struck out it belongs to the same proposal", () => {
    const wording: Delta = [
      { insert: "a " },
      { insert: "b", attributes: { "del:x-aut": true } },
      { insert: " c" },
    ];
    for (const at of [2, 3]) {
      const gesture = done(insertText(ground(wording, "AUT", PROPOSALS), at, [{ text: "x" }]));
      expect(gesture.change[1]).toEqual({ insert: "x", attributes: { ins: "x-aut" } });
    }
  });

  test("marks of others and own deletions around are not inherited, formats are (W5)", () => {
    const marks = { "del:x-aut": true, "brk:x-res": true, "del:x-usa": true, bold: true };
    const proposals = { ...PROPOSALS, "x-res": known("AUT", null, { kind: "reservation" }) };
    const gesture = done(
      insertText(ground([{ insert: "abc", attributes: marks }], "AUT", proposals), 1, [{ text: "x" }]),
    );
    expect(gesture.change[1]).toEqual({ insert: "x", attributes: { bold: true, ins: "x-aut" } });
  });

  test("settled words are not gone on with, though they were one's own", () => {
    const proposals = { ...PROPOSALS, "x-aut": known("AUT", null, { live: false }) };
    expect(done(insertText(ground(NEGOTIATED, "AUT", proposals), 19, [{ text: "x" }])).minted).toHaveLength(
      1,
    );
  });

  test("base text is typed without an owner, and not inside an insertion (W4)", () => {
    const base = ground(NEGOTIATED, null, PROPOSALS);
    expect(done(insertText(base, 7, [{ text: "x" }])).change).toEqual([{ retain: 7 }, { insert: "x" }]);
    expect(done(insertText(base, 27, [{ text: "x" }])).minted).toEqual([]);
    expect(insertText(base, 30, [{ text: "x" }])).toEqual({ refused: "inside_insertion" });
  });
});

describe("deleting", () => {
  test("base wording is marked, and the caret goes on past it (W4)", () => {
    const expected = [{ retain: 7 }, { retain: 6, attributes: { "del:x-new1": true } }];
    expect(deleteRange(ground(BASE), 7, 13, "start")).toEqual({
      change: expected,
      minted: [minted("x-new1")],
      caret: 7,
    });
    expect(done(deleteRange(ground(BASE), 7, 13, "end")).caret).toBe(13);
  });

  test("over one's own and other words both is done: own go, others are marked (W4)", () => {
    const gesture = done(deleteRange(ground(NEGOTIATED, "AUT", PROPOSALS), 15, 25, "end"));
    expect(gesture.change).toEqual([
      { retain: 15 },
      { delete: 4 },
      { retain: 6, attributes: { "del:x-aut": true } },
    ]);
    expect(gesture.minted).toEqual([]);
    expect(gesture.caret).toBe(21);
  });

  test("words that one has struck out already are passed over without a change", () => {
    const gesture = done(deleteRange(ground(NEGOTIATED, "AUT", PROPOSALS), 8, 9, "start"));
    expect(gesture).toEqual({ change: [], minted: [], caret: 8 });
  });

  test("words that another struck out get one's own mark too (W4)", () => {
    const gesture = done(deleteRange(ground(NEGOTIATED, "USA", PROPOSALS), 7, 13, "start"));
    expect(gesture.change).toEqual([{ retain: 7 }, { retain: 6, attributes: { "del:x-new1": true } }]);
  });

  test("inside another's insertion it amends that insertion (W2)", () => {
    const gesture = done(deleteRange(ground(NEGOTIATED, "AUT", PROPOSALS), 27, 43, "start"));
    expect(gesture.minted).toEqual([minted("x-new1", "x-usa")]);
  });

  test("across an insertion's edge it amends none (W2)", () => {
    const gesture = done(deleteRange(ground(NEGOTIATED, "AUT", PROPOSALS), 30, 48, "start"));
    expect(gesture.minted).toEqual([minted("x-new1")]);
  });

  test("a held key goes on in one proposal", () => {
    const first = done(deleteRange(ground(BASE), 12, 13, "start"));
    const proposals = { "x-new1": known("AUT") };
    const second = done(deleteRange(ground(compose(BASE, first.change), "AUT", proposals), 11, 12, "start"));
    expect(second.change).toEqual([{ retain: 11 }, { retain: 1, attributes: { "del:x-new1": true } }]);
    expect(second.minted).toEqual([]);
  });

  test("an embed is deleted as a character is", () => {
    const wording: Delta = [
      { insert: "a" },
      { insert: { footnote: "p-note1" } },
      { insert: { blank: true }, attributes: { ins: "x-aut" } },
    ];
    const gesture = done(deleteRange(ground(wording, "AUT", PROPOSALS), 1, 3, "start"));
    expect(gesture.change).toEqual([
      { retain: 1 },
      { retain: 1, attributes: { "del:x-aut": true } },
      { delete: 1 },
    ]);
  });

  test("base text really goes, but nothing of a proposal does (W4)", () => {
    const base = ground(NEGOTIATED, null, PROPOSALS);
    expect(done(deleteRange(base, 0, 13, "start")).change).toEqual([{ delete: 13 }]);
    expect(deleteRange(base, 12, 15, "start")).toEqual({ refused: "not_base" });
  });
});

describe("replacing", () => {
  test("the old words are marked and the new ones stand right after them, in one proposal (W2)", () => {
    expect(replaceRange(ground(BASE), 7, 13, [{ text: "shall" }])).toEqual({
      change: [
        { retain: 7 },
        { retain: 6, attributes: { "del:x-new1": true } },
        { insert: "shall", attributes: { ins: "x-new1" } },
      ],
      minted: [minted("x-new1")],
      caret: 18,
    });
  });

  test("the last word of another's insertion is replaced inside it (W2)", () => {
    const gesture = done(replaceRange(ground(NEGOTIATED, "AUT", PROPOSALS), 30, 43, [{ text: "x" }]));
    expect(gesture.minted).toEqual([minted("x-new1", "x-usa")]);
    expect(gesture.change.at(-1)).toEqual({ insert: "x", attributes: { ins: "x-new1" } });
  });

  test("one's own words are simply rewritten", () => {
    const gesture = done(replaceRange(ground(NEGOTIATED, "AUT", PROPOSALS), 14, 19, [{ text: "must" }]));
    expect(gesture.change).toEqual([
      { retain: 14 },
      { insert: "must", attributes: { ins: "x-aut" } },
      { delete: 5 },
    ]);
    expect(gesture.caret).toBe(18);
  });

  test("a second word is a second proposal: each is decided by itself", () => {
    const gesture = done(replaceRange(ground(NEGOTIATED, "AUT", PROPOSALS), 43, 48, [{ text: "calm" }]));
    expect(gesture.minted).toEqual([minted("x-new1")]);
  });

  test("base text is rewritten by Chair and Secretariat (W4)", () => {
    const gesture = done(replaceRange(ground(BASE, null), 7, 13, [{ text: "shall" }]));
    expect(gesture).toEqual({
      change: [{ retain: 7 }, { insert: "shall" }, { delete: 6 }],
      minted: [],
      caret: 12,
    });
  });

  test("pasted formats are those that the text brought along", () => {
    const pieces = [
      { text: "a", formats: { bold: true as const } },
      { text: "b", formats: {} },
    ];
    const bold: Delta = [{ insert: "xyz", attributes: { italic: true } }];
    expect(done(insertText(ground(bold), 1, pieces)).change.slice(1)).toEqual([
      { insert: "a", attributes: { bold: true, ins: "x-new1" } },
      { insert: "b", attributes: { ins: "x-new1" } },
    ]);
  });
});

describe("reserving", () => {
  const RESERVED: Delta = [
    { insert: "States " },
    { insert: "should ensure", attributes: { "brk:x-res": true } },
    { insert: " peace" },
  ];
  const proposals = { "x-res": known("AUT", null, { kind: "reservation" }) };

  test("the same words are reserved once (W16a)", () => {
    const first = done(reserveRange(ground(BASE), 7, 13));
    const wording = compose(BASE, first.change);
    const proposals = { "x-new1": known("AUT", null, { kind: "reservation" }) };
    const reserved = ground(wording, "AUT", proposals);
    expect(reserveRange(reserved, 7, 13)).toEqual({ refused: "already_reserved" });
    for (const [from, to] of [
      [7, 12],
      [6, 13],
      [7, 14],
    ] as const) {
      expect(isRefused(reserveRange(reserved, from, to))).toBe(false);
    }
    expect(isRefused(reserveRange(ground(wording, "USA", proposals), 7, 13))).toBe(false);
  });

  test("one gesture makes one reservation over all that is selected (W16)", () => {
    expect(reserveRange(ground(NEGOTIATED, "AUT", PROPOSALS), 7, 30)).toEqual({
      change: [{ retain: 7 }, { retain: 23, attributes: { "brk:x-new1": true } }],
      minted: [reservation("x-new1")],
      caret: 30,
    });
  });

  test("nothing selected reserves nothing, and base text is nobody's to reserve", () => {
    expect(reserveRange(ground(BASE), 3, 3)).toEqual({ refused: "nothing_selected" });
    expect(reserveRange(ground(BASE, null), 3, 5)).toEqual({ refused: "no_reservation" });
  });

  test("a caret inside lifts all of it (W16)", () => {
    const own = ground(RESERVED, "AUT", proposals);
    for (const at of [7, 10, 20]) {
      const gesture = done(liftRange(own, at, at));
      expect(gesture.change).toEqual([{ retain: 7 }, { retain: 13, attributes: { "brk:x-res": null } }]);
      expect(liftedWhole(own, compose(RESERVED, gesture.change))).toEqual(["x-res"]);
    }
  });

  test("lifting the middle leaves two, the right-hand rest with an id of its own (W16)", () => {
    const own = ground(RESERVED, "AUT", proposals);
    const gesture = done(liftRange(own, 10, 14));
    expect(gesture.change).toEqual([
      { retain: 10 },
      { retain: 4, attributes: { "brk:x-res": null } },
      { retain: 6, attributes: { "brk:x-res": null, "brk:x-new1": true } },
    ]);
    expect(gesture.minted).toEqual([reservation("x-new1")]);
    expect(liftedWhole(own, compose(RESERVED, gesture.change))).toEqual([]);
  });

  test("lifting an end leaves one reservation as it was (W16)", () => {
    const own = ground(RESERVED, "AUT", proposals);
    expect(done(liftRange(own, 0, 13))).toMatchObject({ minted: [] });
    expect(done(liftRange(own, 13, 26)).change).toEqual([
      { retain: 13 },
      { retain: 7, attributes: { "brk:x-res": null } },
    ]);
  });

  test("another's reservation is not lifted", () => {
    expect(liftRange(ground(RESERVED, "USA", proposals), 10, 10)).toEqual({ refused: "no_reservation" });
  });
});

describe("formatting", () => {
  test("a delegate formats only own insertions (W4)", () => {
    const own = ground(NEGOTIATED, "AUT", PROPOSALS);
    expect(done(formatRange(own, 7, 25, "bold")).change).toEqual([
      { retain: 13 },
      { retain: 6, attributes: { bold: true } },
    ]);
    expect(formatRange(own, 0, 7, "bold")).toEqual({ refused: "nothing_to_format" });
  });

  test("base text is formatted where no proposal owns it, and again takes it off", () => {
    const base = ground(NEGOTIATED, null, PROPOSALS);
    const gesture = done(formatRange(base, 20, 30, "italic"));
    expect(gesture.change).toEqual([{ retain: 20 }, { retain: 7, attributes: { italic: true } }]);
    const again = ground(compose(NEGOTIATED, gesture.change), null, PROPOSALS);
    expect(done(formatRange(again, 20, 30, "italic")).change).toEqual([
      { retain: 20 },
      { retain: 7, attributes: { italic: null } },
    ]);
  });
});
