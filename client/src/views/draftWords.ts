/** The words of a draft, as they can be read and copied. Pure. */
import { unitsOf } from "../record/brackets";
import { slice } from "../record/delta";
import type { Delta, Draft } from "../record/types";
import type { Piece } from "./changeReading";
import { characters } from "./facts";

export interface DraftWords {
  pieces: Piece[];
  /** The inserted words alone, for copying. */
  inserted: string;
}

const CONTEXT = 30;

function context(text: string, first: boolean, last: boolean): string {
  if (text.length <= CONTEXT * (first || last ? 1 : 2)) return text;
  const end = text.slice(-CONTEXT).replace(/^\S*\s/, "");
  const start = text.slice(0, CONTEXT).replace(/\s\S*$/, "");
  if (first) return `… ${end}`;
  return last ? `${start} …` : `${start} … ${end}`;
}

/** `draft.change` stands on the wording confirmed then; `draft.wording` is what its author saw, with the change in it. */
export function draftWords(draft: Draft): DraftWords {
  const pieces: Piece[] = [];
  const inserted: string[] = [];
  let at = 0;
  for (const op of draft.change) {
    if (op.insert !== undefined) {
      const text = typeof op.insert === "string" ? op.insert : "";
      inserted.push(text);
      pieces.push({ role: "ins", text });
      at += unitsOf(op.insert);
    } else if (op.retain !== undefined) {
      const marked = Object.keys(op.attributes ?? {}).some((key) => key.startsWith("del:"));
      pieces.push({
        role: marked ? "del" : "context",
        text: words(slice(draft.wording, at, at + op.retain)),
      });
      at += op.retain;
    }
  }
  const rest = words(slice(draft.wording, at, Number.POSITIVE_INFINITY));
  if (rest !== "") pieces.push({ role: "context", text: rest });
  return {
    pieces: pieces.map((piece, index) => shorten(piece, index, pieces.length)),
    inserted: inserted.join(" … "),
  };
}

function words(wording: Delta): string {
  return characters(wording).replaceAll("\ufffc", "");
}

function shorten(piece: Piece, index: number, count: number): Piece {
  if (piece.role !== "context") return piece;
  return { ...piece, text: context(piece.text, index === 0, index === count - 1) };
}
