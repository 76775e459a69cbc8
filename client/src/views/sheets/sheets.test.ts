import { describe, expect, it } from "vitest";
import type { Draft, Paragraph } from "../../record/types";
import { draftWords } from "../draftWords";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { suggest } from "./labels";
import { excerpt, search } from "./searching";

const state = fakeSession(sample()).state.value;
const twelve = state.paragraphs["p-000012"] ?? null;

describe("search", () => {
  it("finds labels first, then words, whatever their case and accents", () => {
    expect(search(state, "12").map((hit) => hit.paragraph)).toEqual(["p-000012", "p-012bis"]);
    expect(search(state, "ÀDMISSIBILITY")).toEqual([{ paragraph: "p-000016", at: 0, length: 13 }]);
    expect(search(state, "forms that they use")).toEqual([]);
    expect(search(state, " ")).toEqual([]);
  });
});

describe("the excerpt of a hit", () => {
  const words = [
    { insert: "The administering bodies report with all particulars " },
    { insert: "every two years", attributes: { "del:x-1": true } },
    { insert: "each year", attributes: { ins: "x-1" } },
    { insert: " to the Conference, which considers what they have reported, and why" },
  ];
  const paragraph = { ...(twelve as Paragraph), wording: words };
  const at = (found: string) => {
    const text = words.map(({ insert }) => insert).join("");
    return { paragraph: paragraph.id, at: text.indexOf(found), length: found.length };
  };

  it("S69: keeps deleted and inserted words apart, and is cut between words", () => {
    expect(excerpt(paragraph, at("each"))).toEqual({
      before: "… with all particulars every two years ",
      found: "each",
      after: " year to the Conference, which considers what they have …",
    });
    const { before, found, after } = excerpt(paragraph, at("two years"));
    expect(before).toBe("… report with all particulars every ");
    expect(found + after).toBe("two years each year to the Conference, which considers what they have …");
  });
});

describe("labels", () => {
  it("suggests the next that is free after a paragraph, and alt instead of it", () => {
    expect(suggest(state, twelve, "after", "operative")).toEqual({ label: "12 ter", marker: "12 ter." });
    expect(suggest(state, twelve, "instead", "operative").label).toBe("12 alt");
    expect(suggest(state, twelve, "after", "heading")).toEqual({ label: "", marker: "" });
  });
});

describe("drafts", () => {
  it("S10: keeps the words that were refused, with little of what stood around them", () => {
    const draft: Draft = {
      ...{ id: "d-1", text: "t-sample", paragraph: "p-000014", label: "14", delegation: "JPN", minted: [] },
      ...{ code: "agreed_since", reason: "The paragraph was agreed.", at: "2021-04-07T16:00:00.000Z" },
      wording: [
        { insert: "States should " },
        { insert: "always ", attributes: { ins: "x-1" } },
        { insert: "act." },
      ],
      change: [
        { retain: 7 },
        { retain: 6, attributes: { "del:x-1": true } },
        { retain: 1 },
        { insert: "always ", attributes: { ins: "x-1" } },
      ],
    };
    expect(draftWords(draft)).toEqual({
      pieces: [
        { role: "context", text: "States " },
        { role: "del", text: "should" },
        { role: "context", text: " " },
        { role: "ins", text: "always " },
        { role: "context", text: "act." },
      ],
      inserted: "always ",
    });
  });
});
