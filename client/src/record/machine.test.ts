import { beforeEach, describe, expect, it } from "vitest";
import { compose } from "./delta.ts";
import type { Effect } from "./effects.ts";
import { Machine } from "./machine.ts";
import { Meeting, mint, P, put, words } from "./testing/meeting.ts";
import type { Command, Delta, Draft, Paragraph } from "./types.ts";
import { NOTHING } from "./work.ts";

const EU = { delegation: "EU", hold: false };
const HELD = { delegation: "EU", hold: true };

const sent = (effects: Effect[]): Command[] =>
  effects.flatMap((effect) => (effect.kind === "send" ? [effect.command] : []));
const drafts = (effects: Effect[]): Draft[] =>
  effects.flatMap((effect) => (effect.kind === "draft" ? [effect.draft] : []));
const foreign = (effects: Effect[]): Delta[] =>
  effects.flatMap((effect) => (effect.kind === "foreign" ? [effect.change] : []));
const only = <T>(list: T[]): T => {
  expect(list).toHaveLength(1);
  return list[0] as T;
};
const refused = (through: number, code = "not_yours") => ({ refused: { code, message: "No." }, through });

let meeting: Meeting;
let machine: Machine;
beforeEach(() => {
  meeting = new Meeting();
  machine = meeting.machine;
});

describe("one change in flight, one that waits", () => {
  it("sends the first at once, composes what follows, and sends that when the first is on record", () => {
    const first = only(sent(machine.edit(P, put(6, " s", "x-1"), [mint("x-1")], EU)));
    expect(first).toMatchObject({ kind: "change_wording", base: 2, delegation: "EU" });
    expect(first.payload).toEqual({
      ...{ paragraph: P, change: put(6, " s", "x-1"), proposals: [mint("x-1")], reason: null },
    });
    expect(sent(machine.edit(P, put(8, "h", "x-1"), [], EU))).toEqual([]);
    expect(sent(machine.edit(P, put(9, "all", "x-1"), [], EU))).toEqual([]);
    expect(meeting.shown).toBe("States shall cooperate");
    const second = only(sent(machine.receive([meeting.change(put(6, " s", "x-1"), first.id)])));
    expect(second).toMatchObject({ base: 3, payload: { change: put(8, "hall", "x-1"), proposals: [] } });
    expect(second.id).not.toBe(first.id);
    machine.receive([meeting.change(put(8, "hall", "x-1"), second.id)]);
    expect(machine.unsent).toBe(0);
    expect(machine.displayed(P)).toEqual(meeting.state.paragraphs[P]?.wording);
  });

  it("does not compose what is written for two delegations", () => {
    machine.edit(P, put(6, " a", "x-1"), [mint("x-1")], EU);
    machine.edit(P, put(8, "b", "x-1"), [], EU);
    machine.edit(P, put(9, "c", "x-2"), [mint("x-2", "x-1")], { delegation: "US", hold: false });
    expect(machine.minted(P)).toEqual([
      { ...mint("x-1"), delegation: "EU" },
      { ...mint("x-2", "x-1"), delegation: "US" },
    ]);
    const ack = (effects: Effect[]) => only(sent(effects));
    const first = machine.unacknowledged[0] as Command;
    const second = ack(machine.receive([meeting.change(put(6, " a", "x-1"), first.id)]));
    expect(second).toMatchObject({ delegation: "EU", payload: { change: put(8, "b", "x-1") } });
    const third = ack(machine.receive([meeting.change(put(8, "b", "x-1"), second.id)]));
    expect(third).toMatchObject({ delegation: "US", payload: { proposals: [mint("x-2", "x-1")] } });
  });

  it("sends nothing for what was typed and taken back, and keeps its proposal for the next change", () => {
    machine.edit(P, put(6, "a", "x-1"), [mint("x-1")], HELD);
    machine.edit(P, [{ retain: 6 }, { delete: 1 }], [], HELD);
    expect(machine.composing(P)).toBe(false);
    expect(machine.unsent).toBe(0);
    const command = only(sent(machine.edit(P, put(6, "b", "x-1"), [], EU)));
    expect(command.payload.proposals).toEqual([mint("x-1")]);
  });
});

describe("others' entries", () => {
  it("move what is in flight and what waits, and tell how the display changes (W7)", () => {
    const first = only(sent(machine.edit(P, put(6, " foo", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(10, "d", "x-1"), [], EU);
    const effects = machine.receive([meeting.change(put(0, "All "))]);
    expect(meeting.shown).toBe("All States food cooperate");
    expect(only(foreign(effects))).toEqual(put(0, "All "));
    const bar = machine.receive([meeting.change(put(10, "bar", "x-9"))]);
    expect(meeting.shown).toBe("All Statesbar food cooperate");
    expect(only(foreign(bar))).toEqual(put(10, "bar", "x-9"));
    const second = only(sent(machine.receive([meeting.change(put(13, " foo", "x-1"), first.id)])));
    expect(second).toMatchObject({ base: 5, payload: { change: put(17, "d", "x-1") } });
  });

  it("keep one's own next letter beside one's own words (W7)", () => {
    machine.receive([meeting.change(put(6, "foo", "x-1"))]);
    machine.edit(P, put(9, "d", "x-1"), [], EU);
    machine.receive([meeting.change(put(9, "bar", "x-9"))]);
    expect(meeting.shown).toBe("Statesfoodbar cooperate");
  });

  it("are passed over when known, and asked for when missing", () => {
    const [a, b, c] = [meeting.change(put(0, "a")), meeting.change(put(0, "b")), meeting.change(put(0, "c"))];
    expect(machine.receive([b, c])).toEqual([{ kind: "catch_up" }]);
    machine.receive([a]);
    machine.receive([a, b, c]);
    expect(machine.state).toEqual(meeting.state);
    expect(machine.receive([b])).toEqual([]);
  });

  it("that follow another record are not taken: the state is fetched again (W14)", () => {
    const entry = { ...meeting.change(put(0, "a")), previous: "another" };
    expect(machine.receive([entry])).toEqual([{ kind: "start_over" }]);
    expect(machine.state.number).toBe(2);
  });
});

describe("W9: agreement and reopening are barriers", () => {
  it("makes a draft of a composition that was begun before", () => {
    machine.edit(P, put(6, " shall", "x-1"), [mint("x-1")], HELD);
    const effects = machine.receive([meeting.agree()]);
    const draft = only(drafts(effects));
    expect(draft).toMatchObject({ code: "agreed_since", paragraph: P, label: "1", delegation: "EU" });
    expect(words(draft.wording)).toBe("States shall cooperate");
    expect(draft).toMatchObject({ change: put(6, " shall", "x-1"), minted: [mint("x-1")] });
    expect(only(foreign(effects))).toEqual([{ retain: 6 }, { delete: 6 }]);
    expect(machine.composing(P)).toBe(false);
    expect(sent(machine.table(P))).toEqual([]);
  });

  it("makes a draft at once of what comes while the paragraph is agreed, and never shows it there", () => {
    machine.receive([meeting.agree()]);
    const effects = machine.edit(P, put(6, " shall", "x-1"), [mint("x-1")], HELD);
    const draft = only(drafts(effects));
    expect(draft).toMatchObject({
      code: "agreed_since",
      change: put(6, " shall", "x-1"),
      minted: [mint("x-1")],
    });
    expect(words(draft.wording)).toBe("States shall cooperate");
    expect(only(foreign(effects))).toEqual([{ retain: 6 }, { delete: 6 }]);
    expect(meeting.shown).toBe("States cooperate");
    expect(machine.saved(P)).toBeNull();
    const reopened = machine.receive([
      meeting.record("paragraph_reopened", { paragraph: P, reason: "slip" }),
    ]);
    expect(drafts(reopened)).toEqual([]);
  });

  it("makes a draft of what was begun before the reopening, though it comes after it", () => {
    const { number: since } = machine.state;
    machine.receive([meeting.agree()]);
    machine.receive([meeting.record("paragraph_reopened", { paragraph: P, reason: "slip" })]);
    const late = machine.edit(P, put(6, " shall", "x-1"), [mint("x-1")], { ...HELD, since });
    expect(only(drafts(late)).code).toBe("agreed_since");
    expect(meeting.shown).toBe("States cooperate");
    expect(drafts(machine.edit(P, put(6, " shall", "x-2"), [mint("x-2")], HELD))).toEqual([]);
    expect(meeting.shown).toBe("States shall cooperate");
  });

  it("makes a draft of work that a window before it kept in an agreed paragraph", () => {
    machine.receive([meeting.agree()]);
    const paragraph = machine.state.paragraphs[P] as Paragraph;
    const pending = [
      { delegation: "EU", reason: null, change: put(6, "!", "x-1"), minted: [mint("x-1")], held: true },
    ];
    const effects = machine.restore([{ paragraph, work: { ...NOTHING, pending } }], [], []);
    expect(only(drafts(effects)).code).toBe("agreed_since");
    expect(meeting.shown).toBe("States cooperate");
    expect(machine.composing(P)).toBe(false);
  });

  it("takes what is in flight off the screen, and makes one draft of it when it is refused", () => {
    const first = only(sent(machine.edit(P, put(6, " sh", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(9, "all", "x-1"), [], EU);
    const effects = machine.receive([meeting.agree()]);
    expect(drafts(effects)).toEqual([]);
    expect(meeting.shown).toBe("States cooperate");
    expect(machine.unacknowledged).toEqual([first]);
    const draft = only(drafts(machine.acknowledge(first.id, refused(3, "agreed_since"))));
    expect(draft).toMatchObject({ reason: "No.", change: put(6, " shall", "x-1"), minted: [mint("x-1")] });
    expect(machine.unsent).toBe(0);
  });

  it("bars the footnotes of a paragraph with it", () => {
    const place = { depth: 1, label: "a", marker: "a", relation: null, after: null, of: P, reason: null };
    const note = {
      paragraph: "fn-01",
      kind: "footnote",
      wording: [{ insert: "See" }],
      marks: {},
      proposals: [],
    };
    machine.receive([meeting.record("paragraph_added", { ...place, ...note })]);
    machine.edit("fn-01", put(3, " x", "x-1"), [mint("x-1")], HELD);
    expect(only(drafts(machine.receive([meeting.agree()])))).toMatchObject({ paragraph: "fn-01" });
    machine.receive([meeting.record("paragraph_reopened", { paragraph: P, reason: "slip" })]);
    machine.edit("fn-01", put(3, " y", "x-2"), [mint("x-2")], HELD);
    const gone = meeting.record("paragraph_withdrawn", { paragraph: P, reason: "moved" });
    expect(only(drafts(machine.receive([gone])))).toMatchObject({ paragraph: "fn-01", code: "withdrawn" });
  });

  it("does the same where the paragraph, or its section, is withdrawn", () => {
    machine.edit(P, put(6, " shall", "x-1"), [mint("x-1")], HELD);
    const gone = meeting.record("paragraph_withdrawn", { paragraph: P, reason: "moved" });
    expect(only(drafts(machine.receive([gone]))).code).toBe("withdrawn");
  });
});

describe("W10: an empty change", () => {
  it("leaves the proposals minted with it for the next change that uses them", () => {
    const marking: Delta = [{ retain: 6, attributes: { "del:x-1": true } }];
    const first = only(sent(machine.edit(P, marking, [mint("x-1")], EU)));
    machine.receive([meeting.change([{ delete: 6 }])]);
    expect(sent(machine.edit(P, put(0, "Parties", "x-1"), [], EU))).toEqual([]);
    const next = only(sent(machine.acknowledge(first.id, { through: 3, empty: true })));
    expect(next.payload).toMatchObject({ change: put(0, "Parties", "x-1"), proposals: [mint("x-1")] });
  });

  it("is not sent where it only puts back what it takes out", () => {
    machine.edit(P, [{ delete: 6 }], [], HELD);
    machine.edit(P, put(0, "States"), [], HELD);
    expect(sent(machine.table(P))).toEqual([]);
    expect(machine.composing(P)).toBe(false);
  });

  it("waits for the entries that made it empty", () => {
    const marking: Delta = [{ retain: 6, attributes: { "del:x-1": true } }];
    const first = only(sent(machine.edit(P, marking, [mint("x-1")], EU)));
    machine.edit(P, put(6, "a", "x-1"), [], EU);
    expect(sent(machine.acknowledge(first.id, { through: 3, empty: true }))).toEqual([]);
    const next = only(sent(machine.receive([meeting.change([{ delete: 6 }])])));
    expect(next).toMatchObject({ base: 3, payload: { change: put(0, "a", "x-1") } });
  });

  it("keeps a proposal that no change uses off the record", () => {
    const first = only(sent(machine.edit(P, put(0, "a", "x-1"), [mint("x-1"), mint("x-2")], EU)));
    expect(first.payload.proposals).toEqual([mint("x-1")]);
    expect(machine.minted(P).map(({ id }) => id)).toEqual(["x-2", "x-1"]);
  });
});

describe("W11: acknowledgements and one's own entry", () => {
  it("moves what waits over the difference where the entry is not what was expected", () => {
    const first = only(sent(machine.edit(P, put(6, " foo", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(10, " bar", "x-1"), [], EU);
    const effects = machine.receive([meeting.change(put(6, " f", "x-1"), first.id)]);
    expect(meeting.shown).toBe("States f bar cooperate");
    expect(only(foreign(effects))).toEqual([{ retain: 8 }, { delete: 2 }]);
  });

  it("sends nothing on a base below `through`", () => {
    const first = only(sent(machine.edit(P, put(6, "a", "x-1"), [mint("x-1")], EU)));
    const entries = [meeting.change(put(0, "b")), meeting.change(put(7, "a", "x-1"), first.id)];
    machine.edit(P, put(7, "c", "x-1"), [], EU);
    expect(sent(machine.acknowledge(first.id, { through: 4 }))).toEqual([]);
    expect(sent(machine.receive(entries.slice(0, 1)))).toEqual([]);
    expect(only(sent(machine.receive(entries.slice(1)))).base).toBe(4);
  });

  it("sends again unaltered what has no outcome, in the first order, acts too", () => {
    const first = only(sent(machine.edit(P, put(6, "a", "x-1"), [mint("x-1")], EU)));
    const act = only(sent(machine.act("put_before_room", { paragraph: P }, null)));
    machine.edit(P, put(7, "c", "x-1"), [], EU);
    machine.receive([meeting.change(put(0, "b"))]);
    expect(machine.unacknowledged).toEqual([first, act]);
  });

  it("takes its own entry for the acknowledgement, and a late one for nothing", () => {
    const first = only(sent(machine.edit(P, put(6, "a", "x-1"), [mint("x-1")], EU)));
    machine.receive([meeting.change(put(6, "a", "x-1"), first.id)]);
    expect(machine.unacknowledged).toEqual([]);
    expect(machine.acknowledge(first.id, { through: 3 })).toEqual([]);
  });

  it("answers an act when its entries have been applied, a refused one at once", () => {
    const act = only(sent(machine.act("put_before_room", { paragraph: P }, null)));
    const effects = machine.acknowledge(act.id, { through: 3 });
    expect(effects.some(({ kind }) => kind === "answer")).toBe(false);
    const entry = meeting.record("paragraph_put_before_room", { paragraph: P }, act.id);
    expect(machine.receive([entry])).toContainEqual({ kind: "answer", id: act.id, outcome: { through: 3 } });
    const other = only(sent(machine.act("put_before_room", { paragraph: P }, null)));
    const answer = { kind: "answer", id: other.id, outcome: refused(9) };
    expect(machine.acknowledge(other.id, refused(9))).toContainEqual(answer);
  });
});

describe("W22: a paragraph that the Chair holds", () => {
  it("leaves what was tabled where it is, composed, until its author tables it again", () => {
    machine.edit(P, put(6, " sh", "x-1"), [mint("x-1")], HELD);
    const first = only(sent(machine.table(P)));
    machine.edit(P, put(9, "all", "x-1"), [], HELD);
    const effects = machine.acknowledge(first.id, refused(2, "held"));
    expect(drafts(effects)).toEqual([]);
    expect(sent(effects)).toEqual([]);
    expect(machine.composing(P)).toBe(true);
    expect(meeting.shown).toBe("States shall cooperate");
    const again = only(sent(machine.table(P)));
    expect(again.id).not.toBe(first.id);
    expect(again.payload).toMatchObject({ change: put(6, " shall", "x-1"), proposals: [mint("x-1")] });
  });
});

describe("W12: a refusal", () => {
  it("takes what is in flight and what waits, with their proposals, into one draft", () => {
    const first = only(sent(machine.edit(P, put(6, " coope-", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(13, "ration", "x-1"), [], EU);
    machine.edit(P, put(0, "All ", "x-2"), [mint("x-2")], EU);
    const effects = machine.acknowledge(first.id, refused(2));
    const draft = only(drafts(effects));
    expect(draft).toMatchObject({ code: "not_yours", reason: "No.", minted: [mint("x-1"), mint("x-2")] });
    expect(words(draft.wording)).toBe("All States coope-ration cooperate");
    expect(compose([{ insert: "States cooperate" }], draft.change)).toEqual(draft.wording);
    expect(meeting.shown).toBe("States cooperate");
    expect(compose(draft.wording, only(foreign(effects)))).toEqual([{ insert: "States cooperate" }]);
    expect(machine.minted(P)).toEqual([]);
    expect(machine.unsent).toBe(0);
  });

  it("leaves other paragraphs alone, and a draft to each delegation", () => {
    const first = only(sent(machine.edit(P, put(6, " a", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(8, " b", "x-2"), [mint("x-2")], { delegation: "US", hold: false });
    const [eu, us] = drafts(machine.acknowledge(first.id, refused(2)));
    expect(eu).toMatchObject({ delegation: "EU", change: put(6, " a", "x-1") });
    expect(us).toMatchObject({ delegation: "US", change: put(8, " b", "x-2") });
  });

  it("lets nothing go before the author has seen what it speaks of", () => {
    const first = only(sent(machine.edit(P, put(6, "a", "x-1"), [mint("x-1")], EU)));
    machine.acknowledge(first.id, refused(3));
    expect(sent(machine.edit(P, put(6, "b", "x-2"), [mint("x-2")], EU))).toEqual([]);
    expect(only(sent(machine.receive([meeting.change(put(0, "c"))])))).toMatchObject({ base: 3 });
  });
});

describe("W13: one outcome for one command", () => {
  it("hears a second acknowledgement without making a second draft", () => {
    const first = only(sent(machine.edit(P, put(6, "a", "x-1"), [mint("x-1")], EU)));
    expect(drafts(machine.acknowledge(first.id, refused(2)))).toHaveLength(1);
    expect(machine.acknowledge(first.id, refused(2))).toEqual([]);
  });
});

describe("W14: starting over from a state", () => {
  it("goes on where the paragraph is unchanged", () => {
    machine.edit(P, put(6, " shall", "x-1"), [mint("x-1")], HELD);
    meeting.record("paragraph_put_before_room", { paragraph: P });
    const effects = machine.startOver(meeting.state, meeting.hash);
    expect(drafts(effects)).toEqual([]);
    expect(meeting.shown).toBe("States shall cooperate");
    expect(only(sent(machine.table(P))).base).toBe(3);
  });

  it("makes a draft of what was not sent where the paragraph changed", () => {
    machine.edit(P, put(6, " shall", "x-1"), [mint("x-1")], HELD);
    meeting.change(put(0, "All "));
    const effects = machine.startOver(meeting.state, meeting.hash);
    expect(only(drafts(effects))).toMatchObject({ code: "moved_on", change: put(6, " shall", "x-1") });
    expect(meeting.shown).toBe("All States cooperate");
    const seen = compose([{ insert: "States shall cooperate" }], only(foreign(effects)));
    expect(words(seen)).toBe("All States cooperate");
  });

  it("asks for the outcome of what was sent before it says what becomes of the rest", () => {
    const first = only(sent(machine.edit(P, put(6, " sh", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(9, "all", "x-1"), [], EU);
    meeting.change(put(6, " sh", "x-1"), first.id);
    const effects = machine.startOver(meeting.state, meeting.hash);
    expect(drafts(effects)).toEqual([]);
    expect(machine.unacknowledged).toEqual([first]);
    const draft = only(drafts(machine.acknowledge(first.id, { through: 3 })));
    expect(draft).toMatchObject({ code: "moved_on", change: put(9, "all", "x-1"), minted: [mint("x-1")] });
    expect(words(draft.wording)).toBe("States shall cooperate");
    expect(meeting.shown).toBe("States sh cooperate");
  });

  it("sends again what a restored record cannot hold, on the number that it has", () => {
    const earlier = { state: meeting.state, hash: meeting.hash };
    meeting.machine.receive([meeting.record("paragraph_put_before_room", { paragraph: null })]);
    const first = only(sent(machine.edit(P, put(6, " sh", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(9, "all", "x-1"), [], EU);
    expect(first.base).toBe(3);
    const effects = machine.startOver(earlier.state, earlier.hash);
    expect(drafts(effects)).toEqual([]);
    const again = only(sent(effects));
    expect(again).toMatchObject({ base: 2, payload: { change: put(6, " shall", "x-1") } });
    expect(again.id).not.toBe(first.id);
    expect(machine.unacknowledged).toEqual([again]);
    expect(words(machine.displayed(P))).toBe("States shall cooperate");
  });

  it("takes up the work of a closed window: sent again with the same id, the rest kept", () => {
    const first = only(sent(machine.edit(P, put(6, " sh", "x-1"), [mint("x-1")], EU)));
    machine.edit(P, put(9, "all", "x-1"), [], EU);
    const kept = machine.saved(P);
    const next = new Machine(meeting.state, meeting.hash, meeting.ports("d"));
    const effects = next.restore(kept ? [kept] : [], [], []);
    expect(sent(effects)).toEqual([first]);
    expect(words(next.displayed(P))).toBe("States shall cooperate");
  });

  it("takes up the work of two closed windows in one paragraph without mixing them", () => {
    const first = only(sent(machine.edit(P, put(6, " a", "x-1"), [mint("x-1")], EU)));
    const other = new Machine(meeting.state, meeting.hash, meeting.ports("d"));
    const second = only(sent(other.edit(P, put(6, " b", "x-2"), [mint("x-2")], EU)));
    const next = new Machine(meeting.state, meeting.hash, meeting.ports("e"));
    const kept = [machine.saved(P), other.saved(P)].flatMap((one) => (one ? [one] : []));
    expect(sent(next.restore(kept, [], []))).toEqual([first, second]);
    expect(words(next.displayed(P))).toBe("States a cooperate");
    expect(drafts(next.acknowledge(second.id, refused(2)))).toHaveLength(1);
  });
});

describe("W15: composing and tabling", () => {
  it("holds a composition back, moves it as others write, and lets it go when it is tabled", () => {
    expect(sent(machine.edit(P, put(6, " sh", "x-1"), [mint("x-1")], HELD))).toEqual([]);
    expect(sent(machine.edit(P, put(9, "all", "x-1"), [], HELD))).toEqual([]);
    expect(machine.composing(P)).toBe(true);
    expect(machine.unsent).toBe(0);
    machine.receive([meeting.change(put(0, "All "))]);
    expect(meeting.shown).toBe("All States shall cooperate");
    const command = only(sent(machine.table(P)));
    expect(command).toMatchObject({ base: 3, payload: { change: put(10, " shall", "x-1") } });
    expect(machine.composing(P)).toBe(false);
  });

  it("throws a composition away without a draft, and nothing that was tabled", () => {
    machine.edit(P, put(6, " a", "x-1"), [mint("x-1")], EU);
    machine.edit(P, put(8, " b", "x-1"), [], HELD);
    const effects = machine.discard(P);
    expect(drafts(effects)).toEqual([]);
    expect(only(foreign(effects))).toEqual([{ retain: 8 }, { delete: 2 }]);
    expect(meeting.shown).toBe("States a cooperate");
  });

  it("tables a composition with what is sent after it, since that stands on it", () => {
    machine.edit(P, put(6, " a", "x-1"), [mint("x-1")], HELD);
    const command = only(sent(machine.edit(P, put(8, " b", "x-1"), [], EU)));
    expect(command.payload.change).toEqual(put(6, " a b", "x-1"));
  });
});
