/**
 * A paragraph that is open for typing.
 *
 * `openEditor` mounts a ProseMirror editor into an element and answers with a handle. What is typed becomes changes of
 * the wording (gestures.ts), goes to the session by `edit`, and is shown at once; what others do comes from the session
 * and is shown around the caret. Brackets, attributions and others' carets are drawn and are no characters.
 *
 * Whoever mounts it: gives the element (its direction, language and type are inherited), imports editor.css or styles
 * `CLASSES`, closes the editor when `onLeave` asks for it, and shows a sentence for each `Refusal`. Only one editor is open
 * in a paragraph. Keys: Enter tables what is composed, Escape leaves it composed, arrows at the edges go on to the
 * neighbours, `[` reserves the selection, `]` lifts, Mod-B/I/U format, Mod-Z and Mod-Shift-Z (or Mod-Y) undo and redo.
 */
import { effect } from "@preact/signals";
import type { Mark, Node } from "prosemirror-model";
import { EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { DecorationSet, type DirectEditorProps, type EditorProps, EditorView } from "prosemirror-view";
import type { As, Delta, Draft, TextSession } from "../record/types.ts";
import { plainText, serializer, withoutDeleted } from "./copying.ts";
import { draw, type Names } from "./drawing.ts";
import type { Piece, Refusal } from "./gestures.ts";
import { isOwn } from "./ground.ts";
import { beforeInput, copies, keys, pastedFrom } from "./input.ts";
import { putIn } from "./putting.ts";
import { CLASSES, schema, toDocument } from "./schema.ts";
import { type Desk, OURS, Typist } from "./typist.ts";

export type { Names, Piece, Refusal };

/** Why the editor is to be closed: an arrow at an edge, Escape, or the paragraph can no longer be changed. */
export type Direction = "up" | "down" | "escape" | "frozen";
/** Where the caret begins: at an offset in UTF-16 units, at an end, or at a point of the window that was clicked. */
export type Place = number | "start" | "end" | { left: number; top: number };

export interface EditorOptions {
  session: TextSession;
  paragraph: string;
  mount: HTMLElement;
  as: As;
  /** The name of the field for screen readers. */
  label: string;
  names: Names & {
    /** The number of a footnote, by its paragraph. */
    footnote(paragraph: string): string;
  };
  place?: Place;
  /** `composed`: something waits in the paragraph that has not been tabled; it stays unless `discard` is called. `caret`: where it was. */
  onLeave(direction: Direction, composed: boolean, caret: number): void;
  /** A gesture came to nothing; nothing was changed. */
  onRefusedLocally(...why: Refusal[]): void;
  /** Asked at Enter: where it is false, what is composed stays composed. */
  mayTable?(): boolean;
  /** Enter tabled what was composed, or ended what was typed live. */
  onTabled?(): void;
  newId(): string;
  now?(): number;
}

export interface ParagraphEditor {
  readonly dom: HTMLElement;
  focus(place?: Place): void;
  /** Puts text over the selection, as if it were typed. */
  insert(pieces: Piece[]): void;
  /** Puts the words of a draft in again, as far as what they stood on is still there. */
  putIn(draft: Draft): void;
  reserve(): void;
  lift(): void;
  undo(): void;
  redo(): void;
  /** Lets go what is composed, as Enter does. True if there was something. */
  table(): boolean;
  /** Takes the editor out of the page. What is composed stays composed. */
  close(): void;
}

/** How long after an input method has ended its last letters may still come in, in milliseconds. */
const SETTLED = 50;

export function openEditor(options: EditorOptions): ParagraphEditor {
  return new Editor(options);
}

class Editor implements ParagraphEditor, Desk {
  readonly session: TextSession;
  readonly paragraph: string;
  readonly as: As;
  private readonly typist: Typist;
  private readonly view: EditorView;
  private readonly initial: EditorState;
  private readonly unsubscribe: (() => void)[];
  private drawn = { set: DecorationSet.empty, stale: true };
  private closed = false;
  private leaving = false;
  /** True from the moment that a selection is taken out for an input method (WebKit) until that says that it begins. */
  private beginning = false;

  constructor(private readonly options: EditorOptions) {
    this.session = options.session;
    this.paragraph = options.paragraph;
    this.as = options.as;
    this.typist = new Typist(this);
    const wording = this.session.wording(this.paragraph).value;
    const plugins = [keys(this.typist, { enter: () => this.table(), leave: (to) => this.leave(to) })];
    this.initial = EditorState.create({ schema, doc: toDocument(wording), plugins });
    this.view = new EditorView(options.mount, this.props(this.initial));
    this.unsubscribe = this.listen();
    if (options.place !== undefined) this.focus(options.place);
  }

  // For the typist.

  state(): EditorState {
    return this.view?.state ?? this.initial;
  }

  show(transaction: Transaction): void {
    const before = this.view.state.selection;
    this.drawn = { set: this.drawn.set.map(transaction.mapping, transaction.doc), stale: true };
    this.view.updateState(this.view.state.apply(transaction));
    if (!before.eq(this.view.state.selection)) this.tellCaret();
  }

  refused(...why: Refusal[]): void {
    this.options.onRefusedLocally(...why);
  }

  newId(): string {
    return this.options.newId();
  }

  now(): number {
    return this.options.now?.() ?? performance.now();
  }

  // For the screens.

  get dom(): HTMLElement {
    return this.view.dom;
  }

  focus(place?: Place): void {
    // Of a focus that ProseMirror does not know yet, it waits 20 ms and then puts the caret back, if it finds it where the
    // browser put it first: at the beginning, where Home takes it.
    (this.view as unknown as { focused: boolean }).focused = true;
    this.view.focus();
    if (place === undefined) return;
    const { doc } = this.view.state;
    const selection = TextSelection.create(doc, Math.min(this.offset(place), doc.content.size));
    this.show(this.view.state.tr.setSelection(selection));
    this.tellCaret();
  }

  private offset(place: Place): number {
    if (typeof place === "number") return place;
    if (place === "start") return 0;
    const end = this.view.state.doc.content.size;
    return place === "end" ? end : (this.view.posAtCoords(place)?.pos ?? end);
  }

  insert(pieces: Piece[]): void {
    this.settle();
    this.typist.insert(pieces);
  }

  putIn(draft: Draft): void {
    const { dropped, ...gesture } = putIn(this.typist.ground, draft, this.typist.options);
    this.typist.perform(gesture);
    if (dropped) this.refused("brackets_dropped");
  }

  reserve(): void {
    this.settle();
    this.typist.reserve();
  }

  lift(): void {
    this.settle();
    this.typist.lift();
  }

  undo(): void {
    this.settle();
    this.typist.undo();
  }

  redo(): void {
    this.settle();
    this.typist.redo();
  }

  table(): boolean {
    if (!this.as.hold) this.options.onTabled?.();
    if (!this.as.hold || !this.session.composing(this.paragraph).value) return false;
    if (this.options.mayTable?.() === false) return false;
    this.session.table(this.paragraph);
    this.options.onTabled?.();
    return true;
  }

  close(): void {
    if (this.closed) return;
    this.typist.endComposition();
    this.typist.leave();
    this.closed = true;
    for (const stop of this.unsubscribe) stop();
    this.session.setCaret(null);
    this.view.destroy();
  }

  private leave(direction: Direction): void {
    const composed = this.session.composing(this.paragraph).value;
    this.options.onLeave(direction, composed, this.view.state.selection.head);
  }

  // For the view.

  private props(state: EditorState): DirectEditorProps {
    const { label, names } = this.options;
    const footnote = ({ attrs }: Node) => element("sup", CLASSES.footnote, names.footnote(String(attrs.id)));
    return {
      state,
      attributes: { class: CLASSES.editor, role: "textbox", "aria-multiline": "false", "aria-label": label },
      // An input method that is at work is let finish: what it writes becomes a draft.
      editable: () => !this.frozen || this.typist.composes,
      decorations: (now) => this.decorations(now),
      dispatchTransaction: (transaction) => this.dispatch(transaction),
      nodeViews: { footnote: (node) => ({ dom: footnote(node) }) },
      markViews: { ins: (mark) => this.markView("ins", mark), del: (mark) => this.markView("del", mark) },
      handleDOMEvents: this.handlers(),
      transformCopied: withoutDeleted,
      clipboardSerializer: serializer,
      clipboardTextSerializer: plainText,
    };
  }

  private handlers(): EditorProps["handleDOMEvents"] {
    return {
      keydown: () => {
        this.trustCaret();
        return this.settle();
      },
      keyup: () => this.settle(),
      beforeinput: (view, event) => {
        const begins = event.inputType === "deleteByComposition";
        if (!begins) this.beginning = false;
        this.settle();
        this.beginning = begins;
        return beforeInput(view, event, this.typist, () => this.table());
      },
      compositionstart: () => {
        if (!this.beginning) this.settle();
        this.beginning = false;
        this.typist.beginComposition();
        return false;
      },
      compositionend: () => {
        setTimeout(() => this.settle(), SETTLED);
        return false;
      },
      blur: () => this.settle(),
      paste: (_view, event) => this.take(event, event.clipboardData),
      drop: (_view, event) => this.drop(event),
    };
  }

  /** Words that are dragged within the paragraph move; those from elsewhere, or with the key that copies, are put in. */
  private drop(event: DragEvent): boolean {
    const { view } = this;
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
    if (at !== undefined && view.dragging && !copies(event)) {
      event.preventDefault();
      this.typist.move(at);
      return true;
    }
    if (at !== undefined) this.show(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)));
    return this.take(event, event.dataTransfer);
  }

  /**
   * ProseMirror takes a caret that goes to the very start soon after the focus for the browser's doing, and puts it back.
   * After a key it is the writer's.
   */
  private trustCaret(): void {
    const { input } = this.view as unknown as { input?: { lastFocus: number } };
    if (input) input.lastFocus = 0;
  }

  private take(event: Event, data: DataTransfer | null): boolean {
    event.preventDefault();
    this.settle();
    const { pieces, joined, brackets, lowered, struck } = pastedFrom(data, this.typist.options);
    this.typist.insert(pieces);
    const why: Refusal[] = [];
    if (joined) why.push("paragraphs_joined");
    if (brackets) why.push("brackets_dropped");
    if (struck) why.push("struck_left_out");
    if (lowered) why.push("signs_lowered");
    if (why.length > 0) this.refused(...why);
    return true;
  }

  private dispatch(transaction: Transaction): void {
    if (transaction.docChanged && !transaction.getMeta(OURS)) this.typist.read(transaction);
    else this.show(transaction);
  }

  /** Catches up with the browser: an input method that has ended, and the selection. */
  private settle(): false {
    if (this.closed || this.view.composing) return false;
    if (this.typist.composes && !this.beginning) {
      this.typist.endComposition();
      this.redraw();
      this.leaveFrozen();
      if (this.leaving) return false;
    }
    this.readSelection();
    return false;
  }

  /**
   * Takes the selection from the browser, which tells of it late: whatever draws before that would put the caret back to
   * where it was before the last key.
   */
  private readSelection(): void {
    const { view } = this;
    if (this.closed || view.composing || this.typist.composes) return;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection() ?? {};
    if (!view.hasFocus() || !view.dom.contains(anchorNode ?? null) || !anchorNode || !focusNode) return;
    const { doc, selection } = view.state;
    const anchor = view.posAtDOM(anchorNode, anchorOffset ?? 0);
    const head = view.posAtDOM(focusNode, focusOffset ?? 0);
    if (anchor !== selection.anchor || head !== selection.head) {
      this.show(view.state.tr.setSelection(TextSelection.create(doc, anchor, head)));
    }
  }

  private markView(name: "ins" | "del", mark: Mark): { dom: HTMLElement } {
    const own = isOwn(this.typist.ground, mark.attrs.id);
    return { dom: element(name, own ? CLASSES.own : "") };
  }

  private decorations(state: EditorState): DecorationSet {
    // While an input method writes, nothing is drawn again around its letters.
    if (this.drawn.stale && !this.view?.composing) {
      const { typist, session, paragraph } = this;
      const others = session.carets.value.filter((caret) => caret.paragraph === paragraph);
      const set = draw(
        state.doc,
        typist.ground,
        typist.marked,
        state.selection.head,
        others,
        this.options.names,
      );
      this.drawn = { set, stale: false };
    }
    return this.drawn.set;
  }

  private redraw(): void {
    if (this.closed) return;
    this.readSelection();
    this.drawn.stale = true;
    this.view.updateState(this.view.state);
  }

  // Changes of others.

  private listen(): (() => void)[] {
    const { session, paragraph, typist } = this;
    const later = (act: () => void) => queueMicrotask(() => (this.closed ? undefined : act()));
    return [
      session.onTakenBack(paragraph, () => typist.forget()),
      session.onForeignChange(paragraph, (change, displayed) => {
        this.readSelection();
        typist.follow(displayed, change);
      }),
      effect(() => {
        // Changes that come by another way than `onForeignChange`, and marks whose proposals have just become known.
        const displayed = session.wording(paragraph).value;
        void session.state.value.paragraphs[paragraph];
        later(() => this.catchUp(displayed));
      }),
      effect(() => {
        void session.carets.value;
        later(() => this.redraw());
      }),
    ];
  }

  private catchUp(displayed: Delta): void {
    if (displayed === this.session.wording(this.paragraph).value) this.typist.follow(displayed);
    this.redraw();
    this.leaveFrozen();
  }

  private leaveFrozen(): void {
    if (!this.frozen || this.leaving || this.typist.composes) return;
    this.leaving = true;
    this.leave("frozen");
  }

  /** Agreed or withdrawn: no one can change it. */
  private get frozen(): boolean {
    const paragraph = this.session.state.value.paragraphs[this.paragraph];
    return !paragraph || paragraph.agreement !== null || paragraph.withdrawn !== null;
  }

  private tellCaret(): void {
    this.session.setCaret({ paragraph: this.paragraph, index: this.view.state.selection.head });
  }
}

function element(name: string, classes: string, text = ""): HTMLElement {
  const made = document.createElement(name);
  if (classes) made.className = classes;
  made.textContent = text;
  return made;
}
