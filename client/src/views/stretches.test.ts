import { describe, expect, it } from "vitest";
import { type Stretch, sameItems, stretches } from "./stretches";

const IDS = Array.from({ length: 2000 }, (_, index) => `p-${(index * 7919).toString(36).padStart(6, "0")}`);

function changed(before: Stretch[], after: Stretch[]): Stretch[] {
  return after.filter(({ key, ids }) => !before.some((one) => one.key === key && sameItems(one.ids, ids)));
}

describe("stretches", () => {
  const whole = stretches(IDS);

  it("S16: hold every paragraph once, in order, and some sixteen each", () => {
    expect(whole.flatMap(({ ids }) => ids)).toEqual(IDS);
    expect(whole.map(({ from }) => IDS[from])).toEqual(whole.map(({ ids }) => ids[0]));
    expect(new Set(whole.map(({ key }) => key)).size).toBe(whole.length);
    expect(whole.length).toBeGreaterThan(2000 / 24);
    expect(whole.length).toBeLessThan(2000 / 10);
  });

  it("S16: are others only where a paragraph comes or goes", () => {
    const middle = [...IDS.slice(0, 1000), "p-new", ...IDS.slice(1000)];
    expect(changed(whole, stretches(middle)).flatMap(({ ids }) => ids)).toContain("p-new");
    for (const ids of [middle, [...IDS, "p-last"], IDS.slice(1), IDS.filter((_, at) => at !== 1000)])
      expect(changed(whole, stretches(ids)).length).toBeLessThanOrEqual(2);
  });

  it("are none of nothing", () => {
    expect(stretches([])).toEqual([]);
  });
});
