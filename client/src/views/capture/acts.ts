/** The part of a captured line after the names: one act, or several changes of words that are one proposal. */

import { meant } from "../names";
import type { About, CaptureAct, Problem, Vocabulary, WordsChange } from "./grammar";
import type { Token } from "./lexer";
import type { OpenName } from "./names";
import { readNewParagraph } from "./newParagraph";
import * as say from "./vocabulary";

/** A part that cannot be read, and why. */
export interface Unread {
  reason: Problem;
  part: string;
  places?: string[];
}
/** `said` is the act as it was typed, without the place that the line names. */
export type ActRead = { act: CaptureAct; place: string | null; said: string } | Unread | OpenName;

/** A position in the tokens. */
export class Cursor {
  private at = 0;
  /** A name on the way that may mean several delegations. */
  open: OpenName | null = null;
  constructor(
    readonly line: string,
    private readonly tokens: readonly Token[],
  ) {}

  get next(): Token | undefined {
    return this.tokens[this.at];
  }

  get done(): boolean {
    return this.at >= this.tokens.length;
  }

  /** The rest, as it was typed. */
  get rest(): string {
    return this.next ? this.line.slice(this.next.from).trim() : "";
  }

  /** The words from here to the next sign, as they were typed. */
  get words(): string {
    const rest = this.tokens.slice(this.at);
    const end = rest.findIndex(({ kind }) => kind !== "word" && kind !== "number");
    const last = rest.at(end < 0 ? -1 : end - 1);
    return this.next && last && end !== 0 ? this.line.slice(this.next.from, last.to) : "";
  }

  take(kind: Token["kind"], texts?: ReadonlySet<string>): Token | null {
    const { next } = this;
    if (next?.kind !== kind || (texts && !texts.has(next.text.toLowerCase()))) return null;
    this.at += 1;
    return next;
  }

  word(...texts: string[]): boolean {
    return this.take("word", new Set(texts)) !== null;
  }

  /** Takes several words in a row, or none of them. */
  phrase(phrase: string): boolean {
    const words = phrase.split(" ");
    const here = this.tokens.slice(this.at, this.at + words.length);
    if (
      !words.every((word, index) => here[index]?.kind === "word" && here[index].text.toLowerCase() === word)
    )
      return false;
    this.at += words.length;
    return true;
  }

  /** Takes all that begins before a place of the line. */
  skipTo(end: number): void {
    while ((this.tokens[this.at]?.from ?? end) < end) this.at += 1;
  }

  number(): number | null {
    const token = this.take("number");
    return token && Number(token.text.replace("#", ""));
  }
}

export function readAct(line: string, tokens: readonly Token[], vocabulary: Vocabulary): ActRead {
  if (tokens.length === 0) return { act: { kind: "write" }, place: null, said: "" };
  const first = tokens[0]?.kind === "word" ? (tokens[0].text.toLowerCase() ?? "") : "";
  if (say.REMARK.has(first)) return { reason: "remark", part: line.slice(tokens[0]?.from).trim() };
  if (say.NO_CHANGE.has(first) || /^no change\b/i.test(line.slice(tokens[0]?.from)))
    return { reason: "no_change", part: "" };
  if (say.COSPONSOR.has(first)) return { reason: "cosponsor", part: "" };
  if (say.AGREE.test(line.slice(tokens[0]?.from).trim()))
    return { reason: "gavel_names", part: line.slice(tokens[0]?.from).trim() };
  const added = readNewParagraph(line, tokens);
  if (added) return added;
  const place = readPlace(line, tokens, vocabulary);
  if (place && "reason" in place) return place;
  const cursor = new Cursor(line, place?.tokens ?? tokens);
  const read = readOne(cursor, vocabulary);
  if (cursor.open) return cursor.open;
  const said = place?.said ?? line.slice(tokens[0]?.from).trim();
  return "reason" in read ? read : { act: read, place: place?.id ?? null, said };
}

type OneRead = CaptureAct | Unread;

function readOne(cursor: Cursor, vocabulary: Vocabulary): OneRead {
  const whole = cursor.rest;
  const taken = readTakingBack(cursor, vocabulary) ?? readPosition(cursor, vocabulary) ?? readWords(cursor);
  if ("reason" in taken) return taken;
  return cursor.done ? taken : { reason: "command", part: cursor.rest || whole };
}

/** `in 12 bis` at the end, or before a statement; `paragraph 12 bis` too. The tokens are those without it. */
function readPlace(
  line: string,
  tokens: readonly Token[],
  { places }: Vocabulary,
): { id: string; tokens: Token[]; said: string } | Unread | null {
  const last = tokens.at(-1);
  const end = last?.kind === "quote" ? tokens.length - 1 : tokens.length;
  const at = tokens.findLastIndex(({ kind, text }) => kind === "word" && PLACING.has(text.toLowerCase()));
  const [link, first] = [tokens[at], tokens[at + 1]];
  if (at < 1 || at + 1 >= end || !link || !first) return null;
  if (tokens.slice(at, end).some(({ kind }) => kind === "quote" || kind === "bracket")) return null;
  const typed = line.slice(first.from, tokens[end]?.from ?? line.length).trim();
  const { exact } = places.find(typed);
  const [id, second] = exact;
  const isIn = link.text.toLowerCase() === "in";
  if (id === undefined) return isIn ? { reason: "place", part: typed, places: places.near(typed) } : null;
  if (second !== undefined) return { reason: "places", part: typed, places: exact };
  // Of "in paragraph 12 bis" both words go.
  const before = isIn || tokens[at - 1]?.text.toLowerCase() !== "in" ? at : at - 1;
  const said = [
    line.slice(tokens[0]?.from, tokens[before]?.from),
    line.slice(tokens[end]?.from ?? line.length),
  ];
  return {
    id,
    tokens: [...tokens.slice(0, before), ...tokens.slice(end)],
    said: said
      .map((part) => part.trim())
      .join(" ")
      .trim(),
  };
}

const PLACING = new Set(["in", "paragraph", "para"]);

function readTakingBack(cursor: Cursor, vocabulary: Vocabulary): OneRead | null {
  const withdraw = cursor.take("word", say.WITHDRAW) !== null;
  if (withdraw || cursor.take("word", say.LIFT)) {
    while (cursor.word("the", "its", "their"));
    if (cursor.word("position", "positions", "stance", "objection", "support"))
      return { kind: "no_position", about: readAbout(cursor, vocabulary) };
    cursor.word("proposal", "proposals", "reservation", "bracket", "brackets");
    return { kind: withdraw ? "withdraw" : "lift", about: readAbout(cursor, vocabulary) };
  }
  if (cursor.phrase("no position") || cursor.take("number", new Set(["0"])))
    return { kind: "no_position", about: readAbout(cursor, vocabulary) };
  return null;
}

const LINKING = ["to", "on", "with", "the", "proposal", "number", "no", "of", "from"];
const STATING = new Set(["statement", "saying", "because"]);

function readPosition(cursor: Cursor, vocabulary: Vocabulary): OneRead | null {
  const stance = readStance(cursor);
  if (!stance) return null;
  // `reserves "private sector"` and `? "private sector"` reserve words, `reserves paragraph` the whole.
  if (stance === "reserves" && (cursor.next?.kind === "quote" || cursor.next?.kind === "bracket")) {
    const reserved = readReservation(cursor);
    return reserved.kind === "whole" ? reserved : { kind: "words", changes: [reserved] };
  }
  if (stance === "reserves" && wholeParagraph(cursor)) return { kind: "whole", as: "reservation" };
  wholeParagraph(cursor);
  if (cursor.word("its", "their")) cursor.word("position", "positions");
  const about = readAbout(cursor, vocabulary);
  cursor.take("stop");
  cursor.take("word", STATING);
  const statement = cursor.take("quote")?.text.trim() || null;
  if (cursor.done) return { kind: "position", stance, about, statement };
  return { reason: "statement", part: cursor.rest };
}

function readStance(cursor: Cursor) {
  const sign = cursor.take("sign");
  if (sign) return say.STANCE_SIGNS[sign.text] ?? null;
  return say.STANCE_WORDS.find(([words]) => cursor.phrase(words))?.[1] ?? null;
}

/** A number, words in quotation marks after "on", or the name of a delegation, possibly of several words. */
function readAbout(cursor: Cursor, vocabulary: Vocabulary): About {
  while (LINKING.some((word) => cursor.word(word)));
  const number = cursor.number();
  if (number !== null) return { number };
  if (cursor.next?.kind !== "word") return null;
  const name = cursor.words;
  const bare = name.replace(/(?:['’]s?)?\s*(?:proposal|statement|saying|because)?\s*$/i, "");
  const among = meant(vocabulary.delegations, bare, vocabulary.recent);
  const [of] = among;
  if (of === undefined) return null;
  if (among.length > 1) cursor.open = { part: bare.trim(), among };
  const end = (cursor.next?.from ?? 0) + bare.length;
  cursor.skipTo(end);
  cursor.word("proposal");
  return { of };
}

/** "paragraph", "para", "the paragraph": all of it. */
function wholeParagraph(cursor: Cursor): boolean {
  return (
    cursor.phrase("the whole paragraph") ||
    cursor.phrase("the paragraph") ||
    cursor.phrase("whole paragraph") ||
    cursor.word("paragraph", "para", "para.", "all")
  );
}

function readWords(cursor: Cursor): OneRead {
  if (cursor.next === undefined) return { kind: "write" };
  const changes: WordsChange[] = [];
  let last: "delete" | "reserve" | null = null;
  do {
    const one = readChange(cursor, changes.length > 0 ? last : null);
    if ("reason" in one) return one;
    if (one.kind === "whole") return changes.length > 0 ? { reason: "command", part: cursor.rest } : one;
    changes.push(one);
    last = one.kind === "delete" ? "delete" : one.kind === "reserve_words" ? "reserve" : null;
  } while (goesOn(cursor));
  return { kind: "words", changes };
}

function goesOn(cursor: Cursor): boolean {
  const stopped = cursor.take("stop") !== null;
  const joined = cursor.word("and", "then");
  return (stopped || joined) && !cursor.done;
}

type Whole = { kind: "whole"; as: "deletion" | "reservation" };
type ChangeRead = WordsChange | Whole | Unread;

/** `again` is what the change before did: of `del "a" and "b"` the second is deleted too. */
function readChange(cursor: Cursor, again: "delete" | "reserve" | null): ChangeRead {
  if (cursor.take("word", say.DELETE)) return readDeletion(cursor);
  if (cursor.take("word", say.INSERT)) return readInsertion(cursor);
  if (cursor.take("word", say.REPLACE)) return readReplacement(cursor);
  if (cursor.take("word", say.MOVE)) return readMove(cursor);
  if (cursor.take("word", say.RESERVE) || cursor.next?.kind === "bracket") return readReservation(cursor);
  if (cursor.next?.kind === "quote") return readQuoted(cursor, again);
  return { reason: "command", part: cursor.rest };
}

/** Words alone: `"should" → "shall"`, or one more of what the change before was. */
function readQuoted(cursor: Cursor, again: "delete" | "reserve" | null): ChangeRead {
  const words = cursor.take("quote")?.text ?? "";
  const which = cursor.number();
  const replacement = readBy(cursor, words, which);
  if (!("reason" in replacement) || again === null) return replacement;
  return { kind: again === "delete" ? "delete" : "reserve_words", words, occurrence: which };
}

function readDeletion(cursor: Cursor): ChangeRead {
  if (cursor.done || wholeParagraph(cursor)) return { kind: "whole", as: "deletion" };
  cursor.word("the");
  cursor.word("word", "words");
  const words = cursor.take("quote");
  if (!words?.text) return { reason: "words", part: cursor.rest };
  return { kind: "delete", words: words.text, occurrence: cursor.number() };
}

function readReservation(cursor: Cursor): Extract<WordsChange, { kind: "reserve_words" }> | Whole {
  const given = cursor.take("quote") ?? cursor.take("bracket");
  const occurrence = cursor.number();
  const words = given?.text.trim() ?? "";
  if (words !== "") return { kind: "reserve_words", words, occurrence };
  wholeParagraph(cursor);
  return { kind: "whole", as: "reservation" };
}

function readReplacement(cursor: Cursor): ChangeRead {
  cursor.word("the");
  cursor.word("word", "words");
  const words = cursor.take("quote")?.text ?? "";
  return readBy(cursor, words, cursor.number());
}

/** The replacement of the words. Which of several they are is said after them, or at the end. */
function readBy(cursor: Cursor, words: string, which: number | null): ChangeRead {
  if (words === "") return { reason: "words", part: cursor.rest };
  const linked = cursor.take("arrow") !== null || cursor.word("with", "by", "to");
  if (linked) cursor.word("the");
  const by = cursor.take("quote");
  if (!by) return { reason: "by", part: words };
  return { kind: "replace", words, by: by.text, occurrence: which ?? cursor.number() };
}

function readInsertion(cursor: Cursor): ChangeRead {
  // "insert after “x” “y”" is said too.
  const early = readBeside(cursor);
  if (early && "reason" in early) return early;
  const words = cursor.take("quote");
  if (!words?.text) return { reason: "words", part: cursor.rest };
  const beside = early ?? readBeside(cursor);
  if (beside) return "reason" in beside ? beside : { kind: "insert", words: words.text, ...beside };
  while (cursor.word("at", "in", "the"));
  const where = cursor.word("start", "beginning") ? "start" : cursor.word("end") ? "end" : null;
  if (where) return { kind: "insert", words: words.text, where, anchor: "", occurrence: null };
  return { reason: "where", part: words.text };
}

function readBeside(
  cursor: Cursor,
): { where: "after" | "before"; anchor: string; occurrence: number | null } | Unread | null {
  const where = cursor.word("after") ? "after" : cursor.word("before") ? "before" : null;
  if (!where) return null;
  const anchor = cursor.take("quote");
  if (!anchor?.text) return { reason: "where", part: cursor.rest };
  return { where, anchor: anchor.text, occurrence: cursor.number() };
}

function readMove(cursor: Cursor): ChangeRead {
  const words = cursor.take("quote");
  if (!words?.text) return { reason: "words", part: cursor.rest };
  const which = cursor.number();
  const beside = readBeside(cursor);
  if (!beside) return { reason: "where", part: words.text };
  return "reason" in beside ? beside : { kind: "move", words: words.text, which, ...beside };
}
