import { describe, expect, it } from "vitest";
import { openSession } from "./openSession.ts";
import { openStore } from "./store.ts";
import { type Line, P } from "./testing/office.ts";
import { bound, enter, LIVE, mint, office, open, put, settle, shown, until } from "./testing/opened.ts";

const opened = async (openStoreHere: typeof openStore) => {
  const session = await openSession("text-1", undefined, office.surroundings(openStoreHere));
  open.push(session);
  return { session, line: office.lines.at(-1) as Line };
};

describe("N10: where the browser keeps nothing", () => {
  it("opens, says it, sends all the same, and knows when words would be lost", async () => {
    const { session, line } = await opened(() => Promise.reject(new Error("blocked")));
    expect(session.kept.value).toBe(false);
    expect(session.losable).toBe(false);
    session.edit(P, put(6, " shall"), [mint], LIVE);
    expect(session.losable).toBe(true);
    line.join();
    await until(() => expect(session.connection.value).toEqual({ status: "live", unsent: 0 }));
    expect(session.losable).toBe(false);
  });

  it("opens where the browser never says that it opened its storage", async () => {
    const { session } = await opened(() => new Promise(() => undefined));
    expect(session.kept.value).toBe(false);
  });

  it("sends what a write that does not end would hold up", async () => {
    const never = async (...of: Parameters<typeof openStore>) => ({
      ...bound(await openStore(...of)),
      write: () => new Promise<void>(() => undefined),
    });
    const { session, line } = await opened(never);
    line.join();
    await until(() => expect(session.connection.value.status).toBe("live"));
    session.edit(P, put(6, " shall"), [mint], LIVE);
    await until(() => expect(session.kept.value).toBe(false));
    await until(() => expect(session.connection.value.unsent).toBe(0));
  });
});

describe("C10: where the browser is slow to open its storage", () => {
  const slowly = () => {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    return { gate, goOn };
  };
  it("what a closed window left comes when it is open, and what was written meanwhile is kept", async () => {
    const first = await enter();
    first.session.edit(P, put(6, " shall"), [mint], { delegation: "EU", hold: true });
    await settle();
    first.session.close();
    const { gate, goOn } = slowly();
    const { session } = await opened(async (...of) => {
      await gate;
      return openStore(...of);
    });
    expect([shown(session), session.kept.value]).toEqual(["States cooperate", false]);
    goOn();
    await until(() => expect(shown(session)).toBe("States shall cooperate"));
    expect(session.kept.value).toBe(true);
  });

  it("what is taken up late is sent all the same", async () => {
    const first = await enter();
    const line = office.lines.at(-1) as Line;
    line.cut();
    first.session.edit(P, put(6, " shall"), [mint], LIVE);
    await settle();
    first.session.close();
    const { gate, goOn } = slowly();
    const second = await opened(async (...of) => {
      const store = bound(await openStore(...of));
      return { ...store, claim: async (takeUp) => gate.then(() => store.claim(takeUp)) };
    });
    second.line.join();
    await until(() => expect(second.session.connection.value.status).toBe("live"));
    goOn();
    await until(() => expect(office.received).toHaveLength(1));
    await until(() => expect(second.session.connection.value.unsent).toBe(0));
  });
});

describe("E19: what a closed window composed", () => {
  it("comes to another window at once", async () => {
    const first = await enter();
    const second = await enter();
    first.session.edit(P, put(6, " shall"), [mint], { delegation: "EU", hold: true });
    await settle();
    expect(shown(second.session)).toBe("States cooperate");
    first.session.close();
    await until(() => expect(shown(second.session)).toBe("States shall cooperate"));
  });
});

describe("entries", () => {
  it("are told when they are on record here, with the commands of this window", async () => {
    const { session } = await enter();
    const told: [string, boolean][] = [];
    session.onEntries((entries, own) => {
      for (const { kind, command } of entries) told.push([kind, own.has(command)]);
    });
    office.change([{ insert: "All " }]);
    session.edit(P, put(10, " shall"), [mint], LIVE);
    await until(() =>
      expect(told).toEqual([
        ["text_changed", false],
        ["text_changed", true],
      ]),
    );
  });
});
