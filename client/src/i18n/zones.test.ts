import { describe, expect, it } from "vitest";
import { city, day, moment } from "./dates";

describe("O2b: dates on the live screen", () => {
  it("have the year, in the meeting's time zone", () => {
    expect(day("2021-12-31T23:30:00.000Z", "Europe/Vienna")).toBe("1 January 2022");
    expect(moment("2021-04-07T14:40:00.000Z", "Europe/Vienna")).toBe("7 April 2021, 16:40");
  });

  it("call a zone as people call it", () => {
    const zones = [
      "Europe/Vienna",
      "America/Argentina/Buenos_Aires",
      "Etc/GMT+3",
      "Etc/GMT-14",
      "Etc/UTC",
      "UTC",
    ];
    expect(zones.map(city)).toEqual(["Vienna", "Buenos Aires", "UTC−3", "UTC+14", "UTC", "UTC"]);
  });
});
