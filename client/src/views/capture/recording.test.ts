import { describe, expect, it } from "vitest";
import { openScreen, select, selectedParagraph } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { read } from "./grammar";
import { paragraphByLabel, preview, record } from "./recording";

function desk(paragraph = "p-000014") {
  const session = fakeSession(sample("secretariat"));
  const screen = openScreen(session, 0);
  select(screen, paragraph);
  const reading = (line: string) => read(line, { delegations: screen.opening.delegations, recent: [] });
  const shown = (line: string) => preview(reading(line), selectedParagraph(screen), screen);
  const enter = (line: string) => record(reading(line), selectedParagraph(screen), screen);
  return { session, screen, shown, enter };
}

describe("recording what is captured", () => {
  it("S7: says before Enter what will be recorded", () => {
    const { shown } = desk();
    expect(shown("bol!")).toEqual({ tone: "ready", text: "Bolivia objects to paragraph 14" });
    expect(shown("eu, us +")).toEqual({ tone: "ready", text: "EU, US support paragraph 14" });
    expect(shown('jap: "should" → "shall"').text).toBe("Japan replaces “should” by “shall” in paragraph 14");
    expect(shown('jap: del "must"')).toEqual({ tone: "problem", text: "“must” is not in this paragraph." });
    expect(shown("xx").text).toBe("No delegation begins with “xx”.");
    expect(shown("jap:").text).toBe("Type in paragraph 14 on behalf of Japan");
  });

  it("S7: records a position for each delegation named, on the paragraph or on a proposal by its number", async () => {
    const { session, enter } = desk("p-000012");
    expect(await enter("eu, us ~ 2")).toBe(true);
    expect(
      session.acts.map(({ delegation, payload }) => [delegation, payload.stance, payload.proposal]),
    ).toEqual([
      ["EU", "can_accept", "x-g77001"],
      ["USA", "can_accept", "x-g77001"],
    ]);
    expect(await enter("eu + 9")).toBe(false);
  });

  it("S7: records a change of words on behalf of the first delegation, at once", async () => {
    const { session, screen, enter, shown } = desk();
    const both = 'eu, nor: del "stored"';
    expect(shown(both).text).toBe(
      "EU deletes “stored” in paragraph 14; for EU alone, the others take positions",
    );
    expect(await enter(both)).toBe(true);
    const proposals = Object.values(session.state.value.paragraphs["p-000014"]?.proposals ?? {});
    expect(proposals.map((one) => one.sponsors)).toEqual([["EU"]]);
    expect(await enter("jap:")).toBe(true);
    expect(screen.editing.value).toEqual({
      paragraph: "p-000014",
      delegation: "JPN",
      reason: null,
      draft: null,
    });
  });

  it("S7: leaves the words of a frozen paragraph alone, and still takes positions on it", async () => {
    const { shown, enter } = desk("p-000011");
    expect(shown('eu: del "laws"').tone).toBe("problem");
    expect(await enter('eu: del "develop"')).toBe(false);
    expect(await enter("eu+")).toBe(true);
  });

  it("finds a paragraph by its label", () => {
    const { screen } = desk();
    expect(paragraphByLabel(screen, "12 BIS")).toBe("p-012bis");
    expect(paragraphByLabel(screen, "12b")).toBe("p-012bis");
    expect(paragraphByLabel(screen, "99")).toBeNull();
  });
});
