/**
 * Brackets, drawn from marks: a paragraph becomes a flat list of tokens that every renderer walks.
 *
 * The twin of server/domain/brackets.py; both run tests/vectors/brackets.json. `at` is the offset in the wording in UTF-16
 * units. Tokens of one bracket share `id`, which is unique in the paragraph. Opens and closes always balance and nest.
 */
import type { Attributes, Delta, Embed, Proposal } from "./types";

export type BracketKind = "brk" | "ins" | "del" | "mov";
export type PartRole = "insert" | "reserve" | "delete" | "move";
export type Names = (code: string) => string;

/** One part of an attribution: what these delegations, by code, want with the words. */
export interface Part {
  role: PartRole;
  codes: string[];
}
interface Bracket {
  at: number;
  id: string;
  /** How to style the bracket; where several are merged, `ins` goes before `del` before `brk`. */
  kind: BracketKind;
  /** All whose bracket it is, the owner of the words first. */
  proposals: string[];
  /** It is the rest of a bracket that another one cut. */
  continued: boolean;
  /** It stands around the paragraph as a whole. */
  whole: boolean;
}
export interface OpenToken extends Bracket {
  type: "open";
  /** The owner's set of alternatives. */
  set: string | null;
}
export interface TextToken {
  type: "text";
  at: number;
  content: string | Embed;
  /** Only bold, italic and underline. */
  attributes: Attributes;
  /** The innermost proposal that owns the words. */
  ins: string | null;
  /** Those that delete them, sorted; who deletes the paragraph as a whole is named at its bracket. */
  dels: string[];
}
export interface CloseToken extends Bracket {
  type: "close";
  parts: Part[];
}
export type Token = OpenToken | TextToken | CloseToken;

export type ProposalLike = Pick<Proposal, "parent" | "sponsors" | "set" | "status" | "tabled">;
/** The part of a paragraph that brackets need; a `Paragraph` is one. */
export interface Marked {
  wording: Delta;
  marks: Attributes;
  proposals: Record<string, ProposalLike>;
}

/** The code of imported brackets without attribution. */
export const UNATTRIBUTED = "UNATTRIBUTED";
export const FORMATS = ["bold", "italic", "underline"] as const;
const RANK: Record<BracketKind, number> = { brk: 0, ins: 1, del: 2, mov: 3 };
const ROLE: Record<BracketKind, PartRole> = { brk: "reserve", ins: "insert", del: "delete", mov: "move" };
const ROLES: PartRole[] = ["insert", "reserve", "delete", "move"];
const STYLES: BracketKind[] = ["ins", "del", "brk", "mov"];

/** Neighbouring characters with the same marks, and the owners of each from the innermost outwards. */
interface Run {
  at: number;
  content: string | Embed;
  attributes: Attributes;
  chain: string[];
}
/** A bracket of one proposal over the runs `start` to `end` (exclusive); `depth` is its place in its chain. */
interface Span {
  start: number;
  end: number;
  kind: BracketKind;
  proposal: string;
  depth: number;
  continued: boolean;
  whole: boolean;
}

/** The proposal and its live ancestors, innermost first. An unknown proposal has no ancestors. */
export function owners(proposals: Record<string, ProposalLike>, proposal: string): string[] {
  const chain = [proposal];
  let parent = proposals[proposal]?.parent ?? null;
  while (parent !== null && !chain.includes(parent)) {
    const above: ProposalLike | undefined = proposals[parent];
    if (above === undefined) break;
    if (above.status === "live") chain.push(parent);
    parent = above.parent;
  }
  return chain;
}

/** The paragraph as tokens. Proposals that are named in a mark but not known are drawn unattributed. */
export function tokens(paragraph: Marked): Token[] {
  const read = readRuns(paragraph);
  const brackets = merge(nest(cutReservations(findSpans(paragraph, read))));
  return emit(paragraph, read, brackets);
}

/**
 * `US; G77: delete`: the words after the dash, empty where nobody is to be named. The owner of inserted words, or who
 * reserves on words that nobody inserted, stands without a verb.
 */
export function attribution(parts: Part[], names: Names): string {
  const inserted = parts.some((part) => part.role === "insert");
  const said: string[] = [];
  for (const part of parts) {
    const who = part.codes
      .filter((code) => code !== UNATTRIBUTED)
      .map(names)
      .join(", ");
    if (!who) continue;
    const bare = part.role === "insert" || (part.role === "reserve" && !inserted);
    said.push(bare ? who : `${who}: ${part.role}`);
  }
  return said.join("; ");
}

/** A run's length in UTF-16 units; an embed has one. */
export function unitsOf(content: string | Embed): number {
  return typeof content === "string" ? content.length : 1;
}

function readRuns(paragraph: Marked): Run[] {
  const found: Run[] = [];
  let at = 0;
  for (const op of paragraph.wording) {
    const content = op.insert;
    if (content === undefined) continue;
    const attributes = op.attributes ?? {};
    const inserted = attributes.ins;
    const chain = typeof inserted === "string" ? owners(paragraph.proposals, inserted) : [];
    found.push({ at, content, attributes, chain });
    at += unitsOf(content);
  }
  // A paragraph without a character still has somewhere for its whole-paragraph bracket to stand.
  return found.length > 0 ? found : [{ at: 0, content: "", attributes: {}, chain: [] }];
}

function wholeSpans(marks: Attributes, end: number): Span[] {
  const spans: Span[] = [];
  for (const [key, value] of Object.entries(marks)) {
    if (!value) continue;
    const span = { start: 0, end, depth: 0, continued: false, whole: true };
    if (key === "ins") spans.push({ ...span, kind: "ins", proposal: String(value) });
    else if (/^(del|brk|mov):/.test(key))
      spans.push({ ...span, kind: key.slice(0, 3) as BracketKind, proposal: key.slice(4) });
  }
  return spans;
}

function findSpans(paragraph: Marked, read: Run[]): Span[] {
  const spans = wholeSpans(paragraph.marks, read.length);
  const span = { continued: false, whole: false };
  const openAt = new Map<string, number>();
  const depths = new Map<string, number>();
  const reserved = new Map<string, [number, number]>();
  for (let index = 0; index <= read.length; index++) {
    const run = read[index];
    const here = new Set<string>();
    run?.chain.forEach((owner, place, chain) => {
      depths.set(`ins:${owner}`, chain.length - place);
      if (owner !== paragraph.marks.ins) here.add(`ins:${owner}`);
    });
    for (const key of Object.keys(run?.attributes ?? {})) {
      if (key.startsWith("del:")) here.add(key);
      if (key.startsWith("brk:"))
        reserved.set(key.slice(4), [reserved.get(key.slice(4))?.[0] ?? index, index + 1]);
    }
    for (const [mark, start] of [...openAt]) {
      if (here.has(mark)) continue;
      openAt.delete(mark);
      const kind = mark.slice(0, 3) as BracketKind;
      spans.push({ ...span, start, end: index, kind, proposal: mark.slice(4), depth: depths.get(mark) ?? 0 });
    }
    for (const mark of here) if (!openAt.has(mark)) openAt.set(mark, index);
  }
  for (const [proposal, [start, end]] of reserved)
    spans.push({ ...span, start, end, kind: "brk", proposal, depth: 0 });
  return spans;
}

/** Cuts reservations where insertions and deletions cross them (W17); the others come out nested. */
function cutReservations(spans: Span[]): Span[] {
  const others = nest(spans.filter((span) => span.kind !== "brk"));
  const result = [...others];
  for (const span of spans.filter((one) => one.kind === "brk")) {
    const cuts = new Set<number>();
    for (const other of others) {
      if (span.start < other.start && other.start < span.end && span.end < other.end) cuts.add(other.start);
      if (other.start < span.start && span.start < other.end && other.end < span.end) cuts.add(other.end);
    }
    const edges = [span.start, ...[...cuts].sort((a, b) => a - b), span.end];
    for (let index = 0; index + 1 < edges.length; index++) {
      const [start, end] = [edges[index] as number, edges[index + 1] as number];
      result.push({ ...span, start, end, continued: start !== span.start });
    }
  }
  return result;
}

/** W17; of two insertions with one span the ancestor stands outside. */
function inOrder(a: Span, b: Span): number {
  return (
    a.start - b.start ||
    b.end - a.end ||
    Number(b.whole) - Number(a.whole) ||
    RANK[a.kind] - RANK[b.kind] ||
    a.depth - b.depth ||
    (a.proposal < b.proposal ? -1 : Number(a.proposal > b.proposal))
  );
}

/** In drawing order; of two that cross, the later-starting is cut at the end of the other. */
function nest(spans: Span[]): Span[] {
  const queue = [...spans].sort(inOrder);
  const nested: Span[] = [];
  const stack: Span[] = [];
  for (let span = queue.shift(); span !== undefined; span = queue.shift()) {
    while (stack.length > 0 && (stack[stack.length - 1] as Span).end <= span.start) stack.pop();
    const top = stack[stack.length - 1];
    if (top !== undefined && span.end > top.end) {
      // The shortened head may belong before others that start here, so both go back into the queue.
      queue.push({ ...span, end: top.end }, { ...span, start: top.end, continued: true });
      queue.sort(inOrder);
      continue;
    }
    nested.push(span);
    stack.push(span);
  }
  return nested;
}

/** One bracket for one span. Two insertions stay two: one stands inside the other's words. */
function merge(spans: Span[]): Span[][] {
  const brackets: Span[][] = [];
  for (const span of spans) {
    const last = brackets[brackets.length - 1];
    const same = last?.[0]?.start === span.start && last[0].end === span.end;
    const second = span.kind === "ins" && last?.some((one) => one.kind === "ins");
    if (last !== undefined && same && !second) last.push(span);
    else brackets.push([span]);
  }
  return brackets;
}

function emit(paragraph: Marked, read: Run[], brackets: Span[][]): Token[] {
  const result: Token[] = [];
  const stack: { end: number; close: Omit<CloseToken, "at"> }[] = [];
  const seen = new Map<string, number>();
  let next = 0;
  read.forEach((run, index) => {
    for (let group = brackets[next]; group?.[0]?.start === index; group = brackets[++next]) {
      const { set, parts, ...bracket } = describe(paragraph, group, seen);
      result.push({ type: "open", at: run.at, ...bracket, set });
      stack.push({ end: group[0].end, close: { type: "close", ...bracket, parts } });
    }
    appendText(result, paragraph, run);
    const at = run.at + unitsOf(run.content);
    while (stack[stack.length - 1]?.end === index + 1) {
      const closed = stack.pop();
      if (closed) result.push({ ...closed.close, at });
    }
  });
  return result;
}

function describe(paragraph: Marked, group: Span[], seen: Map<string, number>) {
  const known = paragraph.proposals;
  // Those not yet on record come last, among themselves by id.
  const tabled = (proposal: string) => known[proposal]?.tabled ?? Number.POSITIVE_INFINITY;
  const inTurn = (a: string, b: string) => {
    const [first, second] = [tabled(a), tabled(b)];
    return first === second ? (a < b ? -1 : Number(a > b)) : first - second;
  };
  const parts: Part[] = [];
  const proposals: string[] = [];
  for (const role of ROLES) {
    const here = [
      ...new Set(group.filter((span) => ROLE[span.kind] === role).map((span) => span.proposal)),
    ].sort(inTurn);
    if (here.length === 0) continue;
    for (const proposal of here) if (!proposals.includes(proposal)) proposals.push(proposal);
    parts.push({ role, codes: [...new Set(here.flatMap((proposal) => known[proposal]?.sponsors ?? []))] });
  }
  const kind = STYLES.find((style) => group.some((span) => span.kind === style)) ?? "brk";
  const name = `${kind}:${proposals[0]}`;
  const count = (seen.get(name) ?? 0) + 1;
  seen.set(name, count);
  return {
    id: count === 1 ? name : `${name}.${count}`,
    kind,
    proposals,
    set: known[proposals[0] ?? ""]?.set ?? null,
    continued: group.every((span) => span.continued),
    whole: group.some((span) => span.whole),
    parts,
  };
}

function appendText(result: Token[], paragraph: Marked, run: Run): void {
  if (run.content === "") return;
  // A deletion of the whole paragraph is said at its bracket: struck throughout, it could not be negotiated.
  const dels = Object.keys(run.attributes)
    .filter((key) => key.startsWith("del:") && run.attributes[key])
    .map((key) => key.slice(4))
    .sort();
  const owner = run.attributes.ins ?? paragraph.marks.ins;
  const ins = typeof owner === "string" ? owner : null;
  const attributes: Attributes = {};
  for (const name of FORMATS) if (run.attributes[name]) attributes[name] = run.attributes[name];
  const last = result[result.length - 1];
  if (last?.type === "text" && typeof last.content === "string" && typeof run.content === "string") {
    const same = last.ins === ins && String(last.dels) === String(dels);
    if (same && FORMATS.every((name) => last.attributes[name] === attributes[name])) {
      last.content += run.content;
      return;
    }
  }
  result.push({ type: "text", at: run.at, content: run.content, attributes, ins, dels });
}
