/** Listeners by paragraph. */
export function listen<Listening>(
  all: Map<string, Set<Listening>>,
  paragraph: string,
  listener: Listening,
): () => void {
  const listeners = all.get(paragraph) ?? new Set();
  all.set(paragraph, listeners.add(listener));
  return () => listeners.delete(listener);
}
