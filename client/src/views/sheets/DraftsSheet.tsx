/** Drafts: words that were refused or could not be sent, with the reason and the ways to go on. */
import { t } from "../../i18n";
import { moment } from "../../i18n/dates";
import type { Draft } from "../../record/types";
import { say } from "../doing";
import { draftWords } from "../draftWords";
import { shortName } from "../names";
import { mayPutIn } from "../paragraphEditing";
import { fullLabel } from "../places";
import { type Screen, select, useScreen } from "../screen";

export function DraftsSheet() {
  const screen = useScreen();
  const drafts = [...screen.session.drafts.value].reverse();
  return (
    <div class="drafts">
      <h3>{t("act.drafts")}</h3>
      <p class="note">{t(drafts.length === 0 ? "drafts.none" : "drafts.note")}</p>
      <ul>
        {drafts.map((draft) => (
          <DraftCard key={draft.id} draft={draft} screen={screen} />
        ))}
      </ul>
    </div>
  );
}

function DraftCard({ draft, screen }: { draft: Draft; screen: Screen }) {
  const words = draftWords(draft);
  const who =
    draft.delegation === null ? t("drafts.base") : shortName(screen.opening.delegations, draft.delegation);
  const free = mayPutIn(screen, draft);
  const copy = () => {
    navigator.clipboard.writeText(words.inserted).then(
      () => say(screen, "done", t("drafts.copied")),
      () => say(screen, "refused", t("drafts.not_copied")),
    );
  };
  return (
    <li class="card">
      <div class="who">
        {t("drafts.of", { who, label: labelOf(draft, screen) })}
        <span>{moment(draft.at, screen.opening.meeting.time_zone)}</span>
      </div>
      <p class="blocked">{free ? draft.reason : t("drafts.composed")}</p>
      <div class="read">
        {words.pieces.map((piece, index) => {
          if (piece.role === "ins") return <ins key={index}>{piece.text}</ins>;
          return piece.role === "del" ? (
            <del key={index}>{piece.text}</del>
          ) : (
            <span key={index}>{piece.text}</span>
          );
        })}
      </div>
      <div class="row end">
        <button type="button" class="quiet" onClick={() => screen.session.dropDraft(draft.id)}>
          {t("drafts.drop")}
        </button>
        <button type="button" onClick={copy}>
          {t("drafts.copy")}
        </button>
        <button type="button" class="primary" data-first onClick={() => putInAgain(draft, screen)}>
          {t(free ? "drafts.again" : "drafts.to_it")}
        </button>
      </div>
    </li>
  );
}

/** The current name of the paragraph; the former one, where it is not in the text. */
function labelOf(draft: Draft, screen: Screen): string {
  const paragraph = screen.state.value.paragraphs[draft.paragraph];
  return paragraph ? fullLabel(paragraph) : draft.label;
}

/** Opens the paragraph as it is now, with the words of the draft composed in it: they are tabled when their author says so. */
export function putInAgain(draft: Draft, screen: Screen): void {
  const paragraph = screen.session.state.value.paragraphs[draft.paragraph];
  if (!paragraph || paragraph.withdrawn || paragraph.agreement) {
    say(screen, "refused", t(paragraph?.agreement ? "drafts.frozen" : "drafts.gone"));
    return;
  }
  screen.sheet.value = null;
  screen.past.value = null;
  select(screen, draft.paragraph);
  screen.editing.value = { paragraph: draft.paragraph, delegation: draft.delegation, reason: null, draft };
}
