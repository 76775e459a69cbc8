import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Keeper, PATIENCE } from "./keeper.ts";
import type { Kept, Store, ToKeep } from "./store.ts";

const act = (id: string, value: unknown = null): ToKeep => ({
  kept: [{ kind: "act", id, value } as Kept],
  drafts: [],
});

/** A store whose disk fills, and whose transactions may never end. */
class Disk implements Store {
  behaves: "well" | "full" | "never" = "well";
  written: ToKeep[] = [];
  async write(toKeep: ToKeep): Promise<void> {
    if (this.behaves === "full") throw new Error("QuotaExceededError");
    if (this.behaves === "never") return new Promise(() => undefined);
    this.written.push(toKeep);
  }
  claim = async () => undefined;
  drafts = async () => [];
  dropDraft = async () => undefined;
  whenLeft = () => undefined;
  close = () => undefined;
}

let disk: Disk;
let keeper: Keeper;
beforeEach(() => {
  vi.useFakeTimers();
  disk = new Disk();
  keeper = new Keeper(disk);
});
afterEach(() => {
  keeper.close();
  vi.useRealTimers();
});

describe("N10: a browser that keeps nothing", () => {
  it("is known where it has no storage at all, and holds nothing up", async () => {
    const without = new Keeper(null);
    expect(without.kept.value).toBe(false);
    await without.keep(act("c-1"));
    expect(await without.drafts()).toEqual([]);
  });

  it("is told by the first write that fails, and what failed is written as soon as there is room", async () => {
    disk.behaves = "full";
    await keeper.keep(act("c-1", "first"));
    expect(keeper.kept.value).toBe(false);
    await keeper.keep(act("c-2"));
    await keeper.keep(act("c-1", "second"));
    disk.behaves = "well";
    await vi.advanceTimersByTimeAsync(60_000);
    expect(keeper.kept.value).toBe(true);
    const kept = disk.written.flatMap((one) => one.kept);
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(expect.arrayContaining([...act("c-1", "second").kept, ...act("c-2").kept]));
  });

  it("is told by a write that does not end, which holds nothing up after that", async () => {
    disk.behaves = "never";
    const first = keeper.keep(act("c-1"));
    await vi.advanceTimersByTimeAsync(PATIENCE);
    await first;
    expect(keeper.kept.value).toBe(false);
    await keeper.keep(act("c-2"));
  });

  it("is told by drafts that cannot be read", async () => {
    disk.drafts = () => Promise.reject(new Error("blocked"));
    expect(await keeper.drafts()).toEqual([]);
    expect(keeper.kept.value).toBe(false);
  });
});
