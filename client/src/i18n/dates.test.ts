import { describe, expect, it } from "vitest";
import { city, clock, fromField, moment, recently, recordNumber, toField } from "./dates";

const VIENNA = "Europe/Vienna";

describe("dates of the meeting", () => {
  it("S12: shows times on the clocks of the meeting, not of the reader", () => {
    expect(clock("2021-04-07T16:02:00.000Z", VIENNA)).toBe("18:02");
    expect(moment("2021-04-07T22:30:00.000Z", VIENNA)).toBe("8 April 2021, 00:30");
    expect(city("America/New_York")).toBe("New York");
  });

  it("leaves out the day of what happened today", () => {
    const now = Date.parse("2021-04-07T18:00:00.000Z");
    expect(recently("2021-04-07T15:48:00.000Z", now, VIENNA)).toBe("17:48");
    expect(recently("2021-04-06T15:48:00.000Z", now, VIENNA)).toBe("6 Apr 2021, 17:48");
  });

  it("reads a field as the meeting's time, to the end of the minute, in summer and in winter", () => {
    expect(fromField("2021-04-07T18:00", VIENNA)).toBe("2021-04-07T16:00:59.999Z");
    expect(fromField("2021-01-07T18:00", VIENNA)).toBe("2021-01-07T17:00:59.999Z");
    expect(fromField("2021-04-07T18:00:30", VIENNA)).toBe("2021-04-07T16:00:30.000Z");
    expect(fromField("yesterday", VIENNA)).toBeNull();
    expect(toField("2021-04-07T16:00:59.999Z", VIENNA)).toBe("2021-04-07T18:00");
  });

  it("groups record numbers as they are read aloud", () => {
    expect([recordNumber(41), recordNumber(1041), recordNumber(1234567)]).toEqual([
      "41",
      "1\u202f041",
      "1\u202f234\u202f567",
    ]);
  });
});
