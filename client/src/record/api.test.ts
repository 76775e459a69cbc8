import { afterEach, describe, expect, it, vi } from "vitest";
import { fetchHistory } from "./api.ts";

describe("what is fetched over HTTP", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("R24: puts the pages of a history together, which come with the last one first", async () => {
    const pages: Record<string, object> = {
      "/api/texts/t-1/history/p-1": { from: 7, entries: [{ number: 7 }, { number: 9 }], earlier: true },
      "/api/texts/t-1/history/p-1?before=7": {
        from: 3,
        entries: [{ number: 3 }, { number: 5 }],
        earlier: true,
      },
      "/api/texts/t-1/history/p-1?before=3": { from: 2, entries: [{ number: 2 }], earlier: false },
    };
    vi.stubGlobal("fetch", async (path: string) => new Response(JSON.stringify(pages[path])));
    const entries = await fetchHistory("t-1", "p-1");
    expect(entries.map(({ number }) => number)).toEqual([2, 3, 5, 7, 9]);
  });
});
