import { expect, test } from "vitest";
import { changed, composed, wholeWords } from "./reading.ts";

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

test("what an input method writes over a selection replaces all of it", () => {
  const [old, range] = ["States should act", { from: 7, to: 13 }];
  expect(composed(old, range, "States shall act", 12)).toEqual({ ...range, text: "shall" });
  expect(composed(old, range, old, 13)).toMatchObject({ text: "" });
  // It began on a caret, and took up the word beside it.
  expect(composed("States shuold act", { from: 13, to: 13 }, "States should act", 13)).toEqual({
    ...range,
    text: "should",
  });
  expect(composed("\u5404\u56fd\u5e94\u5f53", { from: 2, to: 4 }, "\u5404\u56fd\u987b", 3)).toEqual({
    ...{ from: 2, to: 4, text: "\u987b" },
  });
});
