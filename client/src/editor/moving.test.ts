import { describe, expect, test } from "vitest";
import { compose } from "../record/delta.ts";
import type { Delta } from "../record/types.ts";
import { type Gesture, isRefused, type Outcome } from "./gestures.ts";
import { moveRange } from "./moving.ts";
import { BASE, ground, NEGOTIATED, PROPOSALS } from "./testing/grounds.ts";

function done(outcome: Outcome): Gesture {
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome;
}
const minted = (id: string, parent: string | null = null) => ({ id, parent, kind: "wording", set: null });

describe("moving", () => {
  const wordingAfter = (wording: Delta, outcome: Outcome) => compose(wording, done(outcome).change);

  test("words that are moved are deleted where they stood and put in elsewhere, in one proposal", () => {
    const gesture = done(moveRange(ground(BASE), 14, 21, 0));
    expect(gesture.minted).toEqual([minted("x-new1")]);
    expect(compose(BASE, gesture.change)).toEqual([
      { insert: "ensure ", attributes: { ins: "x-new1" } },
      { insert: "States should" },
      { insert: " ensure", attributes: { "del:x-new1": true } },
      { insert: " peace" },
    ]);
    expect([gesture.anchor, gesture.caret]).toEqual([0, 6]);
  });

  test("S82: words that are dragged stand apart from others, and leave no space behind", () => {
    const movedTo = (from: number, to: number, at: number) =>
      wordingAfter(BASE, moveRange(ground(BASE, null), from, to, at));
    // "States should ensure peace": dropped before a space, after one, at the end, and where it was.
    expect(movedTo(7, 13, 20)).toEqual([{ insert: "States ensure should peace" }]);
    expect(movedTo(7, 13, 21)).toEqual([{ insert: "States ensure should peace" }]);
    expect(movedTo(7, 14, 26)).toEqual([{ insert: "States ensure peace should" }]);
    expect(movedTo(21, 26, 6)).toEqual([{ insert: "States peace should ensure" }]);
    expect(movedTo(7, 13, 6)).toEqual(BASE);
    // Words that one has struck out already divide nothing.
    const struck: Delta = [
      { insert: "States" },
      { insert: " should", attributes: { "del:x-aut": true } },
      { insert: " ensure peace" },
    ];
    const dragged = moveRange(ground(struck, "AUT", PROPOSALS), 14, 20, 26);
    const stays = wordingAfter(struck, dragged).filter(({ attributes = {} }) => !attributes["del:x-aut"]);
    expect(stays.map(({ insert }) => insert).join("")).toBe("States peace ensure");
  });

  test("own words move without a trace, and a footnote does not move", () => {
    const own: Delta = [{ insert: "States act" }, { insert: " now", attributes: { ins: "x-aut" } }];
    expect(wordingAfter(own, moveRange(ground(own, "AUT", PROPOSALS), 10, 14, 6))).toEqual([
      { insert: "States" },
      { insert: " now", attributes: { ins: "x-aut" } },
      { insert: " act" },
    ]);
    const noted: Delta = [{ insert: "ab" }, { insert: { footnote: "p-note" } }, { insert: "cd" }];
    expect(moveRange(ground(noted), 1, 4, 0)).toEqual({ refused: "not_movable" });
    expect(done(moveRange(ground(BASE), 7, 13, 10)).change).toEqual([]);
  });

  test("words that one moves out of another's insertion stay its amendment where they stood", () => {
    const aut = ground(NEGOTIATED, "AUT", PROPOSALS);
    const gesture = done(moveRange(aut, 30, 42, 0));
    expect(gesture.minted).toEqual([minted("x-new1", "x-usa"), minted("x-new2")]);
  });

  test("base text moves, and not into an insertion", () => {
    const base = ground(NEGOTIATED, null, PROPOSALS);
    expect(moveRange(base, 0, 3, 30)).toEqual({ refused: "inside_insertion" });
    expect(wordingAfter(BASE, moveRange(ground(BASE, null), 0, 7, 14))).toEqual([
      { insert: "should States ensure peace" },
    ]);
  });
});
