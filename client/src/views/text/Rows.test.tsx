// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Outline } from "../outline/Outline";
import { openScreen, type Screen, ScreenContext, select } from "../screen";
import { FIRST, stretches } from "../stretches";
import { type FakeSession, fakeSession } from "../testing/fakeSession";
import { added, sample } from "../testing/sample";
import { TextColumn } from "./TextColumn";
import { whereabouts } from "./unseen";

const COUNT = 300;
const name = (number: number) => `p-long-${number}`;

let idle: (() => void)[];
let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

/** Lets the browser have nothing to do for once. */
const rest = () =>
  settle(() => {
    for (const callback of idle.splice(0)) callback();
  });

beforeEach(async () => {
  idle = [];
  vi.stubGlobal("requestIdleCallback", (callback: (deadline: IdleDeadline) => void) =>
    idle.push(() => callback({ didTimeout: false, timeRemaining: () => 0 })),
  );
  root = document.body.appendChild(document.createElement("div"));
  const facts = sample();
  const long = Array.from({ length: COUNT }, (_, index) =>
    added(name(index), { label: `${100 + index}`, wording: `Paragraph ${index} of many.` }),
  );
  session = fakeSession({ ...facts, happenings: [...facts.happenings, ...long] });
  screen = openScreen(session, 0);
  const page = (
    <ScreenContext.Provider value={screen}>
      <Outline />
      <TextColumn />
    </ScreenContext.Provider>
  );
  await settle(() => render(page, root));
});

afterEach(async () => {
  for (let turn = 0; turn < COUNT && idle.length > 0; turn++) await rest();
  await settle(() => render(null, root));
  root.remove();
});

const rows = () => [...root.querySelectorAll("article")].map(({ id }) => id);
const shown = () => {
  const { order, paragraphs } = session.state.value;
  return order.filter((id) => !paragraphs[id]?.withdrawn);
};

it("S16: draws the beginning of a long text at once, and the rest when there is time", async () => {
  const first = rows();
  expect(first.length).toBeGreaterThanOrEqual(FIRST);
  expect(first.length).toBeLessThan(COUNT / 2);
  expect(first).toEqual(shown().slice(0, first.length));
  await rest();
  for (let turn = 0; turn < COUNT && idle.length > 0; turn++) await rest();
  expect(rows()).toEqual(shown());
  expect([...root.querySelectorAll("[role=treeitem]")].length).toBe(shown().length);
});

it("S46: words that are not drawn yet can be found by the browser", () => {
  expect(document.getElementById(name(COUNT - 1))).toBeNull();
  expect(root.querySelector("main")?.textContent).toContain(`Paragraph ${COUNT - 1} of many.`);
});

it("S16: draws at once what is selected, and knows where the others are", async () => {
  const [far, farther] = [name(200), name(COUNT - 1)];
  expect(document.getElementById(far)).toBeNull();
  await settle(() => select(screen, far));
  expect(document.getElementById(far)?.getAttribute("aria-current")).toBe("true");
  expect(root.querySelector(`[data-paragraph="${far}"]`)?.getAttribute("aria-selected")).toBe("true");
  expect(document.getElementById(farther)).toBeNull();
  // In a page that is not laid out everything is in sight, but for what is not there.
  const column = root.querySelector("main") as HTMLElement;
  expect(whereabouts(column, farther)).toBe("in_sight");
  expect(whereabouts(column, "p-never")).toBe("absent");
});

it("S16: End goes to the last paragraph of the outline, drawn or not", async () => {
  const first = root.querySelector<HTMLElement>("[role=treeitem]");
  first?.focus();
  await settle(() => {
    first?.dispatchEvent(new KeyboardEvent("keydown", { key: "End", bubbles: true }));
  });
  expect(screen.selected.value).toBe(name(COUNT - 1));
  expect((document.activeElement as HTMLElement).dataset.paragraph).toBe(name(COUNT - 1));
});

it("S16: a change draws its own paragraph and touches no other row", async () => {
  while (idle.length > 0) await rest();
  const seen: MutationRecord[] = [];
  const watch = new MutationObserver((mutations) => seen.push(...mutations));
  const feed = root.querySelector("[role=feed]") as HTMLElement;
  watch.observe(feed, { subtree: true, childList: true, attributes: true });
  await settle(() => session.edit(name(150), [{ insert: "All " }], [], { delegation: null, hold: false }));
  expect(document.querySelector(`#${name(150)} .wording`)?.textContent).toBe("All Paragraph 150 of many.");
  const touched = [...seen, ...watch.takeRecords()].map(
    ({ target }) => target.parentElement?.closest("article")?.id,
  );
  expect([...new Set(touched)]).toEqual([name(150)]);
});

it("S3: a change of a footnote draws the paragraph that refers to it", async () => {
  const [note] = root.querySelectorAll(".notes li");
  expect(note?.textContent).toBeTruthy();
  const id = Object.values(session.state.value.paragraphs).find(({ kind }) => kind === "footnote")?.id ?? "";
  await settle(() => session.edit(id, [{ insert: "See also: " }], [], { delegation: null, hold: false }));
  expect(root.querySelector(".notes li")?.textContent).toMatch(/^See also: /);
});

const classesOf = (id: string) => document.getElementById(id)?.className.split(" ") ?? [];

/** A stretch far from the ends of the text, with an end of its own. */
function stretchInside(): { first: string; end: string } {
  const found = stretches(shown()).filter(({ ids }) => ids.length > 2)[3];
  return { first: found?.ids[0] ?? "", end: found?.key ?? "" };
}

const withdraw = (paragraph: string) =>
  settle(() => void session.act("withdraw_paragraph", { paragraph, reason: "merged" }));

it("S16: an agreed paragraph is drawn as agreed when the end of its stretch is withdrawn", async () => {
  while (idle.length > 0) await rest();
  const { first, end } = stretchInside();
  const agreement = { paragraph: first, level: "agreed", pending: [] };
  await settle(() => void session.act("record_agreement", agreement));
  expect(classesOf(first)).toContain("frozen");
  await withdraw(end);
  while (idle.length > 0) await rest();
  expect(classesOf(first)).toEqual(expect.arrayContaining(["agreed", "frozen"]));
  expect(document.querySelector(`#${first} .act`)?.textContent).toMatch(/^Agreed/);
});

it("S16: a paragraph withdrawn out of sight is drawn as withdrawn when it is shown", async () => {
  while (idle.length > 0) await rest();
  const { first, end } = stretchInside();
  await withdraw(first);
  await withdraw(end);
  await settle(() => {
    screen.withdrawnShown.value = true;
  });
  while (idle.length > 0) await rest();
  expect([first, end].map((id) => classesOf(id).includes("withdrawn"))).toEqual([true, true]);
  expect(document.querySelector(`#${first} .act`)?.textContent).toMatch(/merged/);
});

it("S16: the past is drawn in the wording of then, also where a stretch was away meanwhile", async () => {
  while (idle.length > 0) await rest();
  const { first, end } = stretchInside();
  await withdraw(end);
  await settle(() => session.edit(first, [{ insert: "All " }], [], { delegation: null, hold: false }));
  const past = await session.at({ number: session.state.value.number });
  await settle(() => {
    screen.past.value = { ...past, asked: null };
  });
  await settle(() => {
    screen.withdrawnShown.value = true;
  });
  while (idle.length > 0) await rest();
  expect(document.querySelector(`#${first} .wording`)?.textContent).toMatch(/^All /);
});

it("S92: a press selects when it is let go, so that nothing moves under it; the keyboard selects at once", async () => {
  const [first, second, third] = [...root.querySelectorAll("article")] as HTMLElement[];
  await settle(() => first?.focus());
  expect(screen.selected.value).toBe(first?.id);
  await settle(() => {
    second?.dispatchEvent(new MouseEvent("mousedown", { bubbles: true }));
    second?.focus();
  });
  expect(screen.selected.value).toBe(first?.id);
  await settle(() => {
    second?.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
    second?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  });
  expect(screen.selected.value).toBe(second?.id);
  await settle(() => third?.focus());
  expect(screen.selected.value).toBe(third?.id);
});

it("S91: a paragraph that is open for writing is left when another one is selected", async () => {
  const [first, second] = rows();
  select(screen, first ?? "");
  screen.editing.value = { paragraph: first ?? "", delegation: "JPN", reason: null, draft: null };
  select(screen, first ?? "");
  expect(screen.editing.value?.paragraph).toBe(first);
  await settle(() => select(screen, second ?? ""));
  expect(screen.editing.value).toBeNull();
});
