import { describe, expect, it } from "vitest";
import { fakeSession } from "../testing/fakeSession";
import { sample, took } from "../testing/sample";
import { filtered, matches, neighbour, rows, tally } from "./rows";

const session = fakeSession(sample());
const state = session.state.value;
const ids = (filter: Parameters<typeof rows>[1], own: string | null = null) =>
  rows(state, filter, own, false).map((row) => row.id);

describe("the outline", () => {
  it("S2: counts paragraphs by their state, without headings, footnotes and withdrawn ones", () => {
    expect(tally(state, null)).toEqual({
      ...{ all: 13, ours: 0, agreed: 4, ad_ref: 2, clean: 2, bracketed: 4, proposed: 1, withdrawn: 1 },
    });
    expect(filtered(tally(state, null), "bracketed")).toBe(5);
    expect(filtered(tally(state, null), "agreed")).toBe(6);
  });

  it("S2: keeps the headings above what a filter leaves, and no others", () => {
    expect(ids("bracketed")).toEqual([
      ...["p-000001", "p-000012", "p-012bis", "p-000002", "p-000015", "p-000018", "p-000003", "p-000021"],
    ]);
    expect(ids("clean")).toEqual(["p-000002", "p-000014", "p-015a01"]);
  });

  it("S2: shows a delegation what waits for it: its own brackets, its objections, what is pending it", () => {
    expect(ids("ours", "PER")).toEqual(["p-000001", "p-000012"]);
    expect(ids("ours", "BOL")).toEqual(["p-000001", "p-000012", "p-000013"]);
    const stale = fakeSession(sample());
    stale.happen(took("AUT", "p-000014", "supports", null, "0000000000000000"));
    const paragraph = stale.state.value.paragraphs["p-000014"];
    expect(paragraph && matches("ours", paragraph, stale.state.value, "AUT")).toBe(true);
  });

  it("hides withdrawn paragraphs unless they are asked for", () => {
    expect(ids("all")).not.toContain("p-000020");
    expect(rows(state, "all", null, true).find((row) => row.id === "p-000020")?.status).toBe("withdrawn");
  });

  it("goes to the nearest paragraph that is wanted, and stays at the ends", () => {
    const order = ["a", "b", "c"];
    expect(neighbour(order, "a", 1, (id) => id !== "b")).toBe("c");
    expect(neighbour(order, null, 1, () => true)).toBe("a");
    expect(neighbour(order, null, -1, () => true)).toBe("c");
    expect(neighbour(order, "c", 1, () => true)).toBeNull();
  });
});
