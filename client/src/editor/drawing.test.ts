import { expect, test } from "vitest";
import { type Marked, tokens } from "../record/brackets.ts";
import type { Delta } from "../record/types.ts";
import { beforeCaret, placed } from "./drawing.ts";
import { ground, known } from "./testing/grounds.ts";

const PROPOSALS = { "x-aut": known("AUT"), "x-usa": known("USA") };

/** The brackets at an offset as they are drawn for AUT, with the caret as a bar. */
function around(wording: Delta, at: number, marks = {}): string {
  const live = { parent: null, set: null, status: "live" as const, tabled: 1 };
  const proposals = { "x-aut": { ...live, sponsors: ["AUT"] }, "x-usa": { ...live, sponsors: ["USA"] } };
  const marked: Marked = { wording, marks, proposals };
  const edges = tokens(marked).flatMap((token) => (token.type !== "text" && token.at === at ? [token] : []));
  const drawn: string[] = edges.map(({ type }) => (type === "open" ? "[" : "]"));
  drawn.splice(beforeCaret(ground(wording, "AUT", PROPOSALS), at, edges), 0, "|");
  return drawn.join("");
}

test("between two brackets the caret stands after what closes and before what opens", () => {
  const wording: Delta = [
    { insert: "a", attributes: { ins: "x-usa" } },
    { insert: "b", attributes: { "del:x-usa": true } },
  ];
  expect(around(wording, 1)).toBe("]|[");
  expect(around(wording, 0)).toBe("|[");
  expect(around(wording, 2)).toBe("]|");
});

test("at the end and at the beginning of one's own words the caret stands inside their bracket (W2)", () => {
  const own: Delta = [
    { insert: "a" },
    { insert: "b", attributes: { ins: "x-aut" } },
    { insert: "c", attributes: { ins: "x-usa" } },
  ];
  expect(around(own, 2)).toBe("|][");
  expect(around(own, 1)).toBe("[|");
});

/** The wording with its brackets as they are drawn in an open paragraph, for AUT with the caret at `head`. */
function opened(wording: Delta, head: number): string {
  const live = { parent: null, set: null, status: "live" as const, tabled: 1 };
  const proposals = { "x-aut": { ...live, sponsors: ["AUT"] }, "x-usa": { ...live, sponsors: ["USA"] } };
  const drawn = tokens({ wording, marks: {}, proposals });
  const letters = [...wording.map(({ insert }) => insert).join("")];
  const places = placed(drawn, ground(wording, "AUT", PROPOSALS), head);
  for (const [at, edges] of [...places].reverse())
    letters.splice(at, 0, ...edges.map(({ type }) => (type === "open" ? "[" : "]")));
  return letters.join("");
}

test("E9: spaces stand outside of brackets, as before the paragraph was opened, but not where one writes", () => {
  const wording: Delta = [
    { insert: "States" },
    { insert: " shall", attributes: { ins: "x-usa" } },
    { insert: " all ", attributes: { ins: "x-aut" } },
    { insert: "act" },
  ];
  expect(opened(wording, 0)).toBe("States [shall] [all] act");
  expect(opened(wording, 17)).toBe("States [shall] [all ]act");
});

test("in a paragraph without words the caret stands between the brackets of the whole", () => {
  expect(around([], 0, { ins: "x-aut" })).toBe("[|]");
});
