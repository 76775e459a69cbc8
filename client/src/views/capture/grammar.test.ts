import { describe, expect, it } from "vitest";
import type { Delegation } from "../../record/types";
import { complete, read } from "./grammar";

const state = (short: string, name = short): Delegation => ({ short, name, kind: "state", members: [] });
const delegations: Record<string, Delegation> = {
  AUT: state("Austria"),
  AUS: state("Australia"),
  BOL: state("Bolivia", "Bolivia (Plurinational State of)"),
  CIV: state("Côte d’Ivoire"),
  EU: { short: "EU", name: "European Union", kind: "group", members: ["AUT"] },
  G77: { short: "G77", name: "Group of 77 and China", kind: "group", members: ["BOL"] },
  JPN: state("Japan"),
  USA: state("US", "United States of America"),
  ZAF: state("South Africa"),
  ICC: { short: "ICC", name: "International Chamber of Commerce", kind: "observer", members: [] },
};
const reading = (line: string, recent: string[] = []) => read(line, { delegations, recent });

describe("capture", () => {
  it("S7: completes delegations by their first letters, those just captured first", () => {
    expect(reading("aus")).toEqual({ kind: "names", chosen: [], partial: "aus", candidates: ["AUS", "AUT"] });
    expect(reading("au")).toMatchObject({ candidates: ["AUS", "AUT"] });
    expect(reading("au", ["AUT"])).toMatchObject({ candidates: ["AUT", "AUS"] });
    expect(reading("eu, so")).toEqual({ kind: "names", chosen: ["EU"], partial: "so", candidates: ["ZAF"] });
    expect(reading("cote")).toMatchObject({ candidates: ["CIV"] });
    expect(reading("icc")).toEqual({ kind: "unclear", reason: "name", part: "icc" });
  });

  it("S7: reads a position in one key after the first letters of a name", () => {
    const position = (stance: string) => ({ kind: "position", stance, proposal: null, statement: null });
    expect(reading("bol!")).toEqual({ kind: "ready", delegations: ["BOL"], act: position("objects") });
    expect(reading("jap, eu ~")).toEqual({
      kind: "ready",
      delegations: ["JPN", "EU"],
      act: position("can_accept"),
    });
    expect(reading("us+")).toMatchObject({ delegations: ["USA"], act: position("supports") });
    expect(reading("South Africa can accept")).toMatchObject({
      delegations: ["ZAF"],
      act: position("can_accept"),
    });
    expect(reading("g77: reserve")).toMatchObject({ delegations: ["G77"], act: position("reserves") });
  });

  it("reads the proposal that a position is on, and a statement", () => {
    expect(reading("bol! 2 is premature")).toMatchObject({
      act: { kind: "position", stance: "objects", proposal: 2, statement: "is premature" },
    });
    expect(reading("bol! 27 States agreed")).toMatchObject({
      act: { proposal: 27, statement: "States agreed" },
    });
  });

  it("S7: reads changes of words with straight and curly quotation marks", () => {
    expect(reading('EU, US: del "should"')).toEqual({
      kind: "ready",
      delegations: ["EU", "USA"],
      act: { kind: "delete", words: "should", occurrence: null },
    });
    expect(reading("eu del “should” 2")).toMatchObject({
      act: { kind: "delete", words: "should", occurrence: 2 },
    });
    expect(reading('g77: ins "shall" after "States"')).toMatchObject({
      act: { kind: "insert", words: "shall", where: "after", anchor: "States", occurrence: null },
    });
    expect(reading('jpn "should" → "shall"')).toMatchObject({
      act: { kind: "replace", words: "should", by: "shall" },
    });
    expect(reading('jpn: "should" -> "shall"')).toMatchObject({
      act: { kind: "replace", words: "should", by: "shall" },
    });
    expect(reading('eu: ? "as appropriate"')).toMatchObject({
      act: { kind: "reserve_words", words: "as appropriate" },
    });
    expect(reading('eu: ins "and" at the end')).toMatchObject({ act: { kind: "insert", where: "end" } });
  });

  it("says which part it does not understand", () => {
    expect(reading("xyz!")).toEqual({ kind: "unclear", reason: "name", part: "xyz" });
    expect(reading("eu: dance")).toEqual({ kind: "unclear", reason: "command", part: "dance" });
    expect(reading('eu: ins "shall"')).toEqual({ kind: "unclear", reason: "where", part: 'ins "shall"' });
  });

  it("goes to a paragraph by its label, and opens it for typing when only names are given", () => {
    expect(reading("12 bis")).toEqual({ kind: "label", label: "12 bis" });
    expect(reading("EU:")).toEqual({ kind: "ready", delegations: ["EU"], act: { kind: "write" } });
    expect(reading("  ")).toEqual({ kind: "empty" });
  });

  it("completes the name at the caret and keeps those before it", () => {
    expect(complete("bo", "Bolivia")).toBe("Bolivia: ");
    expect(complete("EU,  jap", "Japan")).toBe("EU, Japan: ");
  });
});
