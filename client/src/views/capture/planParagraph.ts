/** A new paragraph from capture: after another, or instead of it, with the next label that is free. */
import { t } from "../../i18n";
import { nextLabel, related } from "../../record/numbering";
import type { Paragraph, State } from "../../record/types";
import { mint } from "../doing";
import { findPlaces, fullLabel } from "../places";
import { paragraphName } from "../sentences";
import type { CaptureAct } from "./grammar";
import { type Case, listed, type Plan, problem, record, spokenFor, sponsorsOf } from "./planning";

type NewParagraph = Extract<CaptureAct, { kind: "paragraph" }>;

export function paragraphPlan({ reading, paragraph, screen, who }: Case, act: NewParagraph): Plan {
  const state = screen.session.state.value;
  const beside = besideOf(state, paragraph, act);
  if ("tone" in beside) return beside;
  if (beside.kind === "heading" || beside.label === "")
    return problem(t("capture.beside_labelled", { paragraph: paragraphName(beside) }));
  const labels = Object.values(state.paragraphs)
    .filter((one) => inSection(state, one, beside))
    .map(({ label }) => label);
  const { label, marker } = nextLabel(labels, beside.label, act.relation, beside.marker);
  const asked = ordinalOf(act.ordinal);
  if (asked !== "" && asked !== ordinalOf(label))
    return problem(t("capture.next_label", { asked: act.ordinal, label }));
  const said = t("capture.said_paragraph", {
    ...{ who, label, words: act.words, paragraph: paragraphName(beside), count: reading.delegations.length },
    where: t(act.relation === "after" ? "capture.where_after" : "capture.where_instead", {
      paragraph: paragraphName(beside),
    }),
  });
  return {
    tone: "ready",
    text: said,
    paragraph: beside.id,
    run() {
      const proposal = mint("x");
      const { kind, depth } = beside;
      return record(screen, {
        kind: "add_paragraph",
        payload: {
          ...{ paragraph: mint("p"), kind, depth, label, marker, of: null, proposal, reason: null },
          relation: { kind: act.relation, to: beside.id },
          after: lastBeside(state, beside, act.relation),
          wording: [{ insert: act.words, attributes: { ins: proposal } }],
          ...{ ...sponsorsOf(reading), ...spokenFor(reading, reading.delegations) },
        },
        delegation: reading.delegations[0] ?? null,
        said,
      });
    },
  };
}

/** Labels start again in each section: `1 bis` of Article 3 leaves `1 bis` of Article 4 free. */
function inSection(state: State, one: Paragraph, beside: Paragraph): boolean {
  return fullLabel(beside) === beside.label || sectionOf(state, one.id) === sectionOf(state, beside.id);
}

function sectionOf(state: State, paragraph: string): string | null {
  const at = state.order.indexOf(paragraph);
  return state.order.slice(0, at + 1).findLast((id) => state.paragraphs[id]?.kind === "heading") ?? null;
}

function besideOf(state: State, target: Paragraph, { to }: NewParagraph): Paragraph | Plan {
  if (to === null) return target;
  const { exact } = findPlaces(state, to, target.id);
  const [first, second] = exact.map((id) => state.paragraphs[id]).filter((one) => one !== undefined);
  if (!first) return problem(t("capture.unclear_place", { part: to }));
  if (second && sectionOf(state, first.id) !== sectionOf(state, target.id))
    return problem(
      t("capture.unclear_places", { part: to, places: listed([first, second].map(fullLabel)) }),
      exact,
    );
  return first;
}

/** "22 bis" as "bis": what was typed names the label's end, the paragraph beside it the rest. */
function ordinalOf(label: string): string {
  return /\b(?:\p{L}+)(?:\s+alt)?(?:\s+\d+)?$/iu.exec(label)?.[0].toLowerCase() ?? "";
}

/** Where the new one stands: after what has come after `beside` before it, and its sub-paragraphs. */
function lastBeside(state: State, beside: Paragraph, relation: "after" | "instead"): string {
  let last = beside.id;
  for (const id of state.order.slice(state.order.indexOf(beside.id) + 1)) {
    const one = state.paragraphs[id];
    if (!one || one.kind === "heading") break;
    const below = one.depth > beside.depth;
    const sibling = related(one.label)?.to.includes(beside.label) && one.relation?.kind !== undefined;
    if (!below && !sibling) break;
    if (relation === "instead" && sibling && one.relation?.kind === "after") break;
    last = id;
  }
  return last;
}
