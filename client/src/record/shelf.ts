/** The drafts of a text in this window, and which of them are composed again in their paragraphs. */
import { signal } from "@preact/signals";
import type { Draft } from "./types.ts";

/** Where drafts outlive the window. */
interface Keeping {
  keep(draft: Draft): void;
  drop(id: string): void;
}

export class Shelf {
  readonly drafts = signal<Draft[]>([]);

  constructor(private keeping: Keeping) {}

  put(draft: Draft): void {
    this.drafts.value = [...this.drafts.value.filter(({ id }) => id !== draft.id), draft];
    this.keeping.keep(draft);
  }

  drop(id: string): void {
    this.drafts.value = this.drafts.value.filter((draft) => draft.id !== id);
    this.keeping.drop(id);
  }

  /** Takes what went out of the text and is being kept. It has in it what was composed again there. */
  take(fresh: readonly Draft[]): void {
    if (fresh.length === 0) return;
    for (const { paragraph } of fresh) this.dropAll(this.again(paragraph));
    this.drafts.value = [...this.drafts.value, ...fresh];
  }

  /** The drafts whose words are composed again in a paragraph. */
  again(paragraph: string): Draft[] {
    return this.drafts.peek().filter((draft) => draft.again && draft.paragraph === paragraph);
  }

  dropAll(drafts: readonly Draft[]): void {
    for (const { id } of drafts) this.drop(id);
  }

  /** The composition that held the words of drafts is gone, and nothing of it was tabled. */
  release(paragraph: string): void {
    for (const { again: _, ...draft } of this.again(paragraph)) this.put(draft);
  }
}
