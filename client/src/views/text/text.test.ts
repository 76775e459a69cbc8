import { describe, expect, it } from "vitest";
import { printed } from "../../record/readings";
import { drawnTokens } from "../facts";
import { fakeSession } from "../testing/fakeSession";
import { sample, took } from "../testing/sample";
import { cutText, firstDifference, freshRange } from "./fresh";
import { changedBetween } from "./unseen";

describe("what is new in a wording", () => {
  it("S4: is the stretch in which it differs from the wording before", () => {
    expect(freshRange([{ insert: "States should act" }], [{ insert: "States should always act" }])).toEqual([
      15, 22,
    ]);
    expect(freshRange([{ insert: "aa" }], [{ insert: "aaa" }])).toEqual([2, 3]);
    expect(freshRange([{ insert: "one two" }], [{ insert: "one" }])).toBeNull();
    expect(freshRange([{ insert: "same" }], [{ insert: "same", attributes: { "del:x": true } }])).toBeNull();
  });

  it("S15: begins where characters or marks begin to differ", () => {
    const plain = [{ insert: "abcd" }];
    expect(firstDifference(plain, [{ insert: "ab" }, { insert: "cd", attributes: { "del:x": true } }])).toBe(
      0.5,
    );
    expect(firstDifference(plain, [{ insert: "abcdefgh" }])).toBe(0.5);
    expect(firstDifference(plain, plain)).toBe(1);
  });

  it("cuts a run at fresh words and at carets, and keeps its offsets", () => {
    expect(cutText("abcdef", 10, [12, 14], [15])).toEqual([
      { text: "ab", at: 10, fresh: false },
      { text: "cd", at: 12, fresh: true },
      { text: "e", at: 14, fresh: false },
      { text: "f", at: 15, fresh: false },
    ]);
  });
});

describe("the printed text", () => {
  it("S3: sets spaces outside of brackets, wherever the proposal has them", () => {
    const paragraph = fakeSession(sample()).state.value.paragraphs["p-000012"];
    if (!paragraph) throw new Error("the sample has a paragraph 12");
    const text = printed(drawnTokens(paragraph, paragraph.wording))
      .map((token) => {
        if (token.type === "text") return typeof token.content === "string" ? token.content : "*";
        return token.type === "open" ? "[" : "]";
      })
      .join("");
    expect(text).toBe(
      "States [should][shall] ensure that their authorities can preserve electronic data [without undue delay]" +
        "[, as appropriate,] and cooperate [on a voluntary [and reciprocal] basis] with one another, " +
        "in accordance with domestic law.",
    );
  });
});

describe("changes out of sight", () => {
  it("S4: are those of wording and proposals, and not those of positions", () => {
    const session = fakeSession(sample());
    const before = session.state.value;
    session.happen(took("AUT", "p-000014", "supports", null, "0"));
    expect(changedBetween(before, session.state.value)).toEqual([]);
    session.edit("p-000014", [{ insert: "All " }], [], { delegation: null, hold: false });
    expect(changedBetween(before, session.state.value)).toEqual(["p-000014"]);
  });
});
