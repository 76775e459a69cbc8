/**
 * What a paragraph says under one assumption or another: rolling, base, one proposal retained. The twin of
 * server/domain/readings.py; both run tests/vectors/brackets.json. A reading that is a wording is a Delta of inserts without
 * a mark, or null where the paragraph would not be there at all.
 */
import Delta from "quill-delta";
import { attribution, FORMATS, type Marked, type Names, owners, type Token, tokens } from "./brackets";
import type { Agreement, Attributes, Embed, Op, Paragraph, State, Delta as Wording } from "./types";

export type Footnote = (paragraph: string) => string;
const noFootnote: Footnote = () => "";

/**
 * The tokens as characters: square brackets, and with `names` the attributions. `footnote` gives what stands for a reference.
 * Without `names`, taking away the brackets gives the wording again.
 */
export function asText(drawn: Token[], names: Names | null = null, footnote: Footnote = noFootnote): string {
  let said = "";
  for (const token of drawn) {
    if (token.type === "open") said += "[";
    else if (token.type === "text") said += contentText(token.content, footnote);
    else {
      const by = names ? attribution(token.parts, names) : "";
      // The words' own last space is set after the bracket. A bracket that another one cut says so where it is read on.
      const space = by && said.endsWith(" ") ? " " : "";
      if (by) said = `${space ? said.slice(0, -1) : said} – ${by}${token.continued ? " (continued)" : ""}`;
      said += `]${space}`;
    }
  }
  return said;
}

/** A run as characters. A bracket around nothing has none: its brackets come from its marks. */
export function contentText(content: string | Embed, footnote: Footnote = noFootnote): string {
  if (typeof content === "string") return content;
  if ("footnote" in content) return footnote(content.footnote);
  return "repair" in content ? content.repair : "";
}

/** `[agreed ad ref; pending Peru]`, to stand after the paragraph; empty where it is not agreed. */
export function agreementNote(
  agreement: Pick<Agreement, "level" | "pending"> | null,
  levels: State["levels"],
  names: Names,
): string {
  if (agreement === null) return "";
  const name = levels.find((level) => level.id === agreement.level)?.name ?? agreement.level;
  if (agreement.pending.length > 0) return `[${name}; pending ${agreement.pending.map(names).join(", ")}]`;
  return `[${name}]`;
}

/** The paragraph as it stands, in brackets, with or without who stands behind each. */
export function rolling(
  paragraph: Marked & Pick<Paragraph, "agreement">,
  names: Names,
  attributed: boolean,
  levels: State["levels"] = [],
): string {
  if (!attributed) return asText(tokens(paragraph));
  const text = asText(tokens(paragraph), names);
  const note = agreementNote(paragraph.agreement, levels, names);
  return note ? `${text} ${note}`.trim() : text;
}

/** No proposal taken: what no delegation owns, with what they want deleted. Null: proposed as a whole. */
export function base(paragraph: Marked): Wording | null {
  return taken(paragraph, new Set());
}

/** The proposal retained with its live ancestors, every other one dropped (W3). Null: the paragraph would not be there. */
export function withRetained(paragraph: Marked, proposal: string): Wording | null {
  return taken(paragraph, new Set(owners(paragraph.proposals, proposal)));
}

function taken(paragraph: Marked, chosen: Set<string>): Wording | null {
  const held = (owner: unknown) =>
    typeof owner !== "string" || owners(paragraph.proposals, owner).every((one) => chosen.has(one));
  const gone = (attributes: Attributes) => [...chosen].some((proposal) => `del:${proposal}` in attributes);
  if (!held(paragraph.marks.ins) || gone(paragraph.marks)) return null;
  const kept = new Delta();
  for (const op of paragraph.wording) {
    const attributes = op.attributes ?? {};
    if (op.insert === undefined || !held(attributes.ins) || gone(attributes)) continue;
    const formats: Attributes = {};
    for (const name of FORMATS) if (attributes[name]) formats[name] = attributes[name];
    kept.insert(op.insert as string, formats);
  }
  return kept.ops as Op[];
}
