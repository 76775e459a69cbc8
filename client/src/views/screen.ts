/** The state of one window on a text: selection, open sheets, filters. None of it is on record. */
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Delta, Draft, Minted, Opening, Paragraph, Stance, State, TextSession } from "../record/types";
import type { Interruption } from "./interrupting";
import { named } from "./places";

/** Which paragraphs the outline lists. */
export const FILTERS = ["all", "bracketed", "proposed", "clean", "agreed", "ours"] as const;
export type Filter = (typeof FILTERS)[number];

/** "For us" asks for a delegation. */
export function offeredFilters(screen: Screen): Filter[] {
  return FILTERS.filter((filter) => filter !== "ours" || screen.opening.you.delegation !== null);
}

/** A paragraph that is open for typing: for whom (null: the base text, then with the reason). */
export interface Editing {
  paragraph: string;
  delegation: string | null;
  reason: string | null;
  /** Words that were refused once and are put in again. */
  draft: Draft | null;
  /** The capture line opened it: the words are composed, Enter tables them, and the keyboard goes back to the line. */
  captured?: true;
}

export type AddPlace = "after" | "instead";

/** The one sheet that may be open: beneath its paragraph, or over the page where it belongs to none. */
export type Sheet =
  | { kind: "settle"; paragraph: string; proposal: string; act: "retain" | "drop" }
  | { kind: "gavel"; paragraph: string; level: string; pending?: string[] }
  | { kind: "pending"; paragraph: string }
  | { kind: "reopen"; paragraph: string }
  | { kind: "position"; paragraph: string; proposal: string | null; stance: Stance | null }
  | { kind: "withdraw_own_position"; paragraph: string; proposal: string | null }
  | { kind: "write_as"; paragraph: string; base: boolean }
  | { kind: "add"; paragraph: string | null; place: AddPlace; heading: boolean }
  | { kind: "move" | "relabel" | "withdraw"; paragraph: string }
  | { kind: "whole"; paragraph: string; as: "deletion" | "reservation" }
  | { kind: "withdraw_proposal"; paragraph: string; proposal: string }
  | { kind: "withdraw_position"; paragraph: string; of?: string }
  | { kind: "sponsor"; paragraph: string; proposal: string; act: "leave" | "confirm" }
  | { kind: "issue" | "as_of" | "documents" | "keys" | "guide" | "search" | "drafts" };

/** A change as it would stand in its paragraph, drawn there before it is recorded. */
export interface Shown {
  paragraph: string;
  change: Delta;
  minted: Minted[];
  sponsors: string[];
}

/** A captured line that went on record. */
export interface Captured {
  who: string;
  said: string;
  /** The label of its paragraph. */
  label: string;
  time: string;
  /** The last number of each command that it made. */
  recorded: readonly number[];
}

export interface Notice {
  /** "behalf": what Secretariat or Chair entered for the reader's delegation. */
  tone: "done" | "tabled" | "refused" | "hint" | "behalf";
  text: string;
  /** Restores what was before, for some seconds. */
  undo?: () => void;
  /** Words of one's own went out of the text: where they are. */
  drafts?: true;
  /** A paragraph to go to from here. */
  leadsTo?: string;
}

/** The text as it was; `asked`: the instant that was asked for, null where a number was. */
export type Past = Opening & { asked: string | null };

export interface Screen {
  readonly session: TextSession;
  /** The reader, the meeting and its delegations, as when the text was opened. */
  readonly opening: Opening;
  /** The past that is shown, null for now. */
  readonly past: Signal<Past | null>;
  /** The state that is shown: the present one, or a past one. */
  readonly state: ReadonlySignal<State>;
  readonly selected: Signal<string | null>;
  /** The proposal that positions and the Chair's keys are about, null for the paragraph. */
  readonly target: Signal<string | null>;
  readonly editing: Signal<Editing | null>;
  /** The paragraph that capture is pinned to; null: it follows the room. */
  readonly pinned: Signal<string | null>;
  /** How a captured line would stand in its paragraph, while it is typed. */
  readonly preview: Signal<Shown | null>;
  /** The last lines that were captured here, the latest first. */
  readonly captured: Signal<readonly Captured[]>;
  readonly filter: Signal<Filter>;
  readonly withdrawnShown: Signal<boolean>;
  readonly attributionsShown: Signal<boolean>;
  readonly sheet: Signal<Sheet | null>;
  readonly notice: Signal<Notice | null>;
  /** Acts of others, for screen readers. */
  readonly announced: Signal<string>;
  /** A field went while somebody typed in it: keys do nothing until something deliberate is done. */
  readonly interrupted: Signal<Interruption | null>;
  /** The thing that is waited for, in words; null if none. */
  readonly waiting: Signal<string | null>;
  /** Side panels that are drawn over the text on narrow windows. */
  readonly drawer: Signal<"outline" | "panel" | null>;
  /** Milliseconds since 1970, once a second. */
  readonly now: Signal<number>;
  /** Paragraphs that others changed while they were out of sight. */
  readonly unseen: Signal<readonly string[]>;
  /** Where the keyboard goes when capture is asked for; set by the capture bar. */
  focusCapture: (() => void) | null;
  /** Opens the selected paragraph for typing; set by the page, so that rows need not know the acts. */
  openForWriting: (() => void) | null;
  /** Where in the window a paragraph was clicked to open it, for the caret; taken up by the editor. */
  clicked: { left: number; top: number } | null;
}

export function openScreen(session: TextSession, now: number): Screen {
  const past = signal<Past | null>(null);
  return {
    session,
    opening: session.opening,
    past,
    state: computed(() => named(past.value?.state ?? session.state.value)),
    selected: signal(null),
    target: signal(null),
    editing: signal(null),
    pinned: signal(null),
    preview: signal(null),
    captured: signal([]),
    filter: signal("all"),
    withdrawnShown: signal(false),
    attributionsShown: signal(true),
    sheet: signal(null),
    notice: signal(null),
    announced: signal(""),
    interrupted: signal(null),
    waiting: signal(null),
    drawer: signal(null),
    now: signal(now),
    unseen: signal([]),
    focusCapture: null,
    openForWriting: null,
    clicked: null,
  };
}

export const ScreenContext = createContext<Screen | null>(null);

export function useScreen(): Screen {
  const screen = useContext(ScreenContext);
  if (!screen) throw new Error("A view stands outside of a screen.");
  return screen;
}

export function selectedParagraph(screen: Screen): Paragraph | null {
  const id = screen.selected.value;
  return id === null ? null : (screen.state.value.paragraphs[id] ?? null);
}

/** Selects a paragraph; a sheet, a target or an open field that belonged to another one is closed. */
export function select(screen: Screen, paragraph: string | null): void {
  const open = screen.editing.value;
  if (open && open.paragraph !== paragraph) screen.editing.value = null;
  if (screen.selected.value === paragraph) return;
  screen.selected.value = paragraph;
  screen.target.value = null;
  const sheet = screen.sheet.value;
  if (sheet && "paragraph" in sheet) screen.sheet.value = null;
}

/** True where this person may act on behalf of delegations: the Secretariat and the Chair. */
export function actsOnBehalf(screen: Screen): boolean {
  return screen.opening.you.role === "secretariat" || screen.opening.you.role === "chair";
}
