/**
 * Text that comes from outside, made fit for a paragraph: one line, no control characters, no square brackets (they are
 * drawn from marks), no invisible reordering; of formats, bold, italic and underline stay, and raised and lowered signs
 * that have a character of their own. HTML of word processors and of the web is full of what is not text.
 */
import { bracketCuts, type TypedOptions, type TypedWords, withoutBrackets } from "../record/typedBrackets.ts";
import type { Format, Piece } from "./gestures.ts";
import { raised } from "./raised.ts";

const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls, bidirectional overrides, zero-width space, soft hyphen, byte order mark, private and non-characters. */
const DROPPED =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this expression is about.
  /[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ufffc]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A typed text without anything that a wording cannot hold; brackets go too, and glue no words. */
export function cleanText(text: string, options?: TypedOptions): TypedWords {
  return withoutBrackets(plain(text), options);
}

function plain(text: string): string {
  return text.replace(SPACES, " ").replace(DROPPED, "").replace(LONE_SURROGATES, "").normalize("NFC");
}

/** A paste: the pieces, and the kinds of signs that could not be kept. */
export interface Pasted {
  pieces: Piece[];
  /** Square brackets were left out. */
  brackets: boolean;
  /** Raised or lowered signs became plain ones. */
  lowered: boolean;
  /** Several paragraphs or lines became one. */
  joined: boolean;
  /** Words that are struck out where they come from were left out. */
  struck: boolean;
}

/** The pieces of a plain text: one, or none. */
export function piecesOfText(text: string, options?: TypedOptions): Pasted {
  const lines = text.split(/[\n\v\f\r\u0085\u2028\u2029]/).filter((line) => line.trim() !== "");
  return {
    ...pasted({ pieces: [{ text }], lowered: false, struck: false }, options),
    joined: lines.length > 1,
  };
}

const SKIPPED = new Set(["STYLE", "SCRIPT", "HEAD", "TITLE", "META", "LINK", "XML", "TEMPLATE", "NOSCRIPT"]);
const STRUCK_NAMES = new Set(["DEL", "S", "STRIKE"]);
const BLOCKS =
  /^(?:ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BR|DD|DIV|DL|DT|FIGURE|H[1-6]|HR|LI|OL|P|PRE|SECTION|TABLE|TD|TH|TR|UL)$/;
/** List numbers, footnotes, comments and hidden text. */
const NOT_TEXT =
  /mso-list:\s*ignore|mso-element:\s*(?:footnote|endnote|comment)|mso-(?:foot|end)note-id|mso-special-character|mso-hide:\s*all|(?<![\w-])display:\s*none|(?<![\w-])visibility:\s*(?:hidden|collapse)/i;
const NOT_TEXT_CLASS = /\bMso(?:CommentReference|FootnoteReference|EndnoteReference)\b|\bmsocom/i;
const STRUCK = /(?<![\w-])text-decoration(?:-line)?:[^;]*line-through/i;

/** The pieces of an HTML text. `parse` makes an inert document of it, in which nothing runs or loads. */
export function piecesOfHtml(
  html: string,
  options?: TypedOptions,
  parse: (html: string) => Document = inert,
): Pasted {
  const found: Found = { pieces: [], lowered: false, struck: false };
  gather(parse(withoutStyles(copied(html))).body, {}, found);
  return pasted(found, options);
}

function inert(html: string): Document {
  return new DOMParser().parseFromString(html, "text/html");
}

/** Only what was selected: the clipboard of some systems has a page around it. */
function copied(html: string): string {
  return /<!--\s*StartFragment\s*-->(.*)<!--\s*EndFragment\s*-->/is.exec(html)?.[1] ?? html;
}

const TAG = /<[a-z][^\s/>]*(?:"[^"]*"|'[^']*'|[^'">])*>/gi;

/** Styles are read and never applied: the policy of the page forbids them, and each would be a report in the console. */
function withoutStyles(html: string): string {
  const bare = html.replace(/<style\b.*?<\/style\s*>/gis, "");
  return bare.replace(TAG, (tag) => tag.replace(/([\s"'/])style(\s*=)/gi, "$1data-style$2"));
}

type Formats = Partial<Record<Format, true>>;

interface Found {
  /** In the order of the text; a block begins or ends where `text` is missing. */
  pieces: { text?: string; formats?: Formats }[];
  lowered: boolean;
  struck: boolean;
}

/** The style that an element passes on to those inside of it. */
interface Around {
  formats?: Formats;
  raised?: "super" | "sub" | undefined;
}

function gather(node: Node, around: Around, found: Found): void {
  if (node.nodeType === 3) {
    found.pieces.push({ text: risen(node.nodeValue ?? "", around, found), formats: around.formats ?? {} });
    return;
  }
  if (node.nodeType !== 1) return;
  const element = node as Element;
  const name = element.tagName.toUpperCase();
  const style = element.getAttribute("data-style") ?? "";
  if (SKIPPED.has(name) || element.hasAttribute("hidden")) return;
  if (NOT_TEXT.test(style) || NOT_TEXT_CLASS.test(element.className)) return;
  if (STRUCK_NAMES.has(name) || STRUCK.test(style)) {
    if ((element.textContent ?? "").trim() !== "") found.struck = true;
    return;
  }
  const block = BLOCKS.test(name);
  if (block) found.pieces.push({});
  const within = {
    formats: formatsWithin(name, style, around.formats ?? {}),
    raised: raisedWithin(name, style, around.raised),
  };
  for (const child of element.childNodes) gather(child, within, found);
  if (block) found.pieces.push({});
}

function risen(text: string, around: Around, found: Found): string {
  if (!around.raised || text.trim() === "") return text;
  const last = found.pieces.at(-1)?.text ?? "";
  const { text: made, kept } = raised(text, around.raised, last);
  if (!kept) found.lowered = true;
  return made;
}

function raisedWithin(name: string, style: string, outside: Around["raised"]): Around["raised"] {
  const align = /(?<![\w-])vertical-align:\s*([\w-]+)/i.exec(style)?.[1]?.toLowerCase();
  if (align === "super" || align === "sub") return align;
  if (align === "baseline") return undefined;
  if (name === "SUP") return "super";
  return name === "SUB" ? "sub" : outside;
}

function formatsWithin(name: string, style: string, outside: Formats): Formats {
  const weight = /(?<![\w-])font-weight:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const slant = /(?<![\w-])font-style:\s*(\w+)/i.exec(style)?.[1]?.toLowerCase();
  const lined = /(?<![\w-])text-decoration(?:-line)?:[^;]*underline/i.test(style);
  const tagged = { bold: name === "B" || name === "STRONG", italic: name === "I" || name === "EM" };
  // Google Docs wraps all that it copies in <b style="font-weight:normal">.
  const bold = weight ? weight.startsWith("bold") || Number(weight) >= 600 : tagged.bold || outside.bold;
  const italic = slant ? slant === "italic" || slant === "oblique" : tagged.italic || outside.italic;
  // The line under a link is the browser's.
  const underline = name !== "A" && (lined || name === "U" || outside.underline);
  return {
    ...(bold ? { bold: true } : {}),
    ...(italic ? { italic: true } : {}),
    ...(underline ? { underline: true } : {}),
  };
}

/** Clean pieces with single spaces, neighbours of the same formats joined; between blocks stands a space. */
function pasted(found: Found, options?: TypedOptions): Pasted {
  const joined: Piece[] = [];
  let [apart, broken, several] = [false, false, false];
  for (const { text, formats } of found.pieces) {
    const last = joined.at(-1);
    if (text === undefined) {
      // The space of the source beside a block is nobody's.
      if (last) last.text = last.text.replace(/[ \u00a0]+$/, "");
      if (last?.text === "") joined.pop();
      apart = true;
      continue;
    }
    // Line breaks at either end only lay the source out, or end it.
    let clean = plain(last ? text : text.replace(/^\s*[\r\n]\s*/, ""));
    broken = /[\r\n]\s*$/.test(text);
    clean = clean.replace(/[ \u00a0]{2,}/g, " ");
    if (apart) clean = clean.replace(/^[ \u00a0]+/, "");
    if (last && /[ \u00a0]$/.test(last.text)) clean = clean.replace(/^[ \u00a0]+/, "");
    if (clean === "") continue;
    if (apart && last) {
      clean = ` ${clean}`;
      several = true;
    }
    apart = false;
    if (last && sameFormats(last.formats, formats)) last.text += clean;
    else joined.push(formats ? { text: clean, formats } : { text: clean });
  }
  trim(joined, broken);
  const { pieces, dropped } = unbracketed(joined, options);
  return { pieces, brackets: dropped, lowered: found.lowered, struck: found.struck, joined: several };
}

/** A no-break space at an end is how browsers copy a space there; a line break there is none. */
function trim(pieces: Piece[], broken: boolean): void {
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (first) first.text = first.text.replace(/^[ \u00a0]/, " ");
  if (last) last.text = last.text.replace(/[ \u00a0]$/, broken ? "" : " ");
  if (last?.text === "") pieces.pop();
}

/** Brackets are read over the whole text, and taken out of its pieces. */
function unbracketed(pieces: Piece[], options?: TypedOptions): { pieces: Piece[]; dropped: boolean } {
  const cuts = bracketCuts(pieces.map(({ text }) => text).join(""), options);
  let at = 0;
  const kept = pieces.map((piece) => {
    const [from, to] = [at, at + piece.text.length];
    at = to;
    let text = "";
    let next = from;
    for (const cut of cuts) {
      const end = cut.at + cut.length;
      if (end <= from || cut.at >= to) continue;
      text += piece.text.slice(next - from, Math.max(0, cut.at - from));
      if (cut.space && cut.at >= from) text += " ";
      next = Math.min(end, to);
    }
    return { ...piece, text: text + piece.text.slice(next - from) };
  });
  return { pieces: kept.filter(({ text }) => text !== ""), dropped: cuts.length > 0 };
}

function sameFormats(a: Formats | undefined, b: Formats | undefined): boolean {
  return a?.bold === b?.bold && a?.italic === b?.italic && a?.underline === b?.underline;
}
