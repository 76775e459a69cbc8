/** Where inserted words may stand, and what a browser declares of what it sends (docs/SPEC.md, W2). */
import { describe, expect, it } from "vitest";
import vectors from "../../../tests/vectors/parents.json";
import { declare, type Known, placesOf } from "./parents";
import type { Delta, Minted } from "./types";

interface Case {
  seen: Delta;
  whole: string | null;
  proposals: Record<string, { parent: string | null; owner: string; status: string }>;
  change: Delta;
  places: [string, string | null, string | null][];
}

const known = (given: Case["proposals"]): Record<string, Known> =>
  Object.fromEntries(
    Object.entries(given).map(([id, { parent, owner, status }]) => [
      id,
      { parent, owner, kind: "wording", live: status === "live" },
    ]),
  );

it("judges each place as the server does (W2)", () => {
  for (const one of vectors as unknown as Case[]) {
    const found = placesOf(one.change, one.seen, known(one.proposals), one.whole);
    expect(found.map(({ owner, fault, holder }) => [owner, fault, holder])).toEqual(one.places);
  }
});

describe("what is sent", () => {
  const proposals = known({
    "eu-1": { parent: null, owner: "EU", status: "live" },
    "us-1": { parent: null, owner: "US", status: "live" },
    "us-2": { parent: "eu-1", owner: "US", status: "live" },
    "jp-1": { parent: null, owner: "JPN", status: "dropped" },
  });
  const minted = (id: string, parent: string | null): Minted => ({ id, parent, kind: "wording", set: null });
  const ground = (wording: Delta, ...more: Minted[]) => {
    const fresh = more.map(({ id, parent, kind }): [string, Known] => [
      id,
      { parent, kind, owner: "US", live: true },
    ]);
    const gone = (id: string) => id === "jp-1";
    const all = { ...proposals, ...Object.fromEntries(fresh) };
    return { wording, whole: null, proposals: all, gone, newId: () => "us-new" };
  };
  const seen: Delta = [{ insert: "ab" }, { insert: "cdef", attributes: { ins: "eu-1" } }, { insert: "gh" }];
  const at = (place: number, owner: string, text = "x"): Delta => [
    { retain: place },
    { insert: text, attributes: { ins: owner } },
  ];

  it("is left as it is where it stands right (W2)", () => {
    const one = minted("us-9", "eu-1");
    const given = { change: at(4, "us-9"), minted: [one] };
    expect(declare(ground(seen, one), given)).toEqual(given);
  });

  it("has the parent that holds it now, where it is sent for the first time (W2)", () => {
    const one = minted("us-9", null);
    const given = { change: at(4, "us-9"), minted: [one] };
    expect(declare(ground(seen, one), given)).toEqual({ ...given, minted: [minted("us-9", "eu-1")] });
    const other = minted("us-9", "eu-1");
    const out = { change: at(1, "us-9"), minted: [other] };
    expect(declare(ground(seen, other), out)).toEqual({ ...out, minted: [minted("us-9", null)] });
  });

  it("puts back what stood between the words of another as an amendment of these (W2)", () => {
    // On record as base-level, deleted, and undone where the two parts of what was around it have met.
    expect(declare(ground(seen), { change: at(4, "us-1"), minted: [] })).toEqual({
      change: at(4, "us-new"),
      minted: [minted("us-new", "eu-1")],
    });
  });

  it("goes on with own words beside it rather than with new ones (W2)", () => {
    const beside: Delta = [...seen.slice(0, 1), { insert: "cd", attributes: { ins: "eu-1" } }];
    const wording: Delta = [...beside, { insert: "y", attributes: { ins: "us-2" } }, ...seen.slice(1)];
    const declared = declare(ground(wording), { change: at(5, "us-1"), minted: [] });
    expect(declared).toEqual({ change: at(5, "us-2"), minted: [] });
  });

  it("divides a proposal whose words stand in different places by now (W2)", () => {
    const one = minted("us-9", null);
    const change: Delta = [...at(1, "us-9"), { retain: 3 }, { insert: "z", attributes: { ins: "us-9" } }];
    expect(declare(ground(seen, one), { change, minted: [one] })).toEqual({
      change: [...at(1, "us-9"), { retain: 3 }, { insert: "z", attributes: { ins: "us-new" } }],
      minted: [one, minted("us-new", "eu-1")],
    });
  });

  it("leaves what amends a dropped proposal to be refused with it (W1)", () => {
    const one = minted("us-9", "jp-1");
    const given = { change: at(4, "us-9"), minted: [one] };
    expect(declare(ground(seen, one), given)).toEqual(given);
  });

  it("deletes what others put inside one's own proposal by another one that amends it (W2d)", () => {
    const within: Delta = [
      { insert: "ab", attributes: { ins: "us-1" } },
      { insert: "cd", attributes: { ins: "eu-2" } },
      { insert: "ef" },
    ];
    const all = { ...proposals, "eu-2": { ...(proposals["eu-1"] as Known), parent: "us-1" } };
    const change: Delta = [{ retain: 1 }, { delete: 1 }, { retain: 3, attributes: { "del:us-1": true } }];
    expect(declare({ ...ground(within), proposals: all }, { change, minted: [] })).toEqual({
      change: [
        { retain: 1 },
        { delete: 1 },
        { retain: 2, attributes: { "del:us-new": true } },
        { retain: 1, attributes: { "del:us-1": true } },
      ],
      minted: [minted("us-new", "us-1")],
    });
  });

  it("keeps a replacement together with what it replaces (W2)", () => {
    const one = minted("us-9", null);
    const marked = { retain: 2, attributes: { "del:us-9": true } };
    const change: Delta = [{ retain: 4 }, marked, { insert: "z", attributes: { ins: "us-9" } }];
    const declared = declare(ground(seen, one), { change, minted: [one] });
    expect(declared).toEqual({ change, minted: [minted("us-9", "eu-1")] });
  });
});
