/** Paragraphs of tests/vectors/brackets.json, for the tests of both twins. */
import data from "../../../../tests/vectors/brackets.json";
import type { Paragraph } from "../types";

export interface Case {
  name: string;
  paragraph: { wording: unknown; marks: unknown; proposals: object; agreement: unknown };
  tokens: unknown[];
  attributed: string;
  plain: string;
  base: unknown;
  retained: Record<string, unknown>;
}

export const CASES = data.cases as unknown as Case[];
export const LEVELS = data.levels;
export const names = (code: string) => (data.names as Record<string, string>)[code] ?? code;

/** The paragraph of a vector; members that do not matter to brackets are left out. */
export function paragraphOf(given: Pick<Case, "paragraph">): Paragraph {
  const proposals = Object.entries(given.paragraph.proposals).map(([id, value]) => [id, { ...value, id }]);
  const rest = { positions: {}, withdrawn: null };
  return { ...rest, ...given.paragraph, proposals: Object.fromEntries(proposals) } as unknown as Paragraph;
}

/** The paragraph of the vector whose name begins so. */
export function named(name: string): Paragraph {
  const found = CASES.find((one) => one.name.startsWith(name));
  if (!found) throw new Error(`no vector is named ${name}`);
  return paragraphOf(found);
}
