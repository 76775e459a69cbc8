/**
 * Raised and lowered signs as characters of their own: a wording has no mark for them, and "m2" or "CO2" would not be what
 * was written. Where Unicode has none for one of them, the plain signs stay, and the screen says so.
 */

const SUPER: Record<string, string> = {
  ...pairs(
    "0123456789+-=()ni",
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207c\u207d\u207e\u207f\u2071",
  ),
  "\u2212": "\u207b",
};
const SUB: Record<string, string> = {
  ...pairs(
    "0123456789+-=()aeox",
    "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208a\u208b\u208c\u208d\u208e\u2090\u2091\u2092\u2093",
  ),
  "\u2212": "\u208b",
};

function pairs(plain: string, raised: string): Record<string, string> {
  return Object.fromEntries([...plain].map((sign, index) => [sign, raised[index] ?? sign]));
}

/** The ends of ordinal numbers (21st, 3e, 1er) are letters that only look raised: nothing is lost where they are plain. */
const ORDINAL = /^\p{L}{1,4}$/u;

/** `kept`: whether it says the same. `before`: what stands to the left. */
export function raised(text: string, how: "super" | "sub", before: string): { text: string; kept: boolean } {
  const signs = [...text];
  const ordinal = how === "super" && ORDINAL.test(text.trim()) && /\p{N}$/u.test(before);
  if (ordinal) return { text, kept: true };
  const table = how === "super" ? SUPER : SUB;
  const found = signs.map((sign) => table[sign] ?? (/\s/.test(sign) ? sign : null));
  return found.includes(null) ? { text, kept: false } : { text: found.join(""), kept: true };
}
