// @vitest-environment jsdom
import { expect, it } from "vitest";
import { openScreen } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { keepTyped } from "./lastFive";

const p = "p-000012";

it("Y9: words that were still on their way when the paragraph is opened again are the same line", () => {
  const session = fakeSession(sample("secretariat", null));
  const screen = openScreen(session, Date.parse("2021-04-07T16:02:00.000Z"));
  const connection = (unsent: number) => {
    session.connection.value = { status: "live", unsent };
  };
  const types = (words: string) =>
    session.edit(p, [{ insert: words }], [], { delegation: "KEN", hold: false });
  const lines = () => screen.captured.value.map(({ recorded }) => recorded.length);

  keepTyped(screen, p, "KEN");
  connection(1);
  types("from ");
  expect(lines()).toEqual([1]);

  keepTyped(screen, p, "KEN");
  connection(0);
  types("Kenya ");
  expect(lines()).toEqual([2]);

  keepTyped(screen, p, "KEN");
  types("and ");
  expect(lines()).toEqual([1, 2]);
});
