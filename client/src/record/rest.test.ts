import { describe, expect, it } from "vitest";
import { goOn, Rest } from "./rest.ts";
import { P } from "./testing/office.ts";
import { enter, LIVE, mint, office, put, until, words } from "./testing/opened.ts";

const closed = { paragraph: P, delegation: "EU", caret: 6, reason: "Closed." };

describe("what is typed after a paragraph was closed", () => {
  it("E21: takes characters as they come, and takes one back", () => {
    expect(["a", "é", "Enter", "F5", "👍🏽"].map((key) => goOn("x", key))).toEqual([
      "xa",
      "xé",
      null,
      null,
      "x👍🏽",
    ]);
    expect([goOn("ab👍🏽", "Backspace"), goOn("", "Backspace")]).toEqual(["ab", ""]);
  });

  it("E21: is a draft at the caret where no words went, and none when it is taken back", async () => {
    const { session } = await enter();
    const rest = new Rest(closed, new Set());
    rest.type(session, " s");
    rest.type(session, " shall");
    expect(session.drafts.value.map(({ wording }) => words(wording))).toEqual(["States shall cooperate"]);
    expect(session.drafts.value[0]).toMatchObject({ delegation: "EU", paragraph: P, reason: "Closed." });
    rest.type(session, "");
    expect(session.drafts.value).toEqual([]);
  });

  it("E21: goes on after words that are refused later, in one draft", async () => {
    const { session } = await enter();
    office.refuses = { code: "frozen", message: "It is agreed." };
    const rest = new Rest(closed, new Set());
    session.edit(P, put(6, " sha"), [mint], LIVE);
    rest.type(session, "ll");
    expect(session.drafts.value).toHaveLength(1);
    await until(() => expect(session.drafts.value).toHaveLength(2));
    rest.meet(session, session.drafts.value);
    expect(session.drafts.value.map(({ wording }) => words(wording))).toEqual(["States shall cooperate"]);
    rest.type(session, "ll soon");
    expect(session.drafts.value).toMatchObject([{ code: "frozen", change: put(6, " shall soon") }]);
  });
});
