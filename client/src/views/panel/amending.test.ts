import { expect, it } from "vitest";
import type { Delta, Paragraph, Proposal } from "../../record/types";
import { delegations } from "../testing/sample";
import { amendingLines } from "./amending";

const proposal = (id: string, sponsors: string[], parent: string | null = null): Proposal => ({
  ...{ id, parent, kind: "wording", sponsors, set: null, place: null, status: "live" },
  ...{ tabled: 2, tabled_at: "2021-04-07T16:00:00.000Z", settled: null, settled_with: null, confirmed: {} },
});

function paragraph(wording: Delta, ...proposals: Proposal[]): Paragraph {
  const known = Object.fromEntries(proposals.map((one) => [one.id, one]));
  return { id: "p-1", wording, marks: {}, proposals: known } as unknown as Paragraph;
}

it("S85: the cards of a sub-amendment say who amends what, with the words", () => {
  const eu = proposal("x-eu", ["EU"]);
  const joint = proposal("x-joint", ["PER", "BOL"], "x-eu");
  const japan = proposal("x-japan", ["JPN"], "x-eu");
  const here = paragraph(
    [
      { insert: "States should ensure" },
      { insert: " timely", attributes: { ins: "x-eu", "del:x-joint": true } },
      { insert: " immediate", attributes: { ins: "x-joint" } },
      { insert: " access", attributes: { ins: "x-eu" } },
      { insert: " for all", attributes: { ins: "x-japan" } },
      { insert: "." },
    ],
    ...[eu, joint, japan],
  );
  const lines = (one: Proposal) => amendingLines(delegations, here, one);
  expect(lines(joint)).toEqual([
    "Peru, Bolivia amend the proposal of EU, “timely access”: replaces “timely” with “immediate”",
  ]);
  expect(lines(eu)).toEqual([
    "Peru, Bolivia amend it: replaces “timely” with “immediate”",
    "Japan amends it: inserts “for all”",
  ]);
  expect(amendingLines(delegations, paragraph([{ insert: "States" }], eu), eu)).toEqual([]);
});
