/**
 * Many real clients in one process of Node, for tests/faults: a line of JSON in, a line of JSON out. They type by
 * themselves, each at its own pace, over whatever line they have; what breaks, and when, is decided by the fault run.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { apply } from "../../fold.ts";
import { same } from "../../same.ts";
import type { State } from "../../types.ts";
import { Chance } from "../chance.ts";
import { Locks } from "../locks.ts";
import { Browser } from "./browser.ts";
import { Chair } from "./chair.ts";
import { Letters } from "./letters.ts";
import { type Person, Typist } from "./typist.ts";

type Request =
  | { op: "open"; origin: string; text: string; seed: number; pace: number; people: Named[] }
  | { op: "crash" | "stop" | "standing" | "type_on" }
  | { op: "report" | "fold"; path: string };
interface Named {
  name: string;
  cookie: string;
  /** The Chair decides; everybody else types. */
  person: Person | null;
}
interface Client {
  name: string;
  browser: Browser;
  typist: Typist | Chair;
}

/** Milliseconds that the browsers have to keep the last word. */
const KEPT_AFTER = 2_000;

const clients: Client[] = [];
let typing = false;
let chance = new Chance(1);

async function open({ origin, text, seed, pace, people }: Extract<Request, { op: "open" }>) {
  const { protocol, host, hostname, port } = new URL(origin);
  // What a browser has and Node has not, or has otherwise: an address of its page, and locks between windows.
  Object.defineProperty(globalThis, "location", { value: { protocol, host, hostname, port } });
  Object.defineProperty(globalThis, "navigator", { value: { locks: new Locks() } });
  chance = new Chance(seed);
  const letters = new Letters();
  for (const { name, cookie, person } of people) {
    const browser = new Browser(origin, cookie, text);
    const own = new Chance(chance.below(2 ** 31));
    const typist = person ? new Typist(person, browser, own, letters) : new Chair(browser, own);
    clients.push({ name, browser, typist });
  }
  await Promise.all(clients.map(({ browser, typist }) => browser.open().then(() => typist.sit())));
  typing = true;
  for (const { typist } of clients) goOn(typist, pace);
  return {};
}

function goOn(typist: Typist | Chair, pace: number): void {
  setTimeout(() => {
    if (!typing) return;
    typist.step();
    goOn(typist, pace);
  }, typist.pause / pace);
}

/** One of the browsers crashes, and is opened again from what it kept. */
async function crash() {
  const client = chance.one(clients.filter(({ browser }) => browser.session));
  if (!client) return { crashed: null };
  await client.browser.crash();
  void client.browser.open().then(() => client.typist.sit());
  return { crashed: client.name };
}

/** How far everybody is, while the run waits for all to have everything. */
function standing() {
  const sessions = clients.map(({ browser }) => browser.session);
  const live = sessions.filter((session) => session?.connection.value.status === "live");
  const numbers = sessions.map((session) => session?.state.value.number ?? 0);
  const unsent = sessions.reduce((sum, session) => sum + (session?.connection.value.unsent ?? 0), 0);
  const acknowledged = clients.reduce((sum, { browser }) => sum + browser.outcomes.size, 0);
  return {
    live: live.length,
    clients: clients.length,
    least: Math.min(...numbers),
    most: Math.max(...numbers),
    unsent,
    acknowledged,
  };
}

/** What everybody saw and typed, and what each browser holds now, into a file. */
async function report(path: string) {
  const all = [];
  for (const { name, browser } of clients) {
    const { session, outcomes, sent, heard, contradicted, put, taken, safe, unkept, crashes } = browser;
    all.push({
      ...{ name, crashes, number: session?.state.value.number ?? 0 },
      ...{ state: session ? digest(session.state.value) : null, hidden: hidden(browser) },
      ...{ outcomes: Object.fromEntries(outcomes), sent: Object.fromEntries(sent), heard: [...heard] },
      ...{ contradicted: [...contradicted], put: [...put.keys()], taken: [...taken], unkept: [...unkept] },
      safe: [...safe],
      shelf: await browser.shelf(),
    });
  }
  writeFileSync(path, JSON.stringify(all));
  return {};
}

/** Everybody types a word more, whatever the line is like; then every browser crashes, and stays closed. */
async function typeOn() {
  for (const { typist } of clients) typist.typeOn();
  await new Promise((kept) => setTimeout(kept, KEPT_AFTER));
  for (const { browser } of clients) await browser.crash();
  return {};
}

/** Paragraphs that show something else than is on record, other than a composition that its author holds back. */
function hidden({ session }: Browser): string[] {
  if (!session) return [];
  const shown = Object.values(session.state.value.paragraphs).filter(
    ({ id }) => !session.composing(id).value,
  );
  return shown.filter(({ id, wording }) => !same(session.wording(id).value, wording)).map(({ id }) => id);
}

/** What a record comes to, entry by entry from the first, in a process that never spoke to a server. */
function fold(path: string) {
  let state: State | null = null;
  for (const line of readFileSync(path, "utf-8").split("\n")) {
    if (line) state = apply(state, JSON.parse(line));
  }
  if (!state) throw new Error("the record is empty");
  return { state: digest(state), number: state.number };
}

function digest(state: State): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(state)))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

async function answer(request: Request): Promise<unknown> {
  switch (request.op) {
    case "open":
      return open(request);
    case "crash":
      return crash();
    case "type_on":
      return typeOn();
    case "stop":
      typing = false;
      return {};
    case "standing":
      return standing();
    case "report":
      return report(request.path);
    case "fold":
      return fold(request.path);
  }
}

// Requests are answered in their order, each when the one before it was.
let last: Promise<void> = Promise.resolve();
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  last = last.then(async () => {
    const reply = await answer(JSON.parse(line) as Request).catch((error) => ({
      error: String(error?.stack),
    }));
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  });
});
lines.on("close", () => process.exit(0));
