// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { leadTo, leave } from "./leading";

const SIGHT = 600;
/** Where the top of the row is in the window, and how high all is; and how often it was brought into sight. */
let [top, height, shown] = [0, 0, 0];
let layOut: () => void;

beforeEach(() => {
  [top, height, shown] = [5000, 10_000, 0];
  document.body.innerHTML = '<main class="column"><div><article id="p-far"></article></div></main>';
  const box = (from: number, to: number) => ({ top: from, bottom: to }) as DOMRect;
  const row = document.getElementById("p-far") as HTMLElement;
  row.getBoundingClientRect = () => box(top, top + 80);
  row.scrollIntoView = () => {
    if (top >= 0 && top <= SIGHT) return;
    [top, shown] = [100, shown + 1];
  };
  column().getBoundingClientRect = () => box(0, SIGHT);
  Object.defineProperty(column(), "scrollHeight", { get: () => height });
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(private readonly told: () => void) {
        layOut = () => undefined;
      }
      observe() {
        layOut = () => this.told();
      }
      disconnect() {
        layOut = () => undefined;
      }
    },
  );
});

afterEach(() => {
  leave();
  vi.unstubAllGlobals();
});

const column = () => document.querySelector(".column") as HTMLElement;
const grows = (by: number) => {
  [top, height] = [top + by, height + by];
  layOut();
};

it("S61: a paragraph that was gone to stays in sight while the text above it grows", () => {
  leadTo("p-far");
  expect([top, shown]).toEqual([100, 1]);
  grows(1200);
  grows(30);
  grows(900);
  expect([top, shown]).toEqual([100, 3]);
});

it("S61: but not after the reader did something", () => {
  for (const type of ["keydown", "pointerdown", "touchstart", "wheel"]) {
    top = 100;
    leadTo("p-far");
    column().dispatchEvent(new Event(type, { bubbles: true }));
    grows(1200);
    expect([type, top]).toEqual([type, 1300]);
  }
});

it("S61: but not where something else scrolled away from it", () => {
  leadTo("p-far");
  top = -3000;
  column().dispatchEvent(new Event("scroll"));
  grows(100);
  expect(top).toBe(-2900);
});

it("S61: a scroll that comes with growth is the browser's", () => {
  leadTo("p-far");
  [top, height] = [-3000, height + 700];
  column().dispatchEvent(new Event("scroll"));
  layOut();
  expect(top).toBe(100);
});

it("S61: what is left is not kept in sight", () => {
  leadTo("p-far");
  leave();
  grows(1200);
  expect(top).toBe(1300);
});
