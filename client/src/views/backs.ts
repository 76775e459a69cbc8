/** The browser's Back closes what is open on the page, the innermost first, and leaves the text only when nothing is. */
import type { Signal } from "@preact/signals";
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Screen, select } from "./screen";

/**
 * An entry of the browser's history for each layer that is open, made when it opens: a browser passes over entries that were
 * made without anybody's doing. What closes otherwise takes its entry along.
 */
export function useBacks(screen: Screen): void {
  const first = useRef<string | null>(null);
  /** The page itself goes back, and closes nothing by it. */
  const going = useRef(false);
  const sync = () => {
    const open = layersOf(screen, first.current).length;
    if (going.current) return;
    const made = Number(history.state?.layers ?? 0);
    for (let layer = made + 1; layer <= open; layer++) pushLayer(layer);
    if (open >= made) return;
    going.current = true;
    history.go(open - made);
  };
  useEffect(() => {
    // What was selected as the text opened was nobody's choice.
    first.current = screen.selected.peek();
    history.replaceState({ layers: 0 }, "");
    const onPop = ({ state }: PopStateEvent) => {
      const wanted = state?.layers;
      // A link to a place on the page makes an entry of its own: as much is open there as before.
      if (typeof wanted !== "number") {
        going.current = false;
        history.replaceState({ layers: layersOf(screen, first.current).length }, "");
        return;
      }
      if (going.current) {
        going.current = false;
        sync();
        return;
      }
      for (const close of layersOf(screen, first.current).slice(wanted).reverse()) close();
      const selected = screen.selected.peek();
      if (selected !== null) history.replaceState(history.state, "", `#${selected}`);
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [screen]);
  useSignalEffect(sync);
}

/** Only the topmost entry names a paragraph: a browser that goes back to an address with one gives it the keyboard. */
function pushLayer(layer: number): void {
  const { pathname, search, hash } = location;
  history.replaceState(history.state, "", pathname + search);
  history.pushState({ layers: layer }, "", pathname + search + hash);
}

/** How to close each layer that is open, from the outermost inwards. */
function layersOf(screen: Screen, first: string | null): (() => void)[] {
  const { selected } = screen;
  const chosen = selected.value !== null && selected.value !== first ? [() => select(screen, null)] : [];
  const shut = <Shown>(shown: Signal<Shown | null>) =>
    shown.value === null
      ? []
      : [
          () => {
            shown.value = null;
          },
        ];
  return [
    ...chosen,
    ...shut(screen.past),
    ...shut(screen.editing),
    ...shut(screen.drawer),
    ...shut(screen.sheet),
  ];
}
