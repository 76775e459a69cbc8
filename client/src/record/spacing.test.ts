import { describe, expect, it } from "vitest";
import { leaving, spacesAround } from "./spacing";

/** What is left where the words between the bars leave, and the words. */
function left(marked: string): [string, string] {
  const start = marked.indexOf("|");
  const end = marked.lastIndexOf("|") - 1;
  const text = marked.replaceAll("|", "");
  const { words, taken } = leaving(text, [start, end]);
  return [text.slice(0, taken[0]) + text.slice(taken[1]), text.slice(...words)];
}

/** A text with words put in at the bar. */
function put(marked: string, words: string): string {
  const [before = "", after = ""] = marked.split("|");
  return before + spacesAround(before, words, after).join(words) + after;
}

describe("spaces", () => {
  it("S82: words that leave take one of the spaces beside them along", () => {
    expect(left("States |should| act.")).toEqual(["States act.", "should"]);
    expect(left("States |should |act.")).toEqual(["States act.", "should"]);
    expect(left("States| should| act.")).toEqual(["States act.", "should"]);
    expect(left("States should |act|.")).toEqual(["States should.", "act"]);
    expect(left("all States|, in time|, act")).toEqual(["all States, act", ", in time"]);
    expect(left("|States| should act.")).toEqual(["should act.", "States"]);
    expect(left("(|as| appropriate)")).toEqual(["(appropriate)", "as"]);
    expect(left("States |sh|all act.")).toEqual(["States all act.", "sh"]);
    expect(left("各国|应当|合作")).toEqual(["各国合作", "应当"]);
  });

  it("S82: words that are put in stand apart from their neighbours", () => {
    expect(put("States |act.", "should")).toBe("States should act.");
    expect(put("States| act.", "should")).toBe("States should act.");
    expect(put("States act|.", "now")).toBe("States act now.");
    expect(put("|act.", "States")).toBe("States act.");
    expect(put("(|appropriate)", "as")).toBe("(as appropriate)");
    expect(put("States| act", ", in time,")).toBe("States, in time, act");
    expect(put("各国|合作", "应当")).toBe("各国应当合作");
  });
});
