// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Paragraph } from "../../record/types";
import { openScreen, type Screen, ScreenContext, type Sheet, select } from "../screen";
import { type FakeSession, fakeSession } from "../testing/fakeSession";
import { added, proposed, sample, took } from "../testing/sample";
import { AsOfSheet } from "./AsOfSheet";
import { IssueSheet } from "./IssueSheet";
import { ParagraphSheet } from "./ParagraphSheet";

const NOW = Date.parse("2021-04-07T16:02:00.000Z");
let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  HTMLElement.prototype.scrollIntoView = () => undefined;
  enter("chair");
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

function enter(role: "chair" | "delegate", own: string | null = null): void {
  session = fakeSession(sample(role, own));
  screen = openScreen(session, NOW);
}

const draw = (what: preact.ComponentChild) =>
  settle(() => render(<ScreenContext.Provider value={screen}>{what}</ScreenContext.Provider>, root));

async function show(sheet: Sheet & { paragraph: string }): Promise<void> {
  select(screen, sheet.paragraph);
  await draw(
    <ParagraphSheet
      key={JSON.stringify(sheet)}
      sheet={sheet}
      paragraph={session.state.value.paragraphs[sheet.paragraph] as Paragraph}
    />,
  );
}

async function type(field: Element | null, words: string): Promise<void> {
  await settle(() => {
    (field as HTMLInputElement).value = words;
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const will = () => root.querySelector(".will")?.textContent;
const button = () => root.querySelector("button[type=submit]") as HTMLButtonElement;
const note = () => root.querySelector("label.field small.blocked")?.textContent;

it("S95: a document as of a time to come is not issued, and that is said beside the field", async () => {
  await draw(<IssueSheet />);
  await type(root.querySelector("input[type=datetime-local]"), "2021-04-08T10:00");
  expect([note(), button().getAttribute("aria-disabled"), will()]).toEqual([
    "This time is still to come.",
    "true",
    undefined,
  ]);
  await settle(() => button().click());
  expect(session.acts).toEqual([]);
  session.at = async () => Promise.reject(new Error("The text was not opened then"));
  await type(root.querySelector("input[type=datetime-local]"), "2020-04-08T10:00");
  await vi.waitFor(() => expect(note()).toBe("The text was not opened then."));
  expect(button().getAttribute("aria-disabled")).toBe("true");
});

it("S95: the past of a time to come, or before the text, is refused beside the field", async () => {
  await draw(<AsOfSheet />);
  const field = root.querySelector("input[type=datetime-local]");
  await type(field, "2021-04-08T10:00");
  expect([note(), button().getAttribute("aria-disabled")]).toEqual(["This time is still to come.", "true"]);
  const { at } = session;
  session.at = async () => Promise.reject(new Error("The text was not opened then."));
  await type(field, "2020-04-08T10:00");
  await settle(() => button().click());
  await vi.waitFor(() => expect(note()).toContain("The text was not opened then."));
  session.at = at;
  await type(field, "2021-04-07T17:55");
  expect(note()).toBeUndefined();
  await settle(() => button().click());
  // What was asked for, and not the time of the entry before it.
  await vi.waitFor(() => expect(screen.past.value?.asked).toBe("2021-04-07T15:55:59.999Z"));
});

it("S96: retaining says what becomes of the text, by what the proposal does", async () => {
  const id = "p-000014";
  const del = { attributes: { "del:x-del": true } };
  session.happen(
    ...proposed(id, ["JPN"], "x-ins", [{ insert: "All ", attributes: { ins: "x-ins" } }]),
    ...proposed(id, ["JPN"], "x-del", [{ retain: 6 }, { retain: 4, ...del }]),
  );
  const whole = { id: "x-all", parent: null, kind: "deletion", sponsors: ["JPN"], set: null, place: null };
  session.happen({
    kind: "proposal_tabled",
    delegation: "JPN",
    payload: { paragraph: id, proposal: whole, marks: { "del:x-all": true } },
  });
  const said = [];
  for (const proposal of ["x-ins", "x-del", "x-all"]) {
    await show({ kind: "settle", paragraph: id, proposal, act: "retain" });
    said.push(will()?.split(": ").at(-1));
  }
  expect(said).toEqual([
    "its words become part of the text.",
    "the words that it deletes leave the text.",
    "the paragraph leaves the text.",
  ]);
});

it("S96: a section without a label is proposed as a new section, as deep as the one where it stands", async () => {
  enter("delegate", "JPN");
  session.happen(added("p-000090", { kind: "heading", depth: 2, wording: "Deep", label: "" }));
  session.happen(added("p-000091", { label: "91", wording: "In the deep." }));
  await show({ kind: "add", paragraph: "p-000091", place: "after", heading: true });
  await type(root.querySelector("textarea"), "Means");
  expect(will()).toBe("The record will say: Japan proposes a new section.");
  await settle(() => button().click());
  expect(session.acts.at(-1)?.payload.depth).toBe(2);
});

it("S97: a statement goes with the position that is held already, and is in the sentence", async () => {
  enter("delegate", "JPN");
  const taken = took("JPN", "p-000014", "can_accept", null, "0");
  session.happen(taken);
  await show({ kind: "position", paragraph: "p-000014", proposal: null, stance: null });
  expect(root.querySelector<HTMLInputElement>("input:checked")?.parentElement?.textContent).toBe(
    "Can accept",
  );
  await type(root.querySelector("input:not([type])"), "for now");
  expect(will()).toBe("The record will say: Japan can accept paragraph 14: “for now”.");
});

it("S98: a sheet in an Arabic text has the direction of the screens; the wording has its own", async () => {
  const state = session.state.value;
  session.state.value = { ...state, language: "ar", direction: "rtl" };
  const arabic = [{ insert: "تعمل الدول معا." }];
  const paragraph = { ...(state.paragraphs["p-000014"] as Paragraph), wording: arabic, label: "" };
  await draw(
    <ParagraphSheet
      sheet={{ kind: "gavel", paragraph: paragraph.id, level: "agreed" }}
      paragraph={paragraph}
    />,
  );
  const sheet = root.querySelector("form.sheet");
  expect([sheet?.getAttribute("dir"), sheet?.getAttribute("lang")]).toEqual(["ltr", "en"]);
  const result = root.querySelector(".result");
  expect([result?.getAttribute("dir"), result?.getAttribute("lang")]).toEqual(["rtl", "ar"]);
  expect(root.querySelector("h3")?.textContent).toContain("\u2068تعمل الدول معا.\u2069");
});
