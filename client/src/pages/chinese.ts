/** When the fonts for Chinese are wanted: as soon as a page shows such a character, in whatever language its text is. */
const HAN = /\p{Script=Han}/u;

/** Calls `load` once, when Chinese characters stand in `root`, now or later. */
export function onceChinese(root: Node, load: () => void): void {
  if (HAN.test(root.textContent ?? "")) {
    load();
    return;
  }
  const observer = new MutationObserver((changes) => {
    const shown = changes.flatMap(({ target, addedNodes, type }) =>
      type === "characterData" ? [target] : [...addedNodes],
    );
    if (!shown.some((node) => HAN.test(node.textContent ?? ""))) return;
    observer.disconnect();
    load();
  });
  observer.observe(root, { childList: true, characterData: true, subtree: true });
}
