/** Text for the clipboard: clean, with bold, italic and underline; no marks, no struck-out words. */
import { DOMSerializer, Fragment, type Node, Slice } from "prosemirror-model";
import { schema } from "./schema.ts";

const NOTHING = ["span"] as const;

/** Writes formats as HTML and leaves out whose the words are. */
export const serializer = new DOMSerializer(
  {
    ...DOMSerializer.nodesFromSchema(schema),
    footnote: () => NOTHING,
    blank: () => NOTHING,
    repair: () => NOTHING,
  },
  { bold: () => ["strong", 0], italic: () => ["em", 0], underline: () => ["u", 0] },
);

/** The selection without the words that are struck out, unless nothing else is selected. */
export function withoutDeleted(slice: Slice): Slice {
  const nodes: Node[] = [];
  slice.content.forEach((node) => {
    nodes.push(node);
  });
  const kept = nodes.filter((node) => !node.marks.some(({ type }) => type === schema.marks.del));
  return kept.length === 0 ? slice : new Slice(Fragment.fromArray(kept), 0, 0);
}

export function plainText(slice: Slice): string {
  return slice.content.textBetween(0, slice.content.size);
}
