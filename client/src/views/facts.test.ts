import { describe, expect, it } from "vitest";
import type { Paragraph } from "../record/types";
import { beginning } from "./facts";
import { fakeSession } from "./testing/fakeSession";
import { sample } from "./testing/sample";

describe("the beginning of a paragraph, in the outline", () => {
  const { paragraphs } = fakeSession(sample()).state.value;
  const paragraph = paragraphs["p-000014"];
  const proposals = paragraphs["p-000012"]?.proposals ?? {};

  it("S28: has what is proposed in its brackets", () => {
    const wording = [
      { insert: "States " },
      { insert: "should ", attributes: { "del:x-eu0001": true } },
      { insert: "shall ", attributes: { ins: "x-eu0001" } },
      { insert: "act." },
    ];
    expect(paragraph && beginning({ ...paragraph, proposals, wording })).toBe("States [should] [shall] act.");
    const whole = { ...paragraph, proposals, wording, marks: { "del:x-g77001": true } } as Paragraph;
    expect(beginning(whole)).toBe("States [should] [shall] act.");
  });

  it("S28: is cut at a word", () => {
    const wording = [{ insert: "Noting this, " }, { insert: "and that", attributes: { ins: "x-eu0001" } }];
    expect(paragraph && beginning({ ...paragraph, proposals, wording }, 18)).toBe("Noting this, [and …");
  });
});
