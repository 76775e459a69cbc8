/**
 * One person at work in one paragraph: every gesture becomes a change here, is shown at once, goes to the session, and can
 * be undone. Knows ProseMirror's state but no DOM events; input.ts and editor.ts call it.
 */
import { type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import type { Marked } from "../record/brackets.ts";
import { knownWith } from "../record/declaring.ts";
import { compose, diff, transform } from "../record/delta.ts";
import { endOf, moved } from "../record/offsets.ts";
import { same } from "../record/same.ts";
import { gestureOf, type TypedOptions } from "../record/typedBrackets.ts";
import type { As, Carried, Delta, Minted, Paragraph, TextSession } from "../record/types.ts";
import { cleanText } from "./clean.ts";
import {
  deleteRange,
  FORMATS,
  type Format,
  formatRange,
  formatsAt,
  type Gesture,
  insertionAt,
  insertText,
  isRefused,
  liftedApart,
  liftRange,
  type Outcome,
  type Piece,
  type Refusal,
  replaceRange,
  reserveRange,
} from "./gestures.ts";
import { type Chosen, type Ground, isOwnText, marksAt } from "./ground.ts";
import { History } from "./history.ts";
import { markedWith, needed } from "./known.ts";
import { leave, type Memory, recall } from "./memory.ts";
import { moveRange } from "./moving.ts";
import { type Composition, changed, composed, wholeWords } from "./reading.ts";
import { addChange, marksOf, textOf, toWording } from "./schema.ts";
import { ahead, back, type Reach } from "./units.ts";

/** The part of the editor that a typist needs. */
export interface Desk {
  readonly session: TextSession;
  readonly paragraph: string;
  readonly as: As;
  state(): EditorState;
  show(transaction: Transaction): void;
  refused(why: Refusal): void;
  newId(): string;
  now(): number;
}

/** Transactions with this mark are the typist's own; others come from the browser and are read as gestures. */
export const OURS = "adref";

const NOTHING = { change: [] as Delta, minted: [] as Minted[] };

type Kind = "typing" | "deleting" | "other";

export class Typist {
  private memory: Memory;
  private last: { kind: Kind; caret: number } = { kind: "other", caret: -1 };
  private cached: { doc: EditorState["doc"]; wording: Delta } | null = null;
  /** The text that an input method began on; its own stays in the editor until it is done. */
  private composition: Composition | null = null;
  /** The text that an input method took out, where it inserted nothing and nothing was done since. */
  private emptied: { from: number; to: number } | null = null;

  constructor(private desk: Desk) {
    this.memory = recall(desk.session, desk.paragraph, desk.as.delegation);
  }

  private get history(): History {
    return this.memory.history;
  }

  private get registry(): Map<string, Minted> {
    return this.memory.registry;
  }

  /** The paragraph is left. */
  leave(): void {
    leave(this.desk.session, this.desk.paragraph, this.desk.as.delegation, this.memory);
  }

  // Reading.

  get wording(): Delta {
    const { doc } = this.desk.state();
    if (this.cached?.doc !== doc) this.cached = { doc, wording: toWording(doc) };
    return this.cached.wording;
  }

  get ground(): Ground {
    const { wording } = this;
    const { desk } = this;
    const { delegation } = desk.as;
    return {
      wording,
      proposals: knownWith(this.fresh(), this.onRecord()),
      delegation,
      newId: () => desk.newId(),
    };
  }

  /** The paragraph as brackets are to be drawn from it: with what is shown, and with proposals not yet on record. */
  get marked(): Marked {
    return markedWith(this.wording, this.onRecord(), this.fresh());
  }

  private onRecord(): Paragraph | undefined {
    return this.desk.session.state.value.paragraphs[this.desk.paragraph];
  }

  /** Proposals minted in this window, for whomever, that are not on record. */
  private fresh(): Carried[] {
    const { session, paragraph, as } = this.desk;
    const here = [...this.registry.values()].map((one) => ({ ...one, delegation: as.delegation }));
    return [...here, ...session.minted(paragraph)];
  }

  // Typing.

  /** How brackets are read that are typed here (W32). */
  get options(): TypedOptions {
    const { session, as } = this.desk;
    return { markdown: as.delegation === null && session.state.value.format === "markdown" };
  }

  /** Text of a key or a dictation. A bracket is a gesture: around a selection, and off again. */
  type(text: string, range: { from: number; to: number }): void {
    const gesture = gestureOf(text);
    if (gesture) this[gesture]();
    else this.insert(this.piecesOf(text), range);
  }

  /** Types or pastes over the selection, or over the range that the browser names. */
  insert(pieces: Piece[], range: { from: number; to: number } = this.desk.state().selection): void {
    if (pieces.length === 0) return;
    const { from, to } = range;
    this.perform(this.written(from, to, this.dress(pieces)), "typing", from);
  }

  /**
   * Puts in what an input method gives after it has ended, as WebKit's does for a dead key: in place of what it took out,
   * as one change. False where it took out nothing.
   */
  insertLate(text: string): boolean {
    const { emptied } = this;
    if (!emptied) return false;
    this.undo();
    this.insert(this.piecesOf(text), emptied);
    return true;
  }

  private written(from: number, to: number, pieces: Piece[], within?: Chosen): Outcome {
    if (from === to) return insertText(this.ground, from, pieces, within);
    return replaceRange(this.ground, from, to, pieces);
  }

  /** Text takes the formats that were just switched on or off at the caret. */
  private dress(pieces: Piece[]): Piece[] {
    const { storedMarks } = this.desk.state();
    if (!storedMarks) return pieces;
    const formats = formatsIn(storedMarks.map((mark) => mark.type.name));
    return pieces.map((piece) => ({ formats, ...piece }));
  }

  erase(direction: "back" | "ahead", reach: Reach): void {
    const { doc, selection } = this.desk.state();
    const text = textOf(doc);
    let { from, to } = selection;
    if (selection.empty && direction === "back") from = back(text, from, reach);
    else if (selection.empty) to = ahead(text, to, reach);
    if (from === to) return;
    const towards = direction === "back" ? "start" : "end";
    this.perform(deleteRange(this.ground, from, to, towards), "deleting", direction === "back" ? to : from);
  }

  reserve(): void {
    const { from, to } = this.desk.state().selection;
    this.perform(reserveRange(this.ground, from, to), "other", from);
  }

  /** Lifts one's own reservations; one that is on record and lifted whole is an act of its own on record. */
  lift(): void {
    const { from, to } = this.desk.state().selection;
    const ground = this.ground;
    const outcome = liftRange(ground, from, to);
    if (isRefused(outcome)) {
      this.perform(outcome);
      return;
    }
    const { session, paragraph, as } = this.desk;
    const { whole, rest } = liftedApart(ground, outcome.change, this.onRecord());
    for (const proposal of whole) {
      void session.act("withdraw_proposal", { paragraph, proposal }, as.delegation);
    }
    this.perform({ ...outcome, change: rest }, "other", from);
  }

  /** Moves the selected words to a place, as drag and drop do. */
  move(at: number): void {
    const { from, to } = this.desk.state().selection;
    this.perform(moveRange(this.ground, from, to, at));
  }

  /** Formats the selection; without one, what is typed next. */
  format(format: Format): void {
    const state = this.desk.state();
    const { from, to, empty } = state.selection;
    if (!empty) {
      this.perform(formatRange(this.ground, from, to, format));
      return;
    }
    const stored = state.storedMarks?.map((mark) => mark.type.name);
    const on = new Set<string>(stored ?? Object.keys(formatsAt(this.ground, from)));
    if (!on.delete(format)) on.add(format);
    this.desk.show(state.tr.setStoredMarks(marksOf(formatsIn([...on]))).setMeta(OURS, true));
  }

  undo(): void {
    this.again(this.history.undo(this.ground));
  }

  redo(): void {
    this.again(this.history.redo(this.ground));
  }

  /**
   * Own words were taken out, and stand in a draft or nowhere: what one did before is not undone any more. An undo would
   * put letters back that are in the text again, or take out what is in it no more.
   */
  forget(): void {
    this.memory = { ...this.memory, history: new History() };
    this.last = { kind: "other", caret: -1 };
  }

  private again(change: Delta | null): void {
    if (!change) return;
    this.last = { kind: "other", caret: -1 };
    this.apply({ change, minted: [], caret: endOf(change) });
  }

  /** Does what a gesture came to; one that follows right on another of its kind is undone with it. */
  perform(outcome: Outcome, kind: Kind = "other", place = -1): void {
    if (isRefused(outcome)) {
      this.desk.refused(outcome.refused);
      return;
    }
    this.remember(outcome, kind !== "other" && kind === this.last.kind && place === this.last.caret);
    this.last = { kind, caret: outcome.caret };
    this.apply(outcome);
  }

  private remember({ change }: Gesture, goesOn: boolean): void {
    if (change.length > 0) this.history.record(change, this.wording, this.desk.now(), !goesOn);
  }

  private apply({ change, minted, caret, anchor }: Gesture): void {
    this.emptied = null;
    for (const one of minted) this.registry.set(one.id, one);
    this.show(change, caret, anchor);
    this.send(change, this.desk.as);
  }

  private show(change: Delta, caret: number, anchor = caret): void {
    const transaction = addChange(this.desk.state().tr, change);
    const { doc } = transaction;
    const [start, end] = [anchor, caret].map((place) => Math.min(place, doc.content.size));
    transaction.setSelection(TextSelection.create(doc, start ?? 0, end)).setMeta(OURS, true);
    this.desk.show(transaction.scrollIntoView());
  }

  private send(change: Delta, as: As): void {
    const { session, paragraph } = this.desk;
    if (change.length > 0)
      session.edit(paragraph, change, needed(this.registry, change, this.onRecord()), as);
  }

  // Input methods.

  /**
   * An input method begins. Its letters are the browser's own: to draw the document again around them would break its
   * thread. So what it writes, and what others do meanwhile, waits for its end; letters in the making are nobody's
   * business but the writer's.
   */
  beginComposition(): void {
    if (this.composition) return;
    const state = this.desk.state();
    const { from, to, empty } = state.selection;
    const { ground, wording } = this;
    const chosen = empty && ground.delegation !== null ? insertionAt(ground, from) : undefined;
    for (const one of chosen?.minted ?? []) this.registry.set(one.id, one);
    const since = this.desk.session.state.value.number;
    this.composition = { wording, text: textOf(state.doc), range: { from, to }, since, chosen };
    const marks = marksOf({ ...formatsAt(ground, from), ...(chosen ? { ins: chosen.id } : {}) });
    this.desk.show(state.tr.setStoredMarks(marks).setMeta(OURS, true));
  }

  get composes(): boolean {
    return this.composition !== null;
  }

  /** The input method has ended: what it wrote becomes one change, on the wording that the others have left. */
  endComposition(): void {
    const { composition } = this;
    if (!composition) return;
    const { doc, selection } = this.desk.state();
    const shown = this.wording;
    const found = composed(composition.text, composition.range, textOf(doc), selection.head);
    this.composition = null;
    this.cached = { doc, wording: composition.wording };
    const gesture = gestureOf(found.text);
    const outcome = gesture
      ? { ...NOTHING, caret: found.to }
      : this.written(found.from, found.to, this.dress(this.piecesOf(found.text)), composition.chosen);
    this.cached = null;
    const alone = same(this.desk.session.wording(this.desk.paragraph).value, composition.wording);
    this.conclude(shown, composition, isRefused(outcome) ? outcome.refused : outcome);
    if (gesture) this.around(found, composition.wording, gesture);
    const tookOut = found.text === "" && found.from < found.to && !isRefused(outcome);
    this.emptied = alone && tookOut ? { from: found.from, to: found.to } : null;
  }

  private conclude(shown: Delta, { wording: before, since }: Composition, outcome: Gesture | Refusal): void {
    const { session, paragraph, as } = this.desk;
    const now = session.wording(paragraph).value;
    const foreign = diff(before, now);
    const nothing = { ...NOTHING, caret: this.desk.state().selection.head };
    const { change: written, minted, caret } = typeof outcome === "string" ? nothing : outcome;
    const change = transform(foreign, written, true, before);
    for (const one of minted) this.registry.set(one.id, one);
    this.history.rebase(foreign, before);
    if (change.length > 0) this.history.record(change, now, this.desk.now(), true);
    this.show(diff(shown, compose(now, change)), moved(caret, transform(written, foreign, false, before)));
    this.last = { kind: "other", caret: -1 };
    this.send(change, { ...as, since });
    if (typeof outcome === "string") this.desk.refused(outcome);
  }

  /** An input method wrote a bracket: what was selected when it began is, again. */
  private around(
    { from, to }: { from: number; to: number },
    before: Delta,
    gesture: "reserve" | "lift",
  ): void {
    const foreign = diff(before, this.wording);
    const { tr } = this.desk.state();
    const selection = TextSelection.create(tr.doc, moved(from, foreign), moved(to, foreign));
    this.desk.show(tr.setSelection(selection).setMeta(OURS, true));
    this[gesture]();
  }

  /** A change that the browser made by itself (an input method, dictation, a correction), read as a gesture. */
  read(transaction: Transaction): void {
    if (this.composition) {
      this.desk.show(transaction.setMeta(OURS, true));
      return;
    }
    const [old, now] = [textOf(transaction.before), textOf(transaction.doc)];
    if (old === now) return;
    const { from, to, text } = wholeWords(old, changed(old, now, transaction.selection.head));
    this.perform(this.written(from, to, this.dress(this.piecesOf(text))), "typing", from);
  }

  private piecesOf(text: string): Piece[] {
    const { words, dropped } = cleanText(text, this.options);
    if (dropped) this.desk.refused("brackets_dropped");
    return words === "" ? [] : [{ text: words }];
  }

  // Changes of others.

  /** Shows what is displayed now, after `change` by others; the caret stays where it is in the words. */
  follow(displayed: Delta, change?: Delta): void {
    const before = this.wording;
    if (this.composition || same(before, displayed)) return;
    const exact = change && same(compose(before, change), displayed);
    const foreign = exact ? change : diff(before, displayed);
    this.history.rebase(foreign, before);
    const state = this.desk.state();
    const transaction = addChange(state.tr, foreign);
    // Insertions of others at the caret go to the right of one's own words, and else to the left (W7).
    const place = (at: number) => {
      const left = at > 0 ? marksAt(before, at - 1) : null;
      return transaction.mapping.map(at, left && isOwnText(this.ground, left) ? -1 : 1);
    };
    const { anchor, head } = state.selection;
    const selection = TextSelection.create(transaction.doc, place(anchor), place(head));
    this.desk.show(transaction.setSelection(selection).setStoredMarks(state.storedMarks).setMeta(OURS, true));
  }
}

function formatsIn(names: readonly string[]): Partial<Record<Format, true>> {
  return Object.fromEntries(FORMATS.filter((one) => names.includes(one)).map((one) => [one, true]));
}
