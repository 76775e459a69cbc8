/** What the browser changed by itself, read from the text before and after. */

/**
 * What was replaced between two texts. The same letter twice leaves it open where one was typed: `head`, the caret
 * afterwards, tells.
 */
export function changed(old: string, now: string, head: number): { from: number; to: number; text: string } {
  const within = Math.min(old.length, now.length);
  const typed = suffix(old, now, Math.min(within, Math.max(0, now.length - head)));
  const start = prefix(old, now, within - typed);
  const end = suffix(old, now, within - start);
  return { from: start, to: old.length - end, text: now.slice(start, now.length - end) };
}

const LOW_SURROGATE = /[\udc00-\udfff]/;

function prefix(a: string, b: string, most: number): number {
  let size = 0;
  while (size < most && a[size] === b[size]) size += 1;
  // Never through a character of two units.
  return LOW_SURROGATE.test(a[size] ?? "") || LOW_SURROGATE.test(b[size] ?? "")
    ? Math.max(0, size - 1)
    : size;
}

function suffix(a: string, b: string, most: number): number {
  let size = 0;
  while (size < most && a[a.length - 1 - size] === b[b.length - 1 - size]) size += 1;
  return size > 0 && LOW_SURROGATE.test(a[a.length - size] ?? "") ? size - 1 : size;
}
