import { describe, expect, it } from "vitest";
import type { Delegation } from "../../record/types";
import { complete, openQuote, type Places, read } from "./grammar";

const state = (short: string, name = short): Delegation => ({
  short,
  name,
  kind: "state",
  members: [],
  usual: [],
});
const delegations: Record<string, Delegation> = {
  AUT: state("Austria"),
  AUS: state("Australia"),
  BOL: state("Bolivia", "Bolivia (Plurinational State of)"),
  CIV: state("Côte d’Ivoire"),
  EU: { short: "EU", name: "the European Union", kind: "group", members: ["AUT"], usual: [] },
  G77: { short: "G77", name: "Group of 77 and China", kind: "group", members: ["BOL"], usual: [] },
  JPN: state("Japan"),
  USA: { ...state("US", "United States of America"), usual: ["United States", "U.S."] },
  GBR: { ...state("United Kingdom"), usual: ["UK", "U.K."] },
  ZAF: state("South Africa"),
  GUY: state("Guyana"),
  IRN: state("Iran", "Iran (Islamic Republic of)"),
  KEN: state("Kenya"),
  NOR: state("Norway"),
  NZL: state("New Zealand"),
  PNG: state("Papua New Guinea"),
  PER: state("Peru"),
  TTO: state("Trinidad and Tobago"),
  VNM: state("Viet Nam"),
  ICC: { short: "ICC", name: "International Chamber of Commerce", kind: "observer", members: [], usual: [] },
};
const labels: Record<string, string[]> = {
  "22": ["p-22"],
  "22 bis": ["p-22bis"],
  "12 bis": ["p-12bis"],
  PP3: ["p-pp3"],
};
const places: Places = {
  find: (typed) => {
    const wanted = { "Article 3": ["p-a3"], "Article 3, 1": ["p-a31"], "1": ["p-a31", "p-a41"], ...labels }[
      typed.trim()
    ];
    return { exact: wanted ?? [], begun: typed === "2" ? ["p-22", "p-22bis"] : [] };
  },
  near: (typed) => (typed === "9 bsi" ? ["p-9bis"] : []),
};
const vocabulary = (recent: string[] = []) => ({ delegations, recent, places });
const reading = (line: string, recent: string[] = []) => read(line, vocabulary(recent));
const act = (line: string) => {
  const found = reading(line);
  return found.kind === "ready" ? found.act : found;
};

describe("capture", () => {
  it("S7: completes delegations by their first letters, those just captured first", () => {
    expect(reading("aus")).toEqual({
      kind: "names",
      chosen: [],
      partial: "aus",
      candidates: ["AUS", "AUT"],
      decided: true,
    });
    expect(reading("au")).toMatchObject({ candidates: ["AUS", "AUT"] });
    expect(reading("au", ["AUT"])).toMatchObject({ candidates: ["AUT", "AUS"] });
    expect(reading("eu, so")).toEqual({
      kind: "names",
      chosen: ["EU"],
      partial: "so",
      candidates: ["ZAF"],
      decided: true,
    });
    expect(reading("cote")).toMatchObject({ candidates: ["CIV"] });
    expect(reading("icc")).toEqual({ kind: "unclear", reason: "name", part: "icc", places: [] });
  });

  it("S130: a beginning that several delegations have is asked about, however recent one of them is", () => {
    const several = (part: string, from: number, candidates: string[]) => ({
      ...{ kind: "several", part, from },
      candidates,
    });
    expect(reading("united +")).toEqual(several("united", 0, ["GBR", "USA"]));
    expect(reading("united +", ["USA"])).toEqual(several("united", 0, ["USA", "GBR"]));
    expect(reading('us, u: del "x"')).toEqual(several("u", 4, ["GBR", "USA"]));
    expect(reading("nor supports the united")).toEqual(several("united", 17, ["GBR", "USA"]));
    expect(reading("nor and united !")).toEqual(several("united", 8, ["GBR", "USA"]));
    expect(reading("united, nor")).toEqual(several("united", 0, ["GBR", "USA"]));
    expect(reading("Iran on behalf of g !")).toMatchObject({ kind: "several", part: "g" });
    expect(reading("united", ["GBR"])).toMatchObject({ kind: "names", decided: false });
    expect(reading("us")).toMatchObject({ kind: "names", decided: true });
  });

  it("S130: a code, a name and a usual name mean their delegation, whoever begins so", () => {
    for (const [line, code] of [
      ["us +", "USA"],
      ["uk +", "GBR"],
      ["U.K. +", "GBR"],
      ["usa +", "USA"],
      ["united states +", "USA"],
      ["united k +", "GBR"],
      ["the united kingdom +", "GBR"],
      ["european +", "EU"],
      ["the European Union +", "EU"],
    ])
      expect(reading(line ?? "", ["GBR", "USA"]), line).toMatchObject({ kind: "ready", delegations: [code] });
  });

  it("S7: reads a position in one key after the first letters of a name", () => {
    const position = (stance: string) => ({ kind: "position", stance, about: null, statement: null });
    for (const [line, delegations, stance] of [
      ["bol!", ["BOL"], "objects"],
      ["jap, eu ~", ["JPN", "EU"], "can_accept"],
      ["us+", ["USA"], "supports"],
      ["South Africa can accept", ["ZAF"], "can_accept"],
      ["g77: reserve", ["G77"], "reserves"],
      ["cote +", ["CIV"], "supports"],
      ["Côte d'Ivoire +", ["CIV"], "supports"],
      ["Côte d’Ivoire +", ["CIV"], "supports"],
      ["eu, nor, jpn +", ["EU", "NOR", "JPN"], "supports"],
      ["ken !", ["KEN"], "objects"],
      ["iran ?", ["IRN"], "reserves"],
      ["viet ~", ["VNM"], "can_accept"],
      ["papua new guinea +", ["PNG"], "supports"],
      ["EU, New Zealand +", ["EU", "NZL"], "supports"],
      ["group of 77 +", ["G77"], "supports"],
      ["Trinidad and Tobago and the EU !", ["TTO", "EU"], "objects"],
    ] as const)
      expect(reading(line), line).toMatchObject({ kind: "ready", delegations, act: position(stance) });
  });

  it("S7: a name after the sign means that delegation's proposal; a statement is quoted", () => {
    const position = { kind: "position", stance: "supports", about: null, statement: null };
    expect(act("nor supports EU")).toEqual({ ...position, about: { of: "EU" } });
    expect(act("nor + eu")).toEqual({ ...position, about: { of: "EU" } });
    expect(act("nor supports the proposal of the EU")).toEqual({ ...position, about: { of: "EU" } });
    expect(act("nor supports the EU’s proposal")).toEqual({ ...position, about: { of: "EU" } });
    expect(act("bol! 2")).toEqual({ ...position, stance: "objects", about: { number: 2 } });
    const statement = "could go along if Article 4 is kept";
    expect(act(`g77 + "${statement}"`)).toEqual({ ...position, statement });
    expect(act(`g77 + eu "${statement}"`)).toEqual({ ...position, about: { of: "EU" }, statement });
    expect(act(`g77 + 2 “${statement}”`)).toEqual({ ...position, about: { number: 2 }, statement });
    expect(reading("bol! is premature")).toMatchObject({ reason: "statement", part: "is premature" });
  });

  it("S7: reads changes of words with whatever quotation marks", () => {
    const words = (line: string) => {
      const found = act(line);
      return found.kind === "words" ? found.changes : found;
    };
    const deletion = { kind: "delete", words: "and cities", occurrence: null };
    for (const line of [
      'g77: del "and cities"',
      "g77 del “and cities”",
      "g77: delete 'and cities'",
      "g77: deletes ‘and cities’",
      "g77: del „and cities“",
      "g77: del «and cities»",
    ])
      expect(words(line), line).toEqual([deletion]);
    expect(words("ken: del 'well in advance of'")).toEqual([{ ...deletion, words: "well in advance of" }]);
    expect(words("ken: del 'the State’s own'")).toEqual([{ ...deletion, words: "the State’s own" }]);
    expect(words('ken: del "the “green” economy"')).toEqual([{ ...deletion, words: "the “green” economy" }]);
    expect(words("eu del “should” 2")).toEqual([{ ...deletion, words: "should", occurrence: 2 }]);
    const insertion = { kind: "insert", words: "shall", where: "after", anchor: "States", occurrence: null };
    expect(words('g77: ins "shall" after "States"')).toEqual([insertion]);
    expect(words('g77: insert after "States" "shall"')).toEqual([insertion]);
    expect(words('eu: ins "and" at the end')).toEqual([
      { ...insertion, words: "and", where: "end", anchor: "" },
    ]);
    const replacement = { kind: "replace", words: "should", by: "shall", occurrence: null };
    for (const line of [
      'jpn "should" → "shall"',
      'jpn: "should" -> "shall"',
      'jpn: replace "should" with "shall"',
      'jpn: repl "should" "shall"',
      "jpn: replace 'should' by 'shall'",
    ])
      expect(words(line), line).toEqual([replacement]);
    expect(words('jpn: move "cities" before "local"')).toEqual([
      { kind: "move", words: "cities", which: null, where: "before", anchor: "local", occurrence: null },
    ]);
    expect(words('jpn: move "cities" 2 before "local" 3')).toMatchObject([{ which: 2, occurrence: 3 }]);
    expect(words('jpn: "should" 2 → "shall"')).toEqual([{ ...replacement, occurrence: 2 }]);
  });

  it("S7: reads several changes of one line", () => {
    expect(act('nor: ins "voluntary" before "efforts" and del "the"')).toEqual({
      kind: "words",
      changes: [
        { kind: "insert", words: "voluntary", where: "before", anchor: "efforts", occurrence: null },
        { kind: "delete", words: "the", occurrence: null },
      ],
    });
    expect(act('nor: del "a", "b" and "c" 2; "d" → "e"')).toMatchObject({
      changes: [
        { words: "a" },
        { kind: "delete", words: "b" },
        { kind: "delete", words: "c", occurrence: 2 },
        { by: "e" },
      ],
    });
  });

  it("S7: reads what is reserved, and what is about the whole paragraph", () => {
    const reserved = {
      kind: "words",
      changes: [{ kind: "reserve_words", words: "private sector", occurrence: null }],
    };
    for (const line of [
      "iran: [private sector]",
      "iran [private sector]",
      'iran: bracket "private sector"',
      'iran: brk "private sector"',
      'iran ? "private sector"',
      'iran reserves ["private sector"]',
    ])
      expect(act(line), line).toEqual(reserved);
    for (const line of ["usa: delete paragraph", "usa: del para", "usa: del", "us del the whole paragraph"])
      expect(act(line), line).toEqual({ kind: "whole", as: "deletion" });
    for (const line of ["usa: [", "usa: []", "usa: bracket", "usa: reserve paragraph"])
      expect(act(line), line).toEqual({ kind: "whole", as: "reservation" });
  });

  it("S7: reads new paragraphs, and what is taken back", () => {
    const added = {
      kind: "paragraph",
      relation: "after",
      to: "22",
      ordinal: "22 bis",
      words: "Decides to keep it under review;",
    };
    expect(act('nor: 22 bis "Decides to keep it under review;"')).toEqual(added);
    expect(act('nor 22bis "Decides to keep it under review;"')).toEqual(added);
    expect(act("nor: 22 bis: Decides to keep it under review;")).toEqual(added);
    expect(act('nor: alt "Welcomes all efforts;"')).toEqual({
      ...added,
      relation: "instead",
      to: null,
      ordinal: "alt",
      words: "Welcomes all efforts;",
    });
    expect(act("nor: bis: Welcomes all efforts in 2020;")).toMatchObject({
      to: null,
      ordinal: "bis",
      words: "Welcomes all efforts in 2020;",
    });
    expect(act('nor: new "Welcomes"')).toMatchObject({ relation: "after", to: null, ordinal: "" });
    expect(act('nor: Article 3, 2 ter "Welcomes"')).toMatchObject({
      to: "Article 3, 2",
      ordinal: "Article 3, 2 ter",
    });
    expect(act("eu: withdraw")).toEqual({ kind: "withdraw", about: null });
    expect(act("eu withdraws 2")).toEqual({ kind: "withdraw", about: { number: 2 } });
    expect(act("nor: lift")).toEqual({ kind: "lift", about: null });
    expect(act("eu withdraws its proposal")).toEqual({ kind: "withdraw", about: null });
    expect(act("nor lifts its reservation")).toEqual({ kind: "lift", about: null });
    expect(act("nor lifts its objection")).toEqual({ kind: "no_position", about: null });
    expect(act("nor 0")).toEqual({ kind: "no_position", about: null });
    expect(act("nor: withdraw position on EU")).toEqual({ kind: "no_position", about: { of: "EU" } });
  });

  it("S7: reads who spoke for whom", () => {
    expect(reading('Iran on behalf of G77: del "cities"')).toMatchObject({
      delegations: ["G77"],
      spoken: { G77: "IRN" },
    });
    expect(reading('nor, Iran on behalf of G77, bol: del "cities"')).toMatchObject({
      delegations: ["NOR", "G77", "BOL"],
      spoken: { G77: "IRN", BOL: "IRN" },
    });
    expect(reading("Iran on beh")).toMatchObject({ kind: "names" });
    expect(reading("Iran on behalf of g")).toMatchObject({
      kind: "names",
      partial: "g",
      candidates: ["G77", "GUY", "GBR", "PNG"],
    });
  });

  it("S7: reads in which paragraph, where the line names it", () => {
    expect(reading('nor: del "x" in 12 bis')).toMatchObject({ kind: "ready", place: "p-12bis" });
    expect(reading("nor supports EU in 22")).toMatchObject({ place: "p-22", act: { about: { of: "EU" } } });
    expect(reading('nor: repl "formats" "form" in 9 bsi')).toEqual({
      kind: "unclear",
      reason: "place",
      part: "9 bsi",
      places: ["p-9bis"],
    });
    expect(reading("nor objects to paragraph 22")).toMatchObject({
      place: "p-22",
      act: { stance: "objects", about: null },
    });
    expect(reading('nor ! in paragraph 22 "not yet"')).toMatchObject({
      place: "p-22",
      act: { statement: "not yet" },
    });
    expect(reading("nor reserves its position in 22")).toMatchObject({
      place: "p-22",
      act: { stance: "reserves" },
    });
    expect(reading('nor: del "x" in 1')).toMatchObject({ reason: "places", places: ["p-a31", "p-a41"] });
  });

  it("Y3: the name of a paragraph alone goes there; a delegation's name is none", () => {
    for (const [line, ...found] of [
      ["12 bis", "p-12bis"],
      ["PP3", "p-pp3"],
      ["Article 3", "p-a3"],
      ["Article 3, 1", "p-a31"],
      ["2", "p-22", "p-22bis"],
      ["1", "p-a31", "p-a41"],
    ])
      expect(reading(line ?? "")).toEqual({ kind: "go", places: found, typed: line });
    expect(reading("0")).toEqual({ kind: "room" });
    expect(reading("257")).toEqual({ kind: "unclear", reason: "place", part: "257", places: [] });
    expect(reading("PP9")).toMatchObject({ reason: "place", part: "PP9" });
    expect(reading("G77")).toMatchObject({ kind: "names", candidates: ["G77"] });
  });

  it("S7: leaves brackets out of the words that are typed, and says so", () => {
    expect(reading('nor: "should" → "[shall][must]"')).toMatchObject({
      dropped: true,
      act: { changes: [{ words: "should", by: "shall must" }] },
    });
    expect(reading('nor: del "[should]"')).toMatchObject({
      dropped: false,
      act: { changes: [{ words: "should" }] },
    });
    expect(reading('nor: 22 bis "[Decides] it;"')).toMatchObject({
      dropped: true,
      act: { words: "Decides it;" },
    });
    expect(reading('nor: ins "[[[Name]]]" at end')).toMatchObject({
      dropped: false,
      act: { changes: [{ words: "[[[Name]]]" }] },
    });
  });

  it("says which part it does not understand", () => {
    const problem = (line: string) => {
      const found = reading(line);
      return found.kind === "unclear" ? [found.reason, found.part] : found;
    };
    expect(problem("xyz!")).toEqual(["name", "xyz"]);
    expect(problem("eu, xyz!")).toEqual(["name", "xyz"]);
    expect(problem("eu: dance")).toEqual(["command", "dance"]);
    expect(problem("eu dance")).toEqual(["command", "dance"]);
    expect(problem('eu: ins "shall"')).toEqual(["where", "shall"]);
    expect(problem('eu: replace "shall"')).toEqual(["by", "shall"]);
    expect(problem('eu: ins "a" at end nonsense')).toEqual(["command", "nonsense"]);
    expect(problem('ken: remark "we will come back to it"')).toEqual([
      "remark",
      'remark "we will come back to it"',
    ]);
    expect(problem("eu: agree")).toMatchObject(["gavel_names", "agree"]);
  });

  it("S7: prepares the gavel where no delegation is named", () => {
    for (const line of ["agree", "agreed", "agreed ad ref", "ad ref"])
      expect(reading(line)).toEqual({ kind: "agree", said: line });
  });

  it("opens the paragraph for typing when only names are given", () => {
    expect(reading("EU:")).toMatchObject({ kind: "ready", delegations: ["EU"], act: { kind: "write" } });
    expect(reading("  ")).toEqual({ kind: "empty" });
  });

  it("completes the name at the caret and keeps those before it", () => {
    expect(complete("bo", "Bolivia", vocabulary())).toBe("Bolivia: ");
    expect(complete("EU,  jap", "Japan", vocabulary())).toBe("EU, Japan: ");
    expect(complete("Iran on behalf of g", "G77", vocabulary())).toBe("Iran on behalf of G77: ");
    expect(openQuote('eu: ins "a" after "dat', vocabulary())).toMatchObject({ text: "dat", from: 18 });
    expect(openQuote('eu: ins "a" after "dat"', vocabulary())).toBeNull();
  });
});
