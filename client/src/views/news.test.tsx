// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { newsOf, useNews } from "./news";
import { openScreen, type Screen } from "./screen";
import { type FakeSession, fakeSession } from "./testing/fakeSession";
import { sample } from "./testing/sample";

let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

function Listening() {
  useNews(screen);
  return null;
}

const supports = (paragraph: string, delegation: string) => ({
  kind: "position_taken",
  delegation,
  payload: { paragraph, proposal: null, stance: "supports", fingerprint: "", seen: 1, statement: null },
});

describe("news", () => {
  beforeEach(async () => {
    vi.useFakeTimers();
    root = document.body.appendChild(document.createElement("div"));
    session = fakeSession(sample("delegate", "JPN"));
    screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
    await settle(() => render(<Listening />, root));
  });
  afterEach(async () => {
    await settle(() => render(null, root));
    root.remove();
    vi.useRealTimers();
  });

  it("S33: tells a few of the latest acts in sentences, and counts the others", () => {
    const heard: string[] = [];
    session.onEntries((entries, _own, before) =>
      heard.push(newsOf(screen, { before, entries: [...entries], own: new Set() })),
    );
    session.happen(supports("p-000014", "BOL"));
    session.happen(...["p-000012", "p-000013", "p-000014", "p-000015"].map((one) => supports(one, "PER")));
    expect(heard).toEqual([
      "paragraph 14: Bolivia supports it.",
      "paragraph 13: Peru supports it. paragraph 14: Peru supports it. paragraph 15: Peru supports it. One more change.",
    ]);
  });

  it("S33: says once that words are tabled, and tells others' acts together when they pause", () => {
    const as = { delegation: "JPN", hold: true };
    const minted = { id: "x-jpn-1", parent: null, kind: "wording", set: null } as const;
    session.edit("p-000015", [{ insert: "All ", attributes: { ins: "x-jpn-1" } }], [minted], as);
    expect(screen.notice.value).toBeNull();
    session.table("p-000015");
    expect(screen.notice.value).toMatchObject({ tone: "tabled" });
    expect(screen.notice.value?.text).toMatch(/^Tabled: Japan inserts “All” · paragraph 15 · no\. /);
    session.happen(supports("p-000014", "BOL"));
    vi.advanceTimersByTime(1_000);
    session.happen(supports("p-000013", "PER"));
    vi.advanceTimersByTime(1_000);
    expect(screen.announced.value).toBe("");
    vi.advanceTimersByTime(1_000);
    expect(screen.announced.value).toBe("paragraph 14: Bolivia supports it. paragraph 13: Peru supports it.");
  });
});

describe("what is entered on behalf", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("S90: is said in the windows of its delegation until it is closed, and in no other", async () => {
    for (const [own, said] of [
      ["JPN", "paragraph 14: Japan supports it, entered by Chair."],
      ["BOL", undefined],
    ] as const) {
      root = document.body.appendChild(document.createElement("div"));
      session = fakeSession(sample("delegate", own));
      screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
      await settle(() => render(<Listening />, root));
      session.happen({ ...supports("p-000014", "JPN"), person: "p-chair" });
      vi.advanceTimersByTime(2_000);
      expect(screen.notice.value?.text).toBe(said);
      expect(screen.announced.value).toBe("paragraph 14: Japan supports it, entered by Chair.");
      await settle(() => render(null, root));
      root.remove();
    }
  });
});
