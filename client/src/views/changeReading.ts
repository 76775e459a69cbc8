/** What a proposal does, in a few words around it: "States ~~should~~ **shall** ensure …". */
import { owners } from "../record/brackets";
import type { Delta, Paragraph, Proposal } from "../record/types";

export interface Piece {
  role: "context" | "ins" | "del" | "brk";
  text: string;
}

const CONTEXT = 24;

function roleOf(proposal: string, attributes: Record<string, unknown>, paragraph: Paragraph): Piece["role"] {
  if (attributes[`del:${proposal}`]) return "del";
  if (attributes[`brk:${proposal}`]) return "brk";
  const owner = attributes.ins;
  if (typeof owner === "string" && owners(paragraph.proposals, owner).includes(proposal)) return "ins";
  return "context";
}

/** Words of proposals that this one does not stand in: they would only confuse what it does. */
function isElsewhere(proposal: string, owner: unknown, paragraph: Paragraph): boolean {
  return typeof owner === "string" && !owners(paragraph.proposals, proposal).includes(owner);
}

function piecesOf(wording: Delta, proposal: string, paragraph: Paragraph): Piece[] {
  const pieces: Piece[] = [];
  for (const op of wording) {
    const text = typeof op.insert === "string" ? op.insert : "";
    const attributes = { ...paragraph.marks, ...op.attributes };
    const role = roleOf(proposal, attributes, paragraph);
    if (role === "context" && isElsewhere(proposal, attributes.ins, paragraph)) continue;
    const last = pieces.at(-1);
    if (last?.role === role) last.text += text;
    else if (text !== "") pieces.push({ role, text });
  }
  return pieces;
}

/** The end of what stands before a change, or the beginning of what follows it, cut at words. */
function cut(text: string, side: "before" | "after" | "between"): string {
  if (side === "before")
    return text.length > CONTEXT ? `… ${text.slice(-CONTEXT).replace(/^\S*\s/, "")}` : text;
  if (side === "after")
    return text.length > CONTEXT ? `${text.slice(0, CONTEXT).replace(/\s\S*$/, "")} …` : text;
  return text.length > 2 * CONTEXT ? `${cut(text, "after")} ${cut(text, "before")}` : text;
}

/** The pieces of a change with little of the words around it. Empty for a proposal of which nothing is left. */
export function readChange(paragraph: Paragraph, proposal: Proposal): Piece[] {
  const pieces = piecesOf(paragraph.wording, proposal.id, paragraph);
  if (!pieces.some((piece) => piece.role !== "context")) return [];
  return pieces.map((piece, index) => {
    if (piece.role !== "context") return piece;
    const side = index === 0 ? "before" : index === pieces.length - 1 ? "after" : "between";
    return { ...piece, text: cut(piece.text, side) };
  });
}

/** The same in one line: the words that a proposal adds, deletes or reserves, whichever comes first. */
export function gist(paragraph: Paragraph, proposal: Proposal): string {
  const pieces = piecesOf(paragraph.wording, proposal.id, paragraph).filter(
    (piece) => piece.role !== "context",
  );
  const chosen = pieces.find((piece) => piece.role === "ins") ?? pieces[0];
  const text = (chosen?.text ?? "").trim();
  return text.length > 40 ? `${text.slice(0, 40).replace(/\s\S*$/, "")} …` : text;
}
