/** The lines captured last in this window, and taking them back. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { say, send } from "../doing";
import { shortName } from "../names";
import { fullLabel } from "../places";
import type { Captured, Screen } from "../screen";
import type { Reading } from "./grammar";
import { divide } from "./names";
import type { Ready } from "./planning";

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
    ...{ who: line.slice(0, end).trim(), ...placed(reading, about ? fullLabel(about) : "") },
    ...{ time: state.time, recorded },
  };
  remember(screen, one);
}

/** The sentence of an act, and the label of its paragraph; a new paragraph is named by its own place. */
function placed({ act, said }: Ready, label: string): Pick<Captured, "said" | "label"> {
  if (act.kind !== "paragraph") return { said, label };
  if (act.to !== null || label === "") return { said, label: "" };
  return {
    said: act.ordinal === "" ? t("capture.said_after", { said, label }) : `${label} ${said}`,
    label: "",
  };
}

function remember(screen: Screen, one: Captured): void {
  screen.captured.value = [one, ...screen.captured.value].slice(0, KEPT);
}

/** The listeners of the line's open paragraphs, by screen. */
const opened = new WeakMap<Screen, Map<string, () => void>>();

/** Remembers as one line what is typed live for a delegation in a paragraph that the line opened, as it goes on record. */
export function keepTyped(screen: Screen, paragraph: string, delegation: string): void {
  const { session } = screen;
  const key = `${paragraph} ${delegation}`;
  const listening = opened.get(screen) ?? new Map<string, () => void>();
  opened.set(screen, listening);
  // Words of the time before are still on their way: they and what is typed now are one line.
  if (listening.has(key) && session.connection.peek().unsent > 0) return;
  listening.get(key)?.();
  let kept: Captured | null = null;
  const tabled = new Set<string>();
  const stop = session.onEntries((entries, own) => {
    const mine = entries.filter((one) => own.has(one.command) && one.payload.paragraph === paragraph);
    for (const { kind, payload } of mine) if (kind === "proposal_tabled") tabled.add(payload.proposal.id);
    const typed = mine.filter((one) => one.kind === "text_changed" && one.delegation === delegation);
    const now = session.state.peek().paragraphs[paragraph];
    const last = typed.at(-1);
    if (now && last) {
      const before: Captured | null = kept;
      kept = {
        ...{ who: shortName(screen.opening.delegations, delegation), said: wordsOf(now, tabled) },
        ...{ label: fullLabel(now), time: last.time },
        recorded: [...(before?.recorded ?? []), ...typed.map(({ number }) => number)],
      };
      screen.captured.value = screen.captured.value.filter((one) => one !== before);
      remember(screen, kept);
    }
    const { paragraph: open, captured } = screen.editing.peek() ?? {};
    if ((open === paragraph && captured) || session.connection.peek().unsent > 0) return;
    stop();
    listening.delete(key);
  });
  listening.set(key, stop);
}

/** The words that some proposals insert in a paragraph. */
function wordsOf({ wording }: Paragraph, proposals: ReadonlySet<string>): string {
  const inserted = wording.filter(({ attributes }) => proposals.has(String(attributes?.ins)));
  return inserted.map(({ insert }) => (typeof insert === "string" ? insert : "")).join("");
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
