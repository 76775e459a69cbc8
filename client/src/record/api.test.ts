import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchHistory } from "./api.ts";

describe("what is fetched over HTTP", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("R24: asks for one page of a history, the last one or the one before a number", async () => {
    const page = { from: 7, entries: [{ number: 7 }, { number: 9 }], earlier: true };
    const asked: string[] = [];
    vi.stubGlobal("fetch", async (path: string) => {
      asked.push(path);
      return new Response(JSON.stringify(page));
    });
    expect(await fetchHistory("t-1", "p-1")).toEqual(page);
    expect(await fetchHistory("t-1", "p-1", 7)).toEqual(page);
    expect(asked).toEqual(["/api/texts/t-1/history/p-1", "/api/texts/t-1/history/p-1?before=7"]);
  });
});
