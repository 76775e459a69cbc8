/**
 * Words typed after an editor was closed from outside: they go on in the draft of the words that went out of the text
 * there, or in a draft of its own, where no words did.
 */
import { unitsOf } from "./brackets.ts";
import { compose } from "./delta.ts";
import { newId } from "./ids.ts";
import type { Attributes, Delta, Draft, Minted, TextSession } from "./types.ts";

/** The paragraph that was closed, for whom it was open, and why it is open no more. */
export interface Closed {
  paragraph: string;
  delegation: string | null;
  /** Where the caret was, in UTF-16 units; null where that is not known. */
  caret: number | null;
  reason: string;
}

const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The typed words with one more key; null where the key writes nothing. */
export function goOn(typed: string, key: string): string | null {
  if (key === "Backspace")
    return [...segments.segment(typed)]
      .slice(0, -1)
      .map((one) => one.segment)
      .join("");
  return [...segments.segment(key)].length === 1 ? typed + key : null;
}

export class Rest {
  private typed = "";
  /** The draft of the words that went, as it was before anything was added to it. */
  private went: Draft | null = null;
  private own: Draft | null = null;

  /** `known`: the drafts that there were before the words went. */
  constructor(
    private readonly closed: Closed,
    private readonly known: ReadonlySet<string>,
  ) {}

  /** Everything that was typed since, as it reads now. */
  type(session: TextSession, typed: string): void {
    this.typed = typed;
    this.find(session.drafts.peek());
    this.keep(session);
  }

  /** The words that went may become a draft later than the next key, when they are refused: they come first. */
  meet(session: TextSession, drafts: readonly Draft[]): void {
    if (this.went || !this.find(drafts)) return;
    this.keep(session);
  }

  private find(drafts: readonly Draft[]): boolean {
    const { paragraph, delegation } = this.closed;
    this.went ??=
      drafts.find(
        (one) =>
          one.paragraph === paragraph &&
          one.delegation === delegation &&
          one.id !== this.own?.id &&
          !this.known.has(one.id),
      ) ?? null;
    return this.went !== null;
  }

  private keep(session: TextSession): void {
    if (this.went) {
      session.keepDraft(this.typed === "" ? this.went : continued(this.went, this.typed));
      if (this.own) session.dropDraft(this.own.id);
      this.own = null;
    } else if (this.typed !== "") {
      this.own = alone(session, this.closed, this.typed, this.own);
      session.keepDraft(this.own);
    } else if (this.own) session.dropDraft(this.own.id);
  }
}

/** A draft with words after the last that its author put in. */
function continued(draft: Draft, words: string): Draft {
  let [at, end] = [0, 0];
  let attributes: Attributes | undefined;
  for (const op of draft.change) {
    at += op.insert === undefined ? (op.retain ?? 0) : unitsOf(op.insert);
    if (op.insert === undefined) continue;
    end = at;
    ({ attributes } = op);
  }
  const put = insertion(end, words, attributes);
  return { ...draft, wording: compose(draft.wording, put), change: compose(draft.change, put) };
}

/** A draft of nothing but the words. */
function alone(session: TextSession, closed: Closed, words: string, before: Draft | null): Draft {
  const { paragraph, delegation, caret, reason } = closed;
  const state = session.state.peek();
  const standing = state.paragraphs[paragraph];
  const wording = standing?.wording ?? [];
  const size = wording.reduce((sum, { insert }) => sum + (insert === undefined ? 0 : unitsOf(insert)), 0);
  const minted: Minted[] =
    before?.minted ??
    (delegation === null ? [] : [{ id: newId("x"), parent: null, kind: "wording", set: null }]);
  const [own] = minted;
  const change = insertion(Math.min(caret ?? size, size), words, own && { ins: own.id });
  return {
    ...{ id: before?.id ?? newId("d"), text: state.text, paragraph, label: standing?.label ?? "" },
    ...{ delegation, wording: compose(wording, change), change, minted },
    ...{ code: "closed", reason, at: before?.at ?? new Date().toISOString() },
  };
}

function insertion(at: number, words: string, attributes?: Attributes): Delta {
  const put = attributes ? { insert: words, attributes } : { insert: words };
  return at > 0 ? [{ retain: at }, put] : [put];
}
