import { useEffect, useRef, useState } from "preact/hooks";
import type { Delta } from "../../record/types";
import { freshRange, type Range } from "./fresh";

/** The words that came in within the last `milliseconds`, of a wording that is shown and not typed in here. */
export function useFresh(wording: Delta, key: string, milliseconds: number): Range | null {
  const before = useRef({ wording, key });
  const [fresh, setFresh] = useState<Range | null>(null);
  useEffect(() => {
    const last = before.current;
    before.current = { wording, key };
    const range = last.key === key && last.wording !== wording ? freshRange(last.wording, wording) : null;
    setFresh(range);
    if (!range) return;
    const timer = setTimeout(() => setFresh(null), milliseconds);
    return () => clearTimeout(timer);
  }, [wording, key, milliseconds]);
  return fresh;
}
