/** The result of an act, near where the eyes are; and acts of others, for screen readers. */
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { act, attempt } from "./acts";
import { type Notice, type Screen, select, useScreen } from "./screen";

/** How long a sentence is read, and how long one may think about what it offers; in milliseconds. */
const [READING, DECIDING] = [6_000, 12_000];

/** A refusal, and what was entered on behalf of the reader, stay until they are closed; a hint, what was tabled and what can be undone go by themselves. */
export function Whisper() {
  const screen = useScreen();
  const notice = screen.notice.value;
  useEffect(() => {
    if (!notice || notice.tone === "refused" || notice.tone === "behalf") return;
    return goes(screen, notice);
  }, [screen, notice]);
  const resting = restingKeys(screen);
  // The foot tells of acts that cannot be undone here.
  if (!notice || (notice.tone === "done" && !notice.undo)) {
    if (resting === null) return null;
    return (
      <div class="whisper refused" role="alert">
        <span>{resting}</span>
      </div>
    );
  }
  const { leadsTo } = notice;
  const close = () => {
    screen.notice.value = null;
  };
  const go = (paragraph: string) => {
    select(screen, paragraph);
    close();
  };
  const open = () => {
    screen.sheet.value = { kind: "drafts" };
    close();
  };
  return (
    <div class={`whisper ${notice.tone}`} role="status">
      <span>{[notice.text, resting].filter(Boolean).join(" ")}</span>
      {leadsTo !== undefined && (
        <button type="button" onClick={() => go(leadsTo)}>
          {t("room.go")} <kbd>0</kbd>
        </button>
      )}
      {notice.undo && (
        <button type="button" onClick={() => attempt(screen, act("undo_position"))}>
          {t("undo.button")} <kbd>{t("key.shifted", { key: "Z" })}</kbd>
        </button>
      )}
      {notice.drafts && (
        <button type="button" onClick={open}>
          {t("act.drafts")} <kbd>X</kbd>
        </button>
      )}
      <button type="button" class="quiet" aria-label={t("whisper.close")} onClick={close}>
        ×
      </button>
    </div>
  );
}

/** That keys do nothing, where the paragraph beneath which that is said is not shown any more. */
function restingKeys(screen: Screen): string | null {
  const interrupted = screen.interrupted.value;
  if (!interrupted) return null;
  const standing = screen.session.state.value.paragraphs[interrupted.paragraph];
  if (standing && (!standing.withdrawn || screen.withdrawnShown.value)) return null;
  const keys = t(interrupted.rest ? "interrupted.kept" : "interrupted.keys");
  const typed = interrupted.typed === "" ? "" : ` “${interrupted.typed}”`;
  return `${t(interrupted.why)} ${keys} ${t("key.Escape")}.${typed}`;
}

/** Takes a notice away after a while, but not from under somebody who is about to use it. */
function goes(screen: Screen, notice: Notice): () => void {
  const gone = () => {
    if (screen.notice.peek() !== notice) return;
    if (document.activeElement?.closest(".whisper")) timer = setTimeout(gone, READING);
    else screen.notice.value = null;
  };
  let timer = setTimeout(gone, notice.undo ? DECIDING : READING);
  return () => clearTimeout(timer);
}

/** For those who listen: what was recorded, and what others did, politely. What is whispered says itself. */
export function Announcements() {
  const screen = useScreen();
  const notice = screen.notice.value;
  return (
    <>
      <div class="hidden" role="status" aria-live="polite">
        {notice?.tone === "done" && !notice.undo ? notice.text : ""}
      </div>
      <div class="hidden news" role="log" aria-live="polite">
        {screen.announced.value}
      </div>
    </>
  );
}
