/** The vectors that the server's brackets run too (docs/SPEC.md, B1 to B10). */
import { describe, expect, it } from "vitest";
import { attribution, tokens } from "./brackets";
import { asText, base, rolling, withRetained } from "./readings";
import { CASES, LEVELS, names, paragraphOf } from "./testing/vectors";

describe.each(CASES.map((one) => [one.name, one] as const))("%s", (_, given) => {
  const paragraph = paragraphOf(given);

  it("gives the tokens of the vectors", () => {
    expect(tokens(paragraph)).toEqual(given.tokens);
  });

  it("gives the readings of the vectors", () => {
    expect(rolling(paragraph, names, true, LEVELS)).toBe(given.attributed);
    expect(rolling(paragraph, names, false)).toBe(given.plain);
    expect(base(paragraph)).toEqual(given.base);
    for (const [proposal, wording] of Object.entries(given.retained)) {
      expect(withRetained(paragraph, proposal)).toEqual(wording);
    }
  });
});

it("names nobody for unattributed brackets, and says what each wants", () => {
  const parts = [
    { role: "insert" as const, codes: ["UNATTRIBUTED"] },
    { role: "reserve" as const, codes: ["PER"] },
    { role: "delete" as const, codes: ["US", "CAN"] },
  ];
  expect(attribution(parts, names)).toBe("Peru: reserve; US, Canada: delete");
});

it("puts the caller's sign for a footnote reference", () => {
  const wording = [{ insert: "a" }, { insert: { footnote: "p-note1" } }];
  expect(asText(tokens({ wording, marks: {}, proposals: {} }), null, () => "*")).toBe("a*");
});
