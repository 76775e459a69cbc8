/** The paragraph that capture is about: pinned, else what is before the room, else what the note-taker looks at. */
import type { Paragraph } from "../../record/types";
import { findPlaces, nearPlaces } from "../places";
import { type Screen, select } from "../screen";
import type { Places } from "./grammar";

export function captureTarget(screen: Screen): Paragraph | null {
  const state = screen.session.state.value;
  for (const id of [screen.pinned.value, state.before_room?.paragraph, screen.selected.value]) {
    const paragraph = id ? state.paragraphs[id] : undefined;
    if (paragraph && !paragraph.withdrawn) return paragraph;
  }
  return null;
}

/** Pins capture to a paragraph, or lets it follow the room again. */
export function pin(screen: Screen, paragraph: string | null): void {
  screen.pinned.value = paragraph;
}

/** Pins capture to the paragraph that it is about; where it is pinned already, lets it follow the room again. */
export function togglePin(screen: Screen): void {
  pin(screen, screen.pinned.value === null ? (captureTarget(screen)?.id ?? null) : null);
}

/** Goes to a paragraph in order to capture there: pinned, unless the room is there. */
export function goTo(screen: Screen, paragraph: string): void {
  const room = screen.session.state.value.before_room?.paragraph ?? null;
  pin(screen, room === null || room === paragraph ? null : paragraph);
  select(screen, paragraph);
}

/** The names of paragraphs, as `grammar.ts` asks for them. */
export function placesOf(screen: Screen): Places {
  const state = screen.state.value;
  const near = captureTarget(screen)?.id ?? null;
  return {
    find: (typed) => findPlaces(state, typed, near),
    near: (typed) => nearPlaces(state, typed),
  };
}
