/** The documents of a text: those issued, and the rolling text at any moment. */
import { t } from "../../i18n";
import { moment, recordNumber } from "../../i18n/dates";
import type { IssuedDocument, State } from "../../record/types";
import { ActButton } from "../ActButton";
import { documentLink, rollingLink, roomLink } from "../links";
import { type Screen, useScreen } from "../screen";
import { levelName } from "../sentences";

const FORMATS = ["docx", "pdf"] as const;

export function DocumentsSheet() {
  const screen = useScreen();
  const issued = [...screen.session.state.value.documents].reverse();
  return (
    <div>
      <h3>{t("act.documents")}</h3>
      <h4>{t("documents.issued")}</h4>
      {issued.length === 0 && <p class="note">{t("documents.none")}</p>}
      <ul class="documents">
        {issued.map((document) => (
          <DocumentLine key={document.document} document={document} />
        ))}
      </ul>
      <ActButton id="issue" showKey />
      <Rolling screen={screen} />
    </div>
  );
}

export function DocumentLine({ document }: { document: IssuedDocument }) {
  const screen = useScreen();
  const zone = screen.opening.meeting.time_zone;
  const state = screen.session.state.value;
  return (
    <li>
      <b>{t("documents.title", { sequence: document.sequence, time: moment(document.as_of, zone) })}</b>
      <span>
        {[
          containedLevels(state, document.level),
          t("line.number", { number: recordNumber(document.number) }),
          t("documents.issued_at", { time: moment(document.issued_at, zone) }),
        ].join(" · ")}
      </span>
      <span class="row">
        <a href={documentLink(document.document, null)}>{t("documents.page")}</a>
        {FORMATS.map((format) => (
          <a key={format} href={documentLink(document.document, format)} download>
            {t(`documents.${format}`)}
          </a>
        ))}
      </span>
    </li>
  );
}

/** "agreed ad ref and above": a document that contains all levels is not one of the lowest. */
function containedLevels(state: State, level: string): string {
  const name = levelName(state, level);
  return state.levels.at(-1)?.id === level ? name : t("issue.from_level", { level: name });
}

function Rolling({ screen }: { screen: Screen }) {
  const text = screen.opening.state.text;
  return (
    <>
      <h4>{t("documents.rolling")}</h4>
      <p class="note">{t("documents.rolling_now")}</p>
      <span class="row">
        {([...FORMATS, "txt"] as const).map((format) => (
          <a key={format} class="button" href={rollingLink(text, format)} download>
            {t(`documents.${format}`)}
          </a>
        ))}
        <a class="button" href={roomLink(text)}>
          {t("documents.room")}
        </a>
      </span>
    </>
  );
}
