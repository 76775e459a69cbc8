// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import { turns } from "../../record/testing/turns";
import type { Paragraph } from "../../record/types";
import { openScreen, type Screen, ScreenContext } from "../screen";
import { type FakeSession, fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { History } from "./History";

const P = "p-000014";
const ADDED = "puts in 14";

let root: HTMLElement;
let session: FakeSession;
let screen: Screen;

function Shown() {
  return <History paragraph={screen.state.value.paragraphs[P] as Paragraph} />;
}

beforeEach(() => {
  root = document.body.appendChild(document.createElement("div"));
  session = fakeSession(sample());
  session.page = 3;
  screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
});

afterEach(async () => {
  await settle(() => render(null, root));
  root.remove();
});

async function show(): Promise<void> {
  const shown = (
    <ScreenContext.Provider value={screen}>
      <Shown />
    </ScreenContext.Provider>
  );
  await settle(() => render(shown, root));
  await rest();
}

/** Until what was asked for has come, and is drawn. */
const rest = () => settle(() => turns());

/** Acts that each have a line of their own. */
function relabel(...labels: string[]): Promise<void> {
  return settle(() => {
    const payloads = labels.map((label) => ({ paragraph: P, label, marker: `${label}.` }));
    session.happen(...payloads.map((payload) => ({ kind: "paragraph_relabelled", payload })));
  });
}

const lines = () => [...root.querySelectorAll(".hist li span")].map(({ textContent }) => textContent);
const button = (words: string) =>
  [...root.querySelectorAll("button")].find((one) => one.textContent === words);

async function press(words: string): Promise<void> {
  await settle(() => button(words)?.click());
  await rest();
}

it("S8: the end of a long history is there at once, and what was before it on demand", async () => {
  await relabel("14a", "14b", "14c", "14d");
  await show();
  expect(lines()).toEqual(["14d", "14c", "14b"].map((label) => `Chair relabels it ${label}`));
  await press("Earlier…");
  expect(lines().at(-1)).toBe(`Chair ${ADDED}`);
  expect(button("Earlier…")).toBeUndefined();
});

it("S8: what happens while a history is shown is added to it", async () => {
  session.page = 1_000;
  await show();
  await relabel("14a");
  await rest();
  expect(lines()).toEqual(["Chair relabels it 14a", `Chair ${ADDED}`]);
});

it("S8: Earlier opens first what has come already", async () => {
  session.page = 14;
  await relabel(...Array.from({ length: 20 }, (_, at) => `14-${at}`));
  await show();
  expect(lines().length).toBe(12);
  await press("Earlier…");
  expect(lines().length).toBe(14);
  await press("Earlier…");
  expect(lines().length).toBe(21);
});

it("S8: the history of the past ends there, and is as long", async () => {
  const then = session.state.value.number;
  await relabel("14a", "14b", "14c", "14d");
  const past = await session.at({ number: then });
  await settle(() => {
    screen.past.value = { ...past, asked: null };
  });
  await show();
  expect(lines()).toEqual([`Chair ${ADDED}`]);
});

it("S8: says that a history did not come, and asks for it again", async () => {
  const { history } = session;
  session.history = () => Promise.reject(new Error("not now"));
  await show();
  expect(root.querySelector("[role=alert]")?.textContent).toMatch(/could not be fetched/);
  session.history = history;
  await press("Try again");
  expect(lines()).toEqual([`Chair ${ADDED}`]);
  expect(root.querySelector("[role=alert]")).toBeNull();
});

it("S8: what has come stays when what was before it does not come", async () => {
  await relabel("14a", "14b", "14c", "14d");
  await show();
  const { earlierHistory } = session;
  session.earlierHistory = () => Promise.reject(new Error("not now"));
  await press("Earlier…");
  expect(root.querySelector("[role=alert]")?.textContent).toMatch(/could not be fetched/);
  expect(lines().length).toBe(3);
  session.earlierHistory = earlierHistory;
  await press("Earlier…");
  expect(lines().length).toBe(5);
});
