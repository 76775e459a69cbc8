/** The lines captured last in this window, and taking them back. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { say, send } from "../doing";
import { shortName } from "../names";
import { historyLines } from "../panel/historyLines";
import { fullLabel } from "../places";
import type { Captured, Screen } from "../screen";
import type { Reading } from "./grammar";
import { divide } from "./names";

const KEPT = 5;

/** Remembers a line that went on record. */
export function keepCaptured(
  screen: Screen,
  line: string,
  reading: Reading,
  paragraph: Paragraph | null,
  recorded: readonly number[],
): void {
  if (recorded.length === 0 || reading.kind !== "ready") return;
  const state = screen.session.state.value;
  const about = (reading.place ? state.paragraphs[reading.place] : paragraph) ?? null;
  const { end } = divide(line, { delegations: screen.opening.delegations, recent: reading.delegations });
  const one: Captured = {
    ...{ who: line.slice(0, end).trim(), said: line.slice(end).replace(/^:/, "").trim() },
    ...{ label: about ? fullLabel(about) : "", time: state.time, recorded },
  };
  remember(screen, one);
}

function remember(screen: Screen, one: Captured): void {
  screen.captured.value = [one, ...screen.captured.value].slice(0, KEPT);
}

/** The paragraphs that the line opened, of each screen: what is typed there is a captured line when it is tabled. */
const opened = new WeakMap<Screen, Map<string, () => void>>();

/** Remembers the words that are composed for a delegation in a paragraph, as soon as they are on record. */
export function keepWhenTabled(screen: Screen, paragraph: string, delegation: string): void {
  const { session } = screen;
  const key = `${paragraph} ${delegation}`;
  const listening = opened.get(screen) ?? new Map<string, () => void>();
  opened.set(screen, listening);
  listening.get(key)?.();
  const stop = session.onEntries((entries, own, before) => {
    const mine = entries.filter((one) => own.has(one.command) && one.payload.paragraph === paragraph);
    const last = mine.findLast((one) => one.kind === "text_changed" && one.delegation === delegation);
    const now = session.state.peek().paragraphs[paragraph];
    if (!last || !now) return;
    stop();
    listening.delete(key);
    const { delegations, people } = screen.opening;
    const command = mine.filter((one) => one.command === last.command);
    const page = { entries: command, base: before.paragraphs[paragraph] ?? null };
    const [line] = historyLines(page, now, { delegations, people, pending: () => "" });
    remember(screen, {
      ...{ who: shortName(delegations, delegation), said: line?.what ?? "" },
      ...{ label: fullLabel(now), time: last.time, recorded: [command.at(-1)?.number ?? last.number] },
    });
  });
  listening.set(key, stop);
}

/** Takes the last captured line back. */
export function undoLast(screen: Screen): void {
  const [last] = screen.captured.value;
  if (last) void takeBack(screen, last);
  else say(screen, "hint", t("capture.nothing_to_undo"));
}

/**
 * Takes back what a line recorded, its last act first; where nobody has built on it, as the record decides. Lines are taken
 * back one by one, the last first.
 */
export async function takeBack(screen: Screen, captured: Captured): Promise<void> {
  if (captured !== screen.captured.value[0]) {
    say(screen, "hint", t("capture.undo_later_first"));
    return;
  }
  for (const number of [...captured.recorded].sort((a, b) => b - a)) {
    const outcome = await send(screen, {
      kind: "take_back",
      payload: { number },
      said: t("capture.said_taken_back", { who: captured.who, what: captured.said }),
    });
    if (!outcome || outcome.refused) return;
  }
  screen.captured.value = screen.captured.value.filter((one) => one !== captured);
}
