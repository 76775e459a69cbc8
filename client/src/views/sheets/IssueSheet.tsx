/** Issuing a status document: as of now or of an earlier instant, then where it can be had. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { askedInField, city, moment, NOW, recordNumber, toCome, toField } from "../../i18n/dates";
import { fetchUnprinted, type Unprinted } from "../../record/api";
import type { State } from "../../record/types";
import { perform, reasonOf } from "../doing";
import { tally } from "../outline/rows";
import { useScreen } from "../screen";
import { levelName, paragraphName } from "../sentences";
import { DocumentLine } from "./DocumentsSheet";
import { Choice } from "./fields";
import { confirmWithCtrl } from "./SheetFrame";

export function IssueSheet() {
  const screen = useScreen();
  const state = screen.session.state.value;
  const zone = screen.opening.meeting.time_zone;
  const lowest = state.levels[0]?.id ?? "";
  const [time, setTime] = useState(
    screen.past.value ? toField(screen.past.value.asked ?? screen.past.value.state.time, zone) : "",
  );
  const [level, setLevel] = useState(lowest);
  const [issued, setIssued] = useState<number | null>(null);
  const [busy, setBusy] = useState(false);
  const asked = time === "" ? null : askedInField(time, zone, screen.now.value);
  const asOf = asked === NOW ? null : asked;
  const coming = toCome(asOf, screen.now.value);
  const { past, refused } = usePast(coming ? null : asOf);
  const blocked = coming ? t("field.to_come") : refused;
  const document = state.documents.find((one) => issued !== null && one.sequence > issued);
  if (document)
    return (
      <div>
        <h3 tabIndex={-1}>{t("issue.done", { sequence: document.sequence })}</h3>
        <ul class="documents">
          <DocumentLine document={document} />
        </ul>
      </div>
    );
  const issue = async (event: Event) => {
    event.preventDefault();
    if (busy || blocked !== null) return;
    setBusy(true);
    const before = Math.max(0, ...state.documents.map((one) => one.sequence));
    const done = await perform(screen, {
      kind: "issue_status_document",
      payload: { as_of: asOf, level },
      said: t("said.issued"),
    });
    setBusy(false);
    if (done) setIssued(before);
  };
  const when = asOf === null ? t("issue.now", { number: recordNumber(state.number) }) : moment(asOf, zone);
  return (
    <form onSubmit={(event) => void issue(event)} onKeyDown={confirmWithCtrl}>
      <h3>{t("act.issue")}</h3>
      {blocked === null && <Contents asOf={asOf} past={past} />}
      <label class="field">
        <span>{t("field.as_of", { city: city(zone) })}</span>
        <input
          type="datetime-local"
          value={time}
          max={toField(screen.now.value, zone)}
          onInput={(event) => setTime(event.currentTarget.value)}
        />
        <small class={blocked === null ? undefined : "blocked"} aria-live="polite">
          {blocked ?? t("field.as_of_hint")}
        </small>
      </label>
      {state.levels.length > 1 && (
        <Choice
          label={t("field.from_level")}
          options={state.levels.map((one) => ({
            value: one.id,
            label: t("issue.from_level", { level: one.name }),
          }))}
          value={level}
          onChange={setLevel}
        />
      )}
      {blocked === null && <WithoutFont asOf={asOf} level={level} />}
      {blocked === null && <p class="will">{t("will.issue", { when, level: levelName(state, level) })}</p>}
      <div class="row end">
        <button type="submit" class="primary" aria-disabled={busy || blocked !== null}>
          {t(busy ? "issue.busy" : "issue.do")} <kbd>{t("key.CtrlEnter")}</kbd>
        </button>
      </div>
    </form>
  );
}

interface Found {
  /** Null while it is looked for. */
  past: State | null;
  refused: string | null;
}

/** The text at the moment that was chosen, or why there is none. */
function usePast(asOf: string | null): Found {
  const { session } = useScreen();
  const [found, setFound] = useState<(Found & { asOf: string }) | null>(null);
  useEffect(() => {
    if (asOf === null) return;
    let wanted = true;
    session.at({ at: asOf }).then(
      ({ state }) => wanted && setFound({ asOf, past: state, refused: null }),
      (error) => wanted && setFound({ asOf, past: null, refused: reasonOf(error) }),
    );
    return () => {
      wanted = false;
    };
  }, [session, asOf]);
  return found !== null && found.asOf === asOf ? found : { past: null, refused: null };
}

/** The paragraphs of a document that is issued as of now, or of the moment that was chosen. */
function Contents({ asOf, past }: { asOf: string | null; past: State | null }) {
  const { session, opening } = useScreen();
  const state = asOf === null ? session.state.value : past;
  if (!state) return <p class="note">{t("issue.counting")}</p>;
  const counted = tally(state, null);
  return (
    <p class="note">
      {t("issue.contents", {
        when: asOf === null ? t("issue.contents_now") : moment(asOf, opening.meeting.time_zone),
        agreed: counted.agreed,
        ad_ref: counted.ad_ref,
        left: counted.clean + counted.bracketed + counted.proposed,
      })}
    </p>
  );
}

/** The characters that the PDF would print as boxes, while they can still be replaced. */
function WithoutFont({ asOf, level }: { asOf: string | null; level: string }) {
  const screen = useScreen();
  const { text, paragraphs } = screen.session.state.value;
  const [found, setFound] = useState<Unprinted | null>(null);
  useEffect(() => {
    let wanted = true;
    // It is a hint: where it cannot be had, the page of the document says it later.
    fetchUnprinted(text, asOf, level).then(
      (unprinted) => wanted && setFound(unprinted),
      () => wanted && setFound(null),
    );
    return () => {
      wanted = false;
    };
  }, [text, asOf, level]);
  if (!found || found.characters.length === 0) return null;
  const where = found.paragraphs.flatMap((id) => (paragraphs[id] ? [paragraphName(paragraphs[id])] : []));
  const characters = found.characters.join(", ");
  return (
    <p class="note" role="status">
      {t(where.length > 0 ? "issue.without_font_in" : "issue.without_font", {
        characters,
        where: where.join(", "),
      })}
    </p>
  );
}
