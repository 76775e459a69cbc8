import { describe, expect, it } from "vitest";
import type { Entry, Paragraph } from "../../record/types";
import { gist, readChange } from "../changeReading";
import { characters, obstacles } from "../facts";
import { fakeSession } from "../testing/fakeSession";
import { delegates, delegations, people, sample, took } from "../testing/sample";
import { historyLines } from "./historyLines";
import { byStance, staleCount, supportLine } from "./positionsTable";
import { ways } from "./ways";

const session = fakeSession(sample());
const tellers = { delegations, people, delegates, pending: (names: readonly string[]) => names.join(", ") };
const paragraph = (id: string): Paragraph => {
  const found = session.state.value.paragraphs[id];
  if (!found) throw new Error(`the sample has no ${id}`);
  return found;
};
const proposal = (id: string) => {
  const found = paragraph("p-000012").proposals[id];
  if (!found) throw new Error(`paragraph 12 has no ${id}`);
  return found;
};

describe("the panel of a paragraph", () => {
  it("S5: reads a proposal in a few words around it", () => {
    expect(readChange(paragraph("p-000012"), proposal("x-eu0001"))).toEqual([
      { role: "context", text: "States " },
      { role: "del", text: "should" },
      { role: "ins", text: "shall" },
      { role: "context", text: " ensure that their …" },
    ]);
    expect(gist(paragraph("p-000012"), proposal("x-per001"))).toBe(", as appropriate,");
  });

  it("S5: says what is in the way by kind, reservations and objections one by one", () => {
    const groups = ways(obstacles(paragraph("p-000012"), session.state.value));
    expect(groups.map((group) => [group[0]?.kind, group.flatMap((one) => one.delegations)])).toEqual([
      ["reservation", ["PER"]],
      ["proposal", ["G77", "DZA", "JPN", "EU", "NOR"]],
      ["objection", ["BOL"]],
    ]);
  });

  it("S6: marks positions that were taken on other wording", () => {
    const fresh = fakeSession(sample());
    void fresh.act(
      "take_position",
      { paragraph: "p-000014", proposal: null, stance: "supports", seen: 1, statement: null },
      "AUT",
    );
    const now = fresh.state.value.paragraphs["p-000014"];
    expect(now && byStance(now, "supports").map((one) => one.stale)).toEqual([false]);
    fresh.edit("p-000014", [{ insert: "All r" }, { delete: 1 }], [], { delegation: null, hold: false });
    const later = fresh.state.value.paragraphs["p-000014"];
    expect(later && staleCount(later)).toBe(1);
  });

  it("counts the positions on a proposal, and forgets those on a dropped one", () => {
    expect(supportLine(paragraph("p-000012"), "x-eu0001")).toBe("3 support · 1 objects");
    const fresh = fakeSession(sample());
    void fresh.act("drop_proposal", { paragraph: "p-000012", proposal: "x-eu0001", previewed: 1 });
    const later = fresh.state.value.paragraphs["p-000012"];
    expect(later && byStance(later, "objects")).toEqual([]);
  });
});

describe("the history of a paragraph", () => {
  it("S8: tells each act in a sentence, the latest first", async () => {
    const lines = historyLines(await session.history("p-000012"), paragraph("p-000012"), tellers);
    expect(lines.at(0)).toMatchObject({ who: "Chair", what: "puts it before the room" });
    expect(lines.find((line) => line.who === "Japan")?.what).toBe("inserts “without undue delay”");
    expect(lines.find((line) => line.who === "EU, Norway")?.what).toBe("insert “shall”, delete “should”");
    expect(lines.find((line) => line.who === "Bolivia")?.what).toBe(
      "objects to the proposal of EU, Norway: “shall”",
    );
    expect(lines.at(-1)).toMatchObject({ who: "Chair", what: "puts in 12" });
  });

  it("S8: still calls a reservation one when it has been set aside", async () => {
    const settled = fakeSession(sample());
    const minted = { id: "x-brk0001", parent: null, kind: "reservation" as const, set: null };
    settled.edit("p-000014", [{ retain: 8, attributes: { "brk:x-brk0001": true } }], [minted], {
      delegation: "JPN",
      hold: false,
    });
    void settled.act("drop_proposal", { paragraph: "p-000014", proposal: "x-brk0001", previewed: 1 });
    const now = settled.state.value.paragraphs["p-000014"];
    const lines = now ? historyLines(await settled.history("p-000014"), now, tellers) : [];
    expect(lines.map((line) => line.what).slice(0, 2)).toEqual([
      "sets aside the reservation of Japan: “Requests”",
      "reserves on “Requests”",
    ]);
  });

  it("S8: says of a paragraph without a label that it was put in", () => {
    const payload = { paragraph: "p-000014", label: "", proposals: [], wording: [], marks: {}, after: null };
    const entry = { kind: "paragraph_added", payload, person: "", delegation: null, time: "", number: 1 };
    const unlabelled = { ...paragraph("p-000014"), label: "" };
    const history = { entries: [entry as unknown as Entry], base: null };
    const [line] = historyLines(history, unlabelled, tellers);
    expect(line?.what).toBe("puts it in");
  });

  it("S8: takes typing by one delegation without a pause for one act", async () => {
    const typing = fakeSession(sample());
    const minted = { id: "x-typed01", parent: null, kind: "wording" as const, set: null };
    for (const [at, letter] of [..." now"].entries())
      typing.edit(
        "p-000014",
        [{ retain: 8 + at }, { insert: letter, attributes: { ins: minted.id } }],
        at === 0 ? [minted] : [],
        {
          delegation: "JPN",
          hold: false,
        },
      );
    typing.happen(took("AUT", "p-000014", "supports", null, "0"));
    const now = typing.state.value.paragraphs["p-000014"];
    const lines = now ? historyLines(await typing.history("p-000014"), now, tellers) : [];
    expect(lines.map((line) => `${line.who} ${line.what}`)).toEqual([
      "Austria supports it",
      "Japan inserts “now”",
      "Chair puts in 14",
    ]);
  });

  it("S93: tells typing by several at once as one act of each", async () => {
    const typing = fakeSession(sample());
    const mint = (id: string) => ({ id, parent: null, kind: "wording" as const, set: null });
    const [japan, austria] = ["every day", "by radio"];
    const start = characters(paragraph("p-000014").wording).length;
    for (let at = 0; at < 9; at++) {
      const insert = (text: string, id: string, place: number, delegation: string) =>
        typing.edit(
          "p-000014",
          [{ retain: place }, { insert: text, attributes: { ins: id } }],
          at === 0 ? [mint(id)] : [],
          { delegation, hold: false },
        );
      insert(japan?.[at] ?? "", "x-jpn", 8 + at, "JPN");
      if (at < 8) insert(austria?.[at] ?? "", "x-aut", start + 2 * at + 1, "AUT");
    }
    const told = async () =>
      historyLines(
        await typing.history("p-000014"),
        typing.state.value.paragraphs["p-000014"] as Paragraph,
        tellers,
      )
        .slice(0, 2)
        .map((line) => `${line.who} ${line.what}`);
    expect(await told()).toEqual(["Japan inserts “every day”", "Austria inserts “by radio”"]);
    // Others' deletions end what goes on: its words are not taken for those of who typed.
    typing.edit("p-000014", [{ delete: 3 }], [], { delegation: null, hold: false, reason: "a slip" });
    typing.edit("p-000014", [{ retain: 5 }, { insert: "s", attributes: { ins: "x-jpn" } }], [], {
      delegation: "JPN",
      hold: false,
    });
    expect((await told())[0]).toBe("Japan inserts “s”");
  });

  it("S93: names the words of each proposal that was retained, and says for whom a slip was entered", async () => {
    const fresh = fakeSession(sample());
    const mint = (id: string) => ({ id, parent: null, kind: "wording" as const, set: null });
    for (const [id, words] of [
      ["x-one", "strongly "],
      ["x-two", "often "],
    ] as const)
      fresh.edit("p-000014", [{ insert: words, attributes: { ins: id } }], [mint(id)], {
        delegation: "NOR",
        hold: false,
      });
    for (const proposal of ["x-one", "x-two"])
      await fresh.act("retain_proposal", { paragraph: "p-000014", proposal, previewed: 1, collisions: {} });
    const now = fresh.state.value.paragraphs["p-000014"] as Paragraph;
    const lines = historyLines(await fresh.history("p-000014"), now, tellers).slice(0, 2);
    expect(lines.map(({ what }) => what)).toEqual([
      "retains the proposal of Norway: “often”",
      "retains the proposal of Norway: “strongly”",
    ]);
  });

  it("S90: says who entered an act on behalf of a delegation, and nothing where its own delegate did", async () => {
    const acts = fakeSession(sample());
    const entry = { ...took("EU", "p-000014", "supports", null, "0") };
    acts.happen(entry);
    const [mine] = acts.recorded.slice(-1);
    const of = (person: string) =>
      historyLines(
        { entries: [{ ...(mine as Entry), person }], base: acts.state.value.paragraphs["p-000014"] ?? null },
        paragraph("p-000014"),
        tellers,
      )[0];
    expect(of("p-EU")).toMatchObject({ who: "EU", what: "supports it", by: null });
    expect(of("p-chair")).toMatchObject({ who: "EU", what: "supports it", by: "Chair" });
    expect(of("p-COL")).toMatchObject({ who: "EU", by: "María Gómez" });
  });

  it("S49: tells which proposal was withdrawn, and what went with it", async () => {
    const fresh = fakeSession(sample());
    const mint = (id: string, parent: string | null) => ({ id, parent, kind: "wording" as const, set: null });
    const ins = (id: string) => ({ attributes: { ins: id } });
    const at = (delegation: string) => ({ delegation, hold: false });
    fresh.edit("p-000014", [{ insert: "strongly ", ...ins("x-eu") }], [mint("x-eu", null)], at("EU"));
    const inside = [{ retain: 9 }, { insert: "and urgently ", ...ins("x-pe") }];
    fresh.edit("p-000014", inside, [mint("x-pe", "x-eu")], at("PER"));
    await fresh.act("withdraw_proposal", { paragraph: "p-000014", proposal: "x-eu" }, "EU");
    const now = fresh.state.value.paragraphs["p-000014"] as Paragraph;
    expect(historyLines(await fresh.history("p-000014"), now, tellers)[0]?.what).toBe(
      "withdraws a proposal: “strongly”. With it goes the amendment of Peru.",
    );
  });

  it("S27: tells an act from the wording of then, whatever others have made of its words", async () => {
    const amended = fakeSession(sample());
    const mint = (id: string, parent: string | null = null) => ({
      id,
      parent,
      kind: "wording" as const,
      set: null,
    });
    const at = (delegation: string) => ({ delegation, hold: false });
    const ins = (id: string) => ({ attributes: { ins: id } });
    const first = { insert: "strongly ", ...ins("x-eu") };
    amended.edit("p-000014", [first], [mint("x-eu")], at("EU"));
    const inside = [{ retain: 9 }, { insert: "and urgently ", ...ins("x-us") }];
    amended.edit("p-000014", inside, [mint("x-us", "x-eu")], at("PER"));
    const struck = [{ retain: 9, attributes: { "del:x-ch": true } }];
    amended.edit("p-000014", struck, [mint("x-ch")], at("AUT"));
    const now = amended.state.value.paragraphs["p-000014"] as Paragraph;
    expect(gist(now, now.proposals["x-eu"] as never)).toBe("strongly");
    expect(readChange(now, now.proposals["x-eu"] as never).filter(({ role }) => role === "ins")).toEqual([
      { role: "ins", text: "strongly " },
    ]);
    const told = async () =>
      historyLines(
        await amended.history("p-000014"),
        amended.state.value.paragraphs["p-000014"] as Paragraph,
        {
          ...tellers,
          delegations: { ...delegations, USA: { short: "US", name: "the United States" } } as never,
        },
      ).map((line) => `${line.who} ${line.what}`);
    const before = await told();
    expect(before).toEqual([
      "Austria deletes “strongly”",
      "Peru inserts “and urgently”",
      "EU inserts “strongly”",
      "Chair puts in 14",
    ]);
    // The words go, and so do the marks: what was told stays.
    void amended.act("drop_proposal", { paragraph: "p-000014", proposal: "x-eu", previewed: 1 });
    expect((await told()).slice(1)).toEqual(before);
    amended.page = 6;
    expect((await told()).slice(1)).toEqual(before.slice(0, 3));
  });
});
