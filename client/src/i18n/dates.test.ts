import { describe, expect, it } from "vitest";
import { askedInField, city, clock, fromField, moment, recently, recordNumber, toField } from "./dates";

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

  it("S12: asks for the present while the minute in a field lasts, whatever the clocks differ by", () => {
    const at = (time: string) => askedInField("2021-04-07T18:00", VIENNA, Date.parse(`2021-04-07T${time}Z`));
    expect(at("16:00:00.000")).toBe("now");
    expect(at("16:00:59.900")).toBe("now");
    expect(at("15:59:58.200")).toBe("now"); // Not quite six here, but on the clock that the reader looked at.
    expect(at("16:01:01.700")).toBe("now"); // Past the minute here, perhaps not yet where the record is kept.
    expect(at("16:01:02.100")).toBe("2021-04-07T16:00:59.999Z");
    expect(at("15:58:00.000")).toBe("2021-04-07T16:00:59.999Z"); // To come: the record says so.
    expect(askedInField("yesterday", VIENNA, 0)).toBeNull();
  });

  it("groups record numbers as they are read aloud", () => {
    expect([recordNumber(41), recordNumber(1041), recordNumber(1234567)]).toEqual([
      "41",
      "1\u202f041",
      "1\u202f234\u202f567",
    ]);
  });
});
