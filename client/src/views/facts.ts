/** Facts derived from a paragraph, computed once for each value of it: paragraphs are values, so identity is enough. */
import { directionOf } from "../i18n";
import { type Token, tokens } from "../record/brackets";
import {
  footnotesOf,
  inTheWay,
  isSpent,
  isStale as isStaleNow,
  notesIn,
  type Obstacle,
  paragraphStatus,
  standing,
} from "../record/marks";
import { contentText, printed } from "../record/readings";
import type { Delta, Paragraph, Position, Proposal, State } from "../record/types";

export type { Obstacle } from "../record/marks";

/** Levels below the last one all look "ad ref": agreed, with a thinner rule. */
export type Status = "proposed" | "bracketed" | "clean" | "ad_ref" | "agreed" | "withdrawn";

interface Facts {
  notes: Paragraph[];
  status: string;
  obstacles: Obstacle[];
}

const facts = new WeakMap<Paragraph, Facts>();
const live = new WeakMap<Paragraph, Proposal[]>();
const stale = new WeakMap<Position, { paragraph: Paragraph; stale: boolean }>();
const drawn = new WeakMap<Delta, { paragraph: Paragraph; tokens: Token[] }>();

function factsOf(paragraph: Paragraph, state: State): Facts {
  const found = facts.get(paragraph);
  // Asked of every paragraph at every entry. One that refers to no footnote never comes to.
  if (found && notesIn(paragraph.wording).length === 0) return found;
  const notes = footnotesOf(state, paragraph);
  if (found && found.notes.length === notes.length && found.notes.every((note, at) => note === notes[at]))
    return found;
  const made = { notes, status: paragraphStatus(paragraph, notes), obstacles: inTheWay(paragraph, notes) };
  facts.set(paragraph, made);
  return made;
}

export function statusOf(paragraph: Paragraph, state: State): Status {
  const { status } = factsOf(paragraph, state);
  if (status === "proposed" || status === "bracketed" || status === "clean" || status === "withdrawn")
    return status;
  return state.levels.at(-1)?.id === status ? "agreed" : "ad_ref";
}

/** The obstacles to agreement, the paragraph's footnotes included, in the order of tabling. */
export function obstacles(paragraph: Paragraph, state: State): Obstacle[] {
  return factsOf(paragraph, state).obstacles;
}

export function footnotes(paragraph: Paragraph, state: State): Paragraph[] {
  return factsOf(paragraph, state).notes;
}

/** Live proposals and reservations of which something is left in the text, in the order of tabling: they have numbers 1, 2, 3. */
export function liveProposals(paragraph: Paragraph): Proposal[] {
  const found = live.get(paragraph);
  if (found) return found;
  const made = standing(paragraph).sort((a, b) => a.tabled - b.tabled);
  live.set(paragraph, made);
  return made;
}

/** Live proposals that others' changes left nothing of. */
export function spentProposals(paragraph: Paragraph): Proposal[] {
  return Object.values(paragraph.proposals).filter((one) => isSpent(paragraph, one.id));
}

export function isStale(paragraph: Paragraph, position: Position): boolean {
  const found = stale.get(position);
  if (found?.paragraph === paragraph) return found.stale;
  const made = { paragraph, stale: isStaleNow(paragraph, position) };
  stale.set(position, made);
  return made.stale;
}

/** The paragraph with its brackets, in the wording that this window shows. */
export function drawnTokens(paragraph: Paragraph, wording: Delta): Token[] {
  const found = drawn.get(wording);
  if (found?.paragraph === paragraph) return found.tokens;
  const made = { paragraph, tokens: tokens({ ...paragraph, wording }) };
  drawn.set(wording, made);
  return made.tokens;
}

/** Not yet agreed, and not withdrawn: there is still something to negotiate. */
export function isOpen(paragraph: Paragraph): boolean {
  return paragraph.agreement === null && paragraph.withdrawn === null && paragraph.kind !== "heading";
}

/**
 * Something here waits for `delegation`: a stale position to confirm, an agreement that is pending it, or wording and
 * objections of its own that stand in the way.
 */
export function waitsFor(paragraph: Paragraph, delegation: string): boolean {
  if (paragraph.agreement) return paragraph.agreement.pending.includes(delegation);
  if (liveProposals(paragraph).some((proposal) => proposal.sponsors.includes(delegation))) return true;
  return Object.values(paragraph.positions).some(
    (position) =>
      position.delegation === delegation &&
      (position.stance === "objects" || position.stance === "reserves" || isStale(paragraph, position)),
  );
}

/** The wording as plain characters, with one U+FFFC for each embed, so that offsets are those of the wording. */
export function characters(wording: Delta): string {
  return wording.map((op) => (typeof op.insert === "string" ? op.insert : "\ufffc")).join("");
}

/**
 * The first words, for lists: what is proposed stands in its brackets, as in the text; footnotes and the bracket around the
 * paragraph as a whole, which its state tells, are left out.
 */
export function beginning(paragraph: Paragraph, units = 80): string {
  let text = "";
  for (const token of printed(drawnTokens(paragraph, paragraph.wording))) {
    if (token.type === "text") text += contentText(token.content);
    else if (!token.whole) text += token.type === "open" ? "[" : "]";
    if (text.length > 2 * units) break;
  }
  text = text.trim();
  return text.length > units ? `${text.slice(0, units).replace(/\s\S*$/, "")} …` : text;
}

const directions = new WeakMap<Delta, State["direction"]>();

/** The direction of a paragraph: that of its text, unless it is written in letters of the other. */
export function directionIn({ wording }: Paragraph, state: State): State["direction"] {
  const found = directions.get(wording);
  if (found) return found;
  const made = directionOf(characters(wording), state.direction);
  directions.set(wording, made);
  return made;
}

/** Footnotes are numbered through the text, in the order of their references. */
export function noteCounter({ order, paragraphs }: State): (id: string) => number {
  const first = new Map<string, number>();
  let next = 1;
  for (const id of order) {
    const notes = notesIn(paragraphs[id]?.wording ?? []).length;
    if (notes > 0) first.set(id, next);
    next += notes;
  }
  return (id) => first.get(id) ?? 0;
}

/** The number of a footnote, `first` being that of the first one that its paragraph refers to. */
export function noteNumber(paragraph: Paragraph, note: string, first: number): string {
  return String(first + Math.max(0, notesIn(paragraph.wording).indexOf(note)));
}
