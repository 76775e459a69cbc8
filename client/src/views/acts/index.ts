/** Every act, found by its id and by its key. */

import { say } from "../doing";
import type { Screen } from "../screen";
import type { Act } from "./act";
import { chairActs } from "./chair";
import { movingActs } from "./moving";
import { positionActs } from "./positions";
import { proposingActs, target } from "./proposing";
import { secretariatActs } from "./secretariat";
import { sponsoringActs } from "./sponsoring";
import { viewingActs } from "./viewing";

export const ACTS: readonly Act[] = [
  ...movingActs,
  ...positionActs,
  ...proposingActs,
  ...sponsoringActs,
  ...chairActs,
  ...secretariatActs,
  ...viewingActs,
];

const byId = new Map(ACTS.map((act) => [act.id, act]));
const byKey = new Map(ACTS.flatMap((act) => act.keys.map((key) => [key, act] as const)));

export function act(id: string): Act {
  const found = byId.get(id);
  if (!found) throw new Error(`no act is called ${id}`);
  return found;
}

/** Does an act if it can be done now; says why not, if it cannot. */
export function attempt(screen: Screen, chosen: Act): void {
  const reason = chosen.blocked(screen);
  if (reason) say(screen, "hint", reason);
  else chosen.run(screen);
}

interface Stroke {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** The key as on a Latin keyboard: on an Arabic or Russian one the same place gives the same act. */
function latin({ key, code, shiftKey }: Stroke): string {
  const place = /^Key([A-Z])$/.exec(code)?.[1];
  if (key.length !== 1 || /^[\x20-\x7e]$/.test(key) || !place) return key;
  return shiftKey ? place : place.toLowerCase();
}

/** Does what a key asks for. False if the key means nothing to this person here. */
export function press(screen: Screen, stroke: Stroke): boolean {
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey) return false;
  const chosen = byKey.get(latin(stroke));
  if (!chosen?.offered(screen)) return false;
  const reason = chosen.blocked(screen);
  if (reason) say(screen, "hint", reason);
  else if (chosen.id === "target") target(screen, Number(stroke.key));
  else chosen.run(screen);
  return true;
}
