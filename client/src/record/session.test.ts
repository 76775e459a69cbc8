import { describe, expect, it } from "vitest";
import { openSession } from "./openSession.ts";
import { openStore, type ToKeep } from "./store.ts";
import { type Line, Office, P } from "./testing/office.ts";
import {
  bound,
  enter,
  LIVE,
  mint,
  office,
  open,
  put,
  settle,
  shown,
  until,
  words,
} from "./testing/opened.ts";
import type { Delta, Draft } from "./types.ts";

describe("a session", () => {
  it("shows one's own typing at once, and has it on record when the server has", async () => {
    const { session } = await enter();
    const wording = session.wording(P);
    session.edit(P, put(6, " shall"), [mint], LIVE);
    expect(words(wording.value)).toBe("States shall cooperate");
    expect(session.connection.value).toEqual({ status: "live", unsent: 1 });
    expect(session.minted(P)).toEqual([{ ...mint, delegation: "EU" }]);
    await until(() => expect(session.connection.value.unsent).toBe(0));
    expect(session.state.value).toEqual(office.state);
  });

  it("tells an editor of others' changes, and not of its own", async () => {
    const { session } = await enter();
    const told: [Delta, string][] = [];
    const stop = session.onForeignChange(P, (change, displayed) => told.push([change, words(displayed)]));
    session.edit(P, put(6, " shall"), [mint], LIVE);
    office.change([{ insert: "All " }]);
    expect(told).toEqual([[[{ insert: "All " }], "All States shall cooperate"]]);
    stop();
    office.change([{ insert: "And " }]);
    expect(told).toHaveLength(1);
  });

  it("sends what is typed after entries by which nothing was to be kept", async () => {
    const { session } = await enter();
    office.change([{ insert: "All " }]);
    await settle();
    session.edit(P, put(10, " shall"), [mint], LIVE);
    await until(() => expect(session.connection.value.unsent).toBe(0));
    expect(shown(session)).toBe("All States shall cooperate");
  });

  it("follows again on a line that came while the one before it was being taken into use", async () => {
    let kept: () => void = () => undefined;
    const slow = async (...of: Parameters<typeof openStore>) => {
      const store = await openStore(...of);
      const wait = new Promise<void>((resolve) => {
        kept = resolve;
      });
      return { ...bound(store), write: (what: ToKeep) => wait.then(() => store.write(what)) };
    };
    const session = await openSession("text-1", undefined, office.surroundings(slow));
    open.push(session);
    const line = office.lines.at(-1) as Line;
    session.edit(P, put(6, " shall"), [mint], LIVE);
    line.join();
    await settle();
    // The answer has come, and what was typed is still being kept.
    line.cut();
    line.join();
    kept();
    await until(() => expect(session.connection.value).toEqual({ status: "live", unsent: 0 }));
    office.change([{ insert: "All " }]);
    await until(() => expect(shown(session)).toBe("All States shall cooperate"));
  });

  it("stays live when a refusal comes late, on a line that was cut", async () => {
    const { session, line } = await enter(false);
    const follow = line.follow.bind(line);
    let refuse: () => void = () => undefined;
    line.follow = () =>
      new Promise((resolve) => {
        refuse = () => resolve({ refused: { code: "forbidden", message: "No." } } as never);
      });
    line.join();
    line.cut();
    line.follow = follow;
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
    refuse();
    await settle();
    expect(session.connection.value.status).toBe("live");
  });

  it("does not start over from what was fetched for a line that was cut", async () => {
    const surroundings = office.surroundings(openStore);
    const session = await openSession("text-1", undefined, surroundings);
    open.push(session);
    const old = await surroundings.fetchOpening("text-1");
    const numbers: number[] = [];
    session.state.subscribe(({ number }) => numbers.push(number));
    let fetched: () => void = () => undefined;
    surroundings.fetchOpening = () =>
      new Promise((resolve) => {
        fetched = () => resolve(old);
      });
    const line = office.lines.at(-1) as Line;
    const follow = line.follow.bind(line);
    line.follow = async () => ({ snapshot: true }) as never;
    line.join();
    await settle();
    line.cut();
    line.follow = follow;
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
    office.change([{ insert: "All " }]);
    fetched();
    await settle();
    expect(numbers).toEqual([2, 3]);
  });

  it("answers an act when its entries have been applied", async () => {
    const { session } = await enter();
    const outcome = await session.act("put_before_room", { paragraph: P });
    expect(outcome).toEqual({ through: 3 });
    expect(session.state.value.before_room?.paragraph).toBe(P);
  });

  it("holds a composition back until it is tabled (W15)", async () => {
    const { session } = await enter();
    session.edit(P, put(6, " shall"), [mint], { ...LIVE, hold: true });
    expect(session.composing(P).value).toBe(true);
    expect(office.received).toEqual([]);
    session.table(P);
    expect(session.composing(P).value).toBe(false);
    await until(() => expect(session.state.value.number).toBe(3));
  });

  it("tells an editor that a composition was thrown away", async () => {
    const { session } = await enter();
    const told: string[] = [];
    session.onTakenBack(P, () => told.push("taken back"));
    session.edit(P, put(6, " shall"), [mint], { ...LIVE, hold: true });
    expect(told).toEqual([]);
    session.discard(P);
    expect(told).toEqual(["taken back"]);
    expect(shown(session)).toBe("States cooperate");
  });

  it("puts what is refused into the drafts, and takes it out of the text (W12)", async () => {
    const { session } = await enter();
    office.refuses = { code: "target_gone", message: "The words are gone." };
    session.edit(P, put(6, " coope-"), [mint], LIVE);
    session.edit(P, put(13, "ration"), [], LIVE);
    const told: string[] = [];
    session.onTakenBack(P, () => told.push("taken back"));
    session.onForeignChange(P, () => told.push("changed"));
    await until(() => expect(session.drafts.value).toHaveLength(1));
    expect(told).toEqual(["taken back", "changed"]);
    expect(session.drafts.value[0]).toMatchObject({ code: "target_gone", change: put(6, " coope-ration") });
    expect(shown(session)).toBe("States cooperate");
    session.dropDraft(session.drafts.value[0]?.id ?? "");
    expect(session.drafts.value).toEqual([]);
  });

  it("lets a draft go when its words are tabled, and keeps it when they are thrown away", async () => {
    const { session } = await enter();
    office.refuses = { code: "target_gone", message: "The words are gone." };
    session.edit(P, put(6, " shall"), [mint], LIVE);
    await until(() => expect(session.drafts.value).toHaveLength(1));
    office.refuses = null;
    const [draft] = session.drafts.value as [Draft];
    const compose = () => {
      session.edit(P, put(6, " shall"), [mint], { ...LIVE, hold: true });
      session.composedAgain(draft);
    };
    compose();
    expect(session.drafts.value).toEqual([{ ...draft, again: true }]);
    session.discard(P);
    expect(session.drafts.value).toEqual([draft]);
    compose();
    session.edit(P, [{ retain: 6 }, { delete: 6 }], [], { ...LIVE, hold: true });
    expect(session.drafts.value).toEqual([draft]);
    compose();
    office.refuses = { code: "target_gone", message: "Gone once more." };
    session.table(P);
    expect(session.drafts.value).toEqual([]);
    await until(() => expect(session.drafts.value).toMatchObject([{ reason: "Gone once more." }]));
  });

  it("sends again in a moment what was refused before it was decided", async () => {
    const { session } = await enter();
    const take = office.take.bind(office);
    office.take = (command) => {
      office.take = take;
      office.received.push(command);
      return { refused: { code: "busy", message: "Send this again in a moment." }, through: 0 };
    };
    session.edit(P, put(6, " shall"), [mint], LIVE);
    await until(() => expect(session.connection.value.unsent).toBe(0));
    expect(office.received.map(({ id }) => id)).toEqual([office.received[0]?.id, office.received[0]?.id]);
    expect(session.drafts.value).toEqual([]);
  });

  it("tells how the connection stands, and why it only reads", async () => {
    const { session, line } = await enter(false);
    expect(session.connection.value.status).toBe("connecting");
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
    line.cut();
    expect(session.connection.value.status).toBe("reconnecting");
    line.cut({ code: "revoked", message: "Your access has ended." });
    expect(session.connection.value).toMatchObject({ status: "read_only", reason: "Your access has ended." });
  });

  it("tells where the caret is on record, not oftener than some times a second (W30)", async () => {
    const { session, line } = await enter();
    office.answers = false;
    session.edit(P, [{ insert: "All " }], [mint], { ...LIVE, hold: true });
    session.setCaret({ paragraph: P, index: 6 });
    session.setCaret({ paragraph: P, index: 10 });
    await until(() => expect(line.carets).toHaveLength(1));
    expect(line.carets).toEqual([{ paragraph: P, number: 2, index: 6 }]);
    line.presence("p-2");
    expect(session.carets.value.map(({ person }) => person)).toEqual(["p-2"]);
    line.presence("p-1");
    expect(session.carets.value).toEqual([]);
  });

  it("shows others' carets in the words that stand here, own ones that are not on record among them (W30)", async () => {
    const { session, line } = await enter();
    line.presence("p-2");
    const shownAt = () => session.carets.value[0]?.index;
    expect(shownAt()).toBe(3);
    session.edit(P, [{ insert: "My ", attributes: { ins: "x-1" } }], [mint], { ...LIVE, hold: true });
    expect(shownAt()).toBe(6);
    office.change([{ insert: "All " }]);
    expect(shownAt()).toBe(10);
    session.discard(P);
    expect(shownAt()).toBe(7);
  });
});

describe("a line that is cut", () => {
  it("sends again unaltered what has no outcome, once (W11, W13)", async () => {
    const { session, line } = await enter();
    office.answers = false;
    session.edit(P, put(6, " sh"), [mint], LIVE);
    session.edit(P, put(9, "all"), [], LIVE);
    line.cut();
    office.change([{ insert: "All " }]);
    office.answers = true;
    expect(session.connection.value).toMatchObject({ status: "reconnecting" });
    line.join();
    await until(() => expect(session.connection.value).toEqual({ status: "live", unsent: 0 }));
    expect(words(office.state.paragraphs[P]?.wording ?? [])).toContain("shall");
    expect(shown(session)).toBe(words(office.state.paragraphs[P]?.wording ?? []));
    const [first, ...others] = office.received;
    for (const again of others.filter(({ id }) => id === first?.id)) expect(again).toEqual(first);
    expect(office.entries.filter(({ command }) => command === first?.id)).toHaveLength(1);
  });

  it("catches up with what was missed", async () => {
    const { session, line } = await enter();
    line.cut();
    office.change([{ insert: "All " }]);
    office.change([{ insert: "And " }]);
    line.join();
    await until(() => expect(session.state.value).toEqual(office.state));
  });

  it("starts over where the record is another (W14)", async () => {
    const { session, line } = await enter();
    office.change([{ insert: "Lost " }]);
    session.edit(P, put(11, " shall"), [mint], { ...LIVE, hold: true });
    line.cut();
    const restored = new Office([{ insert: "States restored" }]);
    Object.assign(office, { state: restored.state, entries: restored.entries });
    line.join();
    await until(() => expect(session.state.value).toEqual(restored.state));
    expect(shown(session)).toBe("States restored");
    expect(session.drafts.value).toMatchObject([{ code: "moved_on", change: put(11, " shall") }]);
  });
});

describe("a closed browser", () => {
  it("sends what was unsent when it is opened again, with the same id", async () => {
    const { session, line } = await enter();
    line.cut();
    session.edit(P, put(6, " shall"), [mint], LIVE);
    await settle();
    session.close();
    const next = await enter();
    expect(shown(next.session)).toBe("States shall cooperate");
    await until(() => expect(next.session.connection.value.unsent).toBe(0));
    expect(words(office.state.paragraphs[P]?.wording ?? [])).toBe("States shall cooperate");
    next.session.close();
    const last = await enter();
    expect(office.received).toHaveLength(1);
    expect(last.session.drafts.value).toEqual([]);
  });

  it("puts what cannot be sent any more into the drafts, with the reason", async () => {
    const { session, line } = await enter();
    session.edit(P, put(6, " shall"), [mint], { ...LIVE, hold: true });
    await settle();
    line.cut();
    session.close();
    office.change([{ insert: "All " }]);
    const next = await enter();
    expect(next.session.drafts.value).toMatchObject([{ code: "moved_on", change: put(6, " shall") }]);
    next.session.close();
    expect((await enter()).session.drafts.value).toHaveLength(1);
  });

  it("loses nothing to a second window on the same text, and sends nothing twice", async () => {
    const [first, second] = [await enter(), await enter()];
    first.line.cut();
    first.session.edit(P, put(6, " one"), [mint], LIVE);
    await settle();
    second.session.edit(P, put(16, " two"), [mint], LIVE);
    await until(() => expect(second.session.connection.value.unsent).toBe(0));
    expect(second.session.drafts.value).toEqual([]);
    first.session.close();
    const third = await enter();
    await until(() => expect(third.session.connection.value.unsent).toBe(0));
    const commands = office.received.map(({ id }) => id);
    expect(new Set(commands).size).toBe(commands.length);
    const recorded = words(office.state.paragraphs[P]?.wording ?? []);
    expect([recorded.split(" one"), recorded.split(" two")].map(({ length }) => length)).toEqual([2, 2]);
    expect(shown(third.session)).toBe(recorded);
    expect(third.session.drafts.value).toEqual([]);
  });

  it("gives a delegation's acts again, and not the Chair's, which are of the moment", async () => {
    const { session, line } = await enter();
    line.cut();
    void session.act("take_position", { paragraph: P, stance: "supports" }, "EU");
    void session.act("put_before_room", { paragraph: P });
    await settle();
    session.close();
    const next = await enter();
    await until(() => expect(next.session.connection.value.unsent).toBe(0));
    expect(office.received.map(({ kind }) => kind)).toEqual(["take_position"]);
  });

  it("Y8: gives a captured line again, and makes a draft of its words where it is refused by then", async () => {
    const { session, line } = await enter();
    line.cut();
    const change = put(6, " shall");
    void session.act("change_wording", { paragraph: P, change, proposals: [mint], reason: null }, "EU");
    await settle();
    session.close();
    office.refuses = { code: "agreed_since", message: "No." };
    const next = await enter();
    await until(() => expect(next.session.drafts.value).toHaveLength(1));
    const inserted = change.filter(({ insert }) => insert);
    expect(next.session.drafts.value[0]).toMatchObject({
      paragraph: P,
      wording: inserted,
      code: "agreed_since",
    });
  });

  it("makes a draft of a proposed paragraph that is refused when nobody waits for it any more", async () => {
    const { session, line } = await enter();
    line.cut();
    const wording = [{ insert: "A new one" }];
    void session.act("add_paragraph", { paragraph: "par-02", label: "2", wording }, "EU");
    await settle();
    session.close();
    office.refuses = { code: "forbidden", message: "No." };
    const next = await enter();
    await until(() => expect(next.session.drafts.value).toHaveLength(1));
    expect(next.session.drafts.value[0]).toMatchObject({ paragraph: "par-02", wording, code: "forbidden" });
  });

  it("keeps drafts, and those that the screens keep", async () => {
    const { session } = await enter();
    const names = { id: "d-1", text: "text-1", paragraph: P, label: "1", delegation: "EU" };
    const why = { code: "x", reason: "R", at: "2021" };
    const draft = { ...names, wording: [], change: put(1, "a"), minted: [], ...why };
    session.keepDraft(draft);
    await settle();
    session.close();
    const next = await enter();
    expect(next.session.drafts.value).toEqual([draft]);
  });
});

describe("a window of one person, after another has signed in", () => {
  const SOMEBODY_ELSE = { code: "other_person", message: "Somebody else has signed in here." };

  it("is read-only, and keeps the words of the person it was opened by until they are back", async () => {
    const { session, line } = await enter();
    session.edit(P, put(6, " shall"), [mint], { delegation: "EU", hold: true });
    await settle();
    line.cut(SOMEBODY_ELSE);
    expect(session.connection.value).toMatchObject({ status: "read_only", code: "other_person" });
    const shown = session.wording(P).value;
    session.table(P);
    session.discard(P);
    session.edit(P, put(0, "Anothers "), [], LIVE);
    const outcome = await session.act("take_position", { paragraph: P });
    expect(outcome.refused).toEqual(SOMEBODY_ELSE);
    expect(session.wording(P).value).toEqual(shown);
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
    expect(session.wording(P).value).toEqual(shown);
    expect(office.entries).toHaveLength(1);
  });

  it("does not open on a page that was made for another", async () => {
    const opened = openSession("text-1", "p-2", office.surroundings(openStore));
    await expect(opened).rejects.toMatchObject({ code: "other_person" });
    expect(office.lines).toHaveLength(0);
  });
});

describe("a browser that keeps nothing", () => {
  it("works all the same", async () => {
    const rejecting = () => Promise.reject(new Error("no storage here"));
    const session = await openSession("text-1", undefined, office.surroundings(rejecting));
    open.push(session);
    office.lines.at(-1)?.join();
    session.edit(P, put(6, " shall"), [mint], LIVE);
    await until(() => expect(session.connection.value).toEqual({ status: "live", unsent: 0 }));
    session.dropDraft("none");
  });
});
