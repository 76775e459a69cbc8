/** A paragraph that is open for typing, with for whom one types and what the keys do. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { act, attempt } from "../acts";
import { fullName } from "../names";
import { mountEditor } from "../paragraphEditing";
import { type Editing, useScreen } from "../screen";

export function OpenParagraph({ editing }: { editing: Editing }) {
  const screen = useScreen();
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    return mountEditor(host.current, screen, editing, {
      onLeave: (how) => {
        screen.editing.value = null;
        focusParagraph(editing.paragraph);
        if (how !== "escape") attempt(screen, act(how === "after" ? "next" : "previous"));
      },
    });
  }, [screen, editing]);
  return (
    <>
      <div ref={host} class="editor" dir={screen.state.value.direction} lang={screen.state.value.language} />
      <EditingLine editing={editing} />
    </>
  );
}

/** Where the keyboard goes when an editor closes, after the paragraph has been drawn again. */
function focusParagraph(paragraph: string): void {
  requestAnimationFrame(() => document.getElementById(paragraph)?.focus({ preventScroll: true }));
}

function EditingLine({ editing }: { editing: Editing }) {
  const screen = useScreen();
  const composing = screen.session.composing(editing.paragraph).value;
  const who =
    editing.delegation === null
      ? t("editing.base", { reason: editing.reason ?? "" })
      : t("editing.for", { who: fullName(screen.opening.delegations, editing.delegation) });
  return (
    <div class="act editing">
      <strong>{who}</strong>
      {composing ? (
        <>
          <span>{t("editing.composing")}</span>
          <button type="button" class="primary" onClick={() => screen.session.table(editing.paragraph)}>
            {t("editing.table")} <kbd>{t("key.Enter")}</kbd>
          </button>
          <button type="button" onClick={() => screen.session.discard(editing.paragraph)}>
            {t("editing.discard")}
          </button>
        </>
      ) : (
        <span>{t("editing.hint")}</span>
      )}
    </div>
  );
}
