/** The rows of the outline: headings and paragraphs with their state, filtered, and their counts. */

import { bounds } from "../../record/fold";
import type { Paragraph, State } from "../../record/types";
import { changedIds } from "../changes";
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
  bracketed: ["bracketed"],
  proposed: ["proposed"],
  clean: ["clean"],
  agreed: ["agreed", "ad_ref"],
};

/** All counts are of paragraphs, as in documents. Headings structure the text. */
function counts(paragraph: Paragraph, status: Status): boolean {
  return status !== "withdrawn" && paragraph.kind !== "footnote" && paragraph.kind !== "heading";
}

/** A heading is found by a filter where something about it is not agreed. */
function findable(paragraph: Paragraph, status: Status): boolean {
  const openHeading = paragraph.kind === "heading" && (status === "bracketed" || status === "proposed");
  return counts(paragraph, status) || openHeading;
}

/** Whether a paragraph is among those that `filter` asks for. `own` is the delegation of the reader. */
export function matches(filter: Filter, paragraph: Paragraph, state: State, own: string | null): boolean {
  const status = statusOf(paragraph, state);
  if (filter === "all") return true;
  if (!findable(paragraph, status)) return false;
  if (filter === "ours") return own !== null && waitsFor(paragraph, own);
  return BY_FILTER[filter].includes(status);
}

export type Tally = Record<Status, number> & { all: number; ours: number };

const tallies = new Map<string | null, { state: State; counted: Tally }>();

/**
 * How many paragraphs stand in which state; withdrawn ones are not part of `all`. `own` is the delegation of the reader.
 * From one state to the next only what changed is counted again.
 */
export function tally(state: State, own: string | null): Tally {
  const last = tallies.get(own);
  if (last?.state === state) return last.counted;
  const counted = last && comparable(last.state, state) ? recount(last, state, own) : count(state, own);
  tallies.set(own, { state, counted });
  return counted;
}

/** The same paragraphs in the same order, agreed at the same levels: only they themselves may differ. */
function comparable(before: State, after: State): boolean {
  return before.order === after.order && before.levels === after.levels;
}

function count(state: State, own: string | null): Tally {
  const none = { all: 0, ours: 0, proposed: 0, bracketed: 0, clean: 0, ad_ref: 0, agreed: 0, withdrawn: 0 };
  for (const id of state.order) add(none, state, id, own, 1);
  return none;
}

function recount(last: { state: State; counted: Tally }, state: State, own: string | null): Tally {
  const counted = { ...last.counted };
  for (const id of changedIds(last.state, state)) {
    add(counted, last.state, id, own, -1);
    add(counted, state, id, own, 1);
  }
  return counted;
}

function add(counted: Tally, state: State, id: string, own: string | null, one: 1 | -1): void {
  const paragraph = state.paragraphs[id];
  if (!paragraph) return;
  const status = statusOf(paragraph, state);
  if (status === "withdrawn") counted.withdrawn += one;
  if (matches("ours", paragraph, state, own)) counted.ours += one;
  if (!counts(paragraph, status)) return;
  counted.all += one;
  counted[status] += one;
}

/** How many paragraphs a filter leaves. */
export function filtered(counted: Tally, filter: Filter): number {
  if (filter === "all" || filter === "ours") return counted[filter];
  return BY_FILTER[filter].reduce((sum, status) => sum + counted[status], 0);
}

interface Asked {
  state: State;
  filter: Filter;
  own: string | null;
  withdrawnShown: boolean;
}

let answered: (Asked & { found: OutlineRow[] }) | null = null;

/**
 * The rows of the outline: with a filter, its paragraphs and the headings above them. Rows that did not change since they were
 * last asked for are the same objects.
 */
export function rows(
  state: State,
  filter: Filter,
  own: string | null,
  withdrawnShown: boolean,
): OutlineRow[] {
  const asked = { state, filter, own, withdrawnShown };
  const found = renewed(asked) ?? listed(asked);
  answered = { ...asked, found };
  return found;
}

/** The last answer with what changed in it; null where other rows may have to be listed. */
function renewed({ state, filter, own, withdrawnShown }: Asked): OutlineRow[] | null {
  if (answered?.filter !== filter || answered.own !== own || answered.withdrawnShown !== withdrawnShown)
    return null;
  const { state: before, found } = answered;
  if (!comparable(before, state)) return null;
  const ids = changedIds(before, state);
  const listedAs = (of: State, id: string) => {
    const paragraph = of.paragraphs[id];
    if (!paragraph) return "";
    const { kind, depth, withdrawn } = paragraph;
    return [kind, depth, withdrawn !== null, bounds(paragraph), matches(filter, paragraph, of, own)].join();
  };
  if (ids.some((id) => listedAs(before, id) !== listedAs(state, id))) return null;
  const changed = new Set(ids);
  return found.map((row) => {
    const paragraph = changed.has(row.id) ? state.paragraphs[row.id] : undefined;
    return paragraph ? { ...row, paragraph, status: statusOf(paragraph, state) } : row;
  });
}

function listed({ state, filter, own, withdrawnShown }: Asked): OutlineRow[] {
  const result: OutlineRow[] = [];
  let above: OutlineRow[] = [];
  let depth = 0;
  for (const id of state.order) {
    const paragraph = state.paragraphs[id];
    if (!paragraph || paragraph.kind === "footnote" || (paragraph.withdrawn && !withdrawnShown)) continue;
    const status = statusOf(paragraph, state);
    const heading = bounds(paragraph);
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
