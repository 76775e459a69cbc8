/** The delegations that a captured line is for: `EU, Norway`, `Iran on behalf of G77`. */
import { candidates, type Delegations, meant } from "../names";
import { opensQuote } from "./lexer";
import { KEYWORDS, RELATIONS } from "./vocabulary";

export interface Names {
  delegations: Delegations;
  /** Delegations captured lately, the latest first. */
  recent: readonly string[];
}

export interface Who {
  /** Those for whom it is, in the order spoken. */
  delegations: string[];
  /** Speakers for others: the code of the other to the speaker's. */
  spoken: Record<string, string>;
  /** A name that several begin with: nothing is recorded until it is said which. */
  open: OpenName | null;
}

/** A part of a line that may mean several delegations. */
export interface OpenName {
  part: string;
  among: string[];
}

interface Codes {
  codes: string[];
  open: OpenName | null;
}

const BEHALF = /\s+on\s+behalf\s+of\s+/i;
const ACT = new RegExp(
  `[+~!?[→]|["“”„«]|(?<=\\s)['‘](?=\\S)|(?<=\\s)(?:${[...KEYWORDS].sort((a, b) => b.length - a.length).join("|")})(?![\\p{L}\\p{N}])` +
    `|(?<=\\s)#?\\d+(?:\\s*(?:${RELATIONS.join("|")})\\b)?|(?<=\\s)(?:OP|PP)\\s?\\d`,
  "giu",
);

/**
 * Where the names of a line end and where what they say begins: at a colon, or before a sign, a quotation or a word of
 * command that follows on names that are known. `rest` is null while names are still being typed.
 */
export function divide(line: string, names: Names): { end: number; rest: number | null } {
  const colon = firstColon(line);
  const known = (end: number) => !/,\s*$/.test(line.slice(0, end)) && who(line.slice(0, end), names) !== null;
  if (colon >= 0 && known(colon)) return { end: colon, rest: colon + 1 };
  // The longest names that are known: "Papua New Guinea", "Group of 77".
  const begins = [...line.matchAll(ACT)]
    .map(({ index }) => index)
    .filter((index) => colon < 0 || index < colon);
  const longest = begins.findLast(known);
  if (longest !== undefined) return { end: longest, rest: longest };
  if (colon >= 0) return { end: colon, rest: colon + 1 };
  const sign = line.search(/[+~!?[→]|["“”„«]/);
  return sign < 0 ? { end: line.length, rest: null } : { end: sign, rest: sign };
}

function firstColon(line: string): number {
  for (let at = 0; at < line.length; at++) {
    if (line.charAt(at) === ":") return at;
    if (opensQuote(line, at)) return -1;
  }
  return -1;
}

/** Those that are named; null where one of them is not known. */
export function who(said: string, names: Names): Who | null {
  const [speakers = "", ...others] = said.split(BEHALF);
  if (others.length > 1) return null;
  const spoke = codes(speakers, names);
  if (others[0] === undefined) return spoke && { delegations: spoke.codes, spoken: {}, open: spoke.open };
  const represented = codes(others[0], names);
  const speaker = spoke?.codes.at(-1);
  if (!spoke || !represented || speaker === undefined) return null;
  const spoken = Object.fromEntries(
    represented.codes.filter((one) => one !== speaker).map((one) => [one, speaker]),
  );
  const delegations = [...new Set([...spoke.codes.slice(0, -1), ...represented.codes])];
  return { delegations, spoken, open: spoke.open ?? represented.open };
}

/** The first part of a list of names that is none, for the sentence that says so. */
export function unknownName(said: string, names: Names): string {
  const parts = said.split(BEHALF).flatMap((part) => part.split(","));
  return (parts.find((part) => part.trim() !== "" && !codes(part, names)) ?? said).trim();
}

function codes(said: string, names: Names): Codes | null {
  const found: Codes[] = [];
  for (const segment of said.split(",")) {
    if (segment.trim() === "") continue;
    const one = segmentCodes(segment.trim(), names);
    if (!one) return null;
    found.push(one);
  }
  return found.length > 0 ? together(found) : null;
}

function together(found: readonly Codes[]): Codes {
  const open = found.find((one) => one.open)?.open ?? null;
  return { codes: [...new Set(found.flatMap(({ codes }) => codes))], open };
}

/** `Trinidad and Tobago` is one name, `Norway and Iceland` are two. */
function segmentCodes(said: string, names: Names): Codes | null {
  const [first, ...others] = meant(names.delegations, said, names.recent);
  if (first !== undefined)
    return { codes: [first], open: others.length > 0 ? { part: said, among: [first, ...others] } : null };
  for (const { index, 0: word } of said.matchAll(/\s+(?:and|&)\s+/gi)) {
    const before = segmentCodes(said.slice(0, index), names);
    const after = segmentCodes(said.slice(index + word.length), names);
    if (before && after) return together([before, after]);
  }
  return null;
}

/** The names of a line that is only names yet: those that are done, and what may be meant by the one at its end. */
export interface Listing {
  chosen: string[];
  partial: string;
  /** Where the last name begins. */
  from: number;
  candidates: string[];
  /** Whether it is known which of them is meant. */
  decided: boolean;
  /** One of the names before it that several begin with. */
  open: OpenName | null;
}

export function listing(line: string, names: Names): Listing | null {
  const from = lastName(line);
  const before = line
    .slice(0, from)
    .replace(BEHALF, ",")
    .replace(/\s*,\s*$/, "");
  const chosen = before.trim() === "" ? { codes: [], open: null } : codes(before, names);
  if (chosen === null) return null;
  const partial = line.slice(from).trim();
  const isLeft = (code: string) => !chosen.codes.includes(code);
  const left = candidates(names.delegations, partial, names.recent).filter(isLeft);
  const decided = meant(names.delegations, partial).filter(isLeft).length === 1;
  return { chosen: chosen.codes, partial, from, candidates: left, decided, open: chosen.open };
}

function lastName(line: string): number {
  const behalf = [...line.matchAll(new RegExp(BEHALF, "gi"))].at(-1);
  const from = Math.max(line.lastIndexOf(",") + 1, behalf ? behalf.index + behalf[0].length : 0);
  return from + (/^\s*/.exec(line.slice(from))?.[0].length ?? 0);
}

/** Whether what follows on a known name is the beginning of "on behalf of". */
export function beginsBehalf(line: string, names: Names): boolean {
  for (const { index } of line.matchAll(/\s+/g)) {
    const after = line.slice(index).trim().toLowerCase().replace(/\s+/g, " ");
    if (after !== "" && "on behalf of".startsWith(after) && who(line.slice(0, index), names)) return true;
  }
  return false;
}
