import { describe, expect, it } from "vitest";
import { beginning } from "./facts";
import { fakeSession } from "./testing/fakeSession";
import { sample } from "./testing/sample";

describe("the beginning of a paragraph, in the outline", () => {
  const { paragraphs } = fakeSession(sample()).state.value;
  const paragraph = paragraphs["p-000014"];
  const proposals = paragraphs["p-000012"]?.proposals ?? {};

  it("is what stands there without what is proposed", () => {
    const wording = [{ insert: "States " }, { insert: "shall", attributes: { ins: "x-eu0001" } }];
    expect(paragraph && beginning({ ...paragraph, proposals, wording })).toBe("States");
  });

  it("is what is proposed where no word stands without it", () => {
    const wording = [{ insert: "Noting this", attributes: { ins: "x-eu0001" } }, { insert: "," }];
    expect(paragraph && beginning({ ...paragraph, proposals, wording })).toBe("Noting this,");
  });
});
