/** The paragraphs as this window shows them: signals, made when they are first asked for. */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Machine } from "./machine.ts";
import type { Delta, State } from "./types.ts";

export class Displays {
  private wordings = new Map<string, Signal<Delta>>();
  private compositions = new Map<string, Signal<boolean>>();
  /** The paragraphs that held own work when last looked at. */
  private worked: string[] = [];

  constructor(private machine: Machine) {}

  wording(paragraph: string): ReadonlySignal<Delta> {
    return kept(this.wordings, paragraph, () => this.machine.displayed(paragraph));
  }

  composing(paragraph: string): ReadonlySignal<boolean> {
    return kept(this.compositions, paragraph, () => this.machine.composing(paragraph));
  }

  /** Brings the signals up to the machine, which stood at `before`: of thousands of paragraphs few change at a time. */
  refresh(before: State): void {
    const { machine } = this;
    const [old, now] = [before.paragraphs, machine.state.paragraphs];
    const entered = old === now ? [] : [...this.wordings.keys()].filter((id) => old[id] !== now[id]);
    const worked = machine.worked();
    for (const id of new Set([...entered, ...this.worked, ...worked])) {
      const [wording, composition] = [this.wordings.get(id), this.compositions.get(id)];
      if (wording) wording.value = machine.displayed(id);
      if (composition) composition.value = machine.composing(id);
    }
    this.worked = worked;
  }
}

function kept<Value>(signals: Map<string, Signal<Value>>, key: string, make: () => Value): Signal<Value> {
  const found = signals.get(key) ?? signal(make());
  signals.set(key, found);
  return found;
}
