/**
 * From a command of capture to a change of the wording, for one delegation: own words are deleted, others' are marked; new
 * words belong to a new proposal, inside the insertion that holds what they replace (W2, W4).
 */
import { unitsOf } from "../../record/brackets";
import { length, ownersAt } from "../../record/delta";
import { ownersChain } from "../../record/marks";
import type { Attributes, Delta, Minted, Paragraph } from "../../record/types";
import { characters } from "../facts";
import type { CaptureAct } from "./grammar";

export type WordsAct = Extract<CaptureAct, { kind: "delete" | "insert" | "replace" | "reserve_words" }>;

export type Compiled =
  | { ok: true; change: Delta; minted: Minted[] }
  /** `none` and `many` are about the words that were looked for; `own` means there is nothing left to change. */
  | { ok: false; problem: "none" | "many"; words: string; count: number };

interface Case {
  paragraph: Paragraph;
  wording: Delta;
  delegation: string;
  /** A fresh id for a proposal. */
  mint: () => string;
}

type Range = [start: number, end: number];

/** The change that `act` asks for, on the wording as it is shown. */
export function compile(
  act: WordsAct,
  paragraph: Paragraph,
  wording: Delta,
  delegation: string,
  mint: () => string,
): Compiled {
  const theCase: Case = { paragraph, wording, delegation, mint };
  if (act.kind === "insert") return insertion(theCase, act);
  const range = find(wording, act.words, act.occurrence);
  if (!Array.isArray(range)) return range;
  if (act.kind === "reserve_words") return reservation(theCase, range);
  return deletion(theCase, range, act.kind === "replace" ? act.by : "");
}

function occurrences(text: string, words: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) found.push(at);
  return found;
}

/** Where the words stand: as typed, else whatever the case of the letters. */
function find(wording: Delta, words: string, nth: number | null): Range | Extract<Compiled, { ok: false }> {
  const text = characters(wording);
  const exact = occurrences(text, words);
  // Lower case may have another length (İ), which would shift offsets: then only the exact search counts.
  const lower = text.toLowerCase();
  const found =
    exact.length > 0 || lower.length !== text.length ? exact : occurrences(lower, words.toLowerCase());
  if (found.length === 0 || (nth !== null && nth > found.length))
    return { ok: false, problem: "none", words, count: found.length };
  if (found.length > 1 && nth === null) return { ok: false, problem: "many", words, count: found.length };
  const start = found[(nth ?? 1) - 1] ?? 0;
  return [start, start + words.length];
}

function isOwn({ paragraph, delegation }: Case, proposal: string | null): boolean {
  const known = proposal === null ? undefined : paragraph.proposals[proposal];
  return known?.status === "live" && known.sponsors[0] === delegation;
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

function deletion(theCase: Case, range: Range, by: string): Compiled {
  const id = theCase.mint();
  const foreign = [...parts(theCase.wording, range)].filter((part) => !isOwn(theCase, part.owner));
  const parent =
    foreign.length > 0
      ? commonOwner(
          theCase,
          foreign.map((part) => part.owner),
        )
      : null;
  const change: Delta = range[0] > 0 ? [{ retain: range[0] }] : [];
  for (const part of parts(theCase.wording, range)) {
    if (isOwn(theCase, part.owner)) change.push({ delete: part.size });
    else change.push({ retain: part.size, attributes: { [`del:${id}`]: true } });
  }
  // Words that replace only one's own stay in the proposal that these were in.
  const own = foreign.length === 0 ? ([...parts(theCase.wording, range)][0]?.owner ?? null) : null;
  if (by !== "") change.push({ insert: by, attributes: { ins: own ?? id } });
  const minted: Minted[] = own === null ? [{ id, parent, kind: "wording", set: null }] : [];
  return { ok: true, change, minted };
}

function insertion(theCase: Case, act: Extract<WordsAct, { kind: "insert" }>): Compiled {
  const end = length(theCase.wording);
  let at = act.where === "start" ? 0 : end;
  if (act.where === "before" || act.where === "after") {
    const range = find(theCase.wording, act.anchor, act.occurrence);
    if (!Array.isArray(range)) return range;
    at = act.where === "before" ? range[0] : range[1];
  }
  const [left, right] = ownersAt(theCase.wording, at) as [string | null, string | null];
  const common = commonOwner(theCase, [at === 0 ? null : left, at === end ? null : right]);
  const own = [left, right, common].find((one) => isOwn(theCase, one)) ?? null;
  const id = own ?? theCase.mint();
  const insert = spaced(characters(theCase.wording), at, act.words);
  const change: Delta = [...(at > 0 ? [{ retain: at }] : []), { insert, attributes: { ins: id } }];
  return {
    ok: true,
    change,
    minted: own === null ? [{ id, parent: common, kind: "wording", set: null }] : [],
  };
}

/** Words get the space that divides them from their neighbours, unless a sign follows or they bring their own. */
function spaced(text: string, at: number, words: string): string {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const front = before !== "" && /\S$/.test(before) && /^[\p{L}\p{N}(“"‘]/u.test(words) ? " " : "";
  const back = /^[\p{L}\p{N}(“"‘]/u.test(after) && /\S$/.test(words) ? " " : "";
  return `${front}${words}${back}`;
}

function reservation(theCase: Case, [start, end]: Range): Compiled {
  const id = theCase.mint();
  const change: Delta = start > 0 ? [{ retain: start }] : [];
  change.push({ retain: end - start, attributes: { [`brk:${id}`]: true } });
  return { ok: true, change, minted: [{ id, parent: null, kind: "reservation", set: null }] };
}
