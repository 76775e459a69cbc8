import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openSession } from "./session.ts";
import { openStore, type Store } from "./store.ts";
import { Locks } from "./testing/locks.ts";
import { type Line, Office, P } from "./testing/office.ts";
import type { Delta, Minted, TextSession } from "./types.ts";

const mint: Minted = { id: "x-1", parent: null, kind: "wording", set: null };
const put = (at: number, words: string): Delta => [
  { retain: at },
  { insert: words, attributes: { ins: "x-1" } },
];
const LIVE = { delegation: "EU", hold: false };
const words = (wording: Delta) => wording.map(({ insert }) => insert).join("");
const shown = (session: TextSession) => words(session.wording(P).value);
const until = (check: () => void) => vi.waitFor(check, { timeout: 3_000, interval: 5 });

/** A store's methods, which may then be replaced one by one. */
const bound = (store: Store): Store => ({
  write: (what) => store.write(what),
  claim: (takeUp) => store.claim(takeUp),
  drafts: () => store.drafts(),
  dropDraft: (id) => store.dropDraft(id),
  whenLeft: (tell) => store.whenLeft(tell),
  close: () => store.close(),
});

/** Until what is to be kept has been kept. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

let office: Office;
let open: TextSession[];

async function enter(connect = true): Promise<{ session: TextSession; line: Line }> {
  const session = await openSession("text-1", undefined, office.surroundings(openStore));
  open.push(session);
  const line = office.lines.at(-1) as Line;
  if (connect) {
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
  }
  return { session, line };
}

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("navigator", { locks: new Locks() });
  office = new Office([{ insert: "States cooperate" }]);
  open = [];
});

afterEach(() => {
  for (const session of open) session.close();
});

describe("N10: where the browser keeps nothing", () => {
  const opened = async (openStoreHere: typeof openStore) => {
    const session = await openSession("text-1", undefined, office.surroundings(openStoreHere));
    open.push(session);
    return { session, line: office.lines.at(-1) as Line };
  };

  it("opens, says it, sends all the same, and knows when words would be lost", async () => {
    const { session, line } = await opened(() => Promise.reject(new Error("blocked")));
    expect(session.kept.value).toBe(false);
    expect(session.losable).toBe(false);
    session.edit(P, put(6, " shall"), [mint], LIVE);
    expect(session.losable).toBe(true);
    line.join();
    await until(() => expect(session.connection.value).toEqual({ status: "live", unsent: 0 }));
    expect(session.losable).toBe(false);
  });

  it("opens where the browser never says that it opened its storage", async () => {
    const { session } = await opened(() => new Promise(() => undefined));
    expect(session.kept.value).toBe(false);
  });

  it("sends what a write that does not end would hold up", async () => {
    const never = async (...of: Parameters<typeof openStore>) => ({
      ...bound(await openStore(...of)),
      write: () => new Promise<void>(() => undefined),
    });
    const { session, line } = await opened(never);
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
    session.edit(P, put(6, " shall"), [mint], LIVE);
    await until(() => expect(session.kept.value).toBe(false));
    await until(() => expect(session.connection.value.unsent).toBe(0));
  });
});

describe("E19: what a closed window composed", () => {
  it("comes to another window at once", async () => {
    const first = await enter();
    const second = await enter();
    first.session.edit(P, put(6, " shall"), [mint], { delegation: "EU", hold: true });
    await settle();
    expect(shown(second.session)).toBe("States cooperate");
    first.session.close();
    await until(() => expect(shown(second.session)).toBe("States shall cooperate"));
  });
});

describe("entries", () => {
  it("are told when they are on record here, with the commands of this window", async () => {
    const { session } = await enter();
    const told: [string, boolean][] = [];
    session.onEntries((entries, own) => {
      for (const { kind, command } of entries) told.push([kind, own.has(command)]);
    });
    office.change([{ insert: "All " }]);
    session.edit(P, put(10, " shall"), [mint], LIVE);
    await until(() =>
      expect(told).toEqual([
        ["text_changed", false],
        ["text_changed", true],
      ]),
    );
  });
});
