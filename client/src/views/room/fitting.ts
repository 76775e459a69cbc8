/** The size of the wording in the room: as large as fits, never smaller than can be read from the last row. */

const LARGEST = 50;
/** CSS pixels at 1920 × 1080; on smaller windows in proportion. */
const SMALLEST = 32;
const DRAWN_WIDTH = 1920;

/** The sizes to try, from the largest. */
export function sizes(width: number): number[] {
  const scale = Math.max(0.5, Math.min(2, width / DRAWN_WIDTH));
  const steps: number[] = [];
  for (let size = LARGEST; size >= SMALLEST; size -= 3) steps.push(size * scale);
  return steps;
}

/** Sets the largest size at which the paragraph fits its frame; longer ones scroll at the smallest. */
export function fitWording(frame: HTMLElement | null): void {
  if (!frame) return;
  for (const size of sizes(frame.clientWidth)) {
    frame.style.setProperty("--room-size", `${size}px`);
    if (frame.scrollHeight <= frame.clientHeight) return;
  }
}
