/**
 * Leads to a paragraph and keeps it in sight. Stretches around it get their true heights only when they are drawn and come
 * near, frames after it was scrolled to, and not every browser holds a place while what is above grows.
 */

/** Events that show that the reader goes on. */
const READER = ["keydown", "pointerdown", "touchstart", "wheel"] as const;

let letGo: (() => void) | null = null;

/** Until the reader does something, or scrolls by other means, or is led elsewhere. */
export function leadTo(paragraph: string): void {
  leave();
  show(paragraph);
  const column = document.getElementById(paragraph)?.closest<HTMLElement>(".column");
  if (!column) return;
  let height = column.scrollHeight;
  const observer = new ResizeObserver(() => {
    show(paragraph);
    height = column.scrollHeight;
  });
  for (const one of [column, ...column.children]) observer.observe(one);
  // A screen reader and the browser's own search scroll without a key or a pointer that the page would hear of.
  const onScroll = () => {
    if (column.scrollHeight === height && isOut(paragraph, column)) leave();
  };
  const listening = new AbortController();
  const { signal } = listening;
  column.addEventListener("scroll", onScroll, { signal, passive: true });
  for (const type of READER) addEventListener(type, leave, { signal, capture: true, passive: true });
  letGo = () => {
    observer.disconnect();
    listening.abort();
  };
}

/** Nothing is kept in sight any more. */
export function leave(): void {
  letGo?.();
  letGo = null;
}

function show(paragraph: string): void {
  document.getElementById(paragraph)?.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function isOut(paragraph: string, column: HTMLElement): boolean {
  const row = document.getElementById(paragraph)?.getBoundingClientRect();
  const sight = column.getBoundingClientRect();
  return !row || row.bottom <= sight.top || row.top >= sight.bottom;
}
