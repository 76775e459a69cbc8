/** The layout that jsdom does not have: nothing scrolls, and nothing changes its size. */
if (typeof Element !== "undefined") {
  Element.prototype.scrollIntoView = () => undefined;
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
}
