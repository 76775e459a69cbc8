/**
 * The language of capture: what the Secretariat types while delegations speak.
 *
 *     EU, US: del "should"          bol!            japan, norway ~
 *     G77: "should" → "shall"       peru + 2        12 bis
 *
 * Names first, by their first letters; then a position, a change of words, or nothing (which opens the paragraph for
 * typing on their behalf). A number alone goes to that paragraph.
 */
import type { Stance } from "../../record/types";
import { candidates, type Delegations } from "../names";

export type CaptureAct =
  | { kind: "write" }
  | { kind: "position"; stance: Stance; proposal: number | null; statement: string | null }
  | { kind: "delete"; words: string; occurrence: number | null }
  | {
      kind: "insert";
      words: string;
      where: "before" | "after" | "start" | "end";
      anchor: string;
      occurrence: number | null;
    }
  | { kind: "replace"; words: string; by: string; occurrence: number | null }
  | { kind: "reserve_words"; words: string; occurrence: number | null }
  | { kind: "reserve_whole" };

export type Reading =
  | { kind: "empty" }
  /** A paragraph's label, to go to. */
  | { kind: "label"; label: string }
  /** Names are being typed: `chosen` are done, `partial` is the one at the caret. */
  | { kind: "names"; chosen: string[]; partial: string; candidates: string[] }
  | { kind: "ready"; delegations: string[]; act: CaptureAct }
  | { kind: "unclear"; reason: "name" | "command" | "where"; part: string };

export interface Vocabulary {
  delegations: Delegations;
  /** Delegations captured lately, the latest first. */
  recent: readonly string[];
}

const OPEN = '["“”„«]';
const CLOSE = '(?:["”“»]|$)';
const WORDS = `${OPEN}([^"“”„«»]*)${CLOSE}`;
const NTH = "(?:\\s*#?(\\d+))?";
const ARROW = "\\s*(?:→|->|=>|>|\\bby\\b|\\bto\\b)\\s*";
const KEYWORDS =
  "del|delete|ins|insert|replace|support|supports|accept|accepts|can accept|object|objects|reserve|reserves";
const STANCES: [RegExp, Stance][] = [
  [/^(?:\+|supports?\b)/i, "supports"],
  [/^(?:~|(?:can )?accepts?\b)/i, "can_accept"],
  [/^(?:!|objects?\b)/i, "objects"],
  [/^(?:\?|reserves?\b)/i, "reserves"],
];

/** Reads one line of capture. Never throws; what cannot be read is `unclear` and says which part. */
export function read(line: string, vocabulary: Vocabulary): Reading {
  const text = line.trimStart();
  if (text === "") return { kind: "empty" };
  if (/^[#\d(]/.test(text)) return { kind: "label", label: text.replace(/^#/, "").trim() };
  const { names, rest } = divide(text, vocabulary);
  const segments = names.split(",");
  if (rest === null) return readingNames(segments, vocabulary);
  const delegations: string[] = [];
  for (const segment of segments) {
    if (segment.trim() === "") continue;
    const code = candidates(vocabulary.delegations, segment, vocabulary.recent)[0];
    if (code === undefined) return { kind: "unclear", reason: "name", part: segment.trim() };
    if (!delegations.includes(code)) delegations.push(code);
  }
  if (delegations.length === 0) return { kind: "unclear", reason: "name", part: names.trim() };
  return readAct(rest.trim(), delegations);
}

function readingNames(segments: string[], { delegations, recent }: Vocabulary): Reading {
  const partial = (segments.at(-1) ?? "").trim();
  const chosen: string[] = [];
  for (const segment of segments.slice(0, -1)) {
    const code = candidates(delegations, segment, recent)[0];
    if (segment.trim() === "" || code === undefined)
      return { kind: "unclear", reason: "name", part: segment.trim() };
    if (!chosen.includes(code)) chosen.push(code);
  }
  const left = candidates(delegations, partial, recent).filter((code) => !chosen.includes(code));
  if (left.length === 0) return { kind: "unclear", reason: "name", part: partial };
  return { kind: "names", chosen, partial, candidates: left };
}

/** Names end at a colon, at the sign of a position, at a quotation, or at a word of command after whole names. */
function divide(text: string, vocabulary: Vocabulary): { names: string; rest: string | null } {
  const sign = text.search(/[:+~!?[]|["“„«]/);
  const command = text.search(new RegExp(`\\s(?:${KEYWORDS})\\b`, "i"));
  const byWord =
    command > 0 && (sign < 0 || command < sign) && namesAreKnown(text.slice(0, command), vocabulary);
  if (byWord) return { names: text.slice(0, command), rest: text.slice(command) };
  if (sign < 0) return { names: text, rest: null };
  return { names: text.slice(0, sign), rest: text.slice(text[sign] === ":" ? sign + 1 : sign) };
}

function namesAreKnown(names: string, { delegations, recent }: Vocabulary): boolean {
  return names
    .split(",")
    .every((name) => name.trim() !== "" && candidates(delegations, name, recent).length > 0);
}

function readAct(rest: string, delegations: string[]): Reading {
  if (rest === "") return { kind: "ready", delegations, act: { kind: "write" } };
  const act = readChange(rest) ?? readPosition(rest);
  if (act === "where") return { kind: "unclear", reason: "where", part: rest };
  return act ? { kind: "ready", delegations, act } : { kind: "unclear", reason: "command", part: rest };
}

function readPosition(rest: string): CaptureAct | null {
  for (const [sign, stance] of STANCES) {
    const match = sign.exec(rest);
    if (!match) continue;
    const [, number, statement] = /^\s*(?:#?(\d+)(?!\S))?\s*(.*)$/s.exec(rest.slice(match[0].length)) ?? [];
    return {
      kind: "position",
      stance,
      proposal: number ? Number(number) : null,
      statement: statement?.trim() || null,
    };
  }
  return null;
}

function readChange(rest: string): CaptureAct | "where" | null {
  const match = (pattern: string) => new RegExp(`^${pattern}\\s*$`, "is").exec(rest);
  const nth = (value: string | undefined) => (value ? Number(value) : null);
  const deletion = match(`(?:del|delete)\\s*${WORDS}${NTH}`);
  if (deletion?.[1]) return { kind: "delete", words: deletion[1], occurrence: nth(deletion[2]) };
  const replacement = match(`(?:replace\\s*)?${WORDS}${ARROW}${WORDS}${NTH}`);
  if (replacement?.[1] && replacement[2] !== undefined)
    return { kind: "replace", words: replacement[1], by: replacement[2], occurrence: nth(replacement[3]) };
  const reservation = match(`(?:\\?|\\[|reserves?)\\s*${WORDS}${NTH}\\]?`);
  if (reservation?.[1])
    return { kind: "reserve_words", words: reservation[1], occurrence: nth(reservation[2]) };
  if (/^\[\s*\]?$/.test(rest)) return { kind: "reserve_whole" };
  return readInsertion(match, nth);
}

function readInsertion(
  match: (pattern: string) => RegExpExecArray | null,
  nth: (value: string | undefined) => number | null,
): CaptureAct | "where" | null {
  const beside = match(`(?:ins|insert)\\s*${WORDS}\\s*(after|before)\\s*${WORDS}${NTH}`);
  if (beside?.[1] && beside[3]) {
    const where = beside[2]?.toLowerCase() === "before" ? "before" : "after";
    return { kind: "insert", words: beside[1], where, anchor: beside[3], occurrence: nth(beside[4]) };
  }
  const edge = match(`(?:ins|insert)\\s*${WORDS}\\s*(?:at\\s*)?(?:the\\s*)?(start|beginning|end)`);
  if (edge?.[1]) {
    const where = edge[2]?.toLowerCase() === "end" ? "end" : "start";
    return { kind: "insert", words: edge[1], where, anchor: "", occurrence: null };
  }
  return match("(?:ins|insert)\\b.*") ? "where" : null;
}

/** The line with the name at the caret completed to `code`, ready for the next name or for what it says. */
export function complete(line: string, name: string): string {
  const comma = line.lastIndexOf(",");
  const before = comma < 0 ? "" : `${line.slice(0, comma + 1)} `;
  return `${before.replace(/\s+$/, " ")}${name}: `;
}
