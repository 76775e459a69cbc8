// @vitest-environment jsdom
import { expect, it } from "vitest";
import { bindings } from "../../editor/input";
import { known } from "../../i18n";
import { ACTS } from "../acts";
import { OTHERS } from "./KeysSheet";

it("S41: the sheet of keys has every key that works", () => {
  const editor = OTHERS.find(({ group }) => group === "editor");
  const listed = Object.values(editor?.keys ?? {}).flat();
  const bound = Object.keys(bindings({} as never, { enter: () => undefined, leave: () => undefined }));
  // The brackets are read as they are typed, and not as keys.
  expect([...listed].sort()).toEqual([...bound, "[", "]"].sort());
  for (const { group, keys } of OTHERS)
    for (const id of Object.keys(keys)) expect(known(`${group}_act.${id}`), id).toBe(true);
  expect(ACTS.filter(({ id }) => !known(`act.${id}`))).toEqual([]);
});
