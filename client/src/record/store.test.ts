import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Left, openStore, type Store } from "./store.ts";
import { Locks } from "./testing/locks.ts";
import type { Command, Draft, Paragraph } from "./types.ts";
import { NOTHING } from "./work.ts";

const act: Command = {
  id: "c-1",
  text: "t-1",
  kind: "take_position",
  delegation: "EU",
  base: 1,
  payload: {},
};
const work = (id: string) => ({ paragraph: { id } as Paragraph, work: { ...NOTHING, floor: 7 } });
const draft = (id: string, at = "2021"): Draft => ({
  ...{
    id,
    text: "t-1",
    paragraph: "par-01",
    label: "1",
    delegation: "EU",
    wording: [],
    change: [],
    minted: [],
  },
  ...{ code: "held", reason: "No.", at },
});
const nothing = { kept: [], drafts: [] };

async function left(store: Store): Promise<Left> {
  const found: Left = { works: [], orphans: [], acts: [] };
  await store.claim(({ works, orphans, acts }) => {
    found.works.push(...works);
    found.orphans.push(...orphans);
    found.acts.push(...acts);
    return nothing;
  });
  return found;
}

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("navigator", { locks: new Locks() });
});

describe("what a window leaves", () => {
  it("is taken up by the next window of the same person, once", async () => {
    const first = await openStore("t-1", "p-1");
    await first.write({
      kept: [
        { kind: "work", id: "par-01", value: work("par-01") },
        { kind: "act", id: "c-1", value: act },
      ],
      drafts: [],
    });
    first.close();
    const stranger = await openStore("t-1", "p-2");
    expect(await left(stranger)).toEqual({ works: [], orphans: [], acts: [] });
    const second = await openStore("t-1", "p-1");
    expect(await left(second)).toEqual({ works: [work("par-01")], orphans: [], acts: [act] });
    expect(await left(second)).toEqual({ works: [], orphans: [], acts: [] });
  });

  it("is left alone while the window lives", async () => {
    const first = await openStore("t-1", "p-1");
    await first.write({ kept: [{ kind: "act", id: "c-1", value: act }], drafts: [] });
    const second = await openStore("t-1", "p-1");
    expect((await left(second)).acts).toEqual([]);
    first.close();
    expect((await left(second)).acts).toEqual([act]);
  });

  it("goes to one of two windows that open at the same time", async () => {
    const first = await openStore("t-1", "p-1");
    await first.write({ kept: [{ kind: "act", id: "c-1", value: act }], drafts: [] });
    first.close();
    const [second, third] = [await openStore("t-1", "p-1"), await openStore("t-1", "p-1")];
    const found = await Promise.all([left(second), left(third)]);
    expect(found.flatMap(({ acts }) => acts)).toEqual([act]);
  });

  it("is kept under the new window in the same transaction", async () => {
    const first = await openStore("t-1", "p-1");
    await first.write({ kept: [{ kind: "act", id: "c-1", value: act }], drafts: [] });
    first.close();
    const second = await openStore("t-1", "p-1");
    await second.claim(({ acts }) => ({
      kept: acts.map((value) => ({ kind: "act" as const, id: value.id, value })),
      drafts: [draft("d-1")],
    }));
    second.close();
    const third = await openStore("t-1", "p-1");
    expect((await left(third)).acts).toEqual([act]);
    expect(await third.drafts()).toEqual([draft("d-1")]);
  });

  it("stays as it was where taking it up fails", async () => {
    const first = await openStore("t-1", "p-1");
    await first.write({ kept: [{ kind: "act", id: "c-1", value: act }], drafts: [] });
    first.close();
    const second = await openStore("t-1", "p-1");
    const failing = second.claim(() => {
      throw new Error("the window died");
    });
    await expect(failing).rejects.toThrow();
    expect((await left(second)).acts).toEqual([act]);
  });

  it("is nothing once it has an outcome", async () => {
    const first = await openStore("t-1", "p-1");
    await first.write({ kept: [{ kind: "act", id: "c-1", value: act }], drafts: [] });
    await first.write({ kept: [{ kind: "act", id: "c-1", value: null }], drafts: [] });
    first.close();
    expect((await left(await openStore("t-1", "p-1"))).acts).toEqual([]);
  });
});

describe("drafts", () => {
  it("are kept in the order of their making until they are thrown away", async () => {
    const store = await openStore("t-1", "p-1");
    await store.write({ kept: [], drafts: [draft("d-2", "2022"), draft("d-1", "2021")] });
    expect(await store.drafts()).toEqual([draft("d-1", "2021"), draft("d-2", "2022")]);
    await store.dropDraft("d-1");
    expect(await store.drafts()).toEqual([draft("d-2", "2022")]);
    expect(await (await openStore("t-1", "p-2")).drafts()).toEqual([]);
  });
});

describe("where there are no Web Locks", () => {
  it("takes up what the same tab left, and nothing of other tabs", async () => {
    vi.stubGlobal("navigator", {});
    const tab = new Map<string, string>();
    const storage = (kept: Map<string, string>) => ({
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
    });
    vi.stubGlobal("sessionStorage", storage(tab));
    const first = await openStore("t-1", "p-1");
    await first.write({ kept: [{ kind: "act", id: "c-1", value: act }], drafts: [] });
    first.close();
    vi.stubGlobal("sessionStorage", storage(new Map()));
    expect((await left(await openStore("t-1", "p-1"))).acts).toEqual([]);
    vi.stubGlobal("sessionStorage", storage(tab));
    expect((await left(await openStore("t-1", "p-1"))).acts).toEqual([act]);
  });
});
