import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { negotiate } from "./testing/negotiation.ts";

const VECTORS = new URL("../../../tests/vectors/gestures.json", import.meta.url);
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const STEPS = 70;

/** `VECTORS=write npx vitest run src/editor/negotiation.test.ts` writes them again. */
test("random gestures give the changes that the server's decisions have judged (W2, W4, W5, W16)", () => {
  const given = SEEDS.map((seed) => negotiate(seed, STEPS));
  if (process.env.VECTORS === "write") {
    writeFileSync(VECTORS, `[\n${given.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
  }
  expect(given).toEqual(JSON.parse(readFileSync(VECTORS, "utf-8")));
});
