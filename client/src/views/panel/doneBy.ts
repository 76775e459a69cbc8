/** The effect of a change on a wording, in the words that it finds there and those that it brings. */
import type { Attributes, Delta } from "../../record/types";

/** In the order in which they are said. */
export const DONE = ["ins", "del", "brk", "out", "undel", "unbrk"] as const;
export type Done = (typeof DONE)[number];

/** The words of each kind; those that stand apart are divided by dots. */
export function doneBy(wording: Delta, change: Delta): Record<Done, string> {
  const done: Record<Done, string> = { ins: "", del: "", brk: "", out: "", undel: "", unbrk: "" };
  // Where the words of each kind ended last: what begins there goes on.
  const ends: Partial<Record<Done, number>> = {};
  const note = (role: Done, text: string, from: number, to: number) => {
    const apart = done[role] !== "" && ends[role] !== from;
    done[role] = apart ? `${done[role].trim()} … ${text.trim()}` : done[role] + text;
    ends[role] = to;
  };
  const letters = lettersOf(wording);
  let at = 0;
  for (const op of change) {
    if (op.insert !== undefined) {
      // Words of others among it.
      if (op.attributes?.of !== undefined) continue;
      note("ins", typeof op.insert === "string" ? op.insert : "", at, at);
      continue;
    }
    const length = op.delete ?? op.retain ?? 0;
    const text = letters.slice(at, at + length).replaceAll("\ufffc", "");
    for (const role of op.delete === undefined ? marked(op.attributes ?? {}) : (["out"] as const))
      note(role, text, at, at + length);
    at += length;
  }
  return done;
}

/** The effect of marks that are set or taken off. */
function marked(attributes: Attributes): Done[] {
  const found = Object.entries(attributes).flatMap(([name, value]): Done[] => {
    if (name.startsWith("del:")) return [value ? "del" : "undel"];
    return name.startsWith("brk:") ? [value ? "brk" : "unbrk"] : [];
  });
  return [...new Set(found)];
}

/** The characters, one for each unit of length; what is no word is one of its own. */
function lettersOf(wording: Delta): string {
  return wording.map(({ insert }) => (typeof insert === "string" ? insert : "\ufffc")).join("");
}
