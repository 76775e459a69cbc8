// @vitest-environment jsdom
import { expect, it } from "vitest";
import { openScreen } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { read } from "./grammar";
import { keepCaptured, keepTyped } from "./lastFive";
import { placesOf } from "./target";

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

it.each([
  ["EU: [good faith] in 14", ["EU", "[good faith]", "14"]],
  ["EU: [good faith]", ["EU", "[good faith]", "12"]],
  ['EU + in paragraph 14 "as a compromise"', ["EU", '+ "as a compromise"', "14"]],
  ['EU, us: 14 bis "Decides;"', ["EU, us", '14 bis "Decides;"', ""]],
  ['EU: bis "Decides;"', ["EU", '12 bis "Decides;"', ""]],
  ['EU: new "Decides;"', ["EU", 'new "Decides;" after 12', ""]],
])("Y9: the place of a captured line is said once and right: %s", (line, found) => {
  const screen = openScreen(fakeSession(sample("secretariat", null)), Date.parse("2021-04-07T16:02:00.000Z"));
  const paragraph = screen.session.state.value.paragraphs[p] ?? null;
  const { delegations } = screen.opening;
  const reading = read(line, { delegations, recent: [], places: placesOf(screen) });
  keepCaptured(screen, line, reading, paragraph, [9]);
  const [{ who, said, label } = { who: "", said: "", label: "" }] = screen.captured.value;
  expect([who, said, label]).toEqual(found);
});
