/** A proposal in a few words around it: "States ~~should~~ **shall** ensure …". */
import { owners } from "../record/brackets";
import type { Paragraph, Proposal } from "../record/types";

export interface Piece {
  role: "context" | "ins" | "del" | "brk";
  text: string;
}

const CONTEXT = 24;

type Role = Exclude<Piece["role"], "context">;

/** Where each proposal of a paragraph does something, by its place among the operations of the wording, and what. */
type Doings = Map<string, Map<number, Role>>;

const known = new WeakMap<Paragraph, Doings>();

/** Found in one walk for all proposals: a paragraph may have hundreds, and all are read when one letter is typed. */
function doingsIn(paragraph: Paragraph): Doings {
  const found = known.get(paragraph);
  if (found) return found;
  const doings: Doings = new Map();
  const note = (proposal: string, place: number, role: Role) => {
    const places = doings.get(proposal) ?? new Map<number, Role>();
    doings.set(proposal, places.set(place, role));
  };
  paragraph.wording.forEach((op, place) => {
    const attributes = { ...paragraph.marks, ...op.attributes };
    const names = Object.keys(attributes).filter((name) => attributes[name]);
    // A proposal that deletes or reserves on its own words is read as that. Words of an amendment inside are their author's.
    if (typeof attributes.ins === "string") note(attributes.ins, place, "ins");
    for (const role of ["brk", "del"] as const)
      for (const name of names) if (name.startsWith(`${role}:`)) note(name.slice(4), place, role);
  });
  known.set(paragraph, doings);
  return doings;
}

/** The change of one proposal, in a walk over no more of the wording than is shown. */
class Reader {
  private readonly places: [number, Role][];
  private readonly own: string[];

  constructor(
    private readonly paragraph: Paragraph,
    proposal: string,
  ) {
    this.places = [...(doingsIn(paragraph).get(proposal) ?? [])].filter(([place]) => this.text(place) !== "");
    this.own = owners(paragraph.proposals, proposal);
  }

  /** With the words around them, if `context`; these are cut. */
  pieces(context: boolean): Piece[] {
    const found: Piece[] = [];
    let before = -1;
    for (const [place, role] of this.places) {
      const between = this.between(before, place);
      const first = before < 0;
      before = place;
      if (between !== "" && context)
        found.push({ role: "context", text: cut(between, first ? "before" : "between") });
      const text = this.text(place);
      const last = found.at(-1);
      if (last?.role === role && between === "") last.text += text;
      else found.push({ role, text });
    }
    const rest = context && found.length > 0 ? this.words(before, 1, this.paragraph.wording.length) : "";
    return rest === "" ? found : [...found, { role: "context", text: cut(rest, "after") }];
  }

  /** The words between two places: all, or if they are many, enough of the beginning and the end. */
  private between(before: number, place: number): string {
    if (before < 0) return this.words(place, -1, -1);
    const head = this.words(before, 1, place);
    return head.length > 2 * CONTEXT ? head + this.words(place, -1, before) : head;
  }

  /** Words from one place towards another, as far as they may be shown. */
  private words(from: number, step: 1 | -1, to: number): string {
    let words = "";
    for (let place = from + step; place !== to && words.length <= 2 * CONTEXT; place += step)
      words = step > 0 ? words + this.around(place) : this.around(place) + words;
    return words;
  }

  private around(place: number): string {
    const owner = this.paragraph.wording[place]?.attributes?.ins ?? this.paragraph.marks.ins;
    // Words of proposals that this one does not stand in would only confuse what it does.
    return typeof owner === "string" && !this.own.includes(owner) ? "" : this.text(place);
  }

  private text(place: number): string {
    const content = this.paragraph.wording[place]?.insert;
    return typeof content === "string" ? content : "";
  }
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
  return new Reader(paragraph, proposal.id).pieces(true);
}

/** The same in one line: the words that a proposal adds, deletes or reserves, whichever comes first. */
export function gist(paragraph: Paragraph, proposal: Proposal): string {
  const pieces = new Reader(paragraph, proposal.id).pieces(false);
  const chosen = pieces.find((piece) => piece.role === "ins") ?? pieces[0];
  const text = (chosen?.text ?? "").trim();
  return text.length > 40 ? `${text.slice(0, 40).replace(/\s\S*$/, "")} …` : text;
}
