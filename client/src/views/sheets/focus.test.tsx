// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Paragraph } from "../../record/types";
import { openScreen, ScreenContext, type Sheet, select } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { PageSheet } from "./PageSheet";
import { ParagraphSheet } from "./ParagraphSheet";

let root: HTMLElement;

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

type Role = "secretariat" | "chair" | "delegate";

/** Two sponsors of one proposal, positions of two, an agreement that is pending two. */
function prepared(paragraph: Paragraph): Paragraph {
  const proposals = Object.fromEntries(
    Object.entries(paragraph.proposals).map(([id, one]) => [
      id,
      id === "x-eu0001" ? { ...one, sponsors: ["EU", "JPN"] } : one,
    ]),
  );
  const { agreement } = paragraph;
  return {
    ...paragraph,
    proposals,
    agreement: agreement ? { ...agreement, pending: ["EU", "JPN"] } : null,
  };
}

async function show(role: Role, sheet: Sheet & { paragraph: string }): Promise<Element | null> {
  const session = fakeSession(sample(role, role === "delegate" ? "JPN" : null));
  const state = session.state.value;
  const found = prepared(state.paragraphs[sheet.paragraph] as Paragraph);
  session.state.value = { ...state, paragraphs: { ...state.paragraphs, [found.id]: found } };
  const screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
  select(screen, sheet.paragraph);
  screen.sheet.value = sheet;
  await settle(() =>
    render(
      <ScreenContext.Provider value={screen}>
        <ParagraphSheet sheet={sheet} paragraph={found} />
      </ScreenContext.Provider>,
      root,
    ),
  );
  return document.activeElement;
}

function called(element: Element | null): string {
  const label = (element as HTMLInputElement | null)?.labels?.[0];
  return (label ?? element)?.textContent?.trim() ?? "";
}

const p = "p-000012";
const agreed = "p-000011";
/** What asks for something in each sheet, and has the keyboard: a field, or where none is the choice that is open. */
const FIELDS: [Role, Sheet & { paragraph: string }, string, "text" | "choice"][] = [
  ["secretariat", { kind: "position", paragraph: p, proposal: null, stance: null }, "Delegations", "text"],
  ["delegate", { kind: "position", paragraph: p, proposal: null, stance: null }, "Statement", "text"],
  ["secretariat", { kind: "withdraw_position", paragraph: p }, "", "choice"],
  ["secretariat", { kind: "sponsor", paragraph: p, proposal: "x-eu0001", act: "leave" }, "EU", "choice"],
  ["secretariat", { kind: "write_as", paragraph: p, base: false }, "Delegation", "text"],
  ["chair", { kind: "write_as", paragraph: p, base: true }, "Reason", "text"],
  ["secretariat", { kind: "whole", paragraph: p, as: "deletion" }, "Delegation", "text"],
  ["secretariat", { kind: "whole", paragraph: p, as: "reservation" }, "Delegation", "text"],
  ["delegate", { kind: "add", paragraph: p, place: "after", heading: false }, "Words", "text"],
  ["secretariat", { kind: "add", paragraph: p, place: "after", heading: true }, "Words", "text"],
  ["secretariat", { kind: "move", paragraph: p }, "", "text"],
  ["secretariat", { kind: "relabel", paragraph: p }, "Label", "text"],
  ["secretariat", { kind: "withdraw", paragraph: p }, "Reason", "text"],
  ["chair", { kind: "reopen", paragraph: agreed }, "Reason", "text"],
  ["chair", { kind: "pending", paragraph: agreed }, "", "choice"],
];

it.each(FIELDS)("S34: for %s, %o gives the keyboard to what it asks for", async (role, sheet, name, kind) => {
  const focused = await show(role, sheet);
  const asks =
    kind === "text" ? "input:not([type=radio]):not([type=checkbox]), textarea, select" : "fieldset input";
  expect(root.querySelector("form.sheet")?.contains(focused)).toBe(true);
  expect(focused?.matches(asks)).toBe(true);
  expect(called(focused)).toContain(name);
});

/** Acts of weight that ask for nothing: a key that is pressed twice does nothing. */
const RESTING: [Role, Sheet & { paragraph: string }][] = [
  ["chair", { kind: "settle", paragraph: p, proposal: "x-eu0001", act: "retain" }],
  ["chair", { kind: "gavel", paragraph: p, level: "agreed" }],
  ["delegate", { kind: "withdraw_own_position", paragraph: agreed, proposal: null }],
];

it.each(RESTING)("S34: for %s, %o, the title has the keyboard", async (role, sheet) => {
  const focused = await show(role, sheet);
  expect(focused).toBe(root.querySelector("form.sheet h3"));
});

it.each(["issue", "as_of", "search"] as const)(
  "S34: %s gives the keyboard to its first field",
  async (kind) => {
    const screen = openScreen(
      fakeSession(sample("secretariat", null)),
      Date.parse("2021-04-07T16:02:00.000Z"),
    );
    screen.sheet.value = { kind };
    await settle(() =>
      render(
        <ScreenContext.Provider value={screen}>
          <PageSheet />
        </ScreenContext.Provider>,
        root,
      ),
    );
    expect(document.activeElement).toBe(root.querySelector("input"));
  },
);
