import { describe, expect, it } from "vitest";
import { FILTERS } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { added, proposed, sample, took } from "../testing/sample";
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
    expect(filtered(tally(state, null), "bracketed")).toBe(4);
    expect(filtered(tally(state, null), "proposed")).toBe(1);
    expect(filtered(tally(state, null), "agreed")).toBe(6);
  });

  it("S94: counts no heading, proposed or bracketed, and finds it by its filter all the same", () => {
    const live = fakeSession(sample());
    const before = tally(live.state.value, null);
    const wording = [{ insert: "Payment", attributes: { ins: "x-head" } }];
    const marks = { ins: "x-head" };
    live.happen(added("p-000098", { kind: "heading", wording, marks, by: ["JPN"] }));
    expect(tally(live.state.value, null)).toEqual(before);
    expect(rows(live.state.value, "proposed", null, false).map(({ id }) => id)).toContain("p-000098");
  });

  it("S2: keeps the headings above what a filter leaves, and no others", () => {
    expect(ids("bracketed")).toEqual([
      ...["p-000001", "p-000012", "p-000002", "p-000015", "p-000018", "p-000003", "p-000021"],
    ]);
    expect(ids("proposed")).toEqual(["p-000001", "p-012bis"]);
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

  it("K17: lists a heading that is only proposed as an item: it begins no section", () => {
    const live = fakeSession(sample());
    const { order, paragraphs } = live.state.value;
    const first = order.find((id) => paragraphs[id]?.kind === "heading") ?? "";
    const level = (id: string | undefined) =>
      rows(live.state.value, "all", null, false).find((row) => row.id === id)?.level;
    const below = order[order.indexOf(first) + 1];
    const before = level(below);
    const wording = [{ insert: "Payment", attributes: { ins: "x-head" } }];
    const heading = added("p-000098", {
      kind: "heading",
      depth: 3,
      wording,
      marks: { ins: "x-head" },
      by: ["JPN"],
    });
    live.happen({ ...heading, payload: { ...heading.payload, after: first } });
    expect(level("p-000098")).toBe(before);
    expect(level(below)).toBe(before);
    const settled = { paragraph: "p-000098", proposal: "x-head", statuses: { "x-head": "retained" } };
    const change = [{ retain: 7, attributes: { ins: null } }];
    live.happen({
      kind: "proposal_retained",
      payload: { ...settled, change, marks: {}, withdrawn: false, place: null },
    });
    expect(level("p-000098")).toBe(3);
    expect(level(below)).toBe(4);
  });

  it("hides withdrawn paragraphs unless they are asked for", () => {
    expect(ids("all")).not.toContain("p-000020");
    expect(rows(state, "all", null, true).find((row) => row.id === "p-000020")?.status).toBe("withdrawn");
  });

  it("S16: counts and lists again only what changed, and comes to the same", () => {
    const live = fakeSession(sample());
    const edit = (id: string) => live.edit(id, [{ insert: "All " }], [], { delegation: null, hold: false });
    const note = Object.values(live.state.value.paragraphs).find(({ kind }) => kind === "footnote")?.id ?? "";
    const happenings = [
      () => edit("p-000014"),
      () =>
        live.happen(
          ...proposed("p-000014", ["JPN"], "x-fresh", [{ insert: "Do ", attributes: { ins: "x-fresh" } }]),
        ),
      () =>
        live.happen(
          ...proposed(note, ["PER"], "x-note", [{ insert: "Cf. ", attributes: { ins: "x-note" } }]),
        ),
      () => live.happen(took("PER", "p-000011", "objects", null, "0")),
      () => live.happen({ kind: "paragraph_withdrawn", payload: { paragraph: "p-000015", reason: "no" } }),
      () => live.happen({ kind: "paragraph_reopened", payload: { paragraph: "p-000011", reason: "new" } }),
      () => live.happen(added("p-000099", { label: "99", wording: "One more." })),
      () => edit("p-000099"),
    ];
    for (const filter of FILTERS) {
      for (const happens of happenings.splice(0, filter === "all" ? 3 : 2)) {
        rows(live.state.value, filter, "PER", false);
        tally(live.state.value, "PER");
        happens();
        const { value } = live.state;
        // Nothing can be taken over from a state whose order is another array.
        const again = { ...value, order: [...value.order] };
        const counted = tally(value, "PER");
        const found = rows(value, filter, "PER", false);
        expect(tally(again, "PER")).toEqual(counted);
        expect(rows(again, filter, "PER", false)).toEqual(found);
      }
    }
    expect(happenings).toEqual([]);
    const before = rows(live.state.value, "all", "PER", false);
    edit("p-000014");
    const others = rows(live.state.value, "all", "PER", false).filter((row) => !before.includes(row));
    expect(others.map(({ id }) => id)).toEqual(["p-000014"]);
  });

  it("goes to the nearest paragraph that is wanted, and stays at the ends", () => {
    const order = ["a", "b", "c"];
    expect(neighbour(order, "a", 1, (id) => id !== "b")).toBe("c");
    expect(neighbour(order, null, 1, () => true)).toBe("a");
    expect(neighbour(order, null, -1, () => true)).toBe("c");
    expect(neighbour(order, "c", 1, () => true)).toBeNull();
  });
});
