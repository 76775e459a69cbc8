/** The keyboard of the page: every act by its key, unless somebody is typing. */
import { press } from "./acts";
import { closeInnermost } from "./acts/viewing";
import { swallows } from "./interrupting";
import type { Screen } from "./screen";

const TYPING = "input, textarea, select, [contenteditable='true'], [contenteditable='']";

/** Whether a key belongs to what has the keyboard: words to a field, Enter and Space to a button. */
function belongsElsewhere(target: Element | null, key: string): boolean {
  if (!target) return false;
  if (target.closest(TYPING)) return key !== "Escape";
  const control = target.closest("button, a, summary, [role='option']");
  if (control && (key === "Enter" || key === " ")) return true;
  return target.closest("[role='tree']") !== null && ["ArrowUp", "ArrowDown", "Home", "End"].includes(key);
}

/** Listens to the page; the answer stops it. */
export function listen(screen: Screen): () => void {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = event.target instanceof Element ? event.target : null;
    if (belongsElsewhere(target, event.key)) return;
    if (swallows(screen, event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Escape" && target?.closest(TYPING)) {
      // An editor closes itself; a field of a sheet gives the keyboard back to its paragraph.
      if (!target.closest(".sheet")) return;
      closeInnermost(screen);
      return;
    }
    // In an open sheet, only Escape is for the page: Enter on "Gavel" must not also open the paragraph.
    if (target?.closest(".sheet") && event.key !== "Escape") return;
    if (press(screen, event)) event.preventDefault();
  };
  // Not before the click is done: what says that the keys rest goes, and must not move what is being clicked.
  const onClick = () => {
    screen.interrupted.value = null;
  };
  document.addEventListener("keydown", onKeyDown);
  document.addEventListener("click", onClick, { capture: true });
  return () => {
    document.removeEventListener("keydown", onKeyDown);
    document.removeEventListener("click", onClick, { capture: true });
  };
}
