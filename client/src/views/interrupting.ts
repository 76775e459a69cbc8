/**
 * A field that somebody was typing in has gone by itself: the Chair gavelled, another withdrew the paragraph. What is typed
 * on was meant for the field, and the page would take each letter for an act. So keys do nothing until the writer does
 * something deliberate.
 */
import type { MessageKey } from "../i18n";
import type { Screen } from "./screen";

export interface Interruption {
  paragraph: string;
  why: MessageKey;
}

const DELIBERATE = new Set(["Escape", "Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"]);

/** The field of a paragraph went while it had the keyboard. */
export function interrupt(screen: Screen, paragraph: string): void {
  const { paragraphs } = screen.session.state.peek();
  const standing = paragraphs[paragraph];
  const why = !standing || standing.withdrawn ? "withdrawn" : standing.agreement ? "agreed" : "closed";
  screen.interrupted.value = { paragraph, why: `interrupted.${why}` };
}

/** Whether nothing else has taken the keyboard meanwhile than what is inside of `from`, or the paragraph itself. */
export function hadKeyboard(from: Element): boolean {
  const active = document.activeElement;
  return !active || active === document.body || from.contains(active) || active.matches("article.p");
}

/** Whether a key is to do nothing. Deliberate keys end the interruption, and Escape does no more than that. */
export function swallows(screen: Screen, event: KeyboardEvent): boolean {
  if (!screen.interrupted.peek()) return false;
  if (MODIFIERS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (!DELIBERATE.has(event.key)) return true;
  screen.interrupted.value = null;
  return event.key === "Escape";
}
