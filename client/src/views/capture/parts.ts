/** The parts of a captured line, for their colours: who, the word of command, quoted words, the place, what is not understood. */
import type { Reading, Vocabulary } from "./grammar";
import { lex } from "./lexer";
import { divide } from "./names";
import { KEYWORDS } from "./vocabulary";

export interface Part {
  role: "who" | "act" | "words" | "place" | "wrong" | "plain";
  text: string;
}

const LINKS = [
  "after",
  "before",
  "in",
  "and",
  "then",
  "with",
  "by",
  "to",
  "at",
  "the",
  "start",
  "beginning",
  "end",
  "on",
];
const ACT_WORDS = new Set([
  ...KEYWORDS.flatMap((words) => words.split(" ")),
  ...LINKS,
  "paragraph",
  "para",
  "position",
]);

export function parts(line: string, reading: Reading, vocabulary: Vocabulary): Part[] {
  if (reading.kind === "go" || reading.kind === "room") return [{ role: "place", text: line }];
  if (reading.kind === "agree") return [{ role: "act", text: line }];
  const part = reading.kind === "unclear" || reading.kind === "several" ? reading.part : "";
  const wrong = reading.kind === "several" ? reading.from : part !== "" ? line.lastIndexOf(part) : -1;
  const wrongTo = wrong + part.length;
  const { end, rest } = divide(line, vocabulary);
  const found: Part[] = [];
  const push = (role: Part["role"], from: number, to: number) => {
    if (to > from)
      found.push({
        role: wrong >= 0 && from >= wrong && to <= wrongTo ? "wrong" : role,
        text: line.slice(from, to),
      });
  };
  if (wrong >= 0 && wrong < end) {
    push("who", 0, wrong);
    push("wrong", wrong, wrongTo);
    push("who", wrongTo, end);
  } else push("who", 0, end);
  push("act", end, rest ?? line.length);
  let at = rest ?? line.length;
  for (const token of lex(line, at)) {
    push("plain", at, token.from);
    const quoted = token.kind === "quote" || token.kind === "bracket";
    const act = token.kind !== "word" || ACT_WORDS.has(token.text.toLowerCase());
    push(quoted ? "words" : act ? "act" : "place", token.from, token.to);
    at = token.to;
  }
  push("plain", at, line.length);
  return found;
}
