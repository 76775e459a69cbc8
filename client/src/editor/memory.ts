/**
 * The changes of a person in a paragraph, to be undone. It outlives the editor for as long as something is composed there: who
 * leaves a paragraph and comes back goes on undoing, over what others wrote meanwhile.
 */
import { effect } from "@preact/signals";
import { diff } from "../record/delta.ts";
import { same } from "../record/same.ts";
import type { Delta, Minted, TextSession } from "../record/types.ts";
import { History } from "./history.ts";

export interface Memory {
  history: History;
  /** Proposals minted here, by id. */
  registry: Map<string, Minted>;
}

/** A memory without its editor, and how to take it up again. */
interface Left {
  delegation: string | null;
  takeUp(): Memory;
  forget(): void;
}

const left = new WeakMap<TextSession, Map<string, Left>>();

/** The memory that was left in a paragraph by who types for the same delegation, or a fresh one. */
export function recall(session: TextSession, paragraph: string, delegation: string | null): Memory {
  const found = left.get(session)?.get(paragraph);
  if (found?.delegation === delegation) return found.takeUp();
  found?.forget();
  return { history: new History(), registry: new Map() };
}

/** Leaves a memory in a paragraph whose editor is closed, until what is composed there is tabled, thrown away or refused. */
export function leave(
  session: TextSession,
  paragraph: string,
  delegation: string | null,
  memory: Memory,
): void {
  if (!session.composing(paragraph).peek()) return;
  const { history } = memory;
  const here = left.get(session) ?? new Map<string, Left>();
  left.set(session, here);
  let wording = session.wording(paragraph).peek();
  const stops: (() => void)[] = [];
  const forget = () => {
    for (const stop of stops.splice(0)) stop();
    if (here.get(paragraph) === entry) here.delete(paragraph);
  };
  const follow = (change: Delta, displayed: Delta) => {
    history.rebase(change, wording);
    wording = displayed;
  };
  const entry: Left = {
    delegation,
    forget,
    takeUp: () => {
      const now = session.wording(paragraph).peek();
      if (!same(wording, now)) follow(diff(wording, now), now);
      forget();
      return memory;
    },
  };
  here.set(paragraph, entry);
  stops.push(
    session.onForeignChange(paragraph, follow),
    session.onTakenBack(paragraph, forget),
    effect(() => {
      if (!session.composing(paragraph).value) forget();
    }),
  );
}
