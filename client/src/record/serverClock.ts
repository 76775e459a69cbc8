/**
 * The server's time, whatever the clock of this machine says: what is agreed at six is agreed at six by the server. Learnt from
 * the date of each answer, which is cut to a second, and from entries, which are never of the future.
 */

/** Milliseconds that the date of an answer leaves out. */
const CUT = 1_000;

let ahead = 0;

/** The server said its time a moment ago. */
export function heardDate(date: string | null, here = Date.now()): void {
  const said = Date.parse(date ?? "");
  // Within a second both may be right.
  if (!Number.isNaN(said) && Math.abs(said + CUT / 2 - (here + ahead)) > CUT) ahead = said + CUT / 2 - here;
}

/** An entry of this time is on record. */
export function heardEntry(time: string, here = Date.now()): void {
  const said = Date.parse(time);
  if (said > here + ahead) ahead = said - here;
}

/** Milliseconds since 1970. */
export function serverNow(here = Date.now()): number {
  return here + ahead;
}
