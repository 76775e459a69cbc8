/** The size of the wording in the room: as large as fits, never smaller than can be read from the last row. */

const LARGEST = 50;
/** CSS pixels at 1920 × 1080; on smaller windows in proportion. */
const SMALLEST = 32;
/** Two columns are for small sizes only: lines of large letters would be too short. */
const LARGEST_IN_COLUMNS = 38;
const DRAWN_WIDTH = 1920;

export interface Setting {
  size: number;
  columns: 1 | 2;
}

/** How to try to set a paragraph, the best first; the last one is for what fits in no way, and scrolls. */
export function settings(width: number): Setting[] {
  const scale = Math.max(0.5, Math.min(2, width / DRAWN_WIDTH));
  const steps: number[] = [];
  for (let size = LARGEST; size >= SMALLEST; size -= 3) steps.push(size);
  const apart = steps.filter((size) => size <= LARGEST_IN_COLUMNS && width >= DRAWN_WIDTH / 2);
  return [
    ...steps.map((size): Setting => ({ size: size * scale, columns: 1 })),
    ...apart.map((size): Setting => ({ size: size * scale, columns: 2 })),
    { size: SMALLEST * scale, columns: 1 },
  ];
}

/** Sets the paragraph as large as it fits its frame. */
export function fitWording(frame: HTMLElement | null): void {
  if (!frame) return;
  // The whole width, whether a scroll bar takes some of it or not: the size is measured on the screen.
  for (const { size, columns } of settings(frame.offsetWidth)) {
    frame.style.setProperty("--room-size", `${size}px`);
    frame.dataset.columns = String(columns);
    if (frame.scrollHeight <= frame.clientHeight) return;
  }
}

/** Brings what has just changed into sight, where a paragraph is too long to be seen as a whole. */
export function followChange(frame: HTMLElement | null, part: number): void {
  if (!frame || frame.scrollHeight <= frame.clientHeight) return;
  const words = frame.querySelector<HTMLElement>(".new");
  const box = frame.getBoundingClientRect();
  const within = words
    ? words.getBoundingClientRect().top - box.top + frame.scrollTop
    : part * frame.scrollHeight;
  frame.scrollTop = within - box.height / 2;
}
