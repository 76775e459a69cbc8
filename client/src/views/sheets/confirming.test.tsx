// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Paragraph } from "../../record/types";
import { characters } from "../facts";
import { openScreen, ScreenContext, select } from "../screen";
import { type FakeSession, fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { ParagraphSheet } from "./ParagraphSheet";

let root: HTMLElement;
let session: FakeSession;

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

type Sheet = Parameters<typeof ParagraphSheet>[0]["sheet"];

async function show(
  role: "chair" | "secretariat" | "delegate",
  paragraph: string,
  sheet: Sheet,
): Promise<void> {
  session = fakeSession(sample(role, role === "delegate" ? "JPN" : null));
  const screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
  select(screen, paragraph);
  screen.sheet.value = sheet;
  const found = session.state.value.paragraphs[paragraph] as Paragraph;
  const shown = (
    <ScreenContext.Provider value={screen}>
      <ParagraphSheet sheet={sheet} paragraph={found} />
    </ScreenContext.Provider>
  );
  await settle(() => render(shown, root));
}

async function type(field: HTMLInputElement | HTMLTextAreaElement, words: string): Promise<void> {
  await settle(() => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const enter = (from: Element | null, more: KeyboardEventInit = {}) =>
  settle(async () => {
    const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...more });
    from?.dispatchEvent(event);
    await Promise.resolve();
  });
const shownKey = () => root.querySelector("button[type=submit] kbd")?.textContent;
const sent = () => session.acts.map(({ kind, payload }) => [kind, payload]);

it("S71: the final wording has its footnotes with their numbers and words", async () => {
  await show("chair", "p-000011", { kind: "gavel", paragraph: "p-000011", level: "agreed" });
  const result = root.querySelector(".result");
  expect(result?.querySelector("sup")?.textContent).toBe("1");
  const note = session.state.value.paragraphs["p-note01"] as Paragraph;
  expect(result?.querySelector("ol.notes li")?.textContent).toBe(characters(note.wording));
});

describe("a field of names", () => {
  const field = () => root.querySelector<HTMLInputElement>("input[autocomplete]") as HTMLInputElement;
  const beside = () => root.querySelector("small.blocked")?.textContent;
  const will = () => root.querySelector(".will")?.textContent;

  it("S131: refuses what is no delegation beside it, and nothing is recorded", async () => {
    await show("chair", "p-000014", { kind: "gavel", paragraph: "p-000014", level: "agreed" });
    await type(field(), "bol, mars");
    expect(beside()).toBe("No delegation begins with “mars”.");
    expect(will()).toBeUndefined();
    await enter(field(), { ctrlKey: true });
    expect(sent()).toEqual([]);
    expect(document.activeElement).toBe(field());
    await type(field(), "bol, 15");
    expect([beside(), field().getAttribute("aria-invalid")]).toEqual([undefined, "false"]);
    await enter(field(), { ctrlKey: true });
    expect(sent()).toMatchObject([["record_agreement", { pending: ["BOL", "p-000015"] }]]);
  });

  it("S130: asks which of several delegations is meant", async () => {
    await show("chair", "p-000014", {
      ...{ kind: "position", paragraph: "p-000014", proposal: null },
      stance: "supports",
    });
    await type(field(), "au");
    expect(beside()).toBe("Several delegations begin with “au”: Australia, Austria. Type more of its name.");
    await enter(field(), { ctrlKey: true });
    expect(sent()).toEqual([]);
    await type(field(), "aut");
    await enter(field(), { ctrlKey: true });
    expect(sent()).toMatchObject([["take_position", { stance: "supports" }]]);
  });

  it("S132: what an agreement is pending stays so at a higher level, and it is said what goes", async () => {
    await show("chair", "p-000013", { kind: "gavel", paragraph: "p-000013", level: "agreed" });
    expect(field().value).toBe("Bolivia");
    expect(will()).toContain("agreed, pending Bolivia,");
    await type(field(), "paragraph 15");
    expect(will()).toMatch(/pending paragraph 15, .* It is no longer pending Bolivia\.$/);
    await enter(field(), { ctrlKey: true });
    expect(sent()).toMatchObject([["record_agreement", { level: "agreed", pending: ["p-000015"] }]]);
  });
});

describe("confirming a sheet", () => {
  it("S26: Enter confirms from each field of a sheet that shows Enter", async () => {
    await show("delegate", "p-000014", {
      kind: "add",
      paragraph: "p-000014",
      place: "after",
      heading: false,
    });
    const words = root.querySelector("textarea") as HTMLTextAreaElement;
    await type(words, "States should share.");
    expect(shownKey()).toBe("Enter");
    await enter(words, { shiftKey: true });
    expect(sent()).toEqual([]);
    await enter(words);
    const [[kind, payload] = []] = sent() as [string, Record<string, unknown>][];
    expect([kind, payload?.wording]).toEqual([
      "add_paragraph",
      [{ insert: "States should share.", attributes: { ins: payload?.proposal } }],
    ]);
  });

  it.each(["chair", "secretariat"] as const)(
    "S90: what the %s does on behalf takes Ctrl+Enter, and the sheet says who said it and who enters it",
    async (role) => {
      const id = "p-000012";
      const proposals = fakeSession(sample()).state.value.paragraphs[id]?.proposals ?? {};
      const alone = Object.values(proposals).find(({ sponsors }) => sponsors[0] === "JPN")?.id ?? "";
      const shared = Object.values(proposals).find(({ sponsors }) => sponsors[0] === "EU")?.id ?? "";
      const sheets: [Sheet, string | null][] = [
        [{ kind: "withdraw_proposal", paragraph: id, proposal: alone }, "Japan"],
        [{ kind: "withdraw_position", paragraph: id, of: "BOL|x-eu0001" }, "Bolivia"],
        [{ kind: "sponsor", paragraph: id, proposal: shared, act: "leave" }, null],
        [{ kind: "position", paragraph: id, proposal: null, stance: "supports" }, "Peru"],
        [{ kind: "whole", paragraph: id, as: "deletion" }, "Peru"],
      ];
      for (const [sheet, who] of sheets) {
        await show(role, id, sheet);
        expect(shownKey()).toBe("Ctrl Enter");
        const field = root.querySelector<HTMLInputElement>("input[list], input:not([type])");
        if (field) await type(field, "peru");
        if (who)
          expect(root.querySelector(".will")?.textContent).toContain(`${who} said so; Ana Ruiz enters it`);
        await enter(document.activeElement);
        await enter(root.querySelector("button[type=submit]"));
        expect(sent()).toEqual([]);
        await settle(() => render(null, root));
      }
    },
  );

  it("S90: one's own act takes Enter, and says nothing of whoever enters it", async () => {
    const id = "p-000012";
    const found = Object.values(fakeSession(sample()).state.value.paragraphs[id]?.proposals ?? {});
    const own = found.find(({ sponsors }) => sponsors[0] === "JPN")?.id ?? "";
    await show("delegate", id, { kind: "withdraw_proposal", paragraph: id, proposal: own });
    expect([shownKey(), root.querySelector(".will")?.textContent?.includes("said so")]).toEqual([
      "Enter",
      false,
    ]);
  });

  it("S26: Enter in a field records no act of weight; Ctrl+Enter does", async () => {
    await show("chair", "p-000011", { kind: "reopen", paragraph: "p-000011" });
    const reason = root.querySelector("input") as HTMLInputElement;
    await type(reason, "a delegation was away");
    expect(shownKey()).toBe("Ctrl Enter");
    await enter(reason);
    expect(sent()).toEqual([]);
    await enter(reason, { ctrlKey: true });
    expect(sent()).toEqual([
      ["reopen_paragraph", { paragraph: "p-000011", reason: "a delegation was away" }],
    ]);
  });
});
