import { beforeEach, describe, expect, it } from "vitest";
import { Histories, type Page } from "./histories.ts";
import { openSession } from "./openSession.ts";
import { type Line, Office, P } from "./testing/office.ts";
import type { Entry, ParagraphHistory, TextSession } from "./types.ts";

const entry = (number: number, paragraph = "par-01") => ({ number, payload: { paragraph } }) as Entry;
const numbers = ({ entries }: ParagraphHistory) => entries.map(({ number }) => number);

/** A record in which every entry from 1 to `head` concerns every paragraph, in pages of three. */
let head: number;
let asked: (string | number | undefined)[][];
let fails: boolean;
let histories: Histories;

async function page(paragraph: string, before = head + 1): Promise<Page> {
  asked.push([paragraph, before]);
  if (fails) throw new Error("not now");
  const from = Math.max(1, before - 3);
  const entries = Array.from({ length: before - from }, (_, at) => entry(from + at, paragraph));
  return { from, entries, earlier: from > 1 };
}

beforeEach(() => {
  head = 8;
  asked = [];
  fails = false;
  histories = new Histories(page);
});

describe("the histories that were looked at last", () => {
  it("R24: are fetched by their last page, and earlier ones as they are asked for", async () => {
    expect(await histories.of("par-01")).toEqual({
      entries: [6, 7, 8].map((one) => entry(one)),
      earlier: true,
      base: null,
    });
    expect(asked).toEqual([["par-01", 9]]);
    expect(numbers(await histories.earlier("par-01"))).toEqual([3, 4, 5, 6, 7, 8]);
    const whole = await histories.earlier("par-01");
    expect([numbers(whole), whole.earlier]).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], false]);
    expect(await histories.earlier("par-01")).toEqual(whole);
    expect(await histories.of("par-01")).toEqual(whole);
    expect(asked).toEqual([9, 6, 3].map((before) => ["par-01", before]));
  });

  it("R24: of one page that is asked for twice at once fetch it once", async () => {
    await histories.of("par-01");
    const both = await Promise.all([histories.earlier("par-01"), histories.earlier("par-01")]);
    expect(both.map(numbers)).toEqual([
      [3, 4, 5, 6, 7, 8],
      [3, 4, 5, 6, 7, 8],
    ]);
    expect(asked.length).toBe(2);
  });

  it("have what goes through the window, once, also while they are being fetched", async () => {
    const fetching = histories.of("par-01");
    histories.receive([entry(8), entry(9), entry(10, "par-02")]);
    expect(numbers(await fetching)).toEqual([6, 7, 8, 9]);
    histories.receive([entry(11)]);
    expect(numbers(await histories.of("par-01"))).toEqual([6, 7, 8, 9, 11]);
    expect(asked.length).toBe(1);
  });

  it("of the past end there, whatever comes", async () => {
    expect(numbers(await histories.of("par-01", 5))).toEqual([2, 3, 4]);
    histories.receive([entry(9)]);
    expect(numbers(await histories.earlier("par-01", 5))).toEqual([1, 2, 3, 4]);
  });

  it("R24: are few, and the one looked at longest ago is fetched again", async () => {
    const paragraphs = Array.from({ length: 9 }, (_, at) => `par-${at}`);
    for (const paragraph of paragraphs) await histories.of(paragraph);
    asked = [];
    await histories.of("par-8");
    await histories.of("par-1");
    await histories.of("par-0");
    await histories.of("par-1");
    expect(asked).toEqual([["par-0", 9]]);
  });

  it("R24: are fetched again when more went through the window than is kept of them", async () => {
    await histories.of("par-01");
    head = 1_009;
    histories.receive(Array.from({ length: 1_001 }, (_, at) => entry(9 + at)));
    expect(numbers(await histories.of("par-01"))).toEqual([1_007, 1_008, 1_009]);
    expect(asked.length).toBe(2);
  });

  it("are asked for again after they could not be fetched", async () => {
    fails = true;
    await expect(histories.of("par-01")).rejects.toThrow("not now");
    fails = false;
    await histories.of("par-01");
    fails = true;
    await expect(histories.earlier("par-01")).rejects.toThrow("not now");
    fails = false;
    expect(numbers(await histories.earlier("par-01"))).toEqual([3, 4, 5, 6, 7, 8]);
  });
});

describe("the history that a session has", () => {
  async function enter(office: Office): Promise<TextSession> {
    const none = () => Promise.reject(new Error("no storage here"));
    const session = await openSession("text-1", undefined, office.surroundings(none));
    (office.lines.at(-1) as Line).join();
    await expect.poll(() => session.connection.value.status).toBe("live");
    return session;
  }

  it("S8: has what was done to the section of the paragraph", async () => {
    const office = new Office([{ insert: "States cooperate" }]);
    const session = await enter(office);
    expect(numbers(await session.history(P))).toEqual([2]);
    const place = { depth: 1, label: "I", marker: "I.", relation: null, after: null, of: null, reason: null };
    const heading = { paragraph: "p-head01", kind: "heading", wording: [], marks: {}, proposals: [] };
    office.record("section_added", { ...place, ...heading });
    office.record("section_moved", { paragraph: "p-head01", after: null, depth: 2, reason: null });
    expect(numbers(await session.history(P))).toEqual([2, 4]);
    session.close();
  });

  it("has what went through the window since, and earlier pages on demand", async () => {
    const office = new Office([{ insert: "States cooperate" }]);
    for (let turn = 0; turn < 3; turn++) office.change([{ insert: "All " }]);
    office.page = 2;
    const session = await enter(office);
    expect(numbers(await session.history(P))).toEqual([4, 5]);
    office.change([{ insert: "And " }]);
    expect(numbers(await session.history(P))).toEqual([4, 5, 6]);
    expect(numbers(await session.earlierHistory(P))).toEqual([2, 3, 4, 5, 6]);
    session.close();
  });
});
