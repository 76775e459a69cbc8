/** Where others write. A caret is told on the wording of a number; it is shown on what this window shows. */
import { moved } from "./offsets.ts";
import type { Caret, Delta, Entry } from "./types.ts";

export class Carets {
  private told: Caret[] = [];

  tell(carets: Caret[]): void {
    this.told = carets;
  }

  /** Entries that go on record move the carets of their paragraph that were told before them. */
  receive(entries: Entry[]): void {
    for (const { number, payload } of entries) {
      const change = payload.change as Delta | undefined;
      if (!change) continue;
      this.told = this.told.map((caret) =>
        caret.paragraph === payload.paragraph && caret.number < number
          ? { ...caret, number, index: moved(caret.index, change) }
          : caret,
      );
    }
  }

  /** `own`: what this window shows of a paragraph beyond what is on record. */
  shown(own: (paragraph: string) => Delta): Caret[] {
    return this.told.map((caret) => ({ ...caret, index: moved(caret.index, own(caret.paragraph)) }));
  }
}

type Place = { paragraph: string; index: number };

/** Carets are told no oftener than this, in milliseconds (W30). */
const EVERY = 150;

/** Where one writes oneself, told now and then. */
export class OwnCaret {
  private at: Place | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  set(at: Place | null, tell: (at: Place | null) => void): void {
    this.at = at;
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      tell(this.at);
    }, EVERY);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}
