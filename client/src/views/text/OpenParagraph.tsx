/** A paragraph that is open for typing, with for whom one types and what the keys do. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { t, UI } from "../../i18n";
import { OTHER_PERSON } from "../../record/locked";
import { Rest } from "../../record/rest";
import { act, attempt } from "../acts";
import { directionIn } from "../facts";
import { endInterruption, hadKeyboard, interrupt } from "../interrupting";
import { shortName } from "../names";
import { mountEditor, table } from "../paragraphEditing";
import { type Editing, type Screen, useScreen } from "../screen";

interface Props {
  editing: Editing;
  footnote(paragraph: string): string;
}

export function OpenParagraph({ editing, footnote }: Props) {
  const screen = useScreen();
  const host = useRef<HTMLDivElement>(null);
  // Before the next key: what is typed right after Enter belongs in the paragraph.
  useLayoutEffect(() => {
    const here = host.current;
    if (!here) return;
    endInterruption(screen);
    const known = new Set(screen.session.drafts.peek().map(({ id }) => id));
    const stop = (caret: number | null) => {
      const { paragraph, delegation } = editing;
      const reason = t("interrupted.closed");
      interrupt(screen, paragraph, new Rest({ paragraph, delegation, caret, reason }, known));
    };
    let left = false;
    const close = mountEditor(here, screen, editing, {
      onLeave: (how, caret) => {
        left = true;
        if (how === "frozen" && hadKeyboard(here)) stop(caret);
        screen.editing.value = null;
        if (how === "escape" && editing.captured) screen.focusCapture?.();
        else focusParagraph(screen, editing.paragraph);
        if (how === "up" || how === "down") attempt(screen, act(how === "down" ? "next" : "previous"));
      },
      onTabled: () => {
        if (!editing.captured) return;
        left = true;
        backToLine(screen);
      },
      footnote,
    });
    return () => {
      // Whatever else took the field away while it had the keyboard: nobody here asked for it.
      const byItself = screen.editing.peek() === editing && hadKeyboard(here);
      if (!left && (byItself || here.contains(document.activeElement))) stop(null);
      close();
    };
  }, [screen, editing]); // The numbers of footnotes are those at opening.
  const state = screen.state.value;
  const paragraph = state.paragraphs[editing.paragraph];
  const dir = paragraph ? directionIn(paragraph, state) : state.direction;
  return (
    <>
      <div ref={host} class="editor" dir={dir} lang={state.language} />
      <EditingLine editing={editing} />
    </>
  );
}

/** The capture line opened the paragraph, and goes on at once: what is typed next is a line. */
function backToLine(screen: Screen): void {
  screen.editing.value = null;
  screen.focusCapture?.();
}

/** Where the keyboard goes when an editor closes, after the paragraph has been drawn again. */
function focusParagraph(screen: Screen, paragraph: string): void {
  requestAnimationFrame(() => {
    // Unless the next key was faster, and went on to another paragraph.
    if (screen.selected.peek() === paragraph)
      document.getElementById(paragraph)?.focus({ preventScroll: true });
  });
}

/** Under a paragraph that is left with something composed in it: it is not on record, and can be tabled or discarded. */
export function ComposedLine({ paragraph }: { paragraph: string }) {
  const screen = useScreen();
  if (screen.past.value || !screen.session.composing(paragraph).value) return null;
  if (screen.session.connection.value.code === OTHER_PERSON) return null;
  const { session, opening } = screen;
  // A delegate writes for one delegation only; who writes for others mints what they write.
  const delegation = session.minted(paragraph).at(-1)?.delegation ?? opening.you.delegation;
  const who = delegation === null ? t("drafts.base") : shortName(screen.opening.delegations, delegation);
  return (
    <div class="act editing">
      <strong>{t("editing.waiting", { who })}</strong>
      <Composed paragraph={paragraph} />
    </div>
  );
}

function Composed({ paragraph }: { paragraph: string }) {
  const screen = useScreen();
  const { session } = screen;
  // The buttons go with what is composed; the keyboard stays in the paragraph.
  const done = (how: (paragraph: string) => void) => {
    const row = document.getElementById(paragraph);
    (row?.querySelector<HTMLElement>("[contenteditable=true]") ?? row)?.focus({ preventScroll: true });
    how(paragraph);
    if (screen.editing.peek()?.captured && !session.composing(paragraph).peek()) backToLine(screen);
  };
  return (
    <>
      <button type="button" class="primary" onClick={() => done((one) => table(screen, one))}>
        {t("editing.table")}
      </button>
      <button type="button" onClick={() => done((one) => session.discard(one))}>
        {t("editing.discard")}
      </button>
    </>
  );
}

function EditingLine({ editing }: { editing: Editing }) {
  const screen = useScreen();
  const composing = screen.session.composing(editing.paragraph).value;
  const who =
    editing.delegation === null
      ? t("editing.base", { reason: editing.reason ?? "" })
      : t("editing.for", { who: shortName(screen.opening.delegations, editing.delegation) });
  return (
    <div class="act editing" {...UI}>
      <strong>{who}</strong>
      {composing ? (
        <>
          <span>{t("editing.composing")}</span>
          <kbd>{t("key.Enter")}</kbd>
          <Composed paragraph={editing.paragraph} />
        </>
      ) : (
        <span>{t("editing.hint")}</span>
      )}
    </div>
  );
}
