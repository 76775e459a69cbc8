/**
 * The language of capture: what the Secretariat types while delegations speak.
 *
 *     EU, US: del "should"          bol!            japan, norway ~
 *     G77: "should" → "shall"       peru + 2        12 bis
 *     Iran on behalf of G77: ins "and" after "States" in 12 bis
 *
 * Names first, by their first letters; then a position, a change of words, or nothing (which opens the paragraph for typing
 * on their behalf). The name of a paragraph alone goes there. All that can be said is listed in `Guide.tsx`.
 */
import { type TypedOptions, withoutBrackets } from "../../record/typedBrackets";
import type { Stance } from "../../record/types";
import { readAct } from "./acts";
import { lex, type Token } from "./lexer";
import { beginsBehalf, divide, listing, type Names, type OpenName, unknownName, who } from "./names";
import { AGREE } from "./vocabulary";

export type WordsChange =
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
  /** `which` of the words that are moved; `occurrence` is that of the anchor. */
  | {
      kind: "move";
      words: string;
      which: number | null;
      where: "before" | "after";
      anchor: string;
      occurrence: number | null;
    };

/** Which proposal is meant: by its number in the panel, or as the one of a delegation; null for the paragraph. */
export type About = { number: number } | { of: string } | null;

export type CaptureAct =
  | { kind: "write" }
  | { kind: "position"; stance: Stance; about: About; statement: string | null }
  | { kind: "no_position"; about: About }
  | { kind: "words"; changes: WordsChange[] }
  | { kind: "whole"; as: "deletion" | "reservation" }
  /** A new paragraph: after the one labelled `to`, or instead of it; `ordinal` is what was typed with it. */
  | { kind: "paragraph"; relation: "after" | "instead"; to: string | null; ordinal: string; words: string }
  | { kind: "withdraw"; about: About }
  | { kind: "lift"; about: About };

export type Problem =
  | "name"
  | "command"
  | "where"
  | "by"
  | "words"
  | "statement"
  | "place"
  | "places"
  | "remark"
  | "no_change"
  | "cosponsor"
  | "gavel_names";

export type Reading =
  | { kind: "empty" }
  /** A paragraph to go to; several where the label is ambiguous, or only begun. */
  | { kind: "go"; places: string[]; typed: string }
  /** To the paragraph before the room. */
  | { kind: "room" }
  /** Prepared for the Chair. */
  | { kind: "agree"; said: string }
  /** Names are being typed: `chosen` are done, `partial` is the one at the caret. */
  | { kind: "names"; chosen: string[]; partial: string; candidates: string[]; decided: boolean }
  | {
      kind: "ready";
      delegations: string[];
      spoken: Record<string, string>;
      act: CaptureAct;
      /** The paragraph that the line itself names; null for the one that capture is about. */
      place: string | null;
      /** The act as it was typed, without the place. */
      said: string;
      /** True where brackets were typed among words: they are left out. */
      dropped: boolean;
    }
  | { kind: "unclear"; reason: Problem; part: string; places: string[] }
  /** Several delegations begin with the `part` of the line from `from` on. */
  | { kind: "several"; part: string; from: number; candidates: string[] };

export interface Places {
  /** Paragraphs that a typed name means, the likeliest first: `exact`, or only `begun`. */
  find(typed: string): { exact: string[]; begun: string[] };
  /** Paragraphs whose names are much like what was typed. */
  near(typed: string): string[];
}

export interface Vocabulary extends Names {
  places: Places;
  /** How square brackets among typed words are read. */
  typed?: TypedOptions;
}

/** Reads one line of capture. Never throws; what cannot be read is `unclear` and says which part. */
export function read(line: string, vocabulary: Vocabulary): Reading {
  const text = line.trim();
  if (text === "") return { kind: "empty" };
  if (text === "0") return { kind: "room" };
  if (AGREE.test(text)) return { kind: "agree", said: text };
  const there = readPlace(text, vocabulary);
  if (there) return there;
  const { end, rest } = divide(line, vocabulary);
  const named = line.slice(0, end);
  if (rest === null) return readNames(line, vocabulary);
  const speaking = who(named, vocabulary);
  if (!speaking) return unclear("name", unknownName(named, vocabulary));
  if (speaking.open) return several(line, 0, speaking.open);
  const read = readAct(line, lex(line, rest), vocabulary);
  if ("among" in read) return several(line, rest, read);
  if ("reason" in read) return { kind: "unclear", places: [], ...read };
  const { delegations, spoken } = speaking;
  const act = bracketless(read.act, vocabulary.typed);
  return { kind: "ready", delegations, spoken, ...act, place: read.place, said: read.said };
}

function several(line: string, after: number, { part, among }: OpenName): Reading {
  const typed = part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const at = line.slice(after).search(new RegExp(`(?<![\\p{L}\\p{N}])${typed}(?![\\p{L}\\p{N}])`, "u"));
  return { kind: "several", part, from: after + Math.max(0, at), candidates: among };
}

function unclear(reason: Problem, part: string, places: string[] = []): Reading {
  return { kind: "unclear", reason, part, places };
}

/** `12 bis`, `Article 3, 1`, `PP3`: a name of a paragraph alone. Where a delegation is called so, that is meant. */
function readPlace(text: string, { places, ...names }: Vocabulary): Reading | null {
  if (/["“”„«:+~!?[→]/.test(text)) return null;
  const { exact, begun } = places.find(text);
  const isName = !/^[#\d(]/.test(text) && who(text, names) !== null;
  if (exact.length > 0 && !isName) return { kind: "go", places: [...exact, ...begun], typed: text };
  if (!/^[#\d(]/.test(text) && !(/\d/.test(text) && listing(text, names)?.candidates.length === 0))
    return null;
  if (divide(text, names).rest !== null && who(text.slice(0, divide(text, names).end), names)) return null;
  return begun.length > 0
    ? { kind: "go", places: begun, typed: text }
    : unclear("place", text.replace(/^#/, ""), places.near(text));
}

function readNames(line: string, names: Names): Reading {
  const found = listing(line, names);
  if (found?.open) return several(line, 0, found.open);
  if (found && found.candidates.length > 0) {
    const { chosen, partial, candidates, decided } = found;
    return { kind: "names", chosen, partial, candidates, decided };
  }
  if (beginsBehalf(line, names))
    return { kind: "names", chosen: [], partial: "", candidates: [], decided: true };
  const words = [...line.matchAll(/\s+/g)].map(({ index }) => index);
  const known = words.findLast((index) => who(line.slice(0, index), names) !== null);
  if (known !== undefined && line.slice(known).trim() !== "")
    return unclear("command", line.slice(known).trim());
  return unclear("name", found && found.partial !== "" ? found.partial : unknownName(line, names));
}

/** Words that were typed with square brackets lose them: a bracket is drawn from what a delegation proposes. */
function bracketless(
  act: CaptureAct,
  options: TypedOptions | undefined,
): { act: CaptureAct; dropped: boolean } {
  let dropped = false;
  const words = (typed: string) => {
    const read = withoutBrackets(typed, options);
    dropped ||= read.dropped;
    return read.words;
  };
  // The words are in the text without brackets too: that needs no message.
  const found = (typed: string) => withoutBrackets(typed, options).words;
  if (act.kind === "paragraph") return { act: { ...act, words: words(act.words).trim() }, dropped };
  if (act.kind !== "words") return { act, dropped };
  const changes = act.changes.map((change): WordsChange => {
    if (change.kind === "insert")
      return { ...change, words: words(change.words), anchor: found(change.anchor) };
    if (change.kind === "replace") return { ...change, words: found(change.words), by: words(change.by) };
    return { ...change, words: found(change.words) };
  });
  return { act: { kind: "words", changes }, dropped };
}

/** The line with the name at the caret completed, ready for the next name or for what it says. */
export function complete(line: string, name: string, names: Names): string {
  const from = listing(line, names)?.from ?? 0;
  return `${line.slice(0, from).replace(/\s+$/, "")}${from > 0 ? " " : ""}${name}: `;
}

/** The quotation at the caret that is still open, for completing its words. */
export function openQuote(line: string, vocabulary: Vocabulary): Token | null {
  const { rest } = divide(line, vocabulary);
  const last = rest === null ? undefined : lex(line, rest).at(-1);
  return last?.kind === "quote" && last.open ? last : null;
}
