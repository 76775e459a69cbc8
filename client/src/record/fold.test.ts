import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apply, UnknownEntry } from "./fold.ts";
import type { Entry, State } from "./types.ts";

const path = new URL("../../../tests/vectors/fold.json", import.meta.url);
const vectors: { entries: Entry[]; states: State[] } = JSON.parse(readFileSync(path, "utf8"));

describe("W28: the browser's fold is the server's", () => {
  it("gives the server's whole state at every number", () => {
    let state: State | null = null;
    for (const [index, entry] of vectors.entries.entries()) {
      state = apply(state, entry);
      expect(state, `no. ${entry.number}, ${entry.kind}`).toEqual(vectors.states[index]);
    }
  });

  it("leaves the states before an entry as they were", () => {
    const states: State[] = [];
    for (const entry of vectors.entries) states.push(apply(states.at(-1) ?? null, entry));
    expect(states).toEqual(vectors.states);
  });

  it("shares what an entry does not touch", () => {
    const changed = vectors.entries.findIndex(({ kind }) => kind === "text_changed");
    const before = vectors.states[changed - 1] as State;
    const entry = vectors.entries[changed] as Entry;
    const after = apply(before, entry);
    for (const id of Object.keys(before.paragraphs)) {
      const touched = id === entry.payload.paragraph;
      expect(after.paragraphs[id] === before.paragraphs[id]).toBe(!touched);
    }
  });

  it("refuses an entry of a kind that it does not know, so that the page is loaded again", () => {
    const entry = { ...(vectors.entries[1] as Entry), kind: "silence_broken" };
    expect(() => apply(vectors.states[0] as State, entry)).toThrow(UnknownEntry);
    expect(() => apply(null, entry)).toThrow(UnknownEntry);
  });
});
