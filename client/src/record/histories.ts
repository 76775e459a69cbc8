/**
 * The histories of the paragraphs that were looked at last. Their last page is fetched when they are looked at, earlier ones
 * when they are asked for, and what goes through the window meanwhile is added.
 */
import type { Entry, Paragraph, ParagraphHistory } from "./types.ts";

/**
 * Entries in order; the first has the number `from`. `earlier`: whether the record has others before them; then `base` is the
 * paragraph as the first of these found it.
 */
export interface Page {
  from: number;
  entries: Entry[];
  earlier: boolean;
  base?: Paragraph;
}

type FetchPage = (paragraph: string, before?: number) => Promise<Page>;

/** So many are kept, for whoever goes to and fro between paragraphs. */
const KEPT = 8;
/** More entries than that are not added to one: its last page, with them, is fetched again when it is looked at again. */
const ADDED = 1_000;

interface Kept {
  /** The last ones of the record come first, as they were fetched. */
  pages: Promise<Page[]>;
  added: Entry[];
  /** An earlier page that is being fetched. */
  reaching: Promise<void> | null;
}

export class Histories {
  private kept = new Map<string, Kept>();

  constructor(private fetchPage: FetchPage) {}

  /** The known history of a paragraph; with `before`, the part before that number. */
  async of(paragraph: string, before?: number): Promise<ParagraphHistory> {
    const kept = this.keep(paragraph, before);
    const pages = await kept.pages;
    const last = pages[0]?.entries.at(-1)?.number ?? 0;
    const fetched = pages.map(({ entries }) => entries).reverse();
    const added = kept.added.filter(({ number }) => number > last);
    const { earlier = false, base = null } = pages.at(-1) ?? {};
    return { entries: [...fetched, added].flat(), earlier, base };
  }

  /** The same, with one page more. */
  async earlier(paragraph: string, before?: number): Promise<ParagraphHistory> {
    const kept = this.keep(paragraph, before);
    const pages = await kept.pages;
    const first = pages.at(-1);
    if (first?.earlier)
      kept.reaching ??= this.fetchPage(paragraph, first.from)
        .then((page) => void pages.push(page))
        .finally(() => {
          kept.reaching = null;
        });
    await kept.reaching;
    return this.of(paragraph, before);
  }

  /** Entries that this window has not had yet. */
  receive(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { paragraph } = entry.payload;
      const kept = this.kept.get(paragraph);
      if (kept && kept.added.push(entry) > ADDED) this.kept.delete(paragraph);
    }
  }

  forget(): void {
    this.kept.clear();
  }

  private keep(paragraph: string, before?: number): Kept {
    const key = before === undefined ? paragraph : `${paragraph} ${before}`;
    const kept = this.kept.get(key) ?? this.look(key, paragraph, before);
    // The one that was looked at longest ago stands first, and gives way.
    this.kept.delete(key);
    this.kept.set(key, kept);
    for (const oldest of [...this.kept.keys()].slice(0, -KEPT)) this.kept.delete(oldest);
    return kept;
  }

  private look(key: string, paragraph: string, before?: number): Kept {
    const pages = this.fetchPage(paragraph, before).then((page) => [page]);
    const kept: Kept = { pages, added: [], reaching: null };
    // The next reader asks again for what failed.
    pages.catch(() => this.kept.get(key) === kept && this.kept.delete(key));
    return kept;
  }
}
