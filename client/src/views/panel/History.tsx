/** The history of a paragraph, from the record; fetched when it is looked at. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { recently, recordNumber } from "../../i18n/dates";
import type { Entry, Paragraph } from "../../record/types";
import { useScreen } from "../screen";
import { levelName, pendingList } from "../sentences";
import { historyLines } from "./historyLines";

const AT_FIRST = 12;

export function History({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const [entries, setEntries] = useState<{ of: string; list: Entry[] } | null>(null);
  const [all, setAll] = useState(false);
  useEffect(() => {
    let wanted = true;
    screen.session
      .history(paragraph.id)
      .then((list) => wanted && setEntries({ of: paragraph.id, list }))
      .catch(() => wanted && setEntries(null));
    return () => {
      wanted = false;
    };
  }, [screen, paragraph]);
  const state = screen.state.value;
  const list =
    entries?.of === paragraph.id ? entries.list.filter((entry) => entry.number <= state.number) : [];
  const named = list.map((entry) =>
    entry.kind === "agreement_recorded"
      ? { ...entry, payload: { ...entry.payload, level: levelName(state, entry.payload.level) } }
      : entry,
  );
  const lines = historyLines(named, paragraph, {
    ...screen.opening,
    pending: (names) => pendingList(state, screen.opening.delegations, names),
  });
  const zone = screen.opening.meeting.time_zone;
  return (
    <section>
      <h3>{t("panel.history")}</h3>
      <ol class="hist">
        {lines.slice(0, all ? undefined : AT_FIRST).map((line) => (
          <li key={line.number} title={t("line.number", { number: recordNumber(line.number) })}>
            <time dateTime={line.time}>{recently(line.time, screen.now.peek(), zone)}</time>
            <span>
              <b>{line.who}</b> {line.what}
            </span>
          </li>
        ))}
      </ol>
      {lines.length > AT_FIRST && !all && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {t("history.all", { count: lines.length })}
        </button>
      )}
    </section>
  );
}
