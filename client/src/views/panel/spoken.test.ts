/** Who spoke for whom is told with the act (docs/SPEC.md, Y5). */
import { expect, it } from "vitest";
import type { Entry } from "../../record/types";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { historyLines } from "./historyLines";

it("Y5: the history names who spoke for a delegation, and only with that act", () => {
  const session = fakeSession(sample());
  const paragraph = session.state.value.paragraphs["p-000012"];
  if (!paragraph) throw new Error("the sample has paragraph 12");
  const changed = (number: number, insert: string, spoken?: Record<string, string>) => ({
    ...{ text: "t-1", number, time: "2021-04-07T16:00:00.000Z", person: "p-1", delegation: "G77" },
    ...{ command: `c-${number}`, kind: "text_changed", previous: "", hash: "" },
    payload: {
      paragraph: paragraph.id,
      change: [{ insert, attributes: { ins: "x-g77001" } }],
      reason: null,
      ...(spoken && { spoken }),
    },
  });
  const entries = [changed(40, "one "), changed(41, "two ", { G77: "BOL" })] as unknown as Entry[];
  const tellers = { delegations: session.opening.delegations, people: {}, delegates: {}, pending: () => "" };
  const lines = historyLines({ entries, base: paragraph }, paragraph, tellers);
  expect(lines.map(({ who, what }) => `${who} ${what}`)).toEqual([
    "G77 and China (Bolivia spoke) inserts “two”",
    "G77 and China inserts “one”",
  ]);
});
