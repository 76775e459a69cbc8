import { describe, expect, it } from "vitest";
import vectors from "../../../tests/vectors/typed_brackets.json";
import { bracketCuts, gestureOf, wholeRange, withoutBrackets } from "./typedBrackets";

const words = (text: string) => withoutBrackets(text).words;

describe("brackets that are typed", () => {
  it("Y2: leaves words without brackets as they are", () => {
    expect(withoutBrackets("States shall act;")).toEqual({ words: "States shall act;", dropped: false });
    expect(withoutBrackets("")).toEqual({ words: "", dropped: false });
  });

  it("Y2: takes brackets out of the words, and says so", () => {
    expect(withoutBrackets("States [shall] act")).toEqual({ words: "States shall act", dropped: true });
    expect(words("[[States] shall] act")).toBe("States shall act");
    expect(words("never [closed")).toBe("never closed");
    expect(words("never] opened")).toBe("never opened");
    expect(words("the [ ] session")).toBe("the session");
    expect(words("States [ shall ] act")).toBe("States shall act");
  });

  it("Y2: glues no words together", () => {
    expect(words("States [shall][should] act")).toBe("States shall should act");
    expect(words("States [shall] [should] act")).toBe("States shall should act");
    expect(words("shall[should]")).toBe("shall should");
    expect(words("may[shall]")).toBe("may shall");
    expect(words("[efforts,][and] cities")).toBe("efforts, and cities");
    expect(words("[[shall]][[should]]")).toBe("shall should");
    expect(words("the record[12]")).toBe("the record 12");
    expect(words("resolution[A/RES/70/1]")).toBe("resolution A/RES/70/1");
  });

  it("Y2: leaves a word whole that a bracket cuts", () => {
    expect(words("State[s]")).toBe("States");
    expect(words("[un]lawful")).toBe("unlawful");
    expect(words("sh[ould]")).toBe("should");
    expect(words("应[当]采取")).toBe("应当采取");
    expect(words("[应][可]")).toBe("应可");
    expect(words("cooperate[, as appropriate,] with")).toBe("cooperate, as appropriate, with");
  });

  it("Y2: leaves placeholders and notes, and in Markdown links and escaped brackets, as the import does", () => {
    for (const text of ["[[[AddressLine1]]]", "as stated[^2]"])
      expect(withoutBrackets(text)).toEqual({ words: text, dropped: false });
    for (const text of ["the [report](https://example.org/a)", "\\[sic\\]"])
      expect(withoutBrackets(text, { markdown: true })).toEqual({ words: text, dropped: false });
    expect(words("[see [[[Name]]]]")).toBe("see [[[Name]]]");
  });

  it("Y2: leaves out the delegations that a bracket names, and only these", () => {
    const isDelegation = (name: string) => ["EU", "G77", "US"].includes(name);
    const read = (text: string) => withoutBrackets(text, { isDelegation }).words;
    expect(read("States [shall – EU] act")).toBe("States shall act");
    expect(read("[should – G77, US: delete][shall – EU]")).toBe("should shall");
    expect(read("[extreme - US; G77: delete] events")).toBe("extreme events");
    expect(read("[water – the source of life]")).toBe("water – the source of life");
    expect(read("a well – EU]")).toBe("a well – EU");
  });

  it("Y2: says what goes, for those who keep formats", () => {
    expect(bracketCuts("[shall][should]")).toEqual([
      { at: 0, length: 1, space: false },
      { at: 6, length: 2, space: true },
      { at: 14, length: 1, space: false },
    ]);
  });

  it.each(vectors)("W32: reads $text (base: $base) as the server does", ({ text, base, words, dropped }) => {
    const options = { markdown: base === "markdown" };
    expect(withoutBrackets(text, options)).toEqual({ words, dropped });
    expect(withoutBrackets(words, options).dropped).toBe(false);
  });

  it("W32: a bracket alone is a gesture, in whatever width", () => {
    expect(["[", "［", "【", "【】"].map(gestureOf)).toEqual(Array(4).fill("reserve"));
    expect(["]", "］", "】"].map(gestureOf)).toEqual(Array(3).fill("lift"));
    expect(["", "a", "[a", "[[[Name]]]", "〔", "⎢"].map(gestureOf)).toEqual(Array(6).fill(null));
  });

  it("W32: what is deleted of a placeholder or of a pair takes all of it along", () => {
    const at = (from: number, to: number, text = "", pairs = true) =>
      wholeRange("see [^12] and [4]", [from, to], text, pairs);
    expect(at(8, 9)).toEqual([4, 9]);
    expect(at(0, 5)).toEqual([0, 9]);
    expect(at(16, 17)).toEqual([14, 17]);
    expect(at(16, 17, "", false)).toEqual([16, 17]);
    expect(at(15, 16)).toEqual([15, 16]);
    expect(at(3, 10)).toEqual([3, 10]);
  });

  it("W32: a placeholder may be changed within, or what is typed stands behind it", () => {
    const at = (from: number, to: number, text: string) => wholeRange("see [^12]", [from, to], text, true);
    expect(at(7, 8, "3")).toEqual([7, 8]);
    expect(at(7, 7, "3")).toEqual([7, 7]);
    expect(at(7, 7, " or ")).toEqual([9, 9]);
    expect(at(5, 5, "x")).toEqual([9, 9]);
    expect(at(4, 4, "x")).toEqual([4, 4]);
    expect(at(9, 9, "x")).toEqual([9, 9]);
  });
});
