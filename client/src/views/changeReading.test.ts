import { expect, it } from "vitest";
import { owners } from "../record/brackets";
import type { Attributes, Delta, Paragraph, Proposal } from "../record/types";
import { gist, type Piece, readChange } from "./changeReading";

const CONTEXT = 24;

// The plain way, which walks over the whole paragraph for each proposal.

function roleOf(proposal: string, attributes: Record<string, unknown>): Piece["role"] {
  if (attributes[`del:${proposal}`]) return "del";
  if (attributes[`brk:${proposal}`]) return "brk";
  const owner = attributes.ins;
  return owner === proposal ? "ins" : "context";
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
    const role = roleOf(proposal, attributes);
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
function plainly(paragraph: Paragraph, proposal: Proposal): Piece[] {
  const pieces = piecesOf(paragraph.wording, proposal.id, paragraph);
  if (!pieces.some((piece) => piece.role !== "context")) return [];
  return pieces.map((piece, index) => {
    if (piece.role !== "context") return piece;
    const side = index === 0 ? "before" : index === pieces.length - 1 ? "after" : "between";
    return { ...piece, text: cut(piece.text, side) };
  });
}

const IDS = ["x-a", "x-b", "x-c", "x-d"];

/** The same numbers for the same seed. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function paragraphOf(seed: number): Paragraph {
  const chance = chances(seed);
  const proposals = Object.fromEntries(
    IDS.map((id, at) => [
      id,
      { id, parent: at > 1 && chance(2) ? (IDS[chance(at)] ?? null) : null, status: "live" },
    ]),
  );
  const wording: Delta = Array.from({ length: 1 + chance(12) }, () => {
    const attributes: Attributes = {};
    if (chance(2)) attributes.ins = IDS[chance(4)];
    for (const kind of ["del", "brk"]) if (chance(3) === 0) attributes[`${kind}:${IDS[chance(4)]}`] = true;
    const insert =
      chance(9) === 0
        ? { footnote: "p-n" }
        : "word and more of it ".repeat(chance(4)).slice(chance(5)) || "w";
    return { insert, attributes };
  });
  const marks: Attributes =
    chance(4) === 0 ? { ins: IDS[chance(4)] } : chance(4) === 0 ? { "brk:x-a": true } : {};
  return { wording, marks, proposals } as unknown as Paragraph;
}

it("S5: reads a proposal with no more of the paragraph than is shown, and comes to the same", () => {
  for (let seed = 1; seed <= 300; seed++) {
    const paragraph = paragraphOf(seed);
    for (const proposal of Object.values(paragraph.proposals)) {
      const plain = plainly(paragraph, proposal);
      expect(readChange(paragraph, proposal), `seed ${seed}`).toEqual(plain);
      const words = piecesOf(paragraph.wording, proposal.id, paragraph).filter(
        ({ role }) => role !== "context",
      );
      const chosen = (words.find(({ role }) => role === "ins") ?? words[0])?.text.trim() ?? "";
      const said = gist(paragraph, proposal);
      if (chosen.length > 40) expect(chosen.startsWith(said.replace(" …", "")), `seed ${seed}`).toBe(true);
      else expect(said, `seed ${seed}`).toBe(chosen);
    }
  }
});
