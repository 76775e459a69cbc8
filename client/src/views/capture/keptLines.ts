/** The lines captured last outlive a reload of their window, so that they can be taken back afterwards too. */
import { effect } from "@preact/signals";
import type { Captured, Screen } from "../screen";

/**
 * Shows what this window captured before in this text, for the same person, and keeps it up to date. Returns what ends that.
 * A browser that keeps nothing is none the worse: the lines are then those since the page was opened.
 */
export function keepLines(screen: Screen): () => void {
  const { state, you } = screen.opening;
  const key = `adref.captured.${state.text}.${you.person}`;
  if (screen.captured.peek().length === 0) screen.captured.value = kept(key, state.number);
  return effect(() => {
    const lines = JSON.stringify(screen.captured.value);
    try {
      sessionStorage.setItem(key, lines);
    } catch {
      // Full, or forbidden.
    }
  });
}

/** The lines that are kept; none that went on record after `number`, as where a backup was restored. */
function kept(key: string, number: number): Captured[] {
  try {
    const found: Captured[] = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return found.every(({ recorded }) => recorded.every((one) => one <= number)) ? found : [];
  } catch {
    return [];
  }
}
