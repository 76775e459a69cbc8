/** The parts of which plans of capture are made. */
import type { Paragraph } from "../../record/types";
import { type Doing, send } from "../doing";
import type { Screen, Shown } from "../screen";
import { capital } from "../sentences";
import type { Reading } from "./grammar";

export interface Done {
  /** True if the line is done with; false if it stays, to be put right. */
  done: boolean;
  /** The last number of each command that went on record. */
  recorded: number[];
}

export type Plan =
  | { tone: "hint" | "problem"; text: string; places?: readonly string[] }
  | {
      tone: "ready";
      text: string;
      /** A remark, as that brackets were left out. */
      note?: string;
      paragraph: string;
      shown?: Shown;
      run(): Promise<Done>;
    };

export type Ready = Extract<Reading, { kind: "ready" }>;

/** Everything that a plan is made from. */
export interface Case {
  reading: Ready;
  paragraph: Paragraph;
  screen: Screen;
  /** "EU, Norway" */
  who: string;
}

export function problem(text: string, places: string[] = []): Plan {
  return { tone: "problem", text: capital(text), places };
}

/** "9 bis or 9" */
export function listed(labels: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(labels);
}

/** Puts one act on record. */
export async function record(screen: Screen, doing: Doing): Promise<Done> {
  const outcome = await send(screen, doing);
  const done = outcome !== null && !outcome.refused;
  return { done, recorded: outcome && done && !outcome.empty ? [outcome.through] : [] };
}

/** Does one act for each delegation, and goes on where one of them is refused: the sentence says what came last. */
export async function all(
  delegations: readonly string[],
  act: (delegation: string) => Promise<Done>,
): Promise<Done> {
  const each = await Promise.all(delegations.map(act));
  return { done: each.every(({ done }) => done), recorded: each.flatMap(({ recorded }) => recorded) };
}

/** The speakers for those acted for, where another spoke; FORMATS, "Spoken for". */
export function spokenFor(
  { spoken }: Ready,
  delegations: readonly string[],
): { spoken?: Record<string, string> } {
  const told = Object.entries(spoken).filter(([code]) => delegations.includes(code));
  return told.length > 0 ? { spoken: Object.fromEntries(told) } : {};
}

/** The sponsors of what is tabled, where they are several. */
export function sponsorsOf({ delegations }: Ready): { sponsors?: string[] } {
  return delegations.length > 1 ? { sponsors: delegations } : {};
}
