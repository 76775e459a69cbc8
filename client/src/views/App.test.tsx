// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { expect, it, vi } from "vitest";
import { App } from "./App";
import { openScreen, type Sheet, select } from "./screen";
import { fakeSession } from "./testing/fakeSession";
import { sample } from "./testing/sample";

it("S3: says what the Chair puts before the room, and leads there without a keyboard", async () => {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const session = fakeSession(sample());
  const screen = openScreen(session, 0);
  const root = document.body.appendChild(document.createElement("div"));
  await settle(() => render(<App screen={screen} />, root));
  await settle(() => select(screen, "p-000011"));
  await settle(() => void session.act("put_before_room", { paragraph: "p-000014" }));
  const whisper = root.querySelector(".whisper");
  expect(whisper?.textContent).toContain("Before the room now: paragraph 14");
  await settle(() => whisper?.querySelector("button")?.click());
  expect(screen.selected.value).toBe("p-000014");
  expect(root.querySelector(".whisper")).toBeNull();
  render(null, root);
});

it("S72: the line of counts runs as English does, whatever the text", async () => {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const screen = openScreen(fakeSession(sample()), 0);
  const root = document.body.appendChild(document.createElement("div"));
  await settle(() => render(<App screen={screen} />, root));
  const line = root.querySelector(".sub");
  expect(line?.textContent).toMatch(/^Rolling text.* · .*clean/);
  expect(line?.querySelector("bdi[dir=ltr]")?.textContent).toBe(line?.textContent);
  await settle(() => render(null, root));
  root.remove();
});

it("S42: Back closes what was opened after a link to a place on the page was followed", async () => {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  const screen = openScreen(fakeSession(sample()), 0);
  const root = document.body.appendChild(document.createElement("div"));
  await settle(() => render(<App screen={screen} />, root));
  const shows = (sheet: Sheet | null) =>
    settle(() => {
      screen.sheet.value = sheet;
    });
  const layers = (count: number) => vi.waitFor(() => expect(history.state).toEqual({ layers: count }));
  await shows({ kind: "keys" });
  await layers(1);
  location.hash = "#text";
  await layers(1);
  await shows(null);
  await layers(0);
  await shows({ kind: "keys" });
  await layers(1);
  history.back();
  await vi.waitFor(() => expect(screen.sheet.value).toBeNull());
  await settle(() => render(null, root));
  root.remove();
});
