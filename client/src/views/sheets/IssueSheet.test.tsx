// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Unprinted } from "../../record/api";
import { openScreen, ScreenContext } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { IssueSheet } from "./IssueSheet";

let root: HTMLElement;
let asked: string[];

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  asked = [];
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
  vi.unstubAllGlobals();
});

async function show(unprinted: Unprinted): Promise<string | undefined> {
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return { ok: true, json: async () => unprinted };
  });
  const screen = openScreen(fakeSession(sample("secretariat", null)), Date.parse("2021-04-07T16:02:00.000Z"));
  const sheet = (
    <ScreenContext.Provider value={screen}>
      <IssueSheet />
    </ScreenContext.Provider>
  );
  await settle(() => render(sheet, root));
  await settle(() => new Promise((resolve) => setTimeout(resolve, 5)));
  return root.querySelector('[role="status"]')?.textContent ?? undefined;
}

it("O11b: the sheet says before issuing which characters no font has, and where", async () => {
  expect(await show({ characters: ["U+F0B7"], paragraphs: ["p-000011"] })).toBe(
    "No font has U+F0B7, in paragraph 11: the PDF prints it as a box with its code point. Another character may say the same.",
  );
  expect(asked).toEqual(["/api/texts/t-sample/unprinted?level=ad_ref"]);
  await settle(() => (root.querySelectorAll("input[type=radio]")[1] as HTMLInputElement).click());
  expect(asked).toEqual([asked[0], "/api/texts/t-sample/unprinted?level=agreed"]);
});

it("O11b: the sheet says nothing where every character has a font", async () => {
  expect(await show({ characters: [], paragraphs: [] })).toBeUndefined();
});
