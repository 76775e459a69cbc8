import { expect, test } from "vitest";
import { compose } from "../record/delta.ts";
import type { Delta, Draft, Minted } from "../record/types.ts";
import type { Ground } from "./ground.ts";
import { putIn } from "./putting.ts";
import { BASE, ground, known } from "./testing/grounds.ts";

const CHANGE: Delta = [
  { retain: 7 },
  { retain: 6, attributes: { "del:x-old": true } },
  { insert: "shall", attributes: { ins: "x-old" } },
];
const MINTED: Minted[] = [{ id: "x-old", parent: null, kind: "wording", set: null }];

function draft(change: Delta, minted: Minted[], base: Delta = BASE): Draft {
  const fixed = { id: "d-one", text: "t", paragraph: "p-one", label: "1", delegation: "AUT", at: "" };
  return { ...fixed, wording: compose(base, change), change, minted, code: "held", reason: "" };
}

function text(on: Ground, change: Delta): string {
  return compose(on.wording, change)
    .map(({ insert, attributes = {} }) => (Object.keys(attributes).length > 0 ? `{${insert}}` : insert))
    .join("");
}

test("a draft goes in again as it was, with its proposal minted again", () => {
  const gesture = putIn(ground(BASE), draft(CHANGE, MINTED));
  expect(gesture.change).toEqual([
    { retain: 7 },
    { retain: 6, attributes: { "del:x-new1": true } },
    { insert: "shall", attributes: { ins: "x-new1" } },
  ]);
  expect(gesture.minted).toEqual([{ ...MINTED[0], id: "x-new1" }]);
});

test("a draft finds its place in a wording that has changed", () => {
  const on = ground([{ insert: "All States of the region should promptly ensure peace" }]);
  expect(text(on, putIn(on, draft(CHANGE, MINTED)).change)).toBe(
    "All States of the region {should}{shall} promptly ensure peace",
  );
});

test("marks of a proposal that was settled meanwhile are left out, and its words with them", () => {
  const proposals = { "x-old": known("AUT", null, { live: false }) };
  const gesture = putIn(
    ground([{ insert: "States must ensure peace" }], "AUT", proposals),
    draft(CHANGE, []),
  );
  expect(gesture.change).toEqual([]);
});

test("an amendment of a proposal that is gone amends nothing", () => {
  const child: Minted = { id: "x-sub", parent: "x-gone", kind: "wording", set: null };
  const change: Delta = [{ retain: 3 }, { insert: "x", attributes: { ins: "x-sub" } }];
  const proposals = { "x-gone": known("USA", null, { live: false }) };
  const gesture = putIn(ground([{ insert: "States must" }], "AUT", proposals), draft(change, [child]));
  expect(gesture.minted).toEqual([{ ...child, id: "x-new1", parent: null }]);
});

test("a draft of base text takes words out again where the paragraph reads as it did", () => {
  const change: Delta = [{ retain: 6 }, { delete: 7 }];
  expect(putIn(ground(BASE, null), { ...draft(change, []), delegation: null }).change).toEqual(change);
});

test("W32: brackets of a draft are left out when it goes in again, and said", () => {
  const said = (words: string): Delta => [{ insert: words, attributes: { ins: "x-old" } }];
  const gesture = putIn(ground(BASE), draft(said("［all］ [^1] "), MINTED));
  expect(gesture.change).toEqual([{ insert: "all [^1] ", attributes: { ins: "x-new1" } }]);
  expect(gesture.dropped).toBe(true);
  const standing: Delta = [{ insert: "see [12] and" }];
  const back = putIn(ground(standing), draft(said("[12]"), MINTED, standing));
  expect([back.change, back.dropped]).toEqual([[{ insert: "[12]", attributes: { ins: "x-new1" } }], false]);
});
