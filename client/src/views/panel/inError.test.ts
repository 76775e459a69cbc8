/** What was entered in error by the Secretariat is told as such, for ever (docs/SPEC.md, A20). */
import { expect, it } from "vitest";
import type { Entry } from "../../record/types";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { historyLines } from "./historyLines";

it("what was entered in error is told so, and not as the delegation's act (A20)", () => {
  const session = fakeSession(sample());
  const paragraph = session.state.value.paragraphs["p-000012"];
  if (!paragraph) throw new Error("the sample has paragraph 12");
  const slip = {
    ...{ text: "t-1", number: 40, time: "2021-04-07T16:00:00.000Z", person: "p-1", delegation: "BOL" },
    ...{ command: "c-slip", kind: "position_taken", previous: "", hash: "" },
    payload: { paragraph: paragraph.id, proposal: null, stance: "objects", seen: 39 },
  };
  const back = {
    ...{ ...slip, number: 41, delegation: null, command: "c-back", kind: "act_taken_back" },
    payload: {
      paragraph: paragraph.id,
      by: "secretariat",
      command: "c-slip",
      of: "BOL",
      number: 40,
      through: 40,
      ...{ change: [], proposals: {}, positions: {}, marks: {}, withdrawn: null },
    },
  };
  const tellers = {
    delegations: session.opening.delegations,
    people: { "p-1": "Ms Note" },
    delegates: {},
    pending: () => "",
  };
  const lines = historyLines(
    { entries: [slip, back] as unknown as Entry[], base: paragraph },
    paragraph,
    tellers,
  );
  expect(lines.map(({ who, what }) => `${who} ${what}`)).toEqual([
    "Ms Note takes back no. 40: entered for Bolivia in error by the Secretariat",
    "Ms Note entered for Bolivia in error, taken back at no. 41: objects",
  ]);
});

it("what several tabled together is told of all of them (W40)", () => {
  const session = fakeSession(sample());
  const paragraph = session.state.value.paragraphs["p-000012"];
  if (!paragraph) throw new Error("the sample has paragraph 12");
  const sponsors = ["EU", "NOR"];
  const tabled = {
    ...{ text: "t-1", number: 40, time: "2021-04-07T16:00:00.000Z", person: "p-1", delegation: "EU" },
    ...{ command: "c-two", kind: "proposal_tabled", previous: "", hash: "" },
    payload: { paragraph: paragraph.id, proposal: { id: "x-two", kind: "wording", sponsors }, marks: null },
  };
  const tellers = { delegations: session.opening.delegations, people: {}, delegates: {}, pending: () => "" };
  const [line] = historyLines({ entries: [tabled] as unknown as Entry[], base: null }, paragraph, tellers);
  expect(line?.who).toBe("EU, Norway");
});
