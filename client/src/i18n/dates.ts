/** Dates, clock times and numbers as people of the meeting read them: in its time zone, in the language of the screens. */
import { uiLanguage } from "./index";

/** Spaces that keep a number on one line, as in "1 041". */
const THIN = "\u202f";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const found = formats.get(key) ?? new Intl.DateTimeFormat(languageTag(), options);
  formats.set(key, found);
  return found;
}

/** Plain English writes "7 April", as the United Nations does, and not "April 7". */
function languageTag(): string {
  return uiLanguage() === "en" ? "en-GB" : uiLanguage();
}

/** "16:40" */
export function clock(instant: string | number, zone: string): string {
  return format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(
    new Date(instant),
  );
}

/** "7 April 2021" */
export function day(instant: string | number, zone: string): string {
  return format({ day: "numeric", month: "long", year: "numeric", timeZone: zone }).format(new Date(instant));
}

/** "7 April 2021, 16:40" */
export function moment(instant: string | number, zone: string): string {
  return `${day(instant, zone)}, ${clock(instant, zone)}`;
}

/** "16:40" for what happened today, "6 Apr 2021, 16:40" for anything else. */
export function recently(instant: string, now: number, zone: string): string {
  return day(instant, zone) === day(now, zone)
    ? clock(instant, zone)
    : `${format({ day: "numeric", month: "short", year: "numeric", timeZone: zone }).format(new Date(instant))}, ${clock(instant, zone)}`;
}

/** A record number as it is read aloud: "1 041". */
export function recordNumber(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, THIN);
}

/** "Vienna" of "Europe/Vienna"; "UTC−3" of "Etc/GMT+3", whose sign is turned round. */
export function city(zone: string): string {
  const fixed = /^Etc\/GMT([+-])(\d+)$/.exec(zone);
  if (fixed) return fixed[2] === "0" ? "UTC" : `UTC${fixed[1] === "+" ? "−" : "+"}${fixed[2]}`;
  if (/^(Etc\/)?(GMT0?|UTC|UCT|Universal|Zulu|Greenwich)$/.test(zone)) return "UTC";
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

function wallClock(instant: number, zone: string): number {
  const parts = format({
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZone: zone,
  }).formatToParts(new Date(instant));
  const get = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(get("year"), get("month") - 1, get("day"), get("hour"), get("minute"), get("second"));
}

/** The value of a `datetime-local` field for an instant, as the clocks of the meeting show it: "2021-04-07T18:00". */
export function toField(instant: string | number, zone: string): string {
  return new Date(wallClock(new Date(instant).getTime(), zone)).toISOString().slice(0, 16);
}

/**
 * The instant at which the meeting's clocks show what a `datetime-local` field says, to the end of that minute where no
 * seconds are given ("as of 18:00" holds what was recorded at 18:00:30); null if it is not a time.
 */
export function fromField(value: string, zone: string): string | null {
  const asked = Date.parse(`${value}Z`);
  if (Number.isNaN(asked)) return null;
  // The offset of the zone is taken at the guess and once more at its correction, which settles changes of summer time.
  let instant = asked - (wallClock(asked, zone) - asked);
  instant = asked - (wallClock(instant, zone) - instant);
  const seconds = /T\d\d:\d\d$/.test(value) ? 59_999 : 0;
  return new Date(instant + seconds).toISOString();
}

/** The present, where an instant could be asked for. */
export const NOW = "now";

/** How far the browser's idea of the server's time may be off, and the clock of the page behind it, in milliseconds. */
const SLACK = 2_000;

/** Whether an instant that was asked for is still to come. */
export function toCome(asked: string | null, now: number): boolean {
  return asked !== null && asked !== NOW && Date.parse(asked) > now;
}

/**
 * The instant that a `datetime-local` field asks for, as `fromField` gives it; `"now"` while that minute lasts, whose end is
 * still to come; null if it is not a time.
 */
export function askedInField(value: string, zone: string, now: number): string | null {
  const instant = fromField(value, zone);
  const end = Date.parse(instant ?? "");
  const begun = Date.parse(fromField(`${value.slice(0, 16)}:00`, zone) ?? "");
  return end > now - SLACK && begun <= now + SLACK ? NOW : instant;
}
