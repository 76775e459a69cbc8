import { expect, test } from "vitest";
import { changed, wholeWords } from "./reading.ts";

test("the caret tells which of two equal letters was typed", () => {
  expect(changed("all", "alll", 2)).toEqual({ from: 1, to: 1, text: "l" });
  expect(changed("all", "alll", 4)).toEqual({ from: 3, to: 3, text: "l" });
});

test("a change away from the caret is found all the same", () => {
  expect(changed("xbc", "ybc", 3)).toEqual({ from: 0, to: 1, text: "y" });
  expect(changed("abc", "ac", 1)).toEqual({ from: 1, to: 2, text: "" });
});

test("a character of two units is replaced as a whole", () => {
  expect(changed("a\u{1F600}b", "a\u{1F601}b", 3)).toEqual({ from: 1, to: 3, text: "\u{1F601}" });
  expect(changed("a\u{1F600}b", "a\u{1FA00}b", 3)).toEqual({ from: 1, to: 3, text: "\u{1FA00}" });
});

test("a part of a word that is replaced takes the whole word with it, an insertion does not", () => {
  const old = "States shuold act";
  expect(wholeWords(old, changed(old, "States should act", 13))).toEqual({ from: 7, to: 13, text: "should" });
  expect(wholeWords("act", { from: 3, to: 3, text: "s" })).toEqual({ from: 3, to: 3, text: "s" });
});
