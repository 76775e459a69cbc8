import { describe, expect, it } from "vitest";
import { characters } from "../facts";
import { openScreen, select } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { read } from "./grammar";
import { plan } from "./plan";
import { captureTarget, goTo, pin, placesOf, togglePin } from "./target";

function desk(paragraph = "p-000014", role: "secretariat" | "chair" = "secretariat") {
  const session = fakeSession(sample(role));
  const screen = openScreen(session, 0);
  session.happen({ kind: "paragraph_put_before_room", payload: { paragraph } });
  void screen.state.value;
  const planned = (line: string) =>
    plan(
      read(line, { delegations: screen.opening.delegations, recent: [], places: placesOf(screen) }),
      captureTarget(screen),
      screen,
    );
  const text = (line: string) => planned(line).text;
  const enter = async (line: string) => {
    const made = planned(line);
    return made.tone === "ready" ? (await made.run()).done : made.text;
  };
  return { session, screen, planned, text, enter };
}

describe("what a captured line comes to", () => {
  it("S7: says before Enter what will be recorded", () => {
    const { planned, text } = desk();
    expect(planned("bol!")).toMatchObject({ tone: "ready", text: "Bolivia objects to paragraph 14" });
    expect(text("eu, us +")).toBe("EU, US support paragraph 14");
    expect(text('jap: "should" → "shall"')).toBe("Japan replaces “should” by “shall” in paragraph 14");
    expect(planned('jap: del "must"')).toMatchObject({
      tone: "problem",
      text: "“must” is not in paragraph 14.",
    });
    expect(text("xx")).toBe("No delegation begins with “xx”.");
    expect(text("jap:")).toBe("Type in paragraph 14 on behalf of Japan");
    expect(text('jap, nor: ins "all" before "data" 1 and del "should"')).toBe(
      "Japan, Norway insert “all” before “data”, and delete “should” in paragraph 14",
    );
    expect(planned('nor: "should" → "[shall]"')).toMatchObject({
      note: "Brackets are no characters of the text: they were left out.",
    });
  });

  it("S7: shows the change as it would stand", () => {
    const made = desk().planned('jap: "should" → "shall"');
    if (made.tone !== "ready") throw new Error(made.text);
    expect(made.shown).toMatchObject({
      paragraph: "p-000014",
      sponsors: ["JPN"],
      minted: [{ parent: null }],
    });
  });

  it("S7: records a position for each delegation named, on the paragraph or on a proposal", async () => {
    const { session, enter, text } = desk("p-000012");
    expect(await enter("us, aus ~ 2")).toBe(true);
    expect(await enter('bra + g77 "if it is kept"')).toBe(true);
    expect(
      session.acts.map(({ delegation, payload }) => [
        delegation,
        payload.stance,
        payload.proposal,
        payload.statement,
      ]),
    ).toEqual([
      ["USA", "can_accept", "x-g77001", null],
      ["AUS", "can_accept", "x-g77001", null],
      ["BRA", "supports", "x-g77001", "if it is kept"],
    ]);
    expect(text("eu + 9")).toContain("9");
    expect(text("bra + aut")).toBe(
      "Austria has no proposal in paragraph 12. A statement is put in quotation marks: nor + “…”.",
    );
    expect(text("nor + eu")).toContain("Norway proposes this itself");
    await enter('jap: del "States"');
    expect(text("nor + jap")).toMatch(
      /^Japan has several proposals in paragraph 12. Say which by its number: 4 .* or 6 /,
    );
  });

  it("S7: records one proposal of several sponsors", async () => {
    const { session, enter } = desk();
    expect(await enter('eu, nor: del "stored"')).toBe(true);
    expect(session.acts.at(-1)).toMatchObject({
      kind: "change_wording",
      delegation: "EU",
      payload: { sponsors: ["EU", "NOR"] },
    });
    expect(await enter("eu, nor: del para")).toBe(true);
    expect(session.acts.at(-1)?.payload).toMatchObject({ kind: "deletion", sponsors: ["EU", "NOR"] });
    expect(await enter('eu: "offence" → "crime"')).toBe(true);
    expect(session.acts.at(-1)?.payload).not.toHaveProperty("sponsors");
  });

  it("S7: records who spoke for whom, and says so", async () => {
    const { session, enter, planned } = desk();
    const line = 'bol on behalf of g77, nor: del "stored"';
    expect(planned(line)).toMatchObject({
      note: "Bolivia spoke for G77 and China. Bolivia spoke for Norway.",
    });
    await enter(line);
    expect(session.acts.at(-1)).toMatchObject({
      delegation: "G77",
      payload: { sponsors: ["G77", "NOR"], spoken: { G77: "BOL", NOR: "BOL" } },
    });
    await enter("bol on behalf of g77 +");
    expect(session.acts.at(-1)).toMatchObject({ delegation: "G77", payload: { spoken: { G77: "BOL" } } });
  });

  it("S7: opens the paragraph for typing where only a name is given", async () => {
    const { screen, enter } = desk();
    expect(await enter("jap:")).toBe(true);
    expect(screen.editing.value).toMatchObject({ paragraph: "p-000014", delegation: "JPN" });
  });

  it("S7: leaves the words of a frozen paragraph alone, and still takes positions on it", async () => {
    const { planned, enter } = desk("p-000011");
    expect(planned('eu: del "laws"').text).toContain("Paragraph 11 is agreed");
    expect(await enter("eu+")).toBe(true);
  });

  it("S7: proposes new paragraphs with the next label, where they belong", async () => {
    const { session, enter, text } = desk("p-000014");
    expect(await enter('nor: 14 bis "Decides to keep it under review;"')).toBe(true);
    expect(session.acts.at(-1)).toMatchObject({
      kind: "add_paragraph",
      delegation: "NOR",
      payload: {
        label: "14 bis",
        marker: "14 bis.",
        after: "p-000014",
        relation: { kind: "after", to: "p-000014" },
      },
    });
    const payload: Record<string, unknown> = session.acts.at(-1)?.payload ?? {};
    expect(payload.wording).toEqual([
      { insert: "Decides to keep it under review;", attributes: { ins: payload.proposal } },
    ]);
    expect(await enter('nor: alt "Welcomes all efforts;"')).toBe(true);
    expect(session.acts.at(-1)?.payload).toMatchObject({ label: "14 alt", relation: { kind: "instead" } });
    expect(text('nor: 12 bis "x"')).toBe("12 bis cannot be given: the next label is 12 ter. Type 12 ter.");
    expect(text('nor: 77 bis "x"')).toBe("“77” is no paragraph here.");
  });

  it("S7: takes back for a delegation what it proposed, reserved or said", async () => {
    const { session, screen, enter, text } = desk("p-000012");
    expect(await enter("jap: withdraw")).toBe(true);
    expect(session.acts.at(-1)).toMatchObject({
      kind: "withdraw_proposal",
      delegation: "JPN",
      payload: { proposal: "x-jpn001" },
    });
    expect(await enter("per: lift")).toBe(true);
    expect(session.acts.at(-1)).toMatchObject({
      kind: "withdraw_proposal",
      payload: { proposal: "x-per001" },
    });
    expect(text("per: lift")).toContain("Peru has no reservation");
    expect(await enter("nor: withdraw")).toBe(true);
    expect(session.acts.at(-1)).toMatchObject({
      kind: "leave_proposal",
      delegation: "NOR",
      payload: { proposal: "x-eu0001" },
    });
    expect(await enter("aus 0")).toBe(true);
    expect(session.acts.at(-1)).toMatchObject({
      kind: "withdraw_position",
      delegation: "AUS",
      payload: { proposal: null },
    });
    expect(text("jap 0")).toBe("Japan has no position on paragraph 12.");
    expect(screen.session.state.value.paragraphs["p-000012"]?.positions["AUS|"]).toBeUndefined();
  });

  it("S7: prepares the gavel for the Chair, and says to the Secretariat whose it is", async () => {
    expect(desk("p-000014").text("agree")).toBe(
      "Only the Chair gavels paragraph 14. Nothing stands in the way: the Chair presses G.",
    );
    expect(desk("p-000012").text("agree")).toMatch(/^Only the Chair gavels paragraph 12. /);
    const { screen, enter } = desk("p-000014", "chair");
    expect(await enter("agreed ad ref")).toBe(true);
    expect(screen.sheet.value).toEqual({ kind: "gavel", paragraph: "p-000014", level: "ad_ref" });
    expect(await enter("agree")).toBe(true);
    expect(screen.sheet.value).toMatchObject({ level: "agreed" });
  });

  it("S49: says what goes with a proposal that is withdrawn", () => {
    const { session, planned } = desk();
    const mint = (id: string, parent: string | null) => ({ id, parent, kind: "wording" as const, set: null });
    const ins = (id: string) => ({ attributes: { ins: id } });
    const at = (delegation: string) => ({ delegation, hold: false });
    session.edit("p-000014", [{ insert: "strongly ", ...ins("x-eu") }], [mint("x-eu", null)], at("EU"));
    const inside = [{ retain: 9 }, { insert: "and urgently ", ...ins("x-pe") }];
    session.edit("p-000014", inside, [mint("x-pe", "x-eu")], at("PER"));
    expect(planned("eu: withdraw")).toMatchObject({ note: "With it goes the amendment of Peru." });
  });

  it("Y4: is about the paragraph before the room, wherever the note-taker looks", async () => {
    const { screen, session, enter, text } = desk("p-000014");
    select(screen, "p-000015");
    expect(captureTarget(screen)?.id).toBe("p-000014");
    togglePin(screen);
    expect(screen.pinned.value).toBe("p-000014");
    togglePin(screen);
    goTo(screen, "p-000012");
    expect([captureTarget(screen)?.id, screen.selected.value]).toEqual(["p-000012", "p-000012"]);
    session.happen({ kind: "paragraph_put_before_room", payload: { paragraph: "p-000015" } });
    expect(captureTarget(screen)?.id).toBe("p-000012");
    pin(screen, null);
    expect(captureTarget(screen)?.id).toBe("p-000015");
    expect(text("0")).toBe("Go to paragraph 15, before the room");
    session.happen({ kind: "paragraph_put_before_room", payload: { paragraph: null } });
    expect(captureTarget(screen)?.id).toBe("p-000012");
    expect(text("0")).toContain("before the room");
    expect(await enter('eu: del "laws" in 99')).toContain("“99” is no paragraph here.");
  });

  it("S7: changes the words of the paragraph that the line names", async () => {
    const { session, enter } = desk("p-000014");
    expect(await enter('eu: ins "always" at the end in 15')).toBe(true);
    expect(session.acts.at(-1)?.payload.paragraph).toBe("p-000015");
    expect(characters(session.state.value.paragraphs["p-000015"]?.wording ?? [])).toContain("always");
  });
});
