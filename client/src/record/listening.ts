/** Signals and listeners by paragraph, made when they are first asked for. */
import { type Signal, signal } from "@preact/signals";

export function kept<Value>(
  signals: Map<string, Signal<Value>>,
  key: string,
  make: () => Value,
): Signal<Value> {
  const found = signals.get(key) ?? signal(make());
  signals.set(key, found);
  return found;
}

export function listen<Listening>(
  all: Map<string, Set<Listening>>,
  paragraph: string,
  listener: Listening,
): () => void {
  const listeners = all.get(paragraph) ?? new Set();
  all.set(paragraph, listeners.add(listener));
  return () => listeners.delete(listener);
}
