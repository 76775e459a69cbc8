/** The keys of the capture line. */

import type { Screen } from "../screen";
import type { Completion } from "./completing";
import { togglePin } from "./target";

export interface Keys {
  screen: Screen;
  line: string;
  /** Lines that were recorded, the latest first. */
  lines: readonly string[];
  listed: readonly Completion[];
  chosen: number;
  asking: object | null;
  setChosen(index: number): void;
  change(line: string): void;
  enter(pick: Completion | undefined): void;
  undo(): void;
}

export function keyDown(event: KeyboardEvent, keys: Keys): void {
  if (event.isComposing) return;
  if (!handled(event, keys)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Whether the key is one of the line's. */
function handled(event: KeyboardEvent, keys: Keys): boolean {
  const { line, listed, chosen } = keys;
  const pick = listed[chosen];
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z" || event.shiftKey || line !== "") return false;
    keys.undo();
    return true;
  }
  if (event.altKey) {
    if (event.code !== "KeyP") return false;
    togglePin(keys.screen);
    return true;
  }
  if (event.key === "Enter") {
    // A key that is held down records once.
    if (!event.repeat) keys.enter(pick);
    return true;
  }
  const completion = pick ?? listed[0];
  if (event.key === "Tab" && completion && !event.shiftKey && !keys.asking) keys.change(completion.line);
  else if (event.key === ",") return comma(keys, pick);
  // A character that a completion put there already may be typed once more.
  else if ((event.key === " " && /[:,] $/.test(line)) || (event.key === ":" && /: $/.test(line)))
    return atEnd(event, line);
  else if (event.key === "Escape") onEscape(event, keys);
  else if (event.key === "F1") keys.screen.sheet.value = { kind: "guide" };
  else if (event.key === "ArrowDown" || event.key === "ArrowUp")
    arrow(event.key === "ArrowDown" ? 1 : -1, keys);
  else return false;
  return true;
}

function atEnd(event: KeyboardEvent, line: string): boolean {
  const { selectionStart, selectionEnd } = event.currentTarget as HTMLInputElement;
  return selectionStart === line.length && selectionEnd === line.length;
}

/** A comma after a name that is only begun completes it, and goes on to the next. */
function comma({ line, change }: Keys, pick: Completion | undefined): boolean {
  if (pick && /: $/.test(pick.line)) change(`${pick.line.replace(/: $/, "")}, `);
  else if (/: $/.test(line)) change(line.replace(/: $/, ", "));
  else return false;
  return true;
}

function onEscape(event: KeyboardEvent, keys: Keys): void {
  if (keys.asking) keys.change(keys.line);
  else if (keys.line !== "") keys.change("");
  else leave(event.currentTarget as HTMLElement, keys.screen);
}

/** The keyboard goes back to the paragraph that one looks at, if there is one. */
function leave(line: HTMLElement, { selected }: Screen): void {
  line.blur();
  document.getElementById(selected.value ?? "")?.focus({ preventScroll: true });
}

/** The arrows choose in the list while there is one, and else bring earlier lines back. */
function arrow(step: 1 | -1, { line, lines, listed, chosen, setChosen, change }: Keys): void {
  if (listed.length > 0) {
    setChosen(chosen < 0 && step < 0 ? listed.length - 1 : (chosen + step + listed.length) % listed.length);
    return;
  }
  const at = lines.indexOf(line) - step;
  if (line === "" && step === 1) return;
  change(at < 0 ? "" : (lines[at] ?? line));
}
