import { describe, expect, it } from "vitest";
import en from "../../i18n/en.json";
import { openScreen, type Screen, select } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { ACTS, act, press } from ".";

const NOW = Date.parse("2021-04-07T16:02:00.000Z");

function screenOf(role: "chair" | "secretariat" | "delegate" | "observer", delegation: string | null = null) {
  const session = fakeSession(sample(role, delegation));
  const screen = openScreen(session, NOW);
  return { session, screen };
}

function type(screen: Screen, ...keys: string[]): boolean[] {
  return keys.map((key) =>
    press(screen, { key, code: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }),
  );
}

describe("acts", () => {
  it("S1: each has words, and a key that no other has", () => {
    const keys = ACTS.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(ACTS.filter((one) => !(`act.${one.id}` in en)).map((one) => one.id)).toEqual([]);
  });

  it("S1: are offered to those who have them", () => {
    const offered = (role: "chair" | "secretariat" | "delegate" | "observer") => {
      const { screen } = screenOf(role, role === "delegate" ? "JPN" : null);
      return (id: string) => act(id).offered(screen);
    };
    expect(["gavel", "capture", "write"].map(offered("chair"))).toEqual([true, true, true]);
    expect(["gavel", "capture", "write"].map(offered("secretariat"))).toEqual([false, true, true]);
    expect(["gavel", "capture", "write"].map(offered("delegate"))).toEqual([false, false, true]);
    expect(["gavel", "capture", "write", "search"].map(offered("observer"))).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });

  it("S1: a key on a Cyrillic keyboard does what the same place does on a Latin one", () => {
    const { screen } = screenOf("chair");
    press(screen, { key: "о", code: "KeyJ", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false });
    expect(screen.selected.value).toBe("p-000001");
  });

  it("S9: the gavel says what is in the way, and does nothing", () => {
    const { screen, session } = screenOf("chair");
    select(screen, "p-000012");
    type(screen, "g");
    expect(screen.notice.value?.text).toBe(
      "In the way: reservation of Peru on “, as appropriate,”, and 5 more.",
    );
    expect([screen.sheet.value, session.acts]).toEqual([null, []]);
  });

  it("S9: acts of weight open a sheet and record nothing on one key", () => {
    const { screen, session } = screenOf("chair");
    select(screen, "p-000014");
    type(screen, "g");
    expect(screen.sheet.value).toEqual({ kind: "gavel", paragraph: "p-000014", level: "agreed" });
    select(screen, "p-000012");
    expect(screen.sheet.value).toBeNull();
    type(screen, "5", "+");
    expect(screen.sheet.value).toEqual({
      kind: "settle",
      act: "retain",
      paragraph: "p-000012",
      proposal: "x-eu0001",
    });
    select(screen, "p-000011");
    type(screen, "u");
    expect(screen.sheet.value).toEqual({ kind: "reopen", paragraph: "p-000011" });
    expect(session.acts).toEqual([]);
  });

  it("S6: a delegate takes a position on the paragraph, or on the chosen proposal, with one key", async () => {
    const { screen, session } = screenOf("delegate", "JPN");
    select(screen, "p-000012");
    type(screen, "s", "2", "o");
    await Promise.resolve();
    expect(
      session.acts.map(({ payload, delegation }) => [delegation, payload.stance, payload.proposal]),
    ).toEqual([
      ["JPN", "supports", null],
      ["JPN", "objects", "x-g77001"],
    ]);
  });

  it("S6: confirming takes the same stances again on the wording of now", async () => {
    const { screen, session } = screenOf("delegate", "ISR");
    select(screen, "p-000012");
    expect(act("confirm").blocked(screen)).toBeNull();
    type(screen, "y");
    await new Promise((resolve) => setTimeout(resolve));
    expect(session.acts.map((one) => one.payload.stance)).toEqual(["supports"]);
    expect(act("confirm").blocked(screen)).toBe("None of your positions here is stale.");
  });

  it("S31: undo restores the position that stood before, stale as it was, or none", async () => {
    const { screen, session } = screenOf("delegate", "ISR");
    const settled = () => new Promise((resolve) => setTimeout(resolve));
    select(screen, "p-000012");
    const before = Object.values(session.state.value.paragraphs["p-000012"]?.positions ?? {}).find(
      ({ delegation }) => delegation === "ISR",
    );
    type(screen, "o");
    await settled();
    expect(screen.notice.value?.undo).toBeDefined();
    type(screen, "Z");
    await settled();
    expect(session.acts.at(-1)).toMatchObject({
      kind: "take_position",
      payload: { stance: before?.stance, seen: before?.number, statement: before?.statement },
      delegation: "ISR",
    });
    expect(screen.notice.value?.undo).toBeUndefined();
    select(screen, "p-000015");
    type(screen, "s");
    await settled();
    type(screen, "Z");
    await settled();
    expect(session.acts.at(-1)).toMatchObject({
      kind: "withdraw_position",
      payload: { paragraph: "p-000015", proposal: null },
    });
  });

  it("S31: undo is not offered for the act before while the next one is on its way", async () => {
    const { screen, session } = screenOf("delegate", "ISR");
    const settled = () => new Promise((resolve) => setTimeout(resolve));
    select(screen, "p-000012");
    type(screen, "o");
    await settled();
    select(screen, "p-000015");
    type(screen, "s");
    type(screen, "Z");
    await settled();
    expect(session.acts.map(({ payload }) => payload.paragraph)).toEqual(["p-000012", "p-000015"]);
    expect(screen.notice.value?.undo).toBeDefined();
  });

  it("S31: undo of confirming restores every position that the key confirmed", async () => {
    const { screen, session } = screenOf("delegate", "ISR");
    const settled = () => new Promise((resolve) => setTimeout(resolve));
    const paragraph = session.state.value.paragraphs["p-000012"];
    const stale = Object.values(paragraph?.positions ?? {}).find(({ delegation }) => delegation === "ISR");
    if (!paragraph || !stale) throw new Error("There is no stale position to confirm.");
    const other = { ...stale, proposal: "x-eu0001", stance: "objects" as const };
    const positions = { ...paragraph.positions, "ISR|x-eu0001": other };
    session.state.value = {
      ...session.state.value,
      paragraphs: { ...session.state.value.paragraphs, [paragraph.id]: { ...paragraph, positions } },
    };
    select(screen, "p-000012");
    type(screen, "y");
    await settled();
    expect(session.acts).toHaveLength(2);
    type(screen, "Z");
    await settled();
    await settled();
    expect(
      session.acts.slice(2).map(({ payload }) => [payload.proposal, payload.stance, payload.seen]),
    ).toEqual([
      [null, "supports", stale.number],
      ["x-eu0001", "objects", stale.number],
    ]);
  });

  it("S31: on an agreed paragraph a position is asked about", () => {
    const { screen, session } = screenOf("delegate", "JPN");
    select(screen, "p-000011");
    type(screen, "o");
    expect(screen.sheet.value).toMatchObject({ kind: "position", stance: "objects" });
    expect(session.acts).toEqual([]);
  });

  it("S11: nothing is recorded while the past is shown", async () => {
    const { screen, session } = screenOf("delegate", "JPN");
    select(screen, "p-000012");
    screen.past.value = { ...(await session.at({ number: 20 })), asked: null };
    type(screen, "s");
    expect(session.acts).toEqual([]);
    expect(screen.notice.value?.text).toBe("You are looking at the past; go back to now to act.");
    type(screen, "Escape");
    expect(screen.past.value).toBeNull();
  });

  it("S10: a refusal is said where it happened, in the server's sentence", async () => {
    const { screen, session } = screenOf("delegate", "JPN");
    session.refuse.set("take_position", {
      code: "changed_since",
      message: "The wording changed since; look again.",
    });
    select(screen, "p-000012");
    type(screen, "s");
    await new Promise((resolve) => setTimeout(resolve));
    expect(screen.notice.value).toEqual({
      tone: "refused",
      text: "The wording changed since; look again.",
    });
  });

  it("goes to the next open paragraph, past what is agreed", () => {
    const { screen } = screenOf("delegate", "JPN");
    select(screen, "p-015a01");
    type(screen, "n");
    expect(screen.selected.value).toBe("p-000018");
    type(screen, "N");
    expect(screen.selected.value).toBe("p-015a01");
  });
});
