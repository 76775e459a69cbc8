// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { turns } from "../record/testing/turns";
import type { Role } from "../record/types";
import { QuotaLine } from "./QuotaLine";
import { openScreen, type Screen, ScreenContext } from "./screen";
import { fakeSession } from "./testing/fakeSession";
import { sample } from "./testing/sample";

let root: HTMLElement;
let screen: Screen;
let used: number;

beforeEach(() => {
  used = 1_200;
  root = document.body.appendChild(document.createElement("div"));
  const quota = () => ({
    characters: { used, most: 100_000 },
    paragraphs: { used: 3, most: 100 },
    bytes: { used: 9_000, most: 24_000_000 },
  });
  vi.stubGlobal("fetch", async () => ({ ok: true, json: async () => ({ account: "JPN", quota: quota() }) }));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
  vi.unstubAllGlobals();
});

async function show(role: Role, delegation: string | null, always: boolean): Promise<string | null> {
  screen = openScreen(fakeSession(sample(role, delegation)), Date.parse("2021-04-07T16:02:00.000Z"));
  await settle(() =>
    render(
      <ScreenContext.Provider value={screen}>
        <QuotaLine always={always} />
      </ScreenContext.Provider>,
      root,
    ),
  );
  return rested();
}

async function rested(): Promise<string | null> {
  await settle(() => turns());
  return root.textContent;
}

describe("the quota of a delegation", () => {
  it("X9: is always in the list of keys", async () => {
    expect(await show("delegate", "JPN", true)).toBe(
      "Your delegation has added within the hour: 1,200 of 100,000 characters, 3 of 100 paragraphs, 9,000 of 24,000,000 bytes of record",
    );
  });

  it("X9: is said in the foot where more than half is used, and asked again as time passes", async () => {
    expect(await show("delegate", "JPN", false)).toBe("");
    used = 60_000;
    await settle(() => {
      screen.now.value += 60_000;
    });
    expect(await rested()).toBe("Your delegation has added within the hour: 60,000 of 100,000 characters");
  });

  it("X9: is no matter of the Secretariat's screen", async () => {
    expect(await show("secretariat", null, true)).toBe("");
  });
});
