import { expect, it } from "vitest";
import { directionOf } from "./index";

it.each([
  ["ltr", "States shall act.", "ltr"],
  ["ltr", "تعمل الدول معا.", "rtl"],
  ["ltr", "[12] تعمل الدول معا.", "rtl"],
  ["ltr", "The word قانون is a term.", "ltr"],
  ["rtl", "تعمل الدول معا.", "rtl"],
  ["rtl", "UNESCO تعمل الدول معا.", "rtl"],
  ["rtl", "States shall act.", "ltr"],
  ["rtl", "12 …", "rtl"],
] as const)("S98: in a text that is %s, “%s” runs %s", (direction, words, own) => {
  expect(directionOf(words, direction)).toBe(own);
});
