// @vitest-environment jsdom
import { render } from "preact";
import { act as settle } from "preact/test-utils";
import { expect, it } from "vitest";
import { openScreen, ScreenContext, select } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { Outline } from "./Outline";

it("S3: the outline goes along with the paragraph that is selected", async () => {
  const brought: (string | undefined)[] = [];
  Element.prototype.scrollIntoView = function (this: HTMLElement) {
    brought.push(this.dataset.paragraph);
  };
  const screen = openScreen(fakeSession(sample()), 0);
  const root = document.createElement("div");
  const outline = (
    <ScreenContext.Provider value={screen}>
      <Outline />
    </ScreenContext.Provider>
  );
  await settle(() => render(outline, root));
  await settle(() => select(screen, "p-000014"));
  await settle(() => select(screen, "p-000015"));
  expect(brought.slice(-2)).toEqual(["p-000014", "p-000015"]);
  render(null, root);
});
