/** Sheets that belong to the whole text and not to a paragraph. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { Guide } from "../capture/Guide";
import { type Sheet, useScreen } from "../screen";
import { Whisper } from "../Whisper";
import { AddSheet } from "./AddSheet";
import { AsOfSheet } from "./AsOfSheet";
import { DocumentsSheet } from "./DocumentsSheet";
import { DraftsSheet } from "./DraftsSheet";
import { IssueSheet } from "./IssueSheet";
import { KeysSheet } from "./KeysSheet";
import { SearchSheet } from "./SearchSheet";

const OVER_PAGE = ["issue", "as_of", "documents", "keys", "guide", "search", "drafts"];

/** Whether a sheet is drawn over the page, dimmed: what is whispered then is said in it. */
export function isOverPage(sheet: Sheet | null): boolean {
  if (sheet === null) return false;
  return OVER_PAGE.includes(sheet.kind) || (sheet.kind === "add" && sheet.paragraph === null);
}

export function PageSheet() {
  const screen = useScreen();
  const sheet = screen.sheet.value;
  if (sheet === null) return null;
  switch (sheet.kind) {
    case "issue":
      return <Overlay label={t("act.issue")}>{<IssueSheet />}</Overlay>;
    case "as_of":
      return <Overlay label={t("act.as_of")}>{<AsOfSheet />}</Overlay>;
    case "documents":
      return <Overlay label={t("act.documents")}>{<DocumentsSheet />}</Overlay>;
    case "keys":
      return (
        <Overlay label={t("act.keys")} wide>
          <KeysSheet />
        </Overlay>
      );
    case "guide":
      return (
        <Overlay label={t("guide.title")} wide>
          <Guide />
        </Overlay>
      );
    case "search":
      return <Overlay label={t("act.search")}>{<SearchSheet />}</Overlay>;
    case "drafts":
      return <Overlay label={t("act.drafts")}>{<DraftsSheet />}</Overlay>;
    case "add":
      return sheet.paragraph === null ? (
        <Overlay label={t("act.add_paragraph")}>
          <AddSheet sheet={sheet} paragraph={null} />
        </Overlay>
      ) : null;
    default:
      return null;
  }
}

/** Above the text, below the header; the rest of the page stays as it is. Focus stays inside, and returns where it was. */
function Overlay({ label, wide, children }: { label: string; wide?: boolean; children: ComponentChildren }) {
  const screen = useScreen();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    if (!box.current?.contains(document.activeElement))
      (
        box.current?.querySelector<HTMLElement>("[data-first], input, button:not(.close, .quiet), a") ??
        box.current
      )?.focus();
    return () => {
      // From a paragraph one goes back to the one selected now: search may have chosen another.
      const row = before?.matches("article.p")
        ? document.getElementById(screen.selected.peek() ?? "")
        : before;
      row?.focus({ preventScroll: true });
    };
  }, [screen]);
  const close = () => {
    screen.sheet.value = null;
  };
  return (
    <div class="overlay">
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it for the keyboard. */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the ground is a larger target for the close button. */}
      <div class="ground" onClick={close} />
      <div
        ref={box}
        class={`sheet page ${wide ? "wide" : ""}`}
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        onKeyDown={keepInside}
      >
        <button type="button" class="quiet close" aria-label={t("sheet.close")} onClick={close}>
          ×
        </button>
        {children}
        <Whisper />
      </div>
    </div>
  );
}

/** Tab goes round inside the sheet. */
function keepInside(event: KeyboardEvent): void {
  if (event.key !== "Tab") return;
  const box = event.currentTarget as HTMLElement;
  const inside = [
    ...box.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary"),
  ].filter((one) => one.offsetParent !== null);
  const [first, last] = [inside[0], inside.at(-1)];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === box)) last?.focus();
  else if (!event.shiftKey && document.activeElement === last) first?.focus();
  else return;
  event.preventDefault();
}
