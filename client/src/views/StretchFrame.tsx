/** The frame of one stretch of a long list: plain words, and as high as it will be, until it is drawn. */
import type { ComponentChildren } from "preact";
import { flushSync } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { later } from "./later";

const COMES_NEAR = "contentvisibilityautostatechange";

interface Props {
  ids: readonly string[];
  /** Drawn at once: the first screen, and what is in hand. */
  atOnce: boolean;
  /** It holds what is in hand, which may stand out over its edges. */
  inHand: boolean;
  /** About how high it will be, in rem. */
  height: number;
  /** The words of each row, for the browser's own search before the row is drawn. */
  words?: readonly string[];
  children(): ComponentChildren;
}

export function StretchFrame({ ids, atOnce, inHand, height, words, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [was, setDrawn] = useState(atOnce);
  const drawn = was || atOnce;
  useEffect(() => {
    if (was || atOnce) {
      setDrawn(true);
      return;
    }
    const draw = () => flushSync(() => setDrawn(true));
    const comesNear = (event: Event) => {
      if (!(event as ContentVisibilityAutoStateChangeEvent).skipped) draw();
    };
    const stretch = frame.current;
    // Said by the browser, well before it is in sight.
    stretch?.addEventListener(COMES_NEAR, comesNear);
    // On paper nothing comes near.
    addEventListener("beforeprint", draw);
    const callOff = later(draw);
    return () => {
      callOff();
      stretch?.removeEventListener(COMES_NEAR, comesNear);
      removeEventListener("beforeprint", draw);
    };
  }, [was, atOnce]);
  const size = `${height.toFixed(1)}rem`;
  return (
    <div
      ref={frame}
      class={`stretch ${inHand ? "in-hand" : ""} ${drawn ? "" : "plain"}`}
      data-holds={drawn ? undefined : ids.join(" ")}
      // How high it was when it was last laid out counts more than what it was thought to be.
      style={drawn ? { containIntrinsicBlockSize: `auto ${size}` } : { blockSize: size }}
    >
      {drawn ? children() : words?.map((one, index) => <p key={ids[index]}>{one}</p>)}
    </div>
  );
}
