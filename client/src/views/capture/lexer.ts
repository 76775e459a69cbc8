/** The signs of a captured line: quotations, brackets, arrows, numbers, words. Nothing typed is ever an error here. */

export interface Token {
  kind: "quote" | "bracket" | "arrow" | "sign" | "number" | "stop" | "word";
  /** Of a quotation or a bracket what it holds, of others the characters themselves. */
  text: string;
  from: number;
  to: number;
  /** A quotation or bracket that nothing closes yet: it is being typed. */
  open: boolean;
}

/** Opening quotation marks, with those that may close them; the first is usual. */
const QUOTES: Record<string, string> = {
  ...{ '"': '"”', "“": '”"', "”": '”"', "„": "“”", "«": "»" },
  ...{ "‘": "’'", "'": "'’" },
};
const SINGLE = new Set(["‘", "'"]);
const SPACE = /\s/;

/** The tokens of a line from an offset; places are those of the line. */
export function lex(line: string, start = 0): Token[] {
  const found: Token[] = [];
  let at = start;
  while (at < line.length) {
    if (SPACE.test(line.charAt(at))) at += 1;
    else {
      const token = next(line, at, start);
      found.push(token);
      at = token.to;
    }
  }
  return found;
}

function next(line: string, at: number, start: number): Token {
  const sign = line.charAt(at);
  if (opensQuote(line, at, start)) return enclosed("quote", line, at, closingQuote(line, at));
  if (sign === "[") return bracket(line, at);
  const rest = line.slice(at);
  const arrow = /^(?:→|->|=>|>)/.exec(rest)?.[0];
  if (arrow) return plain("arrow", arrow, at);
  if (/^[+~!?]/.test(rest)) return plain("sign", sign, at);
  if (/^[;,:\]]/.test(rest)) return plain("stop", sign, at);
  const number = /^#?\d+(?=[\s;,]|$)/.exec(rest)?.[0];
  if (number) return plain("number", number, at);
  const word = /^[^\s"“”„«[\]+~!?;,:→>]+/.exec(rest)?.[0] ?? sign;
  return plain("word", word, at);
}

function plain(kind: Token["kind"], text: string, at: number): Token {
  return { kind, text, from: at, to: at + text.length, open: false };
}

/** An apostrophe opens a quotation only where a word could begin: not in `d'Ivoire`. */
export function opensQuote(line: string, at: number, start = 0): boolean {
  const sign = line.charAt(at);
  if (!(sign in QUOTES)) return false;
  return !SINGLE.has(sign) || at === start || /[\s[(:>→]/.test(line.charAt(at - 1));
}

/** Where the quotation that opens at a place is closed; -1 where it is not. */
function closingQuote(line: string, opening: number): number {
  const sign = line.charAt(opening);
  for (const closing of QUOTES[sign] ?? "") {
    let at = line.indexOf(closing, opening + 1);
    // `'States' duties'`: of single quotation marks, one after which the words go on is an apostrophe.
    while (SINGLE.has(sign) && at >= 0 && !endsSingle(line, at)) at = line.indexOf(closing, at + 1);
    if (at >= 0) return at;
  }
  return -1;
}

function endsSingle(line: string, at: number): boolean {
  const after = line.slice(at + 1);
  if (/^[\p{L}\p{N}]/u.test(after)) return false;
  const again = after.search(/['’](?![\p{L}\p{N}])/u);
  const opened = after.search(/(?:^|[\s[(>→])['‘](?=\S)/u);
  return again < 0 || (opened >= 0 && opened < again);
}

function enclosed(kind: "quote" | "bracket", line: string, from: number, closing: number): Token {
  const open = closing < 0;
  const end = open ? line.length : closing;
  return { kind, text: line.slice(from + 1, end), from, to: open ? end : end + 1, open };
}

/** A bracket up to its partner; quotation marks right inside it are not meant. */
function bracket(line: string, from: number): Token {
  let depth = 0;
  let closing = -1;
  for (let at = from; at < line.length && closing < 0; at++) {
    if (line.charAt(at) === "[") depth += 1;
    else if (line.charAt(at) === "]") depth -= 1;
    if (depth === 0) closing = at;
  }
  const token = enclosed("bracket", line, from, closing);
  const quoted = lex(token.text)[0];
  return quoted?.kind === "quote" && quoted.to >= token.text.trimEnd().length
    ? { ...token, text: quoted.text }
    : { ...token, text: token.text.trim() };
}
