/**
 * A field that somebody was typing in has gone by itself: the Chair gavelled, another withdrew the paragraph. What is typed
 * on was meant for the field, and the page would take each letter for an act. So keys do nothing until the writer does
 * something deliberate, and the letters are kept with the words that went.
 */
import { effect } from "@preact/signals";
import type { MessageKey } from "../i18n";
import { goOn, type Rest } from "../record/rest";
import type { Screen } from "./screen";

export interface Interruption {
  paragraph: string;
  why: MessageKey;
  /** The keys typed since. */
  typed: string;
  /** Where that is kept; null where the field held no words of the text. */
  rest: Rest | null;
}

const DELIBERATE = new Set(["Escape", "Tab", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const MODIFIERS = new Set(["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock"]);

/** Follows the drafts of the last interruption: what is refused later comes before what was typed since. */
const following = new WeakMap<Screen, () => void>();

/** The field of a paragraph went while it had the keyboard. */
export function interrupt(screen: Screen, paragraph: string, rest: Rest | null): void {
  endInterruption(screen);
  const { paragraphs } = screen.session.state.peek();
  const standing = paragraphs[paragraph];
  const why = !standing || standing.withdrawn ? "withdrawn" : standing.agreement ? "agreed" : "closed";
  const interruption: Interruption = { paragraph, why: `interrupted.${why}`, typed: "", rest };
  screen.interrupted.value = interruption;
  if (rest) following.set(screen, follow(screen, rest));
}

/** The keys act again, and what was typed while they did not is a draft like any other. */
export function endInterruption(screen: Screen): void {
  screen.interrupted.value = null;
  following.get(screen)?.();
  following.delete(screen);
}

function follow({ session }: Screen, rest: Rest): () => void {
  return effect(() => {
    const drafts = session.drafts.value;
    // After this change is through: keeping a draft is another one.
    queueMicrotask(() => rest.meet(session, drafts));
  });
}

/** Whether nothing else has taken the keyboard meanwhile than what is inside of `from`, or the paragraph itself. */
export function hadKeyboard(from: Element): boolean {
  const active = document.activeElement;
  return !active || active === document.body || from.contains(active) || active.matches("article.p");
}

/** Whether a key is to do nothing. Deliberate keys end the interruption, and Escape does no more than that. */
export function swallows(screen: Screen, event: KeyboardEvent): boolean {
  const interruption = screen.interrupted.peek();
  if (!interruption) return false;
  // The third level of a keyboard types letters too; some systems tell it as Ctrl with Alt.
  const third = event.getModifierState("AltGraph") && event.key.length === 1;
  const commands = event.ctrlKey || event.metaKey || event.altKey;
  if (MODIFIERS.has(event.key) || (commands && !third)) return false;
  if (!DELIBERATE.has(event.key)) {
    typeOn(screen, interruption, event.key);
    return true;
  }
  screen.interrupted.value = null;
  return event.key === "Escape";
}

function typeOn(screen: Screen, interruption: Interruption, key: string): void {
  const { rest } = interruption;
  const typed = rest && goOn(interruption.typed, key);
  if (!rest || typed === null || typed === interruption.typed) return;
  screen.interrupted.value = { ...interruption, typed };
  rest.type(screen.session, typed);
}
