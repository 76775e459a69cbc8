/** Where a place stands after a change, and where a change ends. */
import type { Delta } from "./types.ts";

/** An offset after a change by others. */
export function moved(offset: number, change: Delta): number {
  let [at, result] = [0, offset];
  for (const op of change) {
    if (at > offset) break;
    if (op.insert !== undefined) {
      const size = typeof op.insert === "string" ? op.insert.length : 1;
      if (at < offset) result += size;
    } else {
      if (op.delete !== undefined) result -= Math.min(op.delete, offset - at);
      at += op.retain ?? op.delete ?? 0;
    }
  }
  return result;
}

/** Where the last thing that a change does ends, in the wording after it. */
export function endOf(change: Delta): number {
  let [at, end] = [0, 0];
  for (const op of change) {
    if (op.insert !== undefined) at += typeof op.insert === "string" ? op.insert.length : 1;
    else at += op.retain ?? 0;
    if (op.retain === undefined || op.attributes) end = at;
  }
  return end;
}
