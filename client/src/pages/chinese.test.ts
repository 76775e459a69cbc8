// @vitest-environment jsdom
import { expect, it, vi } from "vitest";
import { onceChinese } from "./chinese";

it("S70: fonts for Chinese are wanted once, when such characters stand on the page", async () => {
  const root = document.createElement("div");
  const load = vi.fn();
  onceChinese(root, load);
  const words = root.appendChild(document.createElement("p"));
  words.textContent = "A text in English";
  await Promise.resolve();
  expect(load).not.toHaveBeenCalled();
  words.append("各国应当");
  await vi.waitFor(() => expect(load).toHaveBeenCalledOnce());
  words.append("合作");
  await Promise.resolve();
  expect(load).toHaveBeenCalledOnce();
  const again = vi.fn();
  onceChinese(root, again);
  expect(again).toHaveBeenCalledOnce();
});
