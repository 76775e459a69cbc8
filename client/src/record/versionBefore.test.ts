/** Records that version 0.1.0 wrote fold to the states that it saw (docs/SPEC.md, R30). */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { apply } from "./fold.ts";
import type { Entry, State } from "./types.ts";

const path = new URL("../../../tests/fixtures/0.1.0/records.json.gz", import.meta.url);
const records: Record<string, { entries: Entry[]; states: Record<string, State> }> = JSON.parse(
  gunzipSync(readFileSync(path)).toString("utf8"),
);

describe("R30: the browser's fold of old records", () => {
  it.each(Object.keys(records))("folds %s to the states of the version that wrote it", (text) => {
    const { entries, states } = records[text] as (typeof records)[string];
    let state: State | null = null;
    for (const entry of entries) {
      state = apply(state, entry);
      const expected = states[entry.number];
      // Members that are new since are no difference.
      if (expected !== undefined) expect(state, `no. ${entry.number}`).toMatchObject(expected);
    }
    expect(state?.number).toBe(entries.length);
  });
});
