/**
 * The paragraph as a ProseMirror document, and back. The document is the paragraph: its top node holds the text itself,
 * so that a ProseMirror position is an offset in UTF-16 units, with an embed counting one. Brackets and attributions are
 * no characters of it; drawing.ts draws them.
 */
import { type Mark, type Node, Schema } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { normalise } from "../record/delta.ts";
import type { Attributes, Delta, Embed } from "../record/types.ts";

/** The names of the classes that the editor puts on what it draws: those of a paragraph that is not open. */
export const CLASSES = {
  editor: "paragraph-editor",
  own: "own",
  bracket: "br",
  attribution: "att",
  long: "long",
  continued: "continued",
  footnote: "fn",
  blank: "blank",
  repair: "repair",
  caret: "caret",
} as const;

const owned = { attrs: { id: { validate: "string" } } };

export const schema = new Schema({
  nodes: {
    doc: { content: "(text | footnote | blank | repair)*", whitespace: "pre" },
    text: { group: "inline" },
    footnote: {
      ...{ inline: true, selectable: false },
      attrs: { id: { validate: "string" } },
      toDOM: ({ attrs }) => ["sup", { class: CLASSES.footnote, "data-footnote": attrs.id }, "*"],
    },
    blank: { inline: true, selectable: false, toDOM: () => ["span", { class: CLASSES.blank }] },
    repair: {
      ...{ inline: true, selectable: false },
      attrs: { bracket: { validate: "string" } },
      toDOM: ({ attrs }) => ["span", { class: CLASSES.repair }, String(attrs.bracket)],
    },
  },
  // The order is the order of nesting in the page, outermost first. Sets of `del` and `brk` exclude nothing.
  marks: {
    del: { ...owned, excludes: "", toDOM: ({ attrs }) => ["del", { "data-proposal": attrs.id }] },
    ins: { ...owned, toDOM: ({ attrs }) => ["ins", { "data-proposal": attrs.id }] },
    brk: { ...owned, excludes: "", toDOM: ({ attrs }) => ["span", { "data-proposal": attrs.id }] },
    bold: { toDOM: () => ["strong"] },
    italic: { toDOM: () => ["em"] },
    underline: { toDOM: () => ["u"] },
  },
});

export function toDocument(wording: Delta): Node {
  return schema.node(
    "doc",
    null,
    wording.map((op) => nodeOf(op.insert ?? "", op.attributes ?? {})).filter(isNode),
  );
}

function isNode(node: Node | null): node is Node {
  return node !== null;
}

function nodeOf(content: string | Embed, attributes: Attributes): Node | null {
  const marks = marksOf(attributes);
  if (typeof content === "string") return content === "" ? null : schema.text(content, marks);
  if ("footnote" in content) return schema.node("footnote", { id: content.footnote }, undefined, marks);
  if ("repair" in content) return schema.node("repair", { bracket: content.repair }, undefined, marks);
  return schema.node("blank", null, undefined, marks);
}

/** The attributes of an insertion as marks, in one order, so that equal neighbours join. */
export function marksOf(attributes: Attributes): Mark[] {
  const names = Object.keys(attributes).sort();
  const marks = names.flatMap((name) => (attributes[name] === null ? [] : [markOf(name, attributes[name])]));
  return marks.reduce((set, mark) => mark.addToSet(set), [] as readonly Mark[]) as Mark[];
}

function markOf(name: string, value: unknown): Mark {
  if (name === "ins") return schema.mark("ins", { id: String(value) });
  const [kind = name, id] = name.split(/:(.*)/s);
  return id === undefined ? schema.mark(kind) : schema.mark(kind, { id });
}

export function toWording(document: Node): Delta {
  const ops: Delta = [];
  document.forEach((node) => {
    const attributes = attributesOf(node.marks);
    const named = Object.keys(attributes).length > 0 ? { attributes } : {};
    ops.push({ insert: contentOf(node), ...named });
  });
  return normalise(ops);
}

function contentOf(node: Node): string | Embed {
  if (node.isText) return node.text ?? "";
  if (node.type.name === "footnote") return { footnote: String(node.attrs.id) };
  if (node.type.name === "repair") return { repair: node.attrs.bracket as "[" | "]" };
  return { blank: true };
}

function attributesOf(marks: readonly Mark[]): Attributes {
  const found = marks.map((mark): [string, unknown] => {
    const { name } = mark.type;
    if (name === "ins") return [name, mark.attrs.id];
    return [name === "del" || name === "brk" ? `${name}:${mark.attrs.id}` : name, true];
  });
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Adds a change of the wording to a transaction, step by step, so that ProseMirror can move what stands elsewhere. */
export function addChange(transaction: Transaction, change: Delta): Transaction {
  let at = 0;
  for (const op of change) {
    if (op.insert !== undefined) {
      const node = nodeOf(op.insert, op.attributes ?? {});
      if (node) transaction.insert(at, node);
      at += node?.nodeSize ?? 0;
    } else if (op.delete !== undefined) {
      transaction.delete(at, at + op.delete);
    } else if (op.retain !== undefined) {
      addMarks(transaction, at, at + op.retain, op.attributes ?? {});
      at += op.retain;
    }
  }
  return transaction;
}

function addMarks(transaction: Transaction, from: number, to: number, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) transaction.addMark(from, to, markOf(name, value));
    else transaction.removeMark(from, to, name === "ins" ? schema.marks.ins : markOf(name, value));
  }
}

/** The text as it stands in the document, an embed as one object replacement character (which no wording holds). */
export function textOf(document: Node): string {
  return document.textBetween(0, document.content.size, null, "\ufffc");
}
