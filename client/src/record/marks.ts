/**
 * Owners and marks: whose a character is, what settling a proposal would do, what a position was taken on (W1, W3, W19), and
 * what stands in the way of agreement. The twin of server/domain/marks.py and agreement.py; tests/vectors/marks.json holds
 * them together. The server alone decides: what is here is for previews and for saying how things stand.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { compose, opLength } from "./delta";
import type { Attributes, Delta, Embed, Paragraph, Position, Proposal, State } from "./types";

const FINGERPRINT_DIGITS = 16;
const MARK = /^(del|brk|mov):/;

type Proposals = Record<string, Proposal>;

/** A proposal and its ancestors, innermost first; one that is not known yet has none. */
export function ownersChain(proposals: Proposals, proposal: string | null): string[] {
  const chain: string[] = [];
  let next = proposal;
  while (next !== null && !chain.includes(next)) {
    chain.push(next);
    next = proposals[next]?.parent ?? null;
  }
  return chain;
}

/** The nearest live ancestor: what the words become part of when the proposal itself is retained. */
function liveAncestor(proposals: Proposals, proposal: string): string | null {
  const above = ownersChain(proposals, proposal).slice(1);
  return above.find((one) => proposals[one]?.status === "live") ?? null;
}

/** A proposal and its live descendants: what goes when it goes. */
export function withDescendants(proposals: Proposals, proposal: string): Set<string> {
  const inside = Object.values(proposals).filter(
    (one) => one.status === "live" && ownersChain(proposals, one.id).includes(proposal),
  );
  return new Set([proposal, ...inside.map((one) => one.id)]);
}

/** The other live proposals that delete words which this one deletes too: retaining it needs a decision on each (W8). */
export function collisions(paragraph: Paragraph, proposal: string): string[] {
  const found = new Set<string>();
  for (const op of paragraph.wording) {
    const deleting = named(op.attributes ?? {}, "del:");
    if (deleting.includes(proposal)) for (const one of deleting) found.add(one);
  }
  found.delete(proposal);
  return [...found].filter((one) => paragraph.proposals[one]?.status === "live").sort();
}

type Marks = Pick<Paragraph, "wording" | "marks">;

const read = new WeakMap<Marks, ReadonlySet<string>>();

/** Every proposal of which a mark is left, on characters or on the paragraph as a whole. Paragraphs are values: read once. */
export function marked(paragraph: Marks): ReadonlySet<string> {
  const known = read.get(paragraph);
  if (known) return known;
  const found = new Set<string>();
  for (const attributes of [paragraph.marks, ...paragraph.wording.map((op) => op.attributes ?? {})]) {
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "ins") found.add(String(value));
      else if (MARK.test(key)) found.add(key.slice(4));
    }
  }
  read.set(paragraph, found);
  return found;
}

/** The live proposals that are not spent, in the order of tabling. */
export function standing(paragraph: Paragraph): Proposal[] {
  const left = marked(paragraph);
  return Object.values(paragraph.proposals).filter((one) => one.status === "live" && left.has(one.id));
}

/** Live, but no mark of it is left. */
export function isSpent(paragraph: Paragraph, proposal: string): boolean {
  return paragraph.proposals[proposal]?.status === "live" && !marked(paragraph).has(proposal);
}

/**
 * The change that makes a proposal part of what holds it: its deletions go, its insertions stay (W3). `dropped` are proposals
 * that go with the same decision, their descendants included.
 */
export function settleRetain(
  paragraph: Paragraph,
  proposal: string,
  dropped: Set<string> = new Set(),
): Delta {
  const heir = liveAncestor(paragraph.proposals, proposal);
  const drop = dropping(paragraph.wording, dropped);
  const retain = compose(paragraph.wording, drop).map((op) => {
    const [attributes, size] = [op.attributes ?? {}, opLength(op)];
    if (`del:${proposal}` in attributes) return { delete: size };
    return attributes.ins === proposal ? { retain: size, attributes: { ins: heir } } : { retain: size };
  });
  return compose(drop, compose([], retain));
}

/** The change that takes a proposal out with its live descendants: insertions go, marks are cleared (W3). */
export function settleDrop(paragraph: Paragraph, proposal: string): Delta {
  return dropping(paragraph.wording, withDescendants(paragraph.proposals, proposal));
}

function dropping(wording: Delta, gone: Set<string>): Delta {
  const change = wording.map((op) => {
    const [attributes, size] = [op.attributes ?? {}, opLength(op)];
    if (gone.has(String(attributes.ins))) return { delete: size };
    const cleared = Object.keys(attributes).filter((key) => MARK.test(key) && gone.has(key.slice(4)));
    if (cleared.length === 0) return { retain: size };
    return { retain: size, attributes: Object.fromEntries(cleared.map((key) => [key, null])) };
  });
  return compose([], change);
}

/** A paragraph after a decision; `withdrawn` if it would not be there. */
export interface Preview {
  /** Of its wording. */
  change: Delta;
  paragraph: Paragraph;
  withdrawn: boolean;
}

/** The paragraph as it would be after the Chair retained a proposal, and dropped `dropped` with it. */
export function previewRetain(paragraph: Paragraph, proposal: string, dropped: string[] = []): Preview {
  const gone = new Set(dropped.flatMap((one) => [...withDescendants(paragraph.proposals, one)]));
  const change = settleRetain(paragraph, proposal, gone);
  return settled(paragraph, change, gone, proposal);
}

/** The paragraph as it would be after the Chair dropped a proposal, or its owner withdrew it. */
export function previewDrop(paragraph: Paragraph, proposal: string): Preview {
  const gone = withDescendants(paragraph.proposals, proposal);
  return settled(paragraph, dropping(paragraph.wording, gone), gone, null);
}

function settled(paragraph: Paragraph, change: Delta, gone: Set<string>, retained: string | null): Preview {
  const { marks } = paragraph;
  const proposals = { ...paragraph.proposals };
  for (const id of gone) if (proposals[id]) proposals[id] = { ...proposals[id], status: "dropped" };
  if (retained !== null && proposals[retained])
    proposals[retained] = { ...proposals[retained], status: "retained" };
  const out = new Set(retained === null ? gone : [...gone, retained]);
  const kept = Object.entries(marks).filter(
    ([key, value]) => !out.has(key === "ins" ? String(value) : key.slice(4)),
  );
  const left: Attributes = Object.fromEntries(kept);
  const heir =
    retained !== null && marks.ins === retained ? liveAncestor(paragraph.proposals, retained) : null;
  if (heir !== null) left.ins = heir;
  return {
    change,
    paragraph: {
      ...paragraph,
      wording: compose(paragraph.wording, change),
      marks: left,
      proposals,
    },
    withdrawn: gone.has(String(marks.ins)) || (retained !== null && `del:${retained}` in marks),
  };
}

/** The digest that a position is bound to (W19): 16 hex digits over characters with their `ins` and `del:` marks. */
export function fingerprint(
  paragraph: Pick<Paragraph, "wording" | "marks">,
  proposal: string | null,
): string {
  const runs: [string | Embed, string | null, string[]][] = [];
  for (const op of paragraph.wording) {
    const [owner, deleting] = ownership(op.attributes ?? {});
    const piece = op.insert as string | Embed;
    if (proposal !== null && owner !== proposal && !deleting.includes(proposal)) continue;
    const last = runs[runs.length - 1];
    const same = last?.[1] === owner && String(last?.[2]) === String(deleting);
    if (last && same && typeof piece === "string" && typeof last[0] === "string") last[0] += piece;
    else runs.push([piece, owner, deleting]);
  }
  const [owner, deleting] = ownership(paragraph.marks);
  const whole =
    proposal === null
      ? owner !== null || deleting.length > 0
      : owner === proposal || deleting.includes(proposal);
  if (whole) runs.push(["", owner, deleting]);
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(runs)))).slice(0, FINGERPRINT_DIGITS);
}

/** The fingerprint that a sponsor confirms (W21): words and deletions of a proposal, without amendments by others. */
export function substance({ wording, marks }: Marks, proposal: string): string {
  const own = (attributes: Attributes = {}) =>
    Object.fromEntries(
      Object.entries(attributes).filter(
        ([key, value]) => key === `del:${proposal}` || (key === "ins" && value === proposal),
      ),
    );
  const words = wording.map((op) => ({ ...op, attributes: own(op.attributes) }));
  return fingerprint({ wording: compose([], words), marks: own(marks) }, proposal);
}

/** The sponsors who have not confirmed what the proposal says now (W21), in their order. */
export function staleSponsors(paragraph: Marks, proposal: Proposal): string[] {
  if (Object.keys(proposal.confirmed).length === 0) return [];
  const now = substance(paragraph, proposal.id);
  return proposal.sponsors.filter((code) => (proposal.confirmed[code] ?? now) !== now);
}

function ownership(attributes: Attributes): [string | null, string[]] {
  return [typeof attributes.ins === "string" ? attributes.ins : null, named(attributes, "del:")];
}

function named(attributes: Attributes, prefix: string): string[] {
  const keys = Object.keys(attributes).filter((key) => key.startsWith(prefix));
  return keys.map((key) => key.slice(prefix.length)).sort();
}

/** The wording that a position was taken on is no longer the wording of now. */
export function isStale(paragraph: Paragraph, position: Position): boolean {
  return fingerprint(paragraph, position.proposal) !== position.fingerprint;
}

/** One thing in the way of agreement: whose it is, and the paragraph (or footnote) and proposal concerned. */
export interface Obstacle {
  kind: "proposal" | "reservation" | "repair" | "objection";
  paragraph: string;
  delegations: string[];
  proposal: string | null;
}

/** Live marks, repairs and objections, of a paragraph and of its footnotes, in the order of tabling. */
export function inTheWay(paragraph: Paragraph, footnotes: Paragraph[] = []): Obstacle[] {
  return [paragraph, ...footnotes].flatMap((one) => {
    const proposals = standing(one).map((proposal): Obstacle => {
      const kind = proposal.kind === "reservation" ? "reservation" : "proposal";
      return { kind, paragraph: one.id, delegations: proposal.sponsors, proposal: proposal.id };
    });
    const repairs = one.wording
      .filter((op) => typeof op.insert === "object" && "repair" in op.insert)
      .map((): Obstacle => ({ kind: "repair", paragraph: one.id, delegations: [], proposal: null }));
    const objections = Object.values(one.positions)
      .filter((position) => position.stance === "objects" && stands(one, position.proposal))
      .map((position): Obstacle => {
        const { delegation, proposal } = position;
        return { kind: "objection", paragraph: one.id, delegations: [delegation], proposal };
      });
    return [...proposals, ...repairs, ...objections];
  });
}

/** An objection to wording that was dropped or withdrawn stands in nobody's way. */
function stands(paragraph: Paragraph, proposal: string | null): boolean {
  if (proposal === null) return true;
  return ["live", "retained"].includes(paragraph.proposals[proposal]?.status ?? "");
}

const notes = new WeakMap<Delta, readonly string[]>();

/** The footnotes that a wording refers to, in order. Wordings are values: each is read once. */
export function notesIn(wording: Delta): readonly string[] {
  const known = notes.get(wording);
  if (known) return known;
  const found = wording.flatMap((op) =>
    typeof op.insert === "object" && "footnote" in op.insert ? [op.insert.footnote] : [],
  );
  notes.set(wording, found);
  return found;
}

/** The footnotes whose references stand in a paragraph, in the order of the references. */
export function footnotesOf(state: Pick<State, "paragraphs">, paragraph: Paragraph): Paragraph[] {
  return notesIn(paragraph.wording).flatMap((note) => state.paragraphs[note] ?? []);
}

/**
 * How a paragraph stands: `withdrawn`, the id of the level that it is agreed at, `proposed` (as a whole), `bracketed` (a mark or
 * a repair in it or in its footnotes), or `clean`. Clean is not agreed.
 */
export function paragraphStatus(paragraph: Paragraph, footnotes: Paragraph[] = []): string {
  if (paragraph.withdrawn) return "withdrawn";
  if (paragraph.agreement) return paragraph.agreement.level;
  if ("ins" in paragraph.marks) return "proposed";
  const open = [paragraph, ...footnotes].some((one) => marked(one).size > 0 || repairs(one));
  return open ? "bracketed" : "clean";
}

function repairs(paragraph: Paragraph): boolean {
  return paragraph.wording.some((op) => typeof op.insert === "object" && "repair" in op.insert);
}
