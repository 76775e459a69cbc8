/**
 * From what capture says about words to one change of the wording, for its sponsors: own words are deleted, others' are
 * marked; new words belong to a new proposal, inside the insertion that holds what they replace (W2, W4). Several changes of
 * one line are one proposal, unless one of them stands inside another's insertion and the other does not.
 */
import { unitsOf } from "../../record/brackets";
import { compose, length, ownersAt, transform } from "../../record/delta";
import { occurrences } from "../../record/folding";
import { ownersChain } from "../../record/marks";
import type { Attributes, Delta, Minted, Paragraph } from "../../record/types";
import { characters } from "../facts";
import type { WordsChange } from "./grammar";

export interface NotCompiled {
  ok: false;
  /** Both are about the words that were looked for. */
  problem: "none" | "many";
  words: string;
  count: number;
}

export type Compiled = { ok: true; change: Delta; minted: Minted[] } | NotCompiled;

interface Case {
  paragraph: Paragraph;
  wording: Delta;
  /** The sponsors; the first is the owner. */
  sponsors: readonly string[];
  /** The id of the proposal that a change with this parent and kind belongs to. */
  mint: (parent: string | null, kind: "wording" | "reservation") => string;
}

type Range = [start: number, end: number];
/** A change on the wording as it is shown, and where in that it is. */
interface Piece {
  change: Delta;
  range: Range;
}

/** The change that `changes` ask for together, on the wording as it is shown. */
export function compile(
  changes: readonly WordsChange[],
  paragraph: Paragraph,
  wording: Delta,
  sponsors: readonly string[],
  newId: () => string,
): Compiled {
  const minted: Minted[] = [];
  const mint: Case["mint"] = (parent, kind) => {
    const known = minted.find((one) => one.parent === parent && one.kind === kind);
    if (known && kind === "wording") return known.id;
    const id = newId();
    minted.push({ id, parent, kind, set: null });
    return id;
  };
  const theCase: Case = { paragraph, wording, sponsors, mint };
  const near: Range[] = [];
  let whole: Delta = [];
  for (const one of changes) {
    const pieces = compileOne(theCase, one, near);
    if (!Array.isArray(pieces)) return pieces;
    for (const { change, range } of pieces) {
      near.push(range);
      whole = compose(whole, transform(whole, change, true));
    }
  }
  return { ok: true, change: whole, minted: minted.filter(({ id }) => names(whole, id)) };
}

function names(change: Delta, proposal: string): boolean {
  return change.some(({ attributes = {} }) =>
    Object.entries(attributes).some(([key, value]) => (key === "ins" ? value : key.slice(4)) === proposal),
  );
}

function compileOne(theCase: Case, one: WordsChange, near: readonly Range[]): Piece[] | NotCompiled {
  if (one.kind === "insert") {
    const piece = insertion(theCase, one, near);
    return "ok" in piece ? piece : [piece];
  }
  const range = find(theCase.wording, one.words, one.kind === "move" ? null : one.occurrence, near);
  if (!Array.isArray(range)) return range;
  if (one.kind === "reserve_words") return [reservation(theCase, range)];
  if (one.kind !== "move") return [deletion(theCase, range, one.kind === "replace" ? one.by : "")];
  const words = characters(theCase.wording).slice(...range);
  const put = insertion(theCase, { ...one, kind: "insert", words }, near);
  return "ok" in put ? put : [deletion(theCase, range, ""), put];
}

const WORD = /[\p{L}\p{M}\p{N}]/u;

/** Whether words begin and end in a text where words do: "all" is no word of "shall". */
function isWhole(text: string, [start, end]: Range): boolean {
  const cut = (at: number) => WORD.test(text.slice(at - 1, at)) && WORD.test(text.slice(at, at + 1));
  return !cut(start) && !cut(end);
}

/** Where the words stand: whole words before parts, and as they are typed before whatever is alike. */
function find(
  wording: Delta,
  words: string,
  nth: number | null,
  near: readonly Range[],
): Range | NotCompiled {
  const text = characters(wording);
  const alike = occurrences(text, words.trim()).map(({ start, end }): Range => [start, end]);
  const whole = alike.filter((range) => isWhole(text, range));
  const among = whole.length > 0 ? whole : alike;
  const exact = among.filter(([start, end]) => text.slice(start, end) === words.trim());
  const found = exact.length > 0 ? exact : among;
  if (found.length === 0 || (nth !== null && nth > found.length))
    return { ok: false, problem: "none", words, count: found.length };
  if (nth !== null) return found[nth - 1] ?? [0, 0];
  const [first, second] = found;
  if (first && !second) return first;
  // `ins "voluntary" before "efforts" and del "the"`: of several, the one beside what was just said.
  const beside = found.filter((range) => near.some((other) => areBeside(text, range, other)));
  if (beside.length === 1 && beside[0]) return beside[0];
  return { ok: false, problem: "many", words, count: found.length };
}

function areBeside(text: string, a: Range, b: Range): boolean {
  const between = a[1] <= b[0] ? text.slice(a[1], b[0]) : text.slice(b[1], a[0]);
  return (a[1] <= b[0] || b[1] <= a[0]) && between.trim() === "";
}

/** One's own to change: of one delegation where it is the owner, of several where they alone sponsor it together. */
function isOwn({ paragraph, sponsors }: Case, proposal: string | null): boolean {
  const known = proposal === null ? undefined : paragraph.proposals[proposal];
  if (known?.status !== "live") return false;
  const together =
    sponsors.length === known.sponsors.length && sponsors.every((one) => known.sponsors.includes(one));
  return known.sponsors[0] === sponsors[0] && (sponsors.length === 1 || together);
}

function liveChain({ paragraph }: Case, proposal: string | null): string[] {
  return ownersChain(paragraph.proposals, proposal).filter(
    (one) => paragraph.proposals[one]?.status === "live",
  );
}

/** The parts of the wording inside a range, with the innermost owner of each. */
function* parts(
  wording: Delta,
  [start, end]: Range,
): Generator<{ size: number; owner: string | null; attributes: Attributes }> {
  let at = 0;
  for (const op of wording) {
    const size = unitsOf(op.insert ?? "");
    const inside = Math.min(end, at + size) - Math.max(start, at);
    const attributes = op.attributes ?? {};
    const owner = typeof attributes.ins === "string" ? attributes.ins : null;
    if (inside > 0) yield { size: inside, owner, attributes };
    at += size;
  }
}

/** The innermost live insertion that all of several owners stand in; null for base text. */
function commonOwner(theCase: Case, owners: (string | null)[]): string | null {
  const [first, ...others] = owners.map((owner) => liveChain(theCase, owner));
  return first?.find((one) => others.every((chain) => chain.includes(one))) ?? null;
}

function deletion(theCase: Case, range: Range, by: string): Piece {
  const foreign = [...parts(theCase.wording, range)].filter((part) => !isOwn(theCase, part.owner));
  const parent =
    foreign.length > 0
      ? commonOwner(
          theCase,
          foreign.map(({ owner }) => owner),
        )
      : null;
  // Words that replace only one's own stay in the proposal that these were in.
  const own = foreign.length === 0 ? ([...parts(theCase.wording, range)][0]?.owner ?? null) : null;
  const id = own ?? theCase.mint(parent, "wording");
  const change: Delta = range[0] > 0 ? [{ retain: range[0] }] : [];
  for (const part of parts(theCase.wording, range)) {
    if (isOwn(theCase, part.owner)) change.push({ delete: part.size });
    else change.push({ retain: part.size, attributes: { [`del:${id}`]: true } });
  }
  if (by !== "") change.push({ insert: by, attributes: { ins: id } });
  return { change, range };
}

function insertion(
  theCase: Case,
  act: Extract<WordsChange, { kind: "insert" }>,
  near: readonly Range[],
): Piece | NotCompiled {
  const end = length(theCase.wording);
  let at = act.where === "start" ? 0 : end;
  let range: Range = [at, at];
  if (act.where === "before" || act.where === "after") {
    const found = find(theCase.wording, act.anchor, act.occurrence, near);
    if (!Array.isArray(found)) return found;
    at = act.where === "before" ? found[0] : found[1];
    range = found;
  }
  const [left, right] = ownersAt(theCase.wording, at) as [string | null, string | null];
  const common = commonOwner(theCase, [at === 0 ? null : left, at === end ? null : right]);
  const own = [left, right, common].find((one) => isOwn(theCase, one)) ?? null;
  const id = own ?? theCase.mint(common, "wording");
  const insert = spaced(characters(theCase.wording), at, act.words);
  return { change: [...(at > 0 ? [{ retain: at }] : []), { insert, attributes: { ins: id } }], range };
}

/** Scripts that put no space between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Words get the space that divides them from their neighbours, unless a sign follows or they bring their own. */
function spaced(text: string, at: number, words: string): string {
  const before = text.slice(0, at);
  const after = text.slice(at);
  if (UNSPACED.test(words.slice(0, 1)) || UNSPACED.test(words.slice(-1))) return words;
  const front = before !== "" && /\S$/.test(before) && /^[\p{L}\p{N}(“"‘]/u.test(words) ? " " : "";
  const back = /^[\p{L}\p{N}(“"‘]/u.test(after) && /\S$/.test(words) ? " " : "";
  return `${front}${words}${back}`;
}

function reservation(theCase: Case, range: Range): Piece {
  const [start, end] = range;
  const id = theCase.mint(null, "reservation");
  const change: Delta = start > 0 ? [{ retain: start }] : [];
  change.push({ retain: end - start, attributes: { [`brk:${id}`]: true } });
  return { change, range };
}
