// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openScreen, type Screen, ScreenContext, select } from "../screen";
import { type FakeSession, fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { Capture } from "./Capture";

let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

beforeEach(async () => {
  root = document.body.appendChild(document.createElement("div"));
  session = fakeSession(sample("secretariat", null));
  screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
  select(screen, "p-000012");
  const shown = (
    <ScreenContext.Provider value={screen}>
      <Capture />
    </ScreenContext.Provider>
  );
  await settle(() => render(shown, root));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

const line = () => root.querySelector("#capture") as HTMLInputElement;
const offered = () => [...root.querySelectorAll("[role=option] b")].map(({ textContent }) => textContent);
const taken = () => session.acts.map(({ kind, delegation }) => [kind, delegation]);

async function type(words: string): Promise<void> {
  await settle(() => {
    line().value = words;
    line().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

async function key(name: string): Promise<void> {
  await settle(async () => {
    line().dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
    await Promise.resolve();
  });
}

it("S130: Enter records nothing until one of several delegations is chosen", async () => {
  await type("au +");
  expect(offered()).toEqual(["Australia", "Austria"]);
  await key("Enter");
  expect([taken(), line().value, offered()]).toEqual([[], "au +", ["Australia", "Austria"]]);
  expect(screen.notice.value?.text).toContain("Several delegations begin with “au”");
  await key("ArrowDown");
  await key("ArrowDown");
  await key("Enter");
  expect(taken()).toEqual([["take_position", "AUT"]]);
  await type("au");
  await key("Enter");
  expect([taken().length, line().value, screen.editing.value]).toEqual([1, "au", null]);
  await key("Tab");
  expect(line().value).toBe("Austria: ");
});
