/** People who type in a session while the world breaks: delegates, live or composing, and the Secretariat. */
import * as gestures from "../../../editor/gestures.ts";
import { isOwn, runsIn } from "../../../editor/ground.ts";
import { compose } from "../../delta.ts";
import { newId } from "../../ids.ts";
import type { Paragraph, TextSession } from "../../types.ts";
import type { Chance } from "../chance.ts";
import { boundaries, groundOf } from "../ground.ts";
import { moved } from "../screen.ts";
import type { Browser } from "./browser.ts";
import { type Letters, lettersOf } from "./letters.ts";

export interface Person {
  role: "secretariat" | "delegate";
  delegation: string | null;
  /** Composes and then tables (W15), instead of typing live. */
  composes: boolean;
}

interface Word {
  paragraph: string;
  caret: number;
  left: number;
}

/** Milliseconds between two letters, and between two words, at the pace of 1. */
const LETTER = 260;
const WORD = 4_500;

export class Typist {
  private word: Word | null = null;
  private last: { paragraph: string; caret: number } | null = null;
  /** Paragraphs of this window whose changes move the caret. */
  private listening = new Set<string>();

  constructor(
    private person: Person,
    private browser: Browser,
    private chance: Chance,
    private letters: Letters,
  ) {}

  /** Sits down at a window that was opened: what was in hand before is in its store. */
  sit(): void {
    this.word = null;
    this.last = null;
    this.listening.clear();
  }

  /** How long until the next thing that is done, in milliseconds, at the pace of 1. */
  get pause(): number {
    return (this.word ? LETTER : WORD) * (0.5 + this.chance.next());
  }

  step(): void {
    const { session } = this.browser;
    if (!session) return;
    if (this.word) this.nextLetter(session, this.word);
    else this.begin(session);
  }

  /** One whole word, at once: for somebody whose line is dead and who types on. */
  typeOn(): void {
    const { session } = this.browser;
    if (!session) return;
    this.word = null;
    this.write(session);
    while (this.word) this.nextLetter(session, this.word);
  }

  private listen(session: TextSession, paragraph: string): void {
    if (this.listening.has(paragraph)) return;
    this.listening.add(paragraph);
    const here = (word: { paragraph: string } | null) => word?.paragraph === paragraph;
    session.onForeignChange(paragraph, (change) => {
      if (this.word && here(this.word)) this.word.caret = moved(this.word.caret, change);
      if (this.last && here(this.last)) this.last.caret = moved(this.last.caret, change);
    });
    session.onTakenBack(paragraph, () => {
      if (here(this.word)) this.word = null;
      if (here(this.last)) this.last = null;
    });
  }

  private open(session: TextSession): Paragraph[] {
    const { order, paragraphs } = session.state.value;
    return order.flatMap((id) => paragraphs[id] ?? []).filter((one) => !one.withdrawn && !one.agreement);
  }

  private ground(session: TextSession, paragraph: string) {
    const standing = session.state.value.paragraphs[paragraph];
    const wording = session.wording(paragraph).value;
    const minted = session.minted(paragraph);
    return groundOf(standing, minted, wording, this.person.delegation, () => newId("x"));
  }

  private apply(session: TextSession, paragraph: string, outcome: gestures.Outcome): boolean {
    if (gestures.isRefused(outcome) || outcome.change.length === 0) return false;
    const before = session.wording(paragraph).value;
    const left = new Set(lettersOf(compose(before, outcome.change)));
    const taken = lettersOf(before).filter((one) => !left.has(one));
    this.browser.note(lettersOf(outcome.change), taken);
    const { delegation, composes } = this.person;
    const reason = delegation === null ? "as said from the floor" : undefined;
    session.edit(paragraph, outcome.change, outcome.minted, { delegation, reason, hold: composes });
    return true;
  }

  // Typing.

  private begin(session: TextSession): void {
    if (this.chance.happens(0.03)) this.takePosition(session);
    else if (this.last && this.chance.happens(0.15)) this.erase(session, this.last);
    else this.write(session);
  }

  private write(session: TextSession): void {
    const paragraph = this.chance.one(this.open(session));
    if (!paragraph) return;
    this.listen(session, paragraph.id);
    const caret = this.place(session, paragraph.id);
    this.word = { paragraph: paragraph.id, caret, left: 2 + this.chance.below(7) };
    this.nextLetter(session, this.word);
  }

  /** Where a word begins: mostly behind one's own words, which then go on, else anywhere. */
  private place(session: TextSession, paragraph: string): number {
    const ground = this.ground(session, paragraph);
    const own = runsIn(ground.wording).filter(({ attributes }) => isOwn(ground, attributes.ins));
    const behind = this.chance.one(own);
    if (behind && this.chance.happens(0.7)) return behind.to;
    return this.chance.one(boundaries(ground.wording)) ?? 0;
  }

  private nextLetter(session: TextSession, word: Word): void {
    const ground = this.ground(session, word.paragraph);
    const outcome = gestures.insertText(ground, word.caret, [{ text: this.letters.next() }]);
    if (!this.apply(session, word.paragraph, outcome) || gestures.isRefused(outcome)) {
      this.word = null;
      return;
    }
    word.caret = outcome.caret;
    word.left -= 1;
    if (word.left > 0) return;
    this.last = { paragraph: word.paragraph, caret: word.caret };
    this.word = null;
    if (this.person.composes && this.chance.happens(0.6)) session.table(word.paragraph);
  }

  private erase(session: TextSession, { paragraph, caret }: { paragraph: string; caret: number }): void {
    this.last = null;
    const ground = this.ground(session, paragraph);
    const places = boundaries(ground.wording).filter((place) => place < caret);
    const from = places.at(-1 - this.chance.below(3)) ?? places[0];
    if (from === undefined || caret > (boundaries(ground.wording).at(-1) ?? 0)) return;
    this.apply(session, paragraph, gestures.deleteRange(ground, from, caret, "start"));
  }

  private takePosition(session: TextSession): void {
    const paragraph = this.chance.one(this.open(session));
    if (!paragraph || this.person.delegation === null) return;
    const stance = this.chance.one(["supports", "can_accept", "reserves"]);
    const seen = session.state.value.number;
    const payload = { paragraph: paragraph.id, proposal: null, stance, seen, statement: null };
    void session.act("take_position", payload, this.person.delegation);
  }
}
