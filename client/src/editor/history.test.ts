import { describe, expect, test } from "vitest";
import { compose } from "../record/delta.ts";
import type { Delta } from "../record/types.ts";
import { deleteRange, type Gesture, insertText, type Outcome, replaceRange } from "./gestures.ts";
import type { Ground, Known } from "./ground.ts";
import { History } from "./history.ts";
import { BASE, ground, known, NEGOTIATED, PROPOSALS } from "./testing/grounds.ts";

/** A person with a history at one paragraph. */
class Desk {
  history = new History();
  time = 0;
  constructor(
    public wording: Delta,
    public proposals: Record<string, Known> = {},
    private delegation: string | null = "AUT",
  ) {}

  get ground(): Ground {
    return { ...ground(this.wording, this.delegation, this.proposals), newId: () => `x-${++this.time}` };
  }
  do(gesture: (on: Ground) => Outcome, apart = true): void {
    const { change, minted } = gesture(this.ground) as Gesture;
    for (const { id } of minted) this.proposals[id] = known(this.delegation ?? "");
    this.history.record(change, this.wording, this.time, apart);
    this.wording = compose(this.wording, change);
  }
  other(change: Delta): void {
    this.history.rebase(change, this.wording);
    this.wording = compose(this.wording, change);
  }
  undo(): void {
    this.wording = compose(this.wording, this.history.undo(this.ground) ?? []);
  }
  redo(): void {
    this.wording = compose(this.wording, this.history.redo(this.ground) ?? []);
  }
}

const typing = (at: number, text: string) => (on: Ground) => insertText(on, at, [{ text }]);

describe("undo (W5)", () => {
  test("takes one's own changes back step by step, and redo puts them again", () => {
    const desk = new Desk(BASE);
    desk.do((on) => replaceRange(on, 7, 13, [{ text: "shall" }]));
    const replaced = desk.wording;
    desk.do((on) => deleteRange(on, 0, 6, "start"));
    const deleted = desk.wording;
    desk.undo();
    expect(desk.wording).toEqual(replaced);
    desk.undo();
    expect(desk.wording).toEqual(BASE);
    desk.undo();
    expect(desk.wording).toEqual(BASE);
    desk.redo();
    desk.redo();
    expect(desk.wording).toEqual(deleted);
  });

  test("takes letters typed in one go together", () => {
    const desk = new Desk(BASE);
    desk.do(typing(7, "a"));
    desk.do(typing(8, "b"), false);
    desk.do(typing(9, "c"), false);
    desk.undo();
    expect(desk.wording).toEqual(BASE);
  });

  test("leaves what others did meanwhile, wherever they did it", () => {
    const desk = new Desk(NEGOTIATED, { ...PROPOSALS });
    desk.do(typing(19, " all"));
    desk.other([{ insert: "All ", attributes: { ins: "x-usa" } }]);
    desk.other([{ retain: 25 }, { insert: "?", attributes: { ins: "x-usa" } }]);
    desk.undo();
    expect(desk.wording.map((op) => op.insert)).toEqual([
      "All ",
      "States ",
      "should",
      " shall",
      "?",
      " ensure ",
      "as appropriate, ",
      "peace",
    ]);
  });

  test("does not put foreign marks back on one's own words", () => {
    const desk = new Desk(NEGOTIATED, { ...PROPOSALS });
    desk.other([{ retain: 13 }, { retain: 6, attributes: { "del:x-usa": true, "brk:x-usa": true } }]);
    desk.do((on) => deleteRange(on, 13, 19, "start"));
    desk.undo();
    expect(desk.wording).toEqual(NEGOTIATED);
  });

  test("leaves out what was settled, and goes on to what was not", () => {
    const desk = new Desk(BASE, {});
    desk.do(typing(0, "A "));
    desk.do(typing(28, "!"));
    const [first, second] = Object.keys(desk.proposals) as [string, string];
    desk.proposals[second] = known("AUT", null, { live: false });
    desk.other([{ retain: 28 }, { retain: 1, attributes: { ins: null } }]);
    expect(desk.proposals[first]?.live).toBe(true);
    desk.undo();
    expect(desk.wording).toEqual([{ insert: "States should ensure peace!" }]);
    desk.redo();
    expect(desk.wording[0]).toEqual({ insert: "A ", attributes: { ins: first } });
  });

  test("of base text gives the words back without the marks of others", () => {
    const desk = new Desk(NEGOTIATED, { ...PROPOSALS }, null);
    desk.do((on) => deleteRange(on, 0, 13, "start"));
    desk.undo();
    expect(desk.wording.slice(0, 2)).toEqual([
      { insert: "States should" },
      { insert: " shall", attributes: { ins: "x-aut" } },
    ]);
  });

  test("of a refused change, which is gone already, does nothing", () => {
    const desk = new Desk(BASE);
    desk.do(typing(7, "all "));
    desk.other([{ retain: 7 }, { delete: 4 }]);
    desk.undo();
    expect(desk.wording).toEqual(BASE);
  });

  test("leaves exactly what others' changes alone would have given", () => {
    const desk = new Desk(BASE);
    desk.do(typing(7, "all "));
    desk.other([{ retain: 3 }, { insert: "x", attributes: { ins: "x-usa" } }, { retain: 10 }, { delete: 3 }]);
    desk.undo();
    expect(desk.wording).toEqual([
      { insert: "Sta" },
      { insert: "x", attributes: { ins: "x-usa" } },
      { insert: "tes shd ensure peace" },
    ]);
  });
});
