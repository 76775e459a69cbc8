/** Tasks that can wait: done one after the other, when the browser is idle. */

const waiting = new Set<() => void>();
let asked = false;

/** How long it waits at most where the browser is never idle, and what one piece of work may take; in milliseconds. */
const [PATIENCE, PIECE] = [300, 10];

/** Does it when there is time; the answer calls it off. */
export function later(act: () => void): () => void {
  waiting.add(act);
  ask();
  return () => waiting.delete(act);
}

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  // Some browsers cannot be asked.
  if (typeof requestIdleCallback === "function") requestIdleCallback(work, { timeout: PATIENCE });
  else setTimeout(work);
}

/** At least one, or a browser that is never idle would never come to an end. */
function work(deadline?: IdleDeadline): void {
  asked = false;
  for (const act of waiting) {
    waiting.delete(act);
    act();
    if (!deadline || deadline.timeRemaining() < PIECE) break;
  }
  ask();
}
