import { expect, test } from "vitest";
import { ahead, back } from "./units.ts";

test("a character is what people see as one", () => {
  expect(back("a\u{1F1E6}\u{1F1F9}", 5, "character")).toBe(1);
  expect(back("\u{1F468}\u200d\u{1F469}\u200d\u{1F467}", 8, "character")).toBe(0);
  expect(ahead("\u{1D11E}b", 0, "character")).toBe(2);
  expect(back("", 0, "character")).toBe(0);
  expect(ahead("a", 1, "character")).toBe(1);
});

test("Backspace takes an Arabic vowel sign and leaves its letter, Delete takes both", () => {
  const text = "\u0645\u064f\u062d";
  expect(back(text, 2, "character")).toBe(1);
  expect(ahead(text, 0, "character")).toBe(2);
});

test("a word goes with the space between it and the caret", () => {
  expect(back("States should ", 14, "word")).toBe(7);
  expect(ahead("States should act", 6, "word")).toBe(13);
  expect(back("  ", 2, "word")).toBe(0);
  expect(ahead("a ", 1, "word")).toBe(2);
});

test("a line is the paragraph", () => {
  expect(back("States should", 6, "line")).toBe(0);
  expect(ahead("States should", 6, "line")).toBe(13);
});
