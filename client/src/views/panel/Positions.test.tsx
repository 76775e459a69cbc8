// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Paragraph, Role } from "../../record/types";
import { openScreen, type Screen, ScreenContext } from "../screen";
import { type FakeSession, fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { Positions } from "./Positions";

const P = "p-000014";

let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

async function show(role: Role, delegation: string | null = null): Promise<void> {
  session = fakeSession(sample(role, delegation));
  const objection = { paragraph: P, proposal: null, stance: "objects", fingerprint: "0", seen: 1 };
  session.happen(
    ...["ICC", "PER"].map((code) => ({
      kind: "position_taken",
      delegation: code,
      payload: { ...objection, statement: null },
    })),
  );
  screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
  const Shown = () => <Positions paragraph={screen.state.value.paragraphs[P] as Paragraph} />;
  await settle(() =>
    render(
      <ScreenContext.Provider value={screen}>
        <Shown />
      </ScreenContext.Provider>,
      root,
    ),
  );
}

const lifting = () => [...root.querySelectorAll<HTMLElement>("dd button")];

describe("a position of an observer", () => {
  it.each<Role>(["secretariat", "chair"])("A10: is withdrawn on its behalf by the %s", async (role) => {
    await show(role);
    expect(lifting().map((one) => one.title)).toEqual([
      "ICC only reads: withdraw this position on its behalf",
    ]);
    await settle(() => lifting()[0]?.click());
    // The sheet asks first (S90).
    expect(session.acts).toEqual([]);
    expect(screen.sheet.value).toEqual({ kind: "withdraw_position", paragraph: P, of: "ICC|" });
  });

  it("A10: is shown to delegates without that", async () => {
    await show("delegate", "JPN");
    expect(lifting()).toEqual([]);
  });
});
