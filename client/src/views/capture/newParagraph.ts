/** `22 bis "…"`, `alt: …`: a new paragraph after another, or instead of it. */
import { labelOf, related } from "../../record/numbering";
import type { ActRead } from "./acts";
import type { Token } from "./lexer";
import { KEYWORDS, NEW, RELATIONS } from "./vocabulary";

const SAID = new RegExp(
  `^(?<to>.*?)\\s*(?<![\\p{L}])(?<relation>${RELATIONS.join("|")})\\b\\.?\\s*(?<nth>\\d{1,2}\\b)?\\s*:?\\s*$`,
  "iu",
);

/** Null where the line says something else. */
export function readNewParagraph(line: string, tokens: readonly Token[]): ActRead | null {
  const [first] = tokens;
  if (!first || first.kind === "quote" || first.kind === "bracket" || first.kind === "sign") return null;
  const word = first.text.toLowerCase();
  if (first.kind === "word" && KEYWORDS.includes(word) && !RELATIONS.includes(word) && !NEW.has(word))
    return null;
  const words = tokens.find(({ kind }) => kind === "quote");
  const colon = tokens.find(({ kind, text }) => kind === "stop" && text === ":");
  // After a colon the words need no quotation marks.
  const bare = colon !== undefined && (words === undefined || colon.from < words.from);
  const head = line.slice(first.from, bare ? colon.from : (words?.from ?? line.length)).trim();
  const text = bare ? unquoted(line.slice(colon.to), words) : (words?.text ?? "");
  const named = readHead(head);
  if (!named) return null;
  if (text.trim() === "") return { reason: "words", part: head };
  const after = words && !bare ? line.slice(words.to).trim() : "";
  if (after !== "") return { reason: "command", part: after };
  return {
    act: { kind: "paragraph", ...named, words: text.trim() },
    place: null,
    said: line.slice(first.from).trim(),
  };
}

function unquoted(typed: string, words: Token | undefined): string {
  return words && typed.trim().length === words.to - words.from ? words.text : typed;
}

function readHead(head: string) {
  const word = head.toLowerCase();
  if (NEW.has(word) || word === "new paragraph" || word === "new para")
    return { relation: "after" as const, to: null, ordinal: "" };
  const after = /^(?:new\s+)?(?:para(?:graph)?\s+)?after\s+(.+)$/i.exec(head)?.[1];
  if (after !== undefined) return { relation: "after" as const, to: after, ordinal: "" };
  const found = SAID.exec(head.replace(/^new\s+/i, ""))?.groups;
  if (!found) return null;
  const to = (found.to ?? "").replace(/^para(?:graph)?\s+/i, "").trim();
  const relation = found.relation?.toLowerCase() === "alt" ? ("instead" as const) : ("after" as const);
  const label = labelOf(`${to} ${found.relation}${found.nth ? ` ${found.nth}` : ""}.`).replace(/\.$/, "");
  const beside = related(label)?.to ?? [];
  if (to === "") return { relation, to: null, ordinal: found.relation?.toLowerCase() ?? "" };
  return { relation, to: beside.at(relation === "instead" ? 0 : -1) ?? to, ordinal: label };
}
