/**
 * Text that comes from outside, made fit for a paragraph: one line, no control characters, no square brackets (they are
 * drawn from marks), no invisible reordering; of formats, bold and italic stay. Word's HTML is full of what is not text.
 */
import type { Format, Piece } from "./gestures.ts";

const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls, bidirectional overrides, zero-width space, soft hyphen, byte order mark, private and non-characters. */
const DROPPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this expression is about.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ufffc]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const BRACKETS = /[[\]]/g;

/** A typed or pasted text without anything that a wording cannot hold; brackets go too. */
export function cleanText(text: string): string {
  const kept = text.replace(SPACES, " ").replace(DROPPED, "").replace(LONE_SURROGATES, "");
  return kept.replace(BRACKETS, "").normalize("NFC");
}

/** The pieces of a plain text: one, or none. */
export function piecesOfText(text: string): Piece[] {
  return tidy([{ text }]);
}

const SKIPPED = new Set([
  "STYLE",
  "SCRIPT",
  "HEAD",
  "TITLE",
  "META",
  "LINK",
  "XML",
  "TEMPLATE",
  "NOSCRIPT",
  "DEL",
  "S",
  "STRIKE",
]);
const BLOCKS =
  /^(?:ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BR|DD|DIV|DL|DT|FIGURE|H[1-6]|HR|LI|OL|P|PRE|SECTION|TABLE|TD|TH|TR|UL)$/;
/** List numbers, footnotes, comments and hidden text, as Word marks them. */
const NOT_TEXT =
  /mso-list:\s*ignore|mso-element:\s*(?:footnote|endnote|comment)|mso-(?:foot|end)note-id|mso-special-character|mso-hide:\s*all|display:\s*none/i;
const NOT_TEXT_CLASS = /\bMso(?:CommentReference|FootnoteReference|EndnoteReference)\b|\bmsocom/i;

/** The pieces of an HTML text. `parse` makes an inert document of it, in which nothing runs or loads. */
export function piecesOfHtml(html: string, parse: (html: string) => Document = inert): Piece[] {
  const pieces: Piece[] = [];
  gather(parse(html).body, {}, pieces);
  return tidy(pieces);
}

function inert(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

type Formats = Partial<Record<Format, true>>;

function gather(node: Node, formats: Formats, pieces: Piece[]): void {
  if (node.nodeType === 3) {
    pieces.push({ text: node.nodeValue ?? "", formats });
    return;
  }
  if (node.nodeType !== 1) return;
  const element = node as Element;
  const name = element.tagName.toUpperCase();
  const style = element.getAttribute("style") ?? "";
  if (SKIPPED.has(name) || NOT_TEXT.test(style) || NOT_TEXT_CLASS.test(element.className)) return;
  const block = BLOCKS.test(name);
  if (block) pieces.push({ text: " ", formats });
  const within = formatsWithin(name, style, formats);
  for (const child of element.childNodes) gather(child, within, pieces);
  if (block) pieces.push({ text: " ", formats });
}

function formatsWithin(name: string, style: string, outside: Formats): Formats {
  const weight = /(?<![\w-])font-weight:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const slant = /(?<![\w-])font-style:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const tagged = { bold: name === "B" || name === "STRONG", italic: name === "I" || name === "EM" };
  // Google Docs wraps all that it copies in <b style="font-weight:normal">.
  const bold = weight ? weight.startsWith("bold") || Number(weight) >= 600 : tagged.bold || outside.bold;
  const italic = slant ? slant === "italic" || slant === "oblique" : tagged.italic || outside.italic;
  return { ...(bold ? { bold: true } : {}), ...(italic ? { italic: true } : {}) };
}

/** Clean pieces with single spaces, none at either end, neighbours of the same formats joined. */
function tidy(pieces: Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const { text, formats } of pieces) {
    const last = result.at(-1);
    let clean = cleanText(text).replace(/[ \u00a0]{2,}/g, " ");
    if (!last) clean = clean.replace(/^[ \u00a0]+/, "");
    else if (/[ \u00a0]$/.test(last.text)) clean = clean.replace(/^[ \u00a0]+/, "");
    if (clean === "") continue;
    if (last && sameFormats(last.formats, formats)) last.text += clean;
    else result.push(formats ? { text: clean, formats } : { text: clean });
  }
  const last = result.at(-1);
  if (last) last.text = last.text.replace(/[ \u00a0]+$/, "");
  return result.filter(({ text }) => text !== "");
}

function sameFormats(a: Formats | undefined, b: Formats | undefined): boolean {
  return a?.bold === b?.bold && a?.italic === b?.italic;
}
