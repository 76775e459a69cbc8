/** Completions at the caret of a captured line: delegations, words of the paragraph, paragraphs. Pure. */
import { fold, folded, original } from "../../record/folding";
import type { Delta, Paragraph } from "../../record/types";
import { beginning, characters } from "../facts";
import { type Delegations, fullName, shortName } from "../names";
import { fullLabel } from "../places";
import { complete, openQuote, type Reading, type Vocabulary } from "./grammar";
import { lex, type Token } from "./lexer";
import { divide } from "./names";
import { DELETE, MOVE, REPLACE, RESERVE } from "./vocabulary";

export interface Completion {
  id: string;
  name: string;
  /** The part that tells it from the others. */
  detail: string;
  /** The line once it is taken. */
  line: string;
}

const LISTED = 6;
const LEAST_LETTERS = 2;

export function completions(
  line: string,
  reading: Reading,
  vocabulary: Vocabulary,
  paragraphs: Readonly<Record<string, Paragraph>>,
  about: Paragraph | null,
): Completion[] {
  if (reading.kind === "several") return named(line, reading, vocabulary.delegations);
  if (reading.kind === "names")
    return reading.partial === "" ? [] : names(line, reading.candidates, vocabulary).slice(0, LISTED);
  if (reading.kind === "go" && reading.places.length > 1)
    return places(line, line.trim(), reading.places, paragraphs);
  if (reading.kind === "unclear" && reading.places.length > 0)
    return places(line, reading.part, reading.places, paragraphs);
  const place = reading.kind === "ready" && reading.place ? paragraphs[reading.place] : about;
  return place ? words(line, vocabulary, place.wording).slice(0, LISTED) : [];
}

/** A name in the midst of the line in place of its beginning. */
function named(
  line: string,
  { part, from, candidates }: Extract<Reading, { kind: "several" }>,
  delegations: Delegations,
): Completion[] {
  return candidates.slice(0, LISTED).map((code) => {
    const name = shortName(delegations, code);
    const full = fullName(delegations, code);
    const whole = line.slice(0, from) + name + line.slice(from + part.length);
    return { id: code, name, detail: full === name ? "" : full, line: whole };
  });
}

function names(line: string, codes: readonly string[], vocabulary: Vocabulary): Completion[] {
  const delegations: Delegations = vocabulary.delegations;
  return codes.map((code) => {
    const name = shortName(delegations, code);
    const full = fullName(delegations, code);
    return { id: code, name, detail: full === name ? "" : full, line: complete(line, name, vocabulary) };
  });
}

function places(
  line: string,
  part: string,
  ids: readonly string[],
  paragraphs: Readonly<Record<string, Paragraph>>,
): Completion[] {
  const at = Math.max(0, line.lastIndexOf(part));
  return ids.slice(0, LISTED).flatMap((id) => {
    const paragraph = paragraphs[id];
    if (!paragraph) return [];
    const name = fullLabel(paragraph) || beginning(paragraph, 30);
    return [
      {
        id,
        name,
        detail: beginning(paragraph, 50),
        line: line.slice(0, at) + name + line.slice(at + part.length),
      },
    ];
  });
}

/** Whether the words of an open quotation are looked for in the paragraph, and not put into it. */
function isLookedFor(line: string, quote: Token, vocabulary: Vocabulary): boolean {
  const { rest } = divide(line, vocabulary);
  const before = lex(line.slice(0, quote.from), rest ?? 0);
  const last = before.at(-1);
  if (!last) return true;
  if (last.kind === "sign") return last.text === "?";
  if (last.kind === "stop" || last.kind === "number") return false;
  const word = last.text.toLowerCase();
  return (
    [DELETE, MOVE, REPLACE, RESERVE].some((set) => set.has(word)) ||
    ["after", "before", "word", "words", "and", "lift", "lifts"].includes(word)
  );
}

/** The words of a wording that begin as the open quotation does; as many as it takes for them to stand there once. */
function words(line: string, vocabulary: Vocabulary, wording: Delta): Completion[] {
  const quote = openQuote(line, vocabulary);
  const typed = fold(quote?.text ?? "");
  if (!quote || typed.trim().length < LEAST_LETTERS || !isLookedFor(line, quote, vocabulary)) return [];
  const text = characters(wording);
  const where = folded(text);
  const found = new Map<string, Completion>();
  for (let at = where.text.indexOf(typed); at >= 0; at = where.text.indexOf(typed, at + 1)) {
    const begins = original(where, at, at + typed.length);
    if (!begins || isLetter(text.charAt(begins.start - 1))) continue;
    const taken = enough(text, begins.start, begins.end);
    if (taken === "" || found.has(taken)) continue;
    const sign = line.charAt(quote.from);
    const closing = sign === "“" ? "”" : sign === "„" ? "“" : sign === "«" ? "»" : sign === "‘" ? "’" : sign;
    found.set(taken, {
      id: `${begins.start}`,
      name: taken,
      detail: context(text, begins.start, taken.length),
      line: `${line.slice(0, quote.from + 1)}${taken}${closing}`,
    });
  }
  return [...found.values()];
}

function isLetter(sign: string): boolean {
  return /[\p{L}\p{M}\p{N}]/u.test(sign);
}

/** From a place to the end of its word, and on, word by word, until these words stand in the text once. */
function enough(text: string, start: number, least: number): string {
  const ends = [...text.slice(start).matchAll(/[\p{L}\p{M}\p{N}](?![\p{L}\p{M}\p{N}’'-])/gu)].map(
    ({ index, 0: last }) => start + index + last.length,
  );
  for (const end of ends) {
    if (end < least) continue;
    const taken = text.slice(start, end);
    if (text.indexOf(taken) === text.lastIndexOf(taken)) return taken;
  }
  return text.slice(start).trim();
}

function context(text: string, start: number, size: number): string {
  const before = text.slice(Math.max(0, start - 24), start).replace(/^\S*\s/, "");
  const after = text.slice(start + size, start + size + 16).replace(/\s\S*$/, "");
  return `… ${before}${text.slice(start, start + size)}${after} …`;
}
