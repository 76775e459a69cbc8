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
  /** How many were open when the history was last brought into line. */
  const known = useRef(0);
  const sync = () => {
    const open = layersOf(screen, first.current).length;
    if (going.current) return;
    const made = layersHere(known.current);
    known.current = open;
    for (let layer = made + 1; layer <= open; layer++) pushLayer(layer);
    if (open >= made) return;
    going.current = true;
    history.go(open - made);
  };
  useEffect(() => {
    // The selection at the opening of the text was not chosen by the reader.
    first.current = screen.selected.peek();
    history.replaceState({ layers: 0 }, "");
    const onPop = ({ state }: PopStateEvent) => {
      if (going.current) {
        going.current = false;
        sync();
        return;
      }
      const wanted = layersHere(known.current);
      if (state === null) return;
      for (const close of layersOf(screen, first.current).slice(wanted).reverse()) close();
      const selected = screen.selected.peek();
      if (selected !== null) history.replaceState(history.state, "", `#${selected}`);
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [screen]);
  useSignalEffect(sync);
}

/**
 * How many layers are open at this entry. A link to a place on the page makes one that does not say it, and so does Firefox of
 * the present one where its own address is gone to; nothing opens or closes by that, so that it is as many as were `known`.
 */
function layersHere(known: number): number {
  if (typeof history.state?.layers !== "number") history.replaceState({ layers: known }, "");
  return history.state.layers;
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
