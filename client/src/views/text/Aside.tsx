/** The note beneath a paragraph about one's own words in it: why they are not in the text, or that the keys rest. */
import { t } from "../../i18n";
import { held } from "../acts/act";
import { mayPutIn } from "../paragraphEditing";
import { useScreen } from "../screen";
import { putInAgain } from "../sheets/DraftsSheet";

/** Keys do nothing, since the field went while somebody was typing. */
export function InterruptedLine({ paragraph }: { paragraph: string }) {
  const screen = useScreen();
  const interrupted = screen.interrupted.value;
  if (interrupted?.paragraph !== paragraph) return null;
  return (
    <div class="act editing interrupted" role="alert">
      <strong>{t(interrupted.why)}</strong>
      <span>{t(interrupted.rest ? "interrupted.kept" : "interrupted.keys")}</span>
      <kbd>{t("key.Escape")}</kbd>
      {interrupted.typed !== "" && <q dir="auto">{interrupted.typed}</q>}
    </div>
  );
}

/** Words of one's own that were refused here; they wait in the drafts. */
export function DraftLine({ paragraph }: { paragraph: string }) {
  const screen = useScreen();
  const here = screen.session.drafts.value.filter(
    (draft) => draft.paragraph === paragraph && mayPutIn(screen, draft),
  );
  const last = here.at(-1);
  if (!last || screen.past.value) return null;
  const standing = screen.session.state.value.paragraphs[paragraph];
  const open = standing !== undefined && !standing.agreement && !standing.withdrawn;
  return (
    <div class="act editing refused">
      <strong>{t("drafts.here", { count: here.length })}</strong>
      <span>{last.reason}</span>
      {open && (
        <button type="button" onClick={() => putInAgain(last, screen)}>
          {t("drafts.again")}
        </button>
      )}
      <button type="button" onClick={() => (screen.sheet.value = { kind: "drafts" })}>
        {t("act.drafts")} <kbd>X</kbd>
      </button>
    </div>
  );
}

/** Nothing can be tabled while the Chair holds the paragraph: what is composed stays. */
export function HeldLine({ paragraph }: { paragraph: string }) {
  const screen = useScreen();
  const standing = screen.session.state.value.paragraphs[paragraph];
  if (!standing?.hold || screen.past.value || !screen.session.composing(paragraph).value) return null;
  // A hold ends by itself: this is looked at once a second, as long as there is one.
  void screen.now.value;
  if (!held(standing, screen)) return null;
  return (
    <div class="act editing refused">
      <strong>{t("editing.held")}</strong>
    </div>
  );
}
