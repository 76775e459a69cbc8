/** Comparison of JSON values, and of paragraphs as far as a change of their wording is concerned. */
import type { Paragraph } from "./types.ts";

/** Whether two JSON values say the same; the order of names does not count. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]));
}

/** Whether work on a paragraph may go on after a time away (W14): positions and labels do not matter to it. */
export function unchanged(old: Paragraph, now: Paragraph): boolean {
  const names = ["wording", "marks", "proposals", "barrier", "withdrawn", "changed"] as const;
  return names.every((name) => same(old[name], now[name]));
}
