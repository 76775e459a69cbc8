/** A session of one paragraph over signals: what is typed is shown at once and nothing is ever sent. */
import { type Signal, signal } from "@preact/signals";
import { compose, invert } from "../../record/delta.ts";
import type {
  As,
  Attributes,
  Caret,
  Carried,
  Delta,
  Minted,
  Outcome,
  Paragraph,
  Proposal,
  State,
  TextSession,
} from "../../record/types.ts";

export interface Edit {
  change: Delta;
  minted: Minted[];
  as: As;
}

export class FakeSession {
  edits: Edit[] = [];
  acts: { kind: string; payload: Record<string, unknown>; delegation: string | null | undefined }[] = [];
  tabled = 0;
  private before: Delta = [];
  caret: { paragraph: string; index: number } | null = null;
  readonly carets: Signal<Caret[]> = signal([]);
  readonly state: Signal<State>;
  private readonly displayed: Signal<Delta>;
  private readonly holding = signal(false);
  private readonly bereft = new Set<() => void>();
  private readonly listeners = new Set<(change: Delta, displayed: Delta) => void>();

  constructor(wording: Delta, proposals: Proposal[] = [], marks: Attributes = {}) {
    this.displayed = signal(wording);
    const known = Object.fromEntries(proposals.map((one) => [one.id, one]));
    const paragraph = { id: "p-one", wording, marks, proposals: known, agreement: null, withdrawn: null };
    this.state = signal({
      number: 1,
      paragraphs: { "p-one": paragraph as unknown as Paragraph },
    } as unknown as State);
  }

  /** As the editor sees it. */
  get session(): TextSession {
    return this as unknown as TextSession;
  }
  get now(): Delta {
    return this.displayed.value;
  }
  get text(): string {
    return this.now.map(({ insert }) => (typeof insert === "string" ? insert : "*")).join("");
  }
  wording = (): Signal<Delta> => this.displayed;
  composing = (): Signal<boolean> => this.holding;
  minted = (): Carried[] =>
    this.edits.flatMap(({ minted, as }) => minted.map((one) => ({ ...one, delegation: as.delegation })));

  edit = (_paragraph: string, change: Delta, minted: Minted[], as: As): void => {
    this.edits.push({ change, minted, as });
    this.before = this.now;
    if (as.hold) this.holding.value = true;
    this.displayed.value = compose(this.now, change);
  };
  table = (): void => {
    this.tabled += 1;
    this.holding.value = false;
  };
  act = async (
    kind: string,
    payload: Record<string, unknown>,
    delegation?: string | null,
  ): Promise<Outcome> => {
    this.acts.push({ kind, payload, delegation });
    return { through: 2 };
  };
  onForeignChange = (
    _paragraph: string,
    listener: (change: Delta, displayed: Delta) => void,
  ): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  onTakenBack = (_paragraph: string, listener: () => void): (() => void) => {
    this.bereft.add(listener);
    return () => this.bereft.delete(listener);
  };
  setCaret = (caret: { paragraph: string; index: number } | null): void => {
    this.caret = caret;
  };

  /** Another's entry arrives. */
  foreign(change: Delta): void {
    this.displayed.value = compose(this.now, change);
    for (const tell of this.listeners) tell(change, this.now);
  }
  /** The latest change is refused, or discarded: its words go out of the text. */
  takeBack(): void {
    const change = this.edits.at(-1)?.change ?? [];
    const before = this.before;
    for (const tell of this.bereft) tell();
    this.foreign(invert(change, before));
  }
  /** The paragraph on record becomes another. */
  record(more: Partial<Paragraph>): void {
    const paragraph = { ...(this.state.value.paragraphs["p-one"] as Paragraph), ...more };
    this.state.value = { ...this.state.value, paragraphs: { "p-one": paragraph } };
  }
}

export function proposal(id: string, owner: string, more: Partial<Proposal> = {}): Proposal {
  const fixed = { set: null, place: null, tabled_at: "", settled: null, settled_with: null, confirmed: {} };
  return {
    id,
    parent: null,
    kind: "wording",
    sponsors: [owner],
    status: "live",
    tabled: 1,
    ...fixed,
    ...more,
  };
}
