/**
 * Spaces as a printer sets them: outside of the brackets. A proposal often carries the space beside its words, so that
 * `[shall ]ensure` would be printed; the record keeps the space where it is, the page shows `[shall] ensure`.
 */
import type { TextToken, Token } from "../../record/brackets";

export type Shown = Token | { type: "space" };

/** The tokens with spaces at the inner edges of brackets moved outside. Offsets stay those of the wording. */
export function printed(tokens: readonly Token[]): Shown[] {
  const shown: Shown[] = [];
  let owed = false;
  tokens.forEach((token, index) => {
    if (token.type === "close") {
      shown.push(token);
      return;
    }
    // A space that was taken from before a bracket's end stands after it.
    if (owed) shown.push({ type: "space" });
    owed = false;
    if (token.type !== "text" || typeof token.content !== "string") {
      shown.push(token);
      return;
    }
    const { content } = token;
    let [text, at] = [content, token.at];
    const opened = lastBracket(shown);
    if (tokens[index - 1]?.type === "open" && text.startsWith(" ") && text.trim() !== "") {
      shown.splice(opened, 0, { type: "space" });
      text = text.slice(1);
      at += 1;
    }
    if (tokens[index + 1]?.type === "close" && text.endsWith(" ") && text.trim() !== "") {
      text = text.slice(0, -1);
      owed = true;
    }
    shown.push(text === content ? token : { ...(token as TextToken), content: text, at });
  });
  if (owed) shown.push({ type: "space" });
  return shown;
}

/** Where the run of opening brackets at the end begins. */
function lastBracket(shown: readonly Shown[]): number {
  let at = shown.length;
  while (at > 0 && shown[at - 1]?.type === "open") at--;
  return at;
}
