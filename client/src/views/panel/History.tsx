/** The history of a paragraph, from the record; fetched when it is looked at, its end first. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { recently, recordNumber } from "../../i18n/dates";
import type { Paragraph, ParagraphHistory } from "../../record/types";
import { type Screen, useScreen } from "../screen";
import { levelName, pendingList } from "../sentences";
import { type HistoryLine, historyLines } from "./historyLines";

const AT_FIRST = 12;

export function History({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const { history, fetching, failed, reach } = useHistory(paragraph, screen);
  const [all, setAll] = useState(false);
  const lines = history ? linesOf(history, paragraph, screen) : [];
  const folded = lines.length > AT_FIRST && !all;
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
              {line.by !== null && <small> {t("history.entered_by", { by: line.by })}</small>}
            </span>
          </li>
        ))}
      </ol>
      {failed && <p role="alert">{t("history.failed")}</p>}
      {folded && !history?.earlier && (
        <button type="button" class="quiet" onClick={() => setAll(true)}>
          {t("history.all", { count: lines.length })}
        </button>
      )}
      {history?.earlier && (
        <button
          type="button"
          class="quiet"
          aria-disabled={fetching}
          onClick={() => (folded ? setAll(true) : reach())}
        >
          {t("history.earlier")}
        </button>
      )}
      {failed && !history && (
        <button type="button" class="quiet" onClick={reach}>
          {t("failed.again")}
        </button>
      )}
    </section>
  );
}

interface Known {
  history: ParagraphHistory | null;
  fetching: boolean;
  failed: boolean;
  /** Asks for earlier entries, or once more for the last ones where they did not come. */
  reach(): void;
}

function useHistory(paragraph: Paragraph, screen: Screen): Known {
  const { session, past } = screen;
  // The history of the past ends there, however much has happened since.
  const before = past.value ? past.value.state.number + 1 : undefined;
  const of = `${paragraph.id} ${before ?? ""}`;
  const shown = useRef(of);
  shown.current = of;
  const [known, setKnown] = useState<{ of: string; history: ParagraphHistory } | null>(null);
  const [failedOf, setFailedOf] = useState<string | null>(null);
  const [fetching, setFetching] = useState(false);
  const history = known?.of === of ? known.history : null;
  const take = (asked: Promise<ParagraphHistory>, wanted: () => boolean) =>
    asked
      .then((found) => {
        if (!wanted()) return;
        setKnown({ of, history: found });
        setFailedOf(null);
      })
      .catch(() => wanted() && setFailedOf(of));
  useEffect(() => {
    let wanted = true;
    void take(session.history(paragraph.id, before), () => wanted);
    return () => {
      wanted = false;
    };
  }, [session, paragraph, before]);
  const reach = () => {
    if (fetching) return;
    setFetching(true);
    const asked = history
      ? session.earlierHistory(paragraph.id, before)
      : session.history(paragraph.id, before);
    void take(asked, () => shown.current === of).finally(() => setFetching(false));
  };
  return { history, fetching, failed: failedOf === of, reach };
}

function linesOf({ entries, base }: ParagraphHistory, paragraph: Paragraph, screen: Screen): HistoryLine[] {
  const state = screen.state.value;
  const named = entries
    .filter((entry) => entry.number <= state.number)
    .map((entry) =>
      entry.kind === "agreement_recorded"
        ? { ...entry, payload: { ...entry.payload, level: levelName(state, entry.payload.level) } }
        : entry,
    );
  return historyLines({ entries: named, base }, paragraph, {
    ...screen.opening,
    pending: (names) => pendingList(state, screen.opening.delegations, names),
  });
}
