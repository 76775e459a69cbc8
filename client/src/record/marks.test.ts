/** Owners, settling, fingerprints as the server has them (docs/SPEC.md, B11, B12). */
import { describe, expect, it } from "vitest";
import vectors from "../../../tests/vectors/marks.json";
import { compose } from "./delta";
import {
  collisions,
  fingerprint,
  inTheWay,
  isSpent,
  paragraphStatus,
  previewDrop,
  previewRetain,
  settleDrop,
  settleRetain,
  standing,
  substance,
  withDescendants,
} from "./marks";
import { CASES, named, paragraphOf } from "./testing/vectors";
import type { Delta } from "./types";

interface Vector {
  status: string;
  standing: string[];
  in_the_way: [string, string[], string | null][];
  fingerprint: string;
  proposals: Record<
    string,
    {
      spent: boolean;
      fingerprint: string;
      substance: string;
      collisions: string[];
      goes_with_it: string[];
      retained: Delta;
      dropped: Delta;
    }
  >;
}

describe.each(CASES.map((one) => [one.name, one] as const))("%s", (name, given) => {
  const paragraph = paragraphOf(given);
  const wanted = (vectors as unknown as Record<string, Vector>)[name] as Vector;

  it("stands as the server says", () => {
    expect(paragraphStatus(paragraph)).toBe(wanted.status);
    expect(standing(paragraph).map((one) => one.id)).toEqual(wanted.standing);
    const found = inTheWay(paragraph).map((one) => [one.kind, one.delegations, one.proposal]);
    expect(found).toEqual(wanted.in_the_way);
    expect(fingerprint(paragraph, null)).toBe(wanted.fingerprint);
  });

  it("settles each proposal as the server does", () => {
    for (const [id, proposal] of Object.entries(wanted.proposals)) {
      expect(fingerprint(paragraph, id)).toBe(proposal.fingerprint);
      expect(substance(paragraph, id)).toBe(proposal.substance);
      expect(isSpent(paragraph, id)).toBe(proposal.spent);
      expect(collisions(paragraph, id)).toEqual(proposal.collisions);
      expect([...withDescendants(paragraph.proposals, id)].sort()).toEqual(proposal.goes_with_it);
      expect(compose(paragraph.wording, settleRetain(paragraph, id))).toEqual(proposal.retained);
      expect(compose(paragraph.wording, settleDrop(paragraph, id))).toEqual(proposal.dropped);
      expect(previewRetain(paragraph, id).paragraph.wording).toEqual(proposal.retained);
      expect(previewDrop(paragraph, id).paragraph.wording).toEqual(proposal.dropped);
    }
  });
});

describe("previews of decisions on a paragraph as a whole", () => {
  it("withdraws a proposed paragraph when it is dropped, and keeps it when it is retained", () => {
    const proposed = named("a proposed paragraph has one bracket");
    expect(previewDrop(proposed, "n").withdrawn).toBe(true);
    expect(previewRetain(proposed, "n")).toMatchObject({ withdrawn: false, paragraph: { marks: {} } });
  });

  it("withdraws a paragraph when its deletion is retained", () => {
    const doomed = named("a paragraph to be deleted");
    expect(previewRetain(doomed, "z").withdrawn).toBe(true);
    expect(previewDrop(doomed, "z")).toMatchObject({ withdrawn: false, paragraph: { marks: {} } });
  });

  it("drops with a retention what the Chair decided to drop", () => {
    const both = paragraphOf({
      paragraph: {
        wording: [
          { insert: "old", attributes: { "del:a": true, "del:b": true } },
          { insert: "new", attributes: { ins: "b" } },
        ],
        marks: {},
        proposals: {
          a: { parent: null, kind: "wording", sponsors: ["EU"], set: null, status: "live", tabled: 1 },
          b: { parent: null, kind: "wording", sponsors: ["US"], set: null, status: "live", tabled: 2 },
        },
        agreement: null,
      },
    });
    expect(collisions(both, "a")).toEqual(["b"]);
    expect(previewRetain(both, "a", ["b"]).paragraph).toMatchObject({
      wording: [],
      proposals: { a: { status: "retained" }, b: { status: "dropped" } },
    });
  });
});
