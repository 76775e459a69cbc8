/** The effects that the sync machine asks of the session, and its surroundings. */
import type { Command, Delta, Draft, Outcome, Paragraph } from "./types.ts";
import type { Work } from "./work.ts";

/** To be carried out in the order in which they come. */
export type Effect =
  | { kind: "send"; command: Command }
  /** The own work in a paragraph is another: keep it (`Machine.saved`), show it. */
  | { kind: "work"; paragraph: string }
  /** A sent change that is not shown any more appeared or is settled (`Machine.orphan`). */
  | { kind: "orphan"; id: string }
  /** An act was sent or has its outcome (`Machine.unanswered`). */
  | { kind: "act"; id: string }
  | { kind: "draft"; draft: Draft }
  /** A displayed wording changed, and not by `edit`. */
  | { kind: "foreign"; paragraph: string; change: Delta; displayed: Delta }
  /** The outcome of an act, told when its entries have been applied. */
  | { kind: "answer"; id: string; outcome: Outcome }
  /** Entries are missing: ask for what follows the number of the state. */
  | { kind: "catch_up" }
  /** The record is not the one that this state came from: fetch the state again (W14). */
  | { kind: "start_over" };

/** The surroundings of the machine: a fresh id, and the instant for a draft. */
export interface Ports {
  id(): string;
  now(): string;
}

/** Own work in one paragraph as it is kept in the browser, with the paragraph that it stands on. */
export interface SavedWork {
  paragraph: Paragraph;
  work: Work;
}
