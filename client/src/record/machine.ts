/**
 * The sync machine of one open text: what is confirmed, what is in flight, what waits, and what to do when entries and
 * acknowledgements come in (W9 to W15). It knows no transport, no clock and no screen: every method answers with effects,
 * and session.ts carries them out in their order. Each paragraph has at most one change in flight.
 */

import { declareOn } from "./declaring.ts";
import { compose, diff, invert } from "./delta.ts";
import { type Below, type DraftBody, drafts, draftsOf } from "./drafts.ts";
import type { Effect, Ports, SavedWork } from "./effects.ts";
import { apply } from "./fold.ts";
import { leftOf, Orphans } from "./orphans.ts";
import { Outbox } from "./outbox.ts";
import { barred, closed, MOVED_ON } from "./reasons.ts";
import { same, unchanged } from "./same.ts";
import type { As, Carried, Command, Delta, Entry, Minted, Outcome, Paragraph, State } from "./types.ts";
import {
  append,
  beyond,
  byId,
  changesNothing,
  composedAgain,
  displayed,
  type Flight,
  isEmpty,
  isIdle,
  mintedIn,
  NOTHING,
  notSent,
  type Orphan,
  type Pending,
  type Reason,
  rebase,
  rebaseAll,
  type Sent,
  sentOf,
  type Work,
} from "./work.ts";

export class Machine {
  private works = new Map<string, Work>();
  protected effects: Effect[] = [];
  private outbox = new Outbox((effect) => this.effects.push(effect));
  private orphans = new Orphans(this.outbox, (effect) => this.effects.push(effect));

  constructor(
    public state: State,
    public hash: string,
    protected ports: Ports,
  ) {}

  displayed(paragraph: string): Delta {
    return displayed(this.confirmed(paragraph), this.workOf(paragraph));
  }

  /** Proposals minted for a paragraph that are not on record yet. */
  minted(paragraph: string): Carried[] {
    return mintedIn(this.workOf(paragraph));
  }

  composing(paragraph: string): boolean {
    return this.workOf(paragraph).pending.some(({ held }) => held);
  }

  /** The paragraphs that hold own work. */
  worked = (): string[] => [...this.works.keys()];

  /** The author's own changes beyond the confirmed wording, in flight and waiting, as one. */
  ownChange(paragraph: string): Delta {
    return beyond(this.workOf(paragraph), NOTHING);
  }

  /** How many changes and acts have no outcome yet; a composition that its author holds back is not one of them. */
  get unsent(): number {
    const waiting = [...this.works.values()].flatMap(({ pending }) => pending.filter(({ held }) => !held));
    return waiting.length + this.outbox.unacknowledged.length;
  }

  /** The commands that a new connection sends again: unaltered, with their first base (W11), in the first order. */
  get unacknowledged(): Command[] {
    return this.outbox.unacknowledged;
  }

  saved(paragraph: string): SavedWork | null {
    const work = this.workOf(paragraph);
    const standing = this.state.paragraphs[paragraph];
    return standing && !isIdle(work) ? { paragraph: standing, work } : null;
  }

  orphan = (id: string): Orphan | null => this.orphans.get(id);

  /** A sent command that has no outcome yet. */
  unanswered = (id: string): Command | null => this.outbox.pending(id);

  /** A change of one's own on the displayed wording of a paragraph. */
  edit(paragraph: string, change: Delta, minted: Minted[], as: As): Effect[] {
    const work = this.workOf(paragraph);
    const known = { ...this.state.paragraphs[paragraph]?.proposals, ...byId(mintedIn(work)) };
    const fresh = minted.filter(({ id }) => !known[id]);
    const { delegation, reason = null, hold: held } = as;
    const piece = { delegation, reason, change, minted: fresh, held };
    const why = closed(this.state, paragraph, as.since);
    if (why) this.tooLate(paragraph, piece, why);
    else this.keep(paragraph, { ...work, pending: append(work.pending, piece) });
    this.pump(paragraph);
    return this.flush();
  }

  /** A change that comes after its paragraph was closed is never shown in it: it becomes a draft. */
  private tooLate(paragraph: string, piece: Pending, why: Reason): void {
    const shown = this.displayed(paragraph);
    this.draft(this.below(paragraph), draftsOf(shown, null, [piece]), this.workOf(paragraph).carried, why);
    this.tell(paragraph, invert(piece.change, shown));
  }

  /** Lets go what is composed in a paragraph (W15). */
  table(paragraph: string): Effect[] {
    const work = this.workOf(paragraph);
    this.keep(paragraph, { ...work, pending: work.pending.map((piece) => ({ ...piece, held: false })) });
    this.pump(paragraph);
    return this.flush();
  }

  /** Throws away what is composed in a paragraph. */
  discard(paragraph: string): Effect[] {
    const work = this.workOf(paragraph);
    const pending = work.pending.filter(({ held }) => !held);
    this.takeBack(paragraph, { ...work, pending });
    return this.flush();
  }

  /** Any command but a change of wording. Its outcome comes as the effect `answer`. */
  act(kind: string, payload: Record<string, unknown>, delegation: string | null): Effect[] {
    this.outbox.act(this.command(kind, payload, delegation));
    return this.flush();
  }

  /** Entries in order. What is known already is passed over; a gap asks for what is missing. */
  receive(entries: Entry[]): Effect[] {
    for (const entry of entries) {
      if (entry.number <= this.state.number) continue;
      if (entry.number > this.state.number + 1) {
        this.effects.push({ kind: "catch_up" });
        break;
      }
      if (entry.previous !== this.hash) {
        this.effects.push({ kind: "start_over" });
        break;
      }
      this.enter(entry);
    }
    this.conclude();
    return this.flush();
  }

  /** The outcome of a command. A second one for the same command says nothing new. */
  acknowledge(id: string, outcome: Outcome): Effect[] {
    if (!this.outbox.answered(id, outcome)) return [];
    const orphan = this.orphans.get(id);
    if (orphan) this.settleOrphan(id, orphan, outcome);
    for (const [paragraph, work] of this.works) {
      if (work.flight?.command.id !== id) continue;
      // Where the Chair holds the paragraph for a moment (W22), the words stay where they are, composed.
      if (outcome.refused?.code === "held") this.keep(paragraph, composedAgain(work, outcome.through));
      else if (outcome.refused) this.refuse(paragraph, work, outcome.refused, outcome.through);
      else this.keep(paragraph, { ...work, outcome });
    }
    this.conclude();
    return this.flush();
  }

  /** The state fetched again (W14): work stays where its paragraph is unchanged, else it becomes a draft. */
  startOver(state: State, hash: string): Effect[] {
    const { paragraphs } = this.state;
    this.telling(Object.keys(paragraphs), () => {
      const works = this.works;
      this.works = new Map();
      this.state = state;
      this.hash = hash;
      this.outbox.forgetBeyond(state.number);
      for (const [id, work] of works) {
        const paragraph = paragraphs[id];
        if (paragraph) this.carryOver({ paragraph, work });
      }
    });
    this.conclude();
    return this.flush();
  }

  /** Takes up what a closed window left: sent changes are sent again, the rest stays or becomes a draft. */
  restore(works: SavedWork[], orphans: Orphan[], acts: Command[]): Effect[] {
    const ids = works.map(({ paragraph }) => paragraph.id);
    this.telling(ids, () => {
      for (const saved of works) this.carryOver(saved);
    });
    for (const orphan of orphans) this.orphans.adopt(orphan);
    for (const command of acts) this.outbox.act(command);
    this.conclude();
    return this.flush();
  }

  private carryOver({ paragraph: old, work: left }: SavedWork): void {
    const work = notSent(left, this.state.number);
    const now = this.state.paragraphs[old.id];
    const why = closed(this.state, old.id);
    if (now && !why && unchanged(old, now) && !this.works.has(old.id)) {
      // A state that was just fetched holds all that was ever acknowledged.
      this.keep(old.id, { ...work, floor: 0 });
      if (work.flight && !work.outcome) this.outbox.send(work.flight.command);
    } else {
      this.effects.push({ kind: "work", paragraph: old.id });
      this.setAside(old, work, why ?? MOVED_ON);
    }
  }

  private enter(entry: Entry): void {
    const before = this.state;
    const after = apply(before, entry);
    this.state = after;
    this.hash = entry.hash;
    const named = entry.payload.paragraph as string;
    const [old, now] = [before.paragraphs[named], after.paragraphs[named]];
    if (old && now && old.wording !== now.wording) this.reword(old, now, entry);
    // An entry bars more paragraphs than it names: a section's, a paragraph's footnotes.
    for (const [id, work] of this.works) {
      if (isIdle(work)) continue;
      const why = barred(before, after, id);
      if (why) this.bar(id, why);
      else if (before.paragraphs[id] !== after.paragraphs[id])
        this.effects.push({ kind: "work", paragraph: id });
    }
  }

  private reword(old: Paragraph, now: Paragraph, entry: Entry): void {
    const work = this.workOf(old.id);
    if (work.flight?.command.id === entry.command) this.land(old, now, work);
    else this.moveOver(old, entry.payload.change as Delta, work);
  }

  /** Another's entry: own work moves over it (W7). */
  private moveOver(old: Paragraph, change: Delta, work: Work): void {
    const { work: moved, seen } = rebaseAll(work, old.wording, change);
    this.keep(old.id, moved);
    this.tell(old.id, seen);
  }

  /** The own entry (W11): where it is not what was expected, the pending change moves over the difference. */
  private land(old: Paragraph, now: Paragraph, work: Work): void {
    if (work.flight) this.outbox.recorded(work.flight.command.id);
    const expected = displayed(old.wording, { ...work, pending: [] });
    this.replaceBelow(old.id, { ...work, flight: null, outcome: null }, expected, now.wording);
  }

  private replaceBelow(paragraph: string, work: Work, expected: Delta, actual: Delta): void {
    if (same(expected, actual)) {
      this.keep(paragraph, work);
      return;
    }
    const { pending, seen } = rebase(work.pending, expected, diff(expected, actual));
    this.keep(paragraph, { ...work, pending });
    this.tell(paragraph, seen);
  }

  /** An agreement, a reopening (W9) or a withdrawal: what was begun before it cannot be recorded any more. */
  private bar(id: string, why: Reason): void {
    const work = this.workOf(id);
    this.takeBack(id, { ...NOTHING, floor: work.floor });
    const paragraph = this.state.paragraphs[id];
    if (paragraph) this.setAside(paragraph, work, why);
  }

  /** Work that is not shown any more: what was sent awaits its outcome, what was not becomes a draft at once. */
  private setAside(below: Paragraph, work: Work, why: Reason): void {
    const { flight, outcome, pending, carried } = work;
    const { id, label, wording } = below;
    if (!flight) {
      this.draft(below, draftsOf(wording, null, pending), carried, why);
      return;
    }
    const orphan = { paragraph: id, label, flight, lost: pending, wording, why };
    if (outcome) this.settleOrphan(flight.command.id, orphan, outcome);
    else this.orphans.adopt(orphan);
  }

  private settleOrphan(id: string, orphan: Orphan, outcome: Outcome): void {
    this.orphans.forget(id);
    this.draft(...leftOf(orphan, outcome));
    if (!outcome.refused) return;
    const work = this.workOf(orphan.paragraph);
    this.keep(orphan.paragraph, { ...work, floor: Math.max(work.floor, outcome.through) });
  }

  /** A refusal takes what is in flight, what waits behind it, and what was minted in them, into one draft (W12). */
  protected refuse(paragraph: string, work: Work, why: Reason, through: number): void {
    const bodies = draftsOf(this.confirmed(paragraph), work.flight, work.pending);
    this.draft(this.below(paragraph), bodies, work.carried, why);
    this.takeBack(paragraph, { ...NOTHING, floor: through });
  }

  /** Proposals minted by an empty change are tabled with the next change that uses them (W10). */
  protected carry(work: Work, delegation: string | null, minted: Minted[]): Work {
    return { ...work, carried: [...work.carried, ...minted.map((one) => ({ ...one, delegation }))] };
  }

  /** Goes on where an outcome or a floor waited for entries that have now come. */
  private conclude(): void {
    this.outbox.conclude(this.state.number);
    for (const [paragraph, work] of this.works) {
      if (work.flight && work.outcome && work.outcome.through <= this.state.number) {
        this.concludeEmpty(paragraph, work, work.flight);
      }
      this.pump(paragraph);
    }
  }

  private concludeEmpty(paragraph: string, work: Work, flight: Flight): void {
    const confirmed = this.confirmed(paragraph);
    const expected = compose(confirmed, flight.change);
    const rest: Work = { ...work, flight: null, outcome: null };
    const next = work.outcome?.empty ? this.carry(rest, flight.command.delegation, flight.minted) : rest;
    this.replaceBelow(paragraph, next, expected, confirmed);
  }

  /** Sends what waits, if nothing is in flight and its author has let it go. */
  private pump(paragraph: string): void {
    let work = this.workOf(paragraph);
    if (work.flight) return;
    let [first, ...rest] = work.pending;
    while (first && changesNothing(first.change, this.confirmed(paragraph))) {
      work = { ...this.carry(work, first.delegation, first.minted), pending: rest };
      this.keep(paragraph, work);
      [first, ...rest] = work.pending;
    }
    if (!first || first.held || this.state.number < work.floor) return;
    const { delegation, reason } = first;
    const { change, minted, carried } = this.declared(paragraph, work, first);
    const payload = { paragraph, change, proposals: minted, reason };
    const command = this.command("change_wording", payload, delegation);
    const sent = { ...work, flight: { command, change, minted }, pending: rest, carried };
    const confirmed = this.confirmed(paragraph);
    // Where something else is declared than was shown, the screen is told, and what waits stands on it.
    this.replaceBelow(paragraph, sent, compose(confirmed, first.change), compose(confirmed, change));
    this.outbox.send(command);
  }

  /** A piece as it is sent, with owners and parents that are right on the current wording (W2). */
  protected declared(paragraph: string, work: Work, piece: Pending): Sent {
    return sentOf(piece, work, (given) =>
      declareOn(this.state.paragraphs[paragraph], work, given, this.ports),
    );
  }

  private command(kind: string, payload: Record<string, unknown>, delegation: string | null): Command {
    const { text, number: base } = this.state;
    return { id: this.ports.id(), text, kind, delegation, base, payload };
  }

  private draft(below: Below, bodies: DraftBody[], carried: Carried[], why: Reason): void {
    const made = drafts(bodies, carried, { text: this.state.text, below, why, ports: this.ports });
    this.effects.push(...made.map((draft): Effect => ({ kind: "draft", draft })));
  }

  private below = (id: string): Below => ({ id, label: this.state.paragraphs[id]?.label ?? "" });

  private confirmed = (paragraph: string): Delta => this.state.paragraphs[paragraph]?.wording ?? [];

  private workOf = (paragraph: string): Work => this.works.get(paragraph) ?? NOTHING;

  protected keep(paragraph: string, work: Work): void {
    const nothing = isIdle(work) && work.carried.length === 0 && work.floor <= this.state.number;
    if (nothing && !this.works.has(paragraph)) return;
    if (nothing) this.works.delete(paragraph);
    else this.works.set(paragraph, work);
    this.effects.push({ kind: "work", paragraph });
  }

  /** Leaves only the first of the own changes in a paragraph, and tells exactly how the display goes back. */
  private takeBack(paragraph: string, kept: Work): void {
    const below = displayed(this.confirmed(paragraph), kept);
    const change = invert(beyond(this.workOf(paragraph), kept), below);
    this.keep(paragraph, kept);
    this.tell(paragraph, change);
  }

  /** Does something that may change what paragraphs show, and tells what it changed. */
  private telling(paragraphs: string[], act: () => void): void {
    const before = paragraphs.map((id) => [id, this.displayed(id)] as const);
    act();
    for (const [id, old] of before) {
      const now = this.displayed(id);
      if (!same(old, now)) this.tell(id, diff(old, now), now);
    }
  }

  protected tell(paragraph: string, change: Delta, now = this.displayed(paragraph)): void {
    if (!isEmpty(change)) this.effects.push({ kind: "foreign", paragraph, change, displayed: now });
  }

  private flush = (): Effect[] => this.effects.splice(0);
}
