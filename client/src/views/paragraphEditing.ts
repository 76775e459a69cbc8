/** The boundary between the screens and the paragraph editor. */
import type { Editing, Screen } from "./screen";

export interface EditorHandlers {
  /** The caret left the paragraph: by Escape, or upwards or downwards with the arrows. */
  onLeave(how: "escape" | "before" | "after"): void;
}

/** Opens the editor of a paragraph in `host`; the answer closes it. */
export function mountEditor(
  host: HTMLElement,
  screen: Screen,
  editing: Editing,
  handlers: EditorHandlers,
): () => void {
  const field = document.createElement("textarea");
  field.value = screen.session
    .wording(editing.paragraph)
    .value.map((op) => (typeof op.insert === "string" ? op.insert : ""))
    .join("");
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") handlers.onLeave("escape");
  });
  host.replaceChildren(field);
  field.focus();
  return () => host.replaceChildren();
}
