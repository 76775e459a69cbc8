/** Sessions over an office, a browser's storage and locks, made before each test and closed after it. */
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { openSession } from "../openSession.ts";
import { openStore, type Store } from "../store.ts";
import type { Delta, Minted, TextSession } from "../types.ts";
import { Locks } from "./locks.ts";
import { type Line, Office, P } from "./office.ts";
import { turns } from "./turns.ts";

export const mint: Minted = { id: "x-1", parent: null, kind: "wording", set: null };
export const put = (at: number, words: string): Delta => [
  { retain: at },
  { insert: words, attributes: { ins: "x-1" } },
];
export const LIVE = { delegation: "EU", hold: false };
export const words = (wording: Delta) => wording.map(({ insert }) => insert).join("");
export const shown = (session: TextSession) => words(session.wording(P).value);
export const until = (check: () => void) => vi.waitFor(check, { timeout: 3_000, interval: 5 });

/** A store's methods, which may then be replaced one by one. */
export const bound = (store: Store): Store => ({
  write: (what) => store.write(what),
  claim: (takeUp) => store.claim(takeUp),
  drafts: () => store.drafts(),
  dropDraft: (id) => store.dropDraft(id),
  whenLeft: (tell) => store.whenLeft(tell),
  close: () => store.close(),
});

/** Until what is to be kept has been kept. */
export const settle = () => turns();

/** Each test has its own. */
export let office: Office;
/** Sessions that are closed after the test. */
export let open: TextSession[];

export async function enter(connect = true): Promise<{ session: TextSession; line: Line }> {
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
