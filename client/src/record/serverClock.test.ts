import { expect, it } from "vitest";
import { heardDate, heardEntry, serverNow } from "./serverClock";

const SIX = Date.parse("2021-04-07T18:00:00.000Z");
const HOURS = 3_600_000;

it("S12: the time is the server's, by the date of its answers and by its entries", () => {
  const wrong = SIX - 5 * HOURS;
  heardDate("Wed, 07 Apr 2021 18:00:00 GMT", wrong);
  expect(Math.abs(serverNow(wrong) - SIX)).toBeLessThanOrEqual(1_000);
  const before = serverNow(wrong);
  heardDate("Wed, 07 Apr 2021 18:00:01 GMT", wrong + 800);
  expect(serverNow(wrong)).toBe(before);
  heardEntry("2021-04-07T18:00:30.000Z", wrong + 10_000);
  expect(serverNow(wrong + 10_000)).toBe(SIX + 30_000);
  heardEntry("2021-04-07T17:00:00.000Z", wrong + 10_000);
  heardDate(null, wrong + 10_000);
  expect(serverNow(wrong + 10_000)).toBe(SIX + 30_000);
  // Somebody sets the clock of the machine right.
  heardDate("Wed, 07 Apr 2021 18:00:31 GMT", SIX + 31_000);
  expect(Math.abs(serverNow(SIX + 31_000) - (SIX + 31_000))).toBeLessThanOrEqual(1_000);
});
