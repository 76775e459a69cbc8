// @vitest-environment jsdom
import { expect, it } from "vitest";
import { fakeSession } from "../views/testing/fakeSession";
import { sample } from "../views/testing/sample";
import { keepTitled } from "./titled";

it("S80: the tab has the name of the text, also after it was renamed", () => {
  const session = fakeSession(sample("chair", null));
  const stop = keepTitled(session);
  expect(document.title).toBe(`${session.state.value.title} · Adref`);
  session.happen({ kind: "text_renamed", payload: { title: "Outcome document" } });
  expect(document.title).toBe("Outcome document · Adref");
  stop();
});
