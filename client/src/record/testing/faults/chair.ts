/** A Chair who decides in the midst of typing: settles, holds, gavels, reopens, and so has many a change refused. */
import { newId } from "../../ids.ts";
import { standing } from "../../marks.ts";
import type { Delta, Paragraph, Proposal, TextSession } from "../../types.ts";
import type { Chance } from "../chance.ts";
import type { Browser } from "./browser.ts";

/** Proposals in a paragraph beyond which another takes its place, so that a long run stays as quick as a short one. */
const FULL = 40;
/** Live proposals with which a paragraph may be settled and gavelled as it is. */
const FEW = 4;
/** Milliseconds between two decisions, at the pace of 1. */
const ACT = 900;

export class Chair {
  /** Whoever gavels does nothing else meanwhile. */
  private busy = false;

  constructor(
    private browser: Browser,
    private chance: Chance,
  ) {}

  /** A decision is of the moment: a Chair who comes back looks at the text again. */
  sit(): void {
    this.busy = false;
  }

  get pause(): number {
    return ACT * (0.5 + this.chance.next());
  }

  step(): void {
    const { session } = this.browser;
    // A Chair whose line is cut sees it, and waits: decisions that pile up would all come at once.
    if (!session || this.busy || session.connection.value.status !== "live") return;
    const { order, paragraphs } = session.state.value;
    const all = order.flatMap((id) => paragraphs[id] ?? []).filter(({ withdrawn }) => !withdrawn);
    const paragraph = this.chance.one(all);
    if (paragraph) this.decide(session, paragraph);
  }

  /** Nobody waits for a Chair whose line is dead. */
  typeOn(): void {}

  private decide(session: TextSession, paragraph: Paragraph): void {
    const { id } = paragraph;
    const open = standing(paragraph);
    if (paragraph.agreement) {
      if (this.chance.happens(0.6)) void session.act("reopen_paragraph", { paragraph: id, reason: "a slip" });
    } else if (Object.keys(paragraph.proposals).length > FULL) this.replaceWhole(session, id);
    else if (open.length <= FEW && this.chance.happens(0.5)) void this.gavel(session, id);
    else if (paragraph.hold) void session.act("release_hold", { paragraph: id });
    else if (this.chance.happens(0.08)) void session.act("hold_paragraph", { paragraph: id, seconds: 5 });
    else this.settle(session, id, this.chance.one(open));
  }

  private settle(session: TextSession, paragraph: string, proposal: Proposal | undefined): void {
    if (!proposal) return;
    const names = { paragraph, proposal: proposal.id, previewed: session.state.value.number };
    if (this.chance.happens(0.5)) void session.act("drop_proposal", names);
    else void session.act("retain_proposal", { ...names, collisions: {} });
  }

  /** What is left is dropped and the paragraph agreed, whatever is being typed in it. */
  private async gavel(session: TextSession, paragraph: string): Promise<void> {
    this.busy = true;
    await session.act("hold_paragraph", { paragraph, seconds: 5 });
    for (const { id: proposal } of standing(session.state.value.paragraphs[paragraph] as Paragraph)) {
      await session.act("drop_proposal", { paragraph, proposal, previewed: session.state.value.number });
    }
    const seen = session.state.value.number;
    await session.act("record_agreement", { paragraph, level: "agreed", seen, pending: [] });
    this.busy = false;
  }

  private replaceWhole(session: TextSession, paragraph: string): void {
    const place = { kind: "operative", depth: 1, label: "", marker: "", relation: null, of: null };
    const wording: Delta = [{ insert: "States should cooperate." }];
    const rest = {
      paragraph: newId("p"),
      after: paragraph,
      wording,
      proposal: null,
      reason: "a fresh start",
    };
    void session.act("add_paragraph", { ...place, ...rest });
    void session.act("withdraw_paragraph", { paragraph, reason: "overtaken" });
  }
}
