/** Listeners to the events of a text. */
import type { Effect } from "./effects.ts";
import type { Delta, Entry, State } from "./types.ts";

type Foreign = (change: Delta, displayed: Delta) => void;
type Entries = (entries: readonly Entry[], own: ReadonlySet<string>, before: State) => void;

export class Listeners {
  private readonly foreign = new Map<string, Set<Foreign>>();
  private readonly bereft = new Map<string, Set<() => void>>();
  private readonly entered = new Set<Entries>();

  onForeignChange = (paragraph: string, listener: Foreign) => listen(this.foreign, paragraph, listener);
  onTakenBack = (paragraph: string, listener: () => void) => listen(this.bereft, paragraph, listener);
  onEntries = (listener: Entries) => {
    this.entered.add(listener);
    return () => this.entered.delete(listener);
  };

  tellForeign(effects: Effect[]): void {
    for (const effect of effects) {
      if (effect.kind !== "foreign") continue;
      for (const tell of this.foreign.get(effect.paragraph) ?? []) tell(effect.change, effect.displayed);
    }
  }

  tellTakenBack(paragraph: string): void {
    for (const tell of this.bereft.get(paragraph) ?? []) tell();
  }

  tellEntries(entries: readonly Entry[], own: ReadonlySet<string>, before: State): void {
    if (entries.length > 0) for (const tell of this.entered) tell(entries, own, before);
  }
}

function listen<Listening>(
  all: Map<string, Set<Listening>>,
  paragraph: string,
  listener: Listening,
): () => void {
  const listeners = all.get(paragraph) ?? new Set();
  all.set(paragraph, listeners.add(listener));
  return () => listeners.delete(listener);
}
