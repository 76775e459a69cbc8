import { beforeEach, describe, expect, it } from "vitest";
import type { State } from "../record/types";
import { findPlaces, fullLabel, named, nearPlaces } from "./places";
import { paragraphName } from "./sentences";
import { search } from "./sheets/searching";
import { type FakeSession, fakeSession } from "./testing/fakeSession";
import { added, opened, opening } from "./testing/sample";

let session: FakeSession;
let state: State;

beforeEach(() => {
  const happenings = [
    opened("Two articles"),
    added("p-a3", { kind: "heading", label: "Article 3", wording: "Finance" }),
    added("p-a3-1", { label: "1", wording: "Developed countries shall pay." }),
    added("p-a3-2", { label: "2", wording: "The State’s share." }),
    added("p-a4", { kind: "heading", label: "Article 4", wording: "Review" }),
    added("p-a4-1", { label: "1", wording: "The meeting shall review article\u00a05." }),
    added("p-12bis", { label: "12 bis", wording: "Twelve." }),
    added("p-pp3", { kind: "preambular", label: "PP3", wording: "Recalling," }),
  ];
  session = fakeSession({
    opening: opening("secretariat", null),
    happenings,
    from: "2021-04-07T16:00:00.000Z",
  });
  state = named(session.state.value);
});

const find = (typed: string, near: string | null = null) => findPlaces(state, typed, near).exact;

describe("names of paragraphs", () => {
  it("Y1: name the section where the label alone is ambiguous", () => {
    const label = (id: string) => {
      const paragraph = state.paragraphs[id];
      return paragraph && [fullLabel(paragraph), paragraphName(paragraph)];
    };
    expect(label("p-a3-1")).toEqual(["Article 3, 1", "paragraph Article 3, 1"]);
    expect(label("p-a3-2")).toEqual(["2", "paragraph 2"]);
  });

  it("Y1: change with a label elsewhere", () => {
    session.happen({
      kind: "paragraph_relabelled",
      payload: { paragraph: "p-a4-1", label: "3", marker: "3." },
    });
    state = named(session.state.value);
    const one = state.paragraphs["p-a3-1"];
    expect(one && fullLabel(one)).toBe("1");
  });

  it("Y3: a paragraph is found by its label, with its section or without, however it is written", () => {
    expect(find("12 BIS")).toEqual(["p-12bis"]);
    expect(find("12bis")).toEqual(["p-12bis"]);
    expect(find("para 12\u00a0bis.")).toEqual(["p-12bis"]);
    expect(find("pp 3")).toEqual(["p-pp3"]);
    expect(find("article 3")).toEqual(["p-a3"]);
    expect(find("Article 3, 1")).toEqual(["p-a3-1"]);
    expect(find("article 3 para 2")).toEqual(["p-a3-2"]);
    expect(find("1")).toEqual(["p-a3-1", "p-a4-1"]);
    expect(find("1", "p-12bis")).toEqual(["p-a4-1", "p-a3-1"]);
    expect(findPlaces(state, "12")).toEqual({ exact: [], begun: ["p-12bis"] });
    expect(find("99")).toEqual([]);
  });

  it("Y3: names much like one that is none", () => {
    expect(nearPlaces(state, "12 bsi")).toEqual(["p-12bis"]);
    expect(nearPlaces(state, "2 bsi")).toEqual(["p-a3-2", "p-12bis"]);
    expect(nearPlaces(state, "257")).toEqual([]);
  });

  it("Y3: search finds labels with their sections, and words in whatever form they are written", () => {
    expect(search(state, "Article 4, 1").map(({ paragraph }) => paragraph)).toEqual(["p-a4-1", "p-12bis"]);
    expect(search(state, "State's")).toEqual([{ paragraph: "p-a3-2", at: 4, length: 7 }]);
    expect(search(state, "article 5")).toEqual([{ paragraph: "p-a4-1", at: 25, length: 9 }]);
  });
});
