/** The stand-in is held to the server: of each act it makes what the server's decisions made of it (docs/SPEC.md, S25). */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../record/types";
import { ACTS, fakeSession } from "./fakeSession";
import { sample } from "./sample";

interface Vector {
  kind: string;
  // biome-ignore lint/suspicious/noExplicitAny: payloads are as the server took them.
  payload: any;
  delegation: string | null;
  from: number;
  through: number;
}
const path = new URL("../../../../tests/vectors/acts.json", import.meta.url);
const { entries, acts }: { entries: Entry[]; acts: Vector[] } = JSON.parse(readFileSync(path, "utf8"));

/** What a clock or a service adds. */
const ADDED = ["until"];

function plain({ kind, delegation, payload }: Entry): unknown {
  const known = Object.entries(payload).filter(([name]) => !ADDED.includes(name));
  return { kind, delegation, payload: Object.fromEntries(known) };
}

async function made({ kind, payload, delegation, from }: Vector): Promise<unknown[]> {
  const facts = sample();
  const fake = fakeSession({ ...facts, happenings: entries.slice(0, from) });
  if (kind === "change_wording" && !payload.sponsors) {
    const { paragraph, change, proposals, reason } = payload;
    fake.edit(paragraph, change, proposals, { delegation, reason, hold: false });
  } else await fake.act(kind, payload, delegation);
  return fake.recorded.slice(from).map(plain);
}

describe("the stand-in for a session", () => {
  it.each(acts.map((act) => [`${act.kind} at no. ${act.from}`, act] as const))(
    "S25: makes of %s what the server makes",
    async (_, act) => {
      expect(await made(act)).toEqual(entries.slice(act.from, act.through).map(plain));
    },
  );

  it("S25: knows no act that it is not held to", async () => {
    const held = new Set(acts.map(({ kind }) => kind));
    expect(Object.keys(ACTS).filter((kind) => !held.has(kind))).toEqual(["issue_status_document"]);
    const fake = fakeSession(sample());
    await expect(fake.act("no_such_act", {})).rejects.toThrow("does not know");
  });
});
