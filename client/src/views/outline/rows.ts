/** What the outline lists: headings and paragraphs with their state, filtered, and how many there are of each. */

import type { Paragraph, State } from "../../record/types";
import { type Status, statusOf, waitsFor } from "../facts";
import type { Filter, Screen } from "../screen";

export interface OutlineRow {
  id: string;
  paragraph: Paragraph;
  status: Status;
  /** The level in the tree, from 1: of headings their depth, of others one more than their heading's. */
  level: number;
}

const BY_FILTER: Record<Exclude<Filter, "all" | "ours">, readonly Status[]> = {
  bracketed: ["bracketed", "proposed"],
  clean: ["clean"],
  agreed: ["agreed", "ad_ref"],
};

/** Headings structure the text; they count as paragraphs only where something about them is not agreed. */
function counts(paragraph: Paragraph, status: Status): boolean {
  if (status === "withdrawn" || paragraph.kind === "footnote") return false;
  return paragraph.kind !== "heading" || status === "bracketed" || status === "proposed";
}

/** Whether a paragraph is among those that `filter` asks for. `own` is the delegation of the reader. */
export function matches(filter: Filter, paragraph: Paragraph, state: State, own: string | null): boolean {
  const status = statusOf(paragraph, state);
  if (filter === "all") return true;
  if (!counts(paragraph, status)) return false;
  if (filter === "ours") return own !== null && waitsFor(paragraph, own);
  return BY_FILTER[filter].includes(status);
}

export type Tally = Record<Status, number> & { all: number; ours: number };

const tallies = new WeakMap<State, Map<string | null, Tally>>();

/** How many paragraphs stand in which state; withdrawn ones are not part of `all`. Counted once for each state. */
export function tally(state: State, own: string | null): Tally {
  const made = tallies.get(state) ?? new Map<string | null, Tally>();
  const found = made.get(own) ?? count(state, own);
  tallies.set(state, made.set(own, found));
  return found;
}

function count(state: State, own: string | null): Tally {
  const result: Tally = {
    all: 0,
    ours: 0,
    proposed: 0,
    bracketed: 0,
    clean: 0,
    ad_ref: 0,
    agreed: 0,
    withdrawn: 0,
  };
  for (const id of state.order) {
    const paragraph = state.paragraphs[id];
    if (!paragraph) continue;
    const status = statusOf(paragraph, state);
    if (status === "withdrawn") result.withdrawn++;
    if (!counts(paragraph, status)) continue;
    result.all++;
    result[status]++;
    if (own !== null && waitsFor(paragraph, own)) result.ours++;
  }
  return result;
}

/** How many paragraphs a filter leaves. */
export function filtered(counted: Tally, filter: Filter): number {
  if (filter === "all" || filter === "ours") return counted[filter];
  return BY_FILTER[filter].reduce((sum, status) => sum + counted[status], 0);
}

/** The rows of the outline: with a filter, its paragraphs and the headings above them. */
export function rows(
  state: State,
  filter: Filter,
  own: string | null,
  withdrawnShown: boolean,
): OutlineRow[] {
  const result: OutlineRow[] = [];
  let above: OutlineRow[] = [];
  let depth = 0;
  for (const id of state.order) {
    const paragraph = state.paragraphs[id];
    if (!paragraph || paragraph.kind === "footnote" || (paragraph.withdrawn && !withdrawnShown)) continue;
    const status = statusOf(paragraph, state);
    const heading = paragraph.kind === "heading";
    if (heading) {
      depth = paragraph.depth;
      above = above.filter((row) => row.level < depth);
    }
    const row: OutlineRow = { id, paragraph, status, level: heading ? depth : depth + 1 };
    if (heading && filter !== "all" && !matches(filter, paragraph, state, own)) {
      above.push(row);
    } else if (matches(filter, paragraph, state, own)) {
      result.push(...above, row);
      above = [];
    }
  }
  return result;
}

/** The nearest id of `order` from `current` in the direction of `step` that is wanted; null if there is none. */
export function neighbour(
  order: readonly string[],
  current: string | null,
  step: 1 | -1,
  wanted: (id: string) => boolean,
): string | null {
  const from = current === null ? -1 : order.indexOf(current);
  const start = from < 0 && step < 0 ? order.length : from;
  for (let index = start + step; index >= 0 && index < order.length; index += step) {
    const id = order[index];
    if (id !== undefined && wanted(id)) return id;
  }
  return null;
}

/** Whether the keyboard stops at a paragraph: it is shown, and the outline's filter leaves it. */
export function reachable(screen: Screen): (id: string) => boolean {
  const state = screen.state.value;
  const own = screen.opening.you.delegation;
  return (id) => {
    const paragraph = state.paragraphs[id];
    if (!paragraph || (paragraph.withdrawn && !screen.withdrawnShown.value)) return false;
    return matches(screen.filter.value, paragraph, state, own);
  };
}
