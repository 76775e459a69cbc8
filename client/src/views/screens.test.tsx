// @vitest-environment jsdom
import axe from "axe-core";
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { turns } from "../record/testing/turns";
import { App } from "./App";
import { settings } from "./room/fitting";
import { Room } from "./room/Room";
import { openScreen, type Screen, select } from "./screen";
import { type FakeSession, fakeSession } from "./testing/fakeSession";
import { sample } from "./testing/sample";

let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

beforeEach(() => {
  vi.stubGlobal("matchMedia", () => ({ matches: false }));
  document.documentElement.lang = "en";
  document.title = "Adref";
  root = document.body.appendChild(document.createElement("div"));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

async function show(
  role: "chair" | "delegate" | "secretariat",
  delegation: string | null = null,
): Promise<void> {
  session = fakeSession(sample(role, delegation));
  screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
  await settle(() => render(<App screen={screen} />, root));
  await settle(() => turns());
}

async function key(name: string, init: KeyboardEventInit = {}): Promise<void> {
  const target = document.activeElement ?? document.body;
  await settle(() => {
    target.dispatchEvent(
      new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...init }),
    );
  });
}

async function serious(): Promise<string[]> {
  // Colours and sizes need a browser: the tests at the end of the chain look at those.
  const found = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .map((one) => `${one.id}: ${one.nodes[0]?.html}`);
}

describe("the screen of a text", () => {
  it("S3: begins at what is before the room, frozen paragraphs with the act that froze them", async () => {
    await show("delegate", "JPN");
    expect(screen.selected.value).toBe("p-000012");
    expect(root.querySelector("#p-000011 .act")?.textContent).toContain("Agreed · 7 April");
    expect(root.querySelector("#p-000013 .act")?.textContent).toContain("pending Bolivia");
    expect(root.querySelector("#p-000012 ins.own")?.textContent).toBe("without undue delay");
    expect(root.querySelector("#p-000020")).toBeNull();
  });

  it("S3: draws again only the paragraph that changed", async () => {
    await show("delegate", "JPN");
    const other = root.querySelector("#p-000014 .wording")?.firstChild;
    await settle(() => session.edit("p-000015", [{ insert: "All " }], [], { delegation: null, hold: false }));
    expect(root.querySelector("#p-000015 .wording")?.textContent).toMatch(/^All /);
    expect(root.querySelector("#p-000014 .wording")?.firstChild).toBe(other);
  });

  it("S9: the gavel shows the final wording, is not given by Enter, and is given by Ctrl Enter", async () => {
    await show("chair");
    await settle(() => select(screen, "p-000014"));
    await key("g");
    expect(root.querySelector(".sheet .result")?.textContent).toContain("Requests for stored data");
    expect(root.querySelector(".sheet .will")?.textContent).toMatch(
      /^The record will say: paragraph 14, agreed/,
    );
    await key("Enter");
    expect(session.acts).toEqual([]);
    await key("Enter", { ctrlKey: true });
    expect(session.acts).toMatchObject([
      { kind: "record_agreement", payload: { level: "agreed", pending: [] } },
    ]);
    expect(root.querySelector("#p-000014 .act")?.textContent).toContain("Agreed");
  });

  it("S34: a sheet begins in the field that has to be filled in", async () => {
    await show("chair");
    await settle(() => select(screen, "p-000011"));
    await key("u");
    expect(document.activeElement?.matches(".sheet input")).toBe(true);
    await key("Enter");
    expect(session.acts).toEqual([]);
  });

  it("S9: the gavel may be pending delegations and paragraphs", async () => {
    await show("chair");
    await settle(() => select(screen, "p-000014"));
    await key("g");
    const field = root.querySelector<HTMLInputElement>(".sheet input[autocomplete]");
    if (!field) throw new Error("the sheet has a field for what is pending");
    field.value = "bol, 15";
    await settle(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    expect(root.querySelector(".sheet .will")?.textContent).toContain("pending Bolivia, paragraph 15,");
    field.focus();
    await key("Enter", { ctrlKey: true });
    expect(session.acts).toMatchObject([{ payload: { pending: ["BOL", "p-000015"] } }]);
    expect(root.querySelector("#p-000014 .act")?.textContent).toContain("paragraph 15");
  });

  it("S9: retaining shows the resulting text and sends the number that it was previewed on", async () => {
    await show("chair");
    await key("5");
    await key("+");
    expect(root.querySelector(".sheet .result")?.textContent).toContain("States shall ensure");
    const { number } = session.state.value;
    await key("Enter", { ctrlKey: true });
    expect(session.acts).toEqual([
      {
        kind: "retain_proposal",
        payload: { paragraph: "p-000012", proposal: "x-eu0001", previewed: number, collisions: {} },
        delegation: null,
      },
    ]);
  });

  it("S9: what was recorded is said at the line of capture, and a refusal once, above it", async () => {
    await show("secretariat");
    const said = (tone: "done" | "refused", text: string) =>
      settle(() => {
        screen.notice.value = { tone, text };
      });
    await said("done", "Recorded.");
    expect(root.querySelector("#capture-preview")?.textContent).toBe("Recorded.");
    await said("refused", "That cannot be.");
    expect(root.querySelector(".whisper")?.textContent).toContain("That cannot be.");
    expect(root.querySelector("#capture-preview")?.textContent).not.toContain("That cannot be.");
  });

  it("S9: a line that cannot be recorded comes back, and what is wrong with it is said once", async () => {
    await show("secretariat");
    const line = root.querySelector<HTMLInputElement>("#capture");
    if (!line) throw new Error("the Secretariat has a line of capture");
    line.focus();
    line.value = "xx yy";
    await settle(() => void line.dispatchEvent(new Event("input", { bubbles: true })));
    const wrong = root.querySelector("#capture-preview")?.textContent ?? "";
    expect(wrong).toContain("No delegation begins with");
    await key("Enter");
    await settle(() => turns());
    expect(line.value).toBe("xx yy");
    expect(root.querySelector(".whisper")?.textContent).toContain(wrong);
    expect(root.textContent?.split(wrong)).toHaveLength(2);
  });

  it("Y2: a new paragraph has no typed brackets as characters, and the sheet says what is recorded", async () => {
    await show("delegate", "JPN");
    await key("i");
    const field = root.querySelector<HTMLTextAreaElement>(".sheet textarea");
    if (!field) throw new Error("the sheet has a field for the words");
    field.focus();
    field.value = "States [shall][should – EU] act [[[Name]]];";
    await settle(() => void field.dispatchEvent(new Event("input", { bubbles: true })));
    expect(root.querySelector(".sheet .field small")?.textContent).toContain(
      "States shall should act [[[Name]]];",
    );
    await key("Enter");
    expect(session.acts.at(-1)?.payload.wording).toMatchObject([
      { insert: "States shall should act [[[Name]]];" },
    ]);
  });

  it("S13: the connection is always said, with what is unsent", async () => {
    await show("delegate", "JPN");
    const status = () => root.querySelector(".live [role=status]")?.textContent;
    expect(status()).toBe("live");
    await settle(() => {
      session.connection.value = { status: "reconnecting", unsent: 3 };
    });
    expect(status()).toBe("reconnecting · 3 unsent");
    expect(root.querySelector(".ended")).toBeNull();
    const ended = { reason: "Your session has ended. Sign in again.", code: "session_ended" };
    await settle(() => {
      session.connection.value = { status: "read_only", unsent: 3, ...ended };
    });
    expect(root.querySelector(".ended")?.textContent).toMatch(
      /^Your session has ended. Sign in again..*stays/,
    );
    expect(root.querySelector(".ended a")?.getAttribute("href")).toMatch(/^\/sign-in\?next=/);
  });

  it("S13: says after a while without a connection that one can go on, and where the words are", async () => {
    await show("delegate", "JPN");
    vi.useFakeTimers();
    try {
      const said = () => root.querySelector(".away")?.textContent ?? null;
      await settle(() => {
        session.connection.value = { status: "reconnecting", unsent: 0 };
      });
      await settle(() => void vi.advanceTimersByTime(2900));
      expect(said()).toBeNull();
      await settle(() => void vi.advanceTimersByTime(200));
      expect(said()).toMatch(/^No connection.*go on reading and writing/);
      await settle(() => {
        session.connection.value = { status: "reconnecting", unsent: 2 };
      });
      expect(said()).toMatch(/kept in this browser and sent when the connection is back.*close the window/);
      await settle(() => {
        session.connection.value = { status: "live", unsent: 0 };
      });
      expect(said()).toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it("S13: the room says after a while that what stands there may be old", async () => {
    await show("delegate", "JPN");
    vi.useFakeTimers();
    try {
      await settle(() => render(<Room screen={screen} />, root));
      await settle(() => {
        session.connection.value = { status: "reconnecting", unsent: 0 };
      });
      const said = () => root.querySelector(".room-frame .live")?.textContent?.trim();
      expect(said()).toBe("reconnecting");
      await settle(() => void vi.advanceTimersByTime(3100));
      expect(said()).toBe("No connection: what stands here may be old.");
    } finally {
      vi.useRealTimers();
    }
  });

  it("S14: has no serious finding of axe, for anybody, with a sheet open or not", async () => {
    for (const role of ["chair", "secretariat", "delegate"] as const) {
      await show(role, role === "delegate" ? "JPN" : null);
      await settle(() => {
        screen.sheet.value = role === "chair" ? { kind: "keys" } : null;
      });
      expect(await serious()).toEqual([]);
      await settle(() => render(null, root));
    }
  }, 120_000);
});

describe("the room", () => {
  it("S15: follows the Chair from paragraph to paragraph", async () => {
    session = fakeSession(sample("secretariat"));
    screen = openScreen(session, 0);
    await settle(() => render(<Room screen={screen} />, root));
    expect(root.querySelector("h1")?.textContent).toBe("Paragraph 12");
    expect(root.querySelector("footer")?.textContent).toContain("Objection: Bolivia");
    await settle(() =>
      session.happen({ kind: "paragraph_put_before_room", payload: { paragraph: "p-000014" } }),
    );
    expect(root.querySelector(".hand p")?.textContent).toContain("Requests for stored data");
    expect(root.querySelector(".next")?.textContent).toContain("15. Service");
  });

  it("S15: sets the wording at 32 px or more on a screen of 1920 px", () => {
    const sizes = (width: number) => settings(width).map(({ size }) => size);
    expect(Math.min(...sizes(1920))).toBeGreaterThanOrEqual(32);
    expect(settings(1920)[0]).toEqual({ size: 50, columns: 1 });
    expect(Math.min(...sizes(3840))).toBeGreaterThanOrEqual(64);
  });
});
