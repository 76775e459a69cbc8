// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import type { Delta } from "../record/types.ts";
import { type EditorOptions, openEditor, type ParagraphEditor } from "./editor.ts";
import { FakeSession, proposal } from "./testing/session.ts";

const BASE: Delta = [{ insert: "States should act" }];
let editor: ParagraphEditor | null = null;

// This document has no layout; the editor asks for it only to scroll to the caret.
Object.assign(Range.prototype, { getClientRects: () => [], getBoundingClientRect: () => new DOMRect() });
Object.assign(Element.prototype, { getClientRects: () => [] });

afterEach(() => {
  editor?.close();
  editor = null;
  document.body.replaceChildren();
});

function open(session: FakeSession, more: Partial<EditorOptions> = {}): ParagraphEditor {
  let ids = 0;
  let time = 0;
  editor = openEditor({
    session: session.session,
    paragraph: "p-one",
    mount: document.body,
    as: { delegation: "AUT", hold: true },
    label: "Paragraph 1",
    names: { delegation: (code) => code, caret: ({ person }) => person, footnote: () => "1" },
    onLeave: vi.fn(),
    onRefusedLocally: vi.fn(),
    newId: () => `x-new${++ids}`,
    now: () => ++time * 1000,
    ...more,
  });
  return editor;
}

function press(key: string, modifiers: KeyboardEventInit = {}): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers });
  editor?.dom.dispatchEvent(event);
}

/** As the browser announces it; true if the editor took it over. */
function input(inputType: string, data: string | null = null): boolean {
  const event = new InputEvent("beforeinput", { inputType, data, bubbles: true, cancelable: true });
  Object.assign(event, { getTargetRanges: () => [] });
  return editor?.dom.dispatchEvent(event) === false;
}

function paste(data: Record<string, string>): void {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: (type: string) => data[type] ?? "" } });
  editor?.dom.dispatchEvent(event);
}

test("what is typed is one's own proposal, shown at once with its bracket, and composed", () => {
  const session = new FakeSession(BASE);
  open(session, { place: 14 });
  for (const letter of "all ") input("insertText", letter);
  expect(session.text).toBe("States should all act");
  expect(session.edits[0]).toEqual({
    change: [{ retain: 14 }, { insert: "a", attributes: { ins: "x-new1" } }],
    minted: [{ id: "x-new1", parent: null, kind: "wording", set: null }],
    as: { delegation: "AUT", hold: true },
  });
  expect(editor?.dom.textContent).toBe("States should [all – AUT]act");
  expect(editor?.dom.querySelector("ins.own")?.textContent).toBe("all ");
  expect(session.caret).toEqual({ paragraph: "p-one", index: 18 });
});

test("a change of base text has no owner and no bracket", () => {
  const session = new FakeSession(BASE);
  open(session, { place: "end", as: { delegation: null, reason: "Slip of the pen", hold: false } });
  input("insertText", ".");
  expect(session.edits).toEqual([
    {
      change: [{ retain: 17 }, { insert: "." }],
      minted: [],
      as: { delegation: null, reason: "Slip of the pen", hold: false },
    },
  ]);
  expect(editor?.dom.textContent).toBe("States should act.");
});

test("Backspace strikes out, Mod-Z and Mod-Y undo and redo", () => {
  const session = new FakeSession(BASE);
  open(session, { place: "end" });
  press("Backspace", { ctrlKey: true });
  expect(editor?.dom.querySelector("del")?.textContent).toBe("act");
  press("z", { ctrlKey: true });
  expect(session.now).toEqual(BASE);
  press("y", { ctrlKey: true });
  expect(session.now.at(-1)).toEqual({ insert: "act", attributes: { "del:x-new1": true } });
});

test("E8: what was refused or discarded is not undone, so that no letter stands twice", () => {
  const session = new FakeSession(
    [{ insert: "States " }, { insert: "shall", attributes: { ins: "x-own" } }],
    [proposal("x-own", "AUT")],
  );
  open(session, { place: "end" });
  press("Backspace");
  expect(session.text).toBe("States shal");
  session.takeBack();
  expect(session.text).toBe("States shall");
  press("z", { ctrlKey: true });
  expect(session.text).toBe("States shall");
});

test("a bracket that is typed reserves and lifts (W16)", () => {
  const session = new FakeSession(BASE);
  const refused = vi.fn();
  open(session, { place: 0, onRefusedLocally: refused });
  input("insertText", "[");
  expect(refused).toHaveBeenCalledWith("nothing_selected");
  input("insertText", "]");
  expect(refused).toHaveBeenCalledWith("no_reservation");
  expect(session.edits).toEqual([]);
});

test("a reservation on record that is lifted whole is an act of its own", () => {
  const wording: Delta = [{ insert: "States", attributes: { "brk:x-res": true } }, { insert: " act" }];
  const session = new FakeSession(wording, [proposal("x-res", "AUT", { kind: "reservation" })]);
  open(session, { place: 3 });
  expect(editor?.dom.textContent).toBe("[States – AUT] act");
  input("insertText", "]");
  expect(session.acts).toEqual([
    { kind: "withdraw_proposal", payload: { paragraph: "p-one", proposal: "x-res" }, delegation: "AUT" },
  ]);
  expect(session.edits).toEqual([]);
});

test("Enter tables what is composed (W15), Escape leaves it composed", () => {
  const session = new FakeSession(BASE);
  const [onLeave, onTabled] = [vi.fn(), vi.fn()];
  open(session, { place: 0, onLeave, onTabled });
  press("Enter");
  expect(session.tabled).toBe(0);
  input("insertText", "x");
  press("Escape");
  expect(onLeave).toHaveBeenCalledWith("escape", true, 1);
  press("Enter");
  expect(session.tabled).toBe(1);
  expect(onTabled).toHaveBeenCalledOnce();
  press("Escape");
  expect(onLeave).toHaveBeenLastCalledWith("escape", false, 1);
});

test("S83: a paste says all that became of it", () => {
  const refused = vi.fn();
  open(new FakeSession(BASE), { place: "end", onRefusedLocally: refused });
  paste({ "text/plain": "All [shall]\n\nact" });
  expect(refused.mock.calls).toEqual([["paragraphs_joined", "brackets_dropped"]]);
});

test("a paste is one insertion, clean, and one step to undo", () => {
  const session = new FakeSession(BASE);
  open(session, { place: 0 });
  paste({ "text/html": "<p>All <b>the</b></p><p>[world] </p>", "text/plain": "no" });
  expect(session.edits).toHaveLength(1);
  expect(session.now.slice(0, 3)).toEqual([
    { insert: "All ", attributes: { ins: "x-new1" } },
    { insert: "the", attributes: { ins: "x-new1", bold: true } },
    { insert: " world", attributes: { ins: "x-new1" } },
  ]);
  press("z", { ctrlKey: true });
  expect(session.now).toEqual(BASE);
});

test("others' changes come in around the caret, and undo leaves them (W5)", () => {
  const session = new FakeSession(BASE, [proposal("x-usa", "USA")]);
  open(session, { place: 14 });
  input("insertText", "x");
  session.foreign([{ insert: "All ", attributes: { ins: "x-usa" } }]);
  expect(editor?.dom.textContent).toBe("[All – USA] States should [x – AUT]act");
  session.foreign([{ retain: 19 }, { insert: "y", attributes: { ins: "x-usa" } }]);
  input("insertText", "z");
  expect(session.text).toBe("All States should xzyact");
  press("z", { ctrlKey: true });
  press("z", { ctrlKey: true });
  expect(session.text).toBe("All States should yact");
});

test("a wording that changes without being announced is shown all the same", async () => {
  const session = new FakeSession(BASE);
  open(session, { place: "end" });
  session.edit("p-one", [{ retain: 6 }, { delete: 7 }], [], { delegation: null, hold: false });
  await Promise.resolve();
  expect(editor?.dom.textContent).toBe("States act");
  expect(session.text).toBe("States act");
});

test("a paragraph that is agreed meanwhile is left, and takes nothing more", async () => {
  const session = new FakeSession(BASE);
  const onLeave = vi.fn();
  open(session, { place: 0, onLeave });
  session.record({ agreement: { level: "agreed", number: 2, time: "", pending: [], fingerprint: "" } });
  await Promise.resolve();
  expect(onLeave).toHaveBeenCalledExactlyOnceWith("frozen", false, 0);
  expect(editor?.dom.getAttribute("contenteditable")).toBe("false");
});

test("others' carets stand in the text with their names", async () => {
  const session = new FakeSession(BASE);
  open(session);
  session.carets.value = [
    { person: "Maria", delegation: "USA", paragraph: "p-one", number: 1, index: 6 },
    { person: "Jan", delegation: "AUT", paragraph: "p-two", number: 1, index: 0 },
  ];
  await Promise.resolve();
  const carets = [...(editor?.dom.querySelectorAll(".caret") ?? [])];
  expect(carets.map((caret) => (caret as HTMLElement).dataset.who)).toEqual(["Maria"]);
});

test("what the browser changed by itself is read as a gesture, over whole words", async () => {
  const session = new FakeSession(BASE);
  open(session, { place: 6 });
  // A spelling correction by the system, with nothing announced.
  (editor?.dom.firstChild as Text).data = "States shall act";
  await vi.waitFor(() =>
    expect(session.now).toEqual([
      { insert: "States " },
      { insert: "should", attributes: { "del:x-new1": true } },
      { insert: "shall", attributes: { ins: "x-new1" } },
      { insert: " act" },
    ]),
  );
  expect(editor?.dom.textContent).toBe("States [should – AUT: delete][shall – AUT] act");
});

test("closing takes the caret away and leaves the text as it is", () => {
  const session = new FakeSession(BASE);
  open(session, { place: 0 });
  editor?.close();
  session.foreign([{ insert: "x" }]);
  expect(session.caret).toBeNull();
  expect(document.querySelector(".paragraph-editor")).toBeNull();
});

test("E19: undo goes on after the paragraph was left, over what others wrote meanwhile", () => {
  const session = new FakeSession(BASE);
  open(session, { place: 14 });
  input("insertText", "a");
  press("ArrowLeft");
  editor?.close();
  session.foreign([{ insert: "All " }]);
  open(session, { place: "end" });
  press("z", { ctrlKey: true });
  expect(session.text).toBe("All States should act");
  press("y", { ctrlKey: true });
  expect(session.text).toBe("All States should aact");
});

test("E19: what was tabled after the paragraph was left is not undone", () => {
  const session = new FakeSession(BASE);
  open(session, { place: "end" });
  input("insertText", "!");
  editor?.close();
  session.table();
  open(session, { place: "end" });
  press("z", { ctrlKey: true });
  expect(session.text).toBe("States should act!");
});

test("E16: a deletion that is announced for a composition is undone with it", async () => {
  const session = new FakeSession(BASE);
  open(session, { place: "end" });
  const text = editor?.dom.firstChild as Text;
  document.getSelection()?.setBaseAndExtent(text, 7, text, 13);
  input("deleteByComposition");
  text.deleteData(7, 6);
  editor?.dom.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
  text.insertData(7, "shall");
  document.getSelection()?.collapse(text, 12);
  editor?.dom.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true, data: "shall" }));
  await vi.waitFor(() => expect(session.edits).toHaveLength(1));
  expect(editor?.dom.textContent).toBe("States [should – AUT: delete][shall – AUT] act");
  editor?.undo();
  expect(session.text).toBe("States should act");
});
