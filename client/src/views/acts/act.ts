/** An act: something that a person can do on this screen, with its keys. Buttons, keyboard and the list of keys share them. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { type Screen, selectedParagraph } from "../screen";

export type Group = "moving" | "positions" | "proposing" | "chair" | "secretariat" | "viewing";

export interface Act {
  /** Its words are `act.<id>` in the catalogue. */
  id: string;
  /** As `KeyboardEvent.key` gives them; the first is shown. */
  keys: readonly string[];
  group: Group;
  /** Whether this person ever has this act. */
  offered(screen: Screen): boolean;
  /** Why it cannot be done now, in one sentence; null if it can. */
  blocked(screen: Screen): string | null;
  run(screen: Screen): void;
}

export const always = () => true;
export const free = () => null;

export const isChair = (screen: Screen) => screen.opening.you.role === "chair";
const isSecretariat = (screen: Screen) => screen.opening.you.role === "secretariat";
export const isOffice = (screen: Screen) => isChair(screen) || isSecretariat(screen);
export const isDelegate = (screen: Screen) => screen.opening.you.role === "delegate";
export const mayPropose = (screen: Screen) => isDelegate(screen) || isOffice(screen);

/** Why nothing at all can be recorded now: the past is shown, or the connection only reads. */
export function readOnly(screen: Screen): string | null {
  if (screen.past.value) return t("blocked.past");
  if (screen.session.state.value.archived) return t("blocked.archived");
  if (screen.session.connection.value.status === "read_only")
    return screen.session.connection.value.reason ?? t("blocked.read_only");
  return null;
}

/** Blocked unless a paragraph is selected that is not withdrawn, and `also` has nothing against it. */
export function onParagraph(also: (paragraph: Paragraph, screen: Screen) => string | null = free) {
  return (screen: Screen): string | null => {
    const stopped = readOnly(screen);
    if (stopped) return stopped;
    const paragraph = selectedParagraph(screen);
    if (!paragraph) return t("blocked.nothing_selected");
    if (paragraph.withdrawn) return t("blocked.withdrawn");
    return also(paragraph, screen);
  };
}

/** As `onParagraph`, for what changes the wording: not while it is frozen, nor held by the Chair. */
export function onWording(also: (paragraph: Paragraph, screen: Screen) => string | null = free) {
  return onParagraph((paragraph, screen) => {
    if (paragraph.agreement) return t(isChair(screen) ? "blocked.frozen_chair" : "blocked.frozen");
    if (held(paragraph, screen) && !isChair(screen)) return t("blocked.held");
    return also(paragraph, screen);
  });
}

/** A hold ends by itself; what counts is the clock. */
export function held(paragraph: Paragraph, screen: Screen): boolean {
  return paragraph.hold !== null && Date.parse(paragraph.hold.until) > screen.now.value;
}
