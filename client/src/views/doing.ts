/** Sending acts: what is being waited for, and in one sentence what came of it, where the person looks. */
import { t } from "../i18n";
import { recordNumber } from "../i18n/dates";
import type { Outcome } from "../record/types";
import { moveOn } from "./acts/moving";
import type { Screen } from "./screen";
import { capital } from "./sentences";

export interface Doing {
  kind: string;
  payload: Record<string, unknown>;
  delegation?: string | null;
  /** The act in words: "EU supports paragraph 12". */
  said: string;
}

/** Ids for what is made here; the server holds them unique in the text. */
export function mint(prefix: "p" | "x"): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `${prefix}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

export function say(screen: Screen, tone: "done" | "refused" | "hint", text: string): void {
  screen.notice.value = { tone, text };
}

/** Why something failed, as one sentence with one full stop. */
export function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message.trim() : "";
  return said === "" || /[.!?…]$/.test(said) ? said : `${said}.`;
}

/** Sends one act and says what came of it. True if it is on record (or was without effect). */
export async function perform(screen: Screen, doing: Doing): Promise<boolean> {
  const outcome = await send(screen, doing);
  return outcome !== null && !outcome.refused;
}

/** As `perform`; answers with the outcome, null where none came. */
export async function send(screen: Screen, doing: Doing): Promise<Outcome | null> {
  screen.waiting.value = t("waiting.recording");
  // Undo takes back the last act: until the answer to this one is there, not the one before.
  if (screen.notice.peek()?.undo) screen.notice.value = null;
  try {
    const outcome = await screen.session.act(doing.kind, doing.payload, doing.delegation ?? null);
    tell(screen, outcome, doing.said);
    if (!outcome.refused) moveOn(screen);
    return outcome;
  } catch (error) {
    say(screen, "refused", t("failed.unsent", { reason: reasonOf(error) }));
    return null;
  } finally {
    screen.waiting.value = null;
  }
}

function tell(screen: Screen, outcome: Outcome, said: string): void {
  if (outcome.refused) say(screen, "refused", outcome.refused.message);
  else if (outcome.empty) say(screen, "hint", t("done.empty"));
  else
    say(screen, "done", t("done.recorded", { said: capital(said), number: recordNumber(outcome.through) }));
}
