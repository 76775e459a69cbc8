/**
 * From what capture says about words to one change of the wording, for its sponsors: own words are deleted, others' are
 * marked; new words belong to a new proposal, inside the insertion that holds what they replace (W2, W4). Several changes of
 * one line are one proposal, unless one of them stands inside another's insertion and the other does not.
 */
import { unitsOf } from "../../record/brackets";
import { compose, length, ownersAt, transform } from "../../record/delta";
import { occurrences } from "../../record/folding";
import { ownersChain } from "../../record/marks";
import { isWhole, leaving, type Range, spacesAround } from "../../record/spacing";
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
  let whole: Delta = [];
  for (const one of changes) {
    const pieces = compileOne(theCase, one);
    if (!Array.isArray(pieces)) return pieces;
    for (const piece of pieces) whole = compose(whole, transform(whole, piece, true));
  }
  return { ok: true, change: whole, minted: minted.filter(({ id }) => names(whole, id)) };
}

function names(change: Delta, proposal: string): boolean {
  return change.some(({ attributes = {} }) =>
    Object.entries(attributes).some(([key, value]) => (key === "ins" ? value : key.slice(4)) === proposal),
  );
}

/** The changes that one change of words comes to, each on the wording as it is shown. */
function compileOne(theCase: Case, one: WordsChange): Delta[] | NotCompiled {
  if (one.kind === "insert") {
    const put = insertion(theCase, one);
    return "ok" in put ? put : [put];
  }
  const range = find(theCase.wording, one.words, one.kind === "move" ? one.which : one.occurrence);
  if (!Array.isArray(range)) return range;
  if (one.kind === "reserve_words") return [reservation(theCase, range)];
  if (one.kind === "replace" && one.by !== "") return [deletion(theCase, range, one.by)];
  if (one.kind !== "move") return [deletion(theCase, withSpace(theCase, range), "")];
  const text = characters(theCase.wording);
  const put = insertion(theCase, { ...one, kind: "insert", words: text.slice(...range) });
  return "ok" in put ? put : [deletion(theCase, withSpace(theCase, range), ""), put];
}

/** Words with one of the spaces beside them, where that has the same owner. */
function withSpace({ wording }: Case, range: Range): Range {
  const { taken } = leaving(characters(wording), range);
  const owners = new Set([...parts(wording, range)].map(({ owner }) => owner));
  return [...parts(wording, taken)].every(({ owner }) => owners.has(owner)) ? taken : range;
}

/** Where the words stand: whole words before parts, and as they are typed before whatever is alike. */
function find(wording: Delta, words: string, nth: number | null): Range | NotCompiled {
  const text = characters(wording);
  const alike = occurrences(text, words.trim()).map(({ start, end }): Range => [start, end]);
  const at = seams(wording);
  const whole = alike.filter((range) => isWhole(text, range, at));
  const among = whole.length > 0 ? whole : alike;
  const exact = among.filter(([start, end]) => text.slice(start, end) === words.trim());
  const found = exact.length > 0 ? exact : among;
  if (found.length === 0 || (nth !== null && nth > found.length))
    return { ok: false, problem: "none", words, count: found.length };
  if (nth !== null) return found[nth - 1] ?? [0, 0];
  const [first, second] = found;
  if (first && !second) return first;
  return { ok: false, problem: "many", words, count: found.length };
}

/** Where a proposal begins or ends. */
function seams(wording: Delta): Set<number> {
  const found = new Set<number>();
  let [at, before] = [0, ""];
  for (const { insert, attributes = {} } of wording) {
    const marks = Object.keys(attributes).filter((key) => key === "ins" || key.startsWith("del:"));
    const owners = JSON.stringify(marks.sort().map((key) => [key, attributes[key]]));
    if (owners !== before) found.add(at);
    before = owners;
    at += unitsOf(insert ?? "");
  }
  return found;
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

function deletion(theCase: Case, range: Range, by: string): Delta {
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
  return change;
}

function insertion(theCase: Case, act: Extract<WordsChange, { kind: "insert" }>): Delta | NotCompiled {
  const end = length(theCase.wording);
  const text = characters(theCase.wording);
  let at = act.where === "start" ? 0 : end;
  if (act.where === "before" || act.where === "after") {
    const found = find(theCase.wording, act.anchor, act.occurrence);
    if (!Array.isArray(found)) return found;
    at = act.where === "before" ? found[0] : found[1];
  }
  const [left, right] = ownersAt(theCase.wording, at) as [string | null, string | null];
  const common = commonOwner(theCase, [at === 0 ? null : left, at === end ? null : right]);
  const own = [left, right, common].find((one) => isOwn(theCase, one)) ?? null;
  const id = own ?? theCase.mint(common, "wording");
  const insert = spacesAround(text.slice(0, at), act.words, text.slice(at)).join(act.words);
  return [...(at > 0 ? [{ retain: at }] : []), { insert, attributes: { ins: id } }];
}

function reservation(theCase: Case, range: Range): Delta {
  const [start, end] = range;
  const id = theCase.mint(null, "reservation");
  const change: Delta = start > 0 ? [{ retain: start }] : [];
  change.push({ retain: end - start, attributes: { [`brk:${id}`]: true } });
  return change;
}
