/**
 * From keys and other input to gestures. The browser's own editing is prevented wherever it can be told beforehand what it
 * would do (`beforeinput`); what it does all the same is read afterwards by the typist.
 */
import { keymap } from "prosemirror-keymap";
import type { Command, Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import type { TypedOptions } from "../record/typedBrackets.ts";
import { type Pasted, piecesOfHtml, piecesOfText } from "./clean.ts";
import type { Format } from "./gestures.ts";
import type { Typist } from "./typist.ts";
import type { Reach } from "./units.ts";

export interface Keys {
  enter(): void;
  leave(direction: "up" | "down" | "escape"): void;
}

const MAC = typeof navigator !== "undefined" && /Mac|iP(?:hone|ad|od)/.test(navigator.platform);

export function keys(typist: Typist, what: Keys): Plugin {
  return keymap(bindings(typist, what));
}

/** The function of each key, by its name; the `?` sheet has a line for each. */
export function bindings(typist: Typist, { enter, leave }: Keys): Record<string, Command> {
  const doing =
    (act: () => void): Command =>
    () => {
      act();
      return true;
    };
  const edge =
    (direction: "up" | "down"): Command =>
    (state, _dispatch, view) => {
      if (!state.selection.empty || !view?.endOfTextblock(direction)) return false;
      leave(direction);
      return true;
    };
  const erasing = (direction: "back" | "ahead", reach: Reach) => doing(() => typist.erase(direction, reach));
  const format = (name: Format) => doing(() => typist.format(name));
  const modified: Reach = MAC ? "line" : "word";
  return {
    Enter: doing(enter),
    "Shift-Enter": doing(enter),
    Escape: doing(() => leave("escape")),
    ArrowUp: edge("up"),
    ArrowDown: edge("down"),
    Backspace: erasing("back", "character"),
    "Shift-Backspace": erasing("back", "character"),
    "Mod-Backspace": erasing("back", modified),
    "Alt-Backspace": erasing("back", "word"),
    Delete: erasing("ahead", "character"),
    "Mod-Delete": erasing("ahead", modified),
    "Alt-Delete": erasing("ahead", "word"),
    "Mod-b": format("bold"),
    "Mod-i": format("italic"),
    "Mod-u": format("underline"),
    "Mod-z": doing(() => typist.undo()),
    "Mod-Shift-z": doing(() => typist.redo()),
    "Mod-y": doing(() => typist.redo()),
  };
}

const ERASING: Record<string, ["back" | "ahead", Reach]> = {
  deleteContent: ["ahead", "character"],
  deleteByCut: ["ahead", "character"],
  deleteContentBackward: ["back", "character"],
  deleteContentForward: ["ahead", "character"],
  deleteWordBackward: ["back", "word"],
  deleteWordForward: ["ahead", "word"],
  deleteSoftLineBackward: ["back", "line"],
  deleteHardLineBackward: ["back", "line"],
  deleteSoftLineForward: ["ahead", "line"],
  deleteHardLineForward: ["ahead", "line"],
};
const FORMATTING: Record<string, Format> = {
  formatBold: "bold",
  formatItalic: "italic",
  formatUnderline: "underline",
};
const TYPING = new Set(["insertText", "insertReplacementText", "insertFromYank", "insertTranspose"]);

/** Handles what the browser is about to do. True where it was a gesture and is done. */
export function beforeInput(view: EditorView, event: InputEvent, typist: Typist, enter: () => void): boolean {
  const { inputType } = event;
  // WebKit takes the selection out before it says that an input method begins: that is the beginning.
  if (inputType === "deleteByComposition") {
    typist.beginComposition();
    return false;
  }
  // WebKit gives the letter of a dead key when it has said already that the input method ended.
  if (inputType === "insertFromComposition" && event.cancelable && typist.insertLate(event.data ?? "")) {
    event.preventDefault();
    return true;
  }
  // Changes of an input method cannot be prevented; they are read afterwards.
  if (view.composing || event.isComposing || !event.cancelable || inputType === "insertCompositionText")
    return false;
  const erasing = ERASING[inputType];
  const format = FORMATTING[inputType];
  if (TYPING.has(inputType)) typed(view, event, typist);
  else if (inputType === "insertParagraph" || inputType === "insertLineBreak") enter();
  else if (erasing) typist.erase(...erasing);
  else if (format) typist.format(format);
  else if (inputType === "historyUndo") typist.undo();
  else if (inputType === "historyRedo") typist.redo();
  // Everything else (lists, links, colours) is nothing that a wording has.
  event.preventDefault();
  return true;
}

function typed(view: EditorView, event: InputEvent, typist: Typist): void {
  const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
  typist.type(text, named(view, event));
}

/** The range that a correction replaces, where the browser names one that is not the selection. */
function named(view: EditorView, event: InputEvent): { from: number; to: number } {
  const { from, to } = view.state.selection;
  const [range] = event.getTargetRanges();
  if (!range || range.collapsed || from !== to) return { from, to };
  const start = view.posAtDOM(range.startContainer, range.startOffset);
  const end = view.posAtDOM(range.endContainer, range.endOffset);
  return start < end ? { from: start, to: end } : { from, to };
}

/** Whether what is dropped is a copy: the key is that of the system. */
export function copies(event: DragEvent): boolean {
  return MAC ? event.altKey : event.ctrlKey;
}

/** The pasted or dropped text, cleaned: from HTML with its formats, else plain. */
export function pastedFrom(data: DataTransfer | null, options: TypedOptions): Pasted {
  const html = data?.getData("text/html") ?? "";
  const found = html ? piecesOfHtml(html, options) : null;
  // Where all of it was struck out, the plain text of it is that too.
  return found && (found.struck || found.pieces.length > 0)
    ? found
    : piecesOfText(data?.getData("text/plain") ?? "", options);
}
