// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from "vitest";
import { openScreen, type Screen } from "../screen";
import { fakeSession } from "../testing/fakeSession";
import { sample } from "../testing/sample";
import { keepLines } from "./keptLines";

const line = {
  who: "EU",
  said: 'del "should"',
  label: "12",
  time: "2021-04-07T16:00:00.000Z",
  recorded: [3, 4],
};

/** A page of the text, as it is opened or loaded again. */
function opened(person = "p-1"): Screen {
  const facts = sample("secretariat", null);
  facts.opening = { ...facts.opening, you: { ...facts.opening.you, person } };
  return openScreen(fakeSession(facts), 0);
}

afterEach(() => sessionStorage.clear());

describe("lines that were captured", () => {
  it("S84: are there after a reload, for the same person, and gone when they were taken back", () => {
    const before = opened();
    const stop = keepLines(before);
    before.captured.value = [line];
    stop();
    const after = opened();
    keepLines(after);
    expect(after.captured.value).toEqual([line]);
    const other = opened("p-2");
    keepLines(other);
    expect(other.captured.value).toEqual([]);
    after.captured.value = [];
    const last = opened();
    keepLines(last);
    expect(last.captured.value).toEqual([]);
  });

  it("S84: are those of now where they are no more on record, or nothing can be kept", () => {
    const before = opened();
    keepLines(before);
    before.captured.value = [{ ...line, recorded: [before.opening.state.number + 1] }];
    const after = opened();
    keepLines(after);
    expect(after.captured.value).toEqual([]);
    vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
      throw new Error("forbidden");
    });
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new Error("forbidden");
    });
    const forbidden = opened();
    keepLines(forbidden);
    forbidden.captured.value = [line];
    expect(forbidden.captured.value).toEqual([line]);
  });
});
