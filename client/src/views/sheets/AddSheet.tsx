/** A new paragraph or section: proposed by a delegation, or put in as base text by the Secretariat or the Chair. */
import { useMemo, useState } from "preact/hooks";
import { t } from "../../i18n";
import { bounds } from "../../record/fold";
import { newId } from "../../record/ids";
import { type TypedWords, withoutBrackets } from "../../record/typedBrackets";
import type { Paragraph, ParagraphKind, State } from "../../record/types";
import { mint, perform } from "../doing";
import { nameList, typedIn } from "../names";
import { fullLabel } from "../places";
import { actsOnBehalf, type Screen, type Sheet, select, useScreen } from "../screen";
import { Depth } from "./ArrangeSheets";
import { Choice, DelegationField, FieldRow, TextField } from "./fields";
import { suggest } from "./labels";
import { SheetFrame } from "./SheetFrame";

const KINDS: readonly ParagraphKind[] = ["operative", "preambular", "lettered", "plain"];
type Props = { sheet: Extract<Sheet, { kind: "add" }>; paragraph: Paragraph | null };

/** The new paragraph before it is recorded. */
interface Making {
  kind: ParagraphKind;
  depth: number;
  label: string;
  marker: string;
  words: string;
  reason: string;
  delegation: string | null;
}

function start(
  state: State,
  sheet: Props["sheet"],
  beside: Paragraph | null,
  delegation: string | null,
): Making {
  const heading = sheet.heading || beside?.kind === "heading";
  const kind = sheet.heading ? "heading" : !beside || heading ? "operative" : beside.kind;
  const depth = sheet.heading ? sectionDepth(state, beside) : heading ? 1 : (beside?.depth ?? 1);
  return { kind, depth, ...suggest(state, beside, sheet.place, kind), words: "", reason: "", delegation };
}

/** The depth of the section in which a paragraph stands. */
function sectionDepth({ order, paragraphs }: State, beside: Paragraph | null): number {
  const above = order.slice(0, beside === null ? 0 : order.indexOf(beside.id) + 1);
  const heading = above.findLast((id) => {
    const one = paragraphs[id];
    return one !== undefined && bounds(one);
  });
  return (
    (heading === undefined ? beside?.kind === "heading" && beside.depth : paragraphs[heading]?.depth) || 1
  );
}

export function AddSheet({ sheet, paragraph }: Props) {
  const screen = useScreen();
  const office = actsOnBehalf(screen);
  const state = screen.state.value;
  const [making, setMaking] = useState(() => start(state, sheet, paragraph, screen.opening.you.delegation));
  const id = useMemo(() => mint("p"), []);
  const set = (fields: Partial<Making>) => setMaking({ ...making, ...fields });
  const relabel = (label: string) =>
    set({
      label,
      marker:
        making.marker === `${making.label}.` || making.marker === ""
          ? label
            ? `${label}.`
            : ""
          : making.marker,
    });
  // Brackets are drawn from what is proposed: typed ones are no characters of the text.
  const reading = typedIn(screen.opening.delegations, state.format, making.delegation === null);
  const typed = withoutBrackets(making.words, reading);
  const said = sayWhat(
    making,
    sheet.heading,
    nameList(screen.opening.delegations, making.delegation ? [making.delegation] : []),
  );
  const onDo = async () => {
    const done = await perform(screen, {
      kind: sheet.heading ? "add_section" : "add_paragraph",
      payload: payloadOf({ ...making, words: typed.words }, id, sheet, paragraph),
      delegation: making.delegation,
      said,
    });
    if (done) select(screen, id);
    return done;
  };
  return (
    <SheetFrame
      title={t(titleOf(sheet), { paragraph: paragraph ? fullLabel(paragraph) : "" })}
      will={blockedBy({ ...making, words: typed.words }) ? null : t("will.said", { said })}
      does={t(making.delegation === null ? "sheet.add_do" : "sheet.propose_do")}
      blocked={blockedBy({ ...making, words: typed.words })}
      actsFor={making.delegation === null ? undefined : [making.delegation]}
      onDo={onDo}
      onLost={() => keepWords(screen, making, id)}
    >
      <TextField
        label={t("field.words")}
        value={making.words}
        rows={sheet.heading ? 1 : 4}
        hint={hintOf(making.words, typed)}
        onChange={(words) => set({ words })}
      />
      <FieldRow>
        {office && <TextField label={t("field.label")} value={making.label} onChange={relabel} narrow />}
        {office && (
          <TextField
            label={t("field.marker")}
            value={making.marker}
            onChange={(marker) => set({ marker })}
            narrow
          />
        )}
        <Depth value={making.depth} onChange={(depth) => set({ depth })} />
      </FieldRow>
      {!sheet.heading && (
        <Choice
          label={t("field.kind")}
          options={KINDS.map((value) => ({ value, label: t(`kind.${value as "plain"}`) }))}
          value={making.kind}
          onChange={(kind) => set({ kind, ...suggest(state, paragraph, sheet.place, kind) })}
        />
      )}
      {office && (
        <FieldRow>
          <DelegationField
            label={t("field.on_behalf")}
            onChange={([delegation]) => set({ delegation: delegation ?? null })}
          />
          {making.delegation === null && (
            <TextField
              label={t("field.reason")}
              value={making.reason}
              onChange={(reason) => set({ reason })}
              hint={t("field.reason_hint")}
            />
          )}
        </FieldRow>
      )}
    </SheetFrame>
  );
}

/** The paragraph that the sheet stood under was withdrawn, and the sheet went with it: the words become a draft. */
function keepWords({ session }: Screen, { words, label, delegation }: Making, paragraph: string): void {
  if (words.trim() === "") return;
  const change = [{ insert: words.replace(/\s*\n\s*/g, " ").trim() }];
  const { text } = session.state.peek();
  const why = { code: "withdrawn", reason: t("sheet.lost"), at: new Date().toISOString() };
  const what = { wording: change, change, minted: [] };
  session.keepDraft({ id: newId("d"), text, paragraph, label, delegation, ...what, ...why });
}

function titleOf(sheet: Props["sheet"]) {
  if (sheet.heading) return "sheet.add_section";
  return sheet.paragraph === null ? "sheet.add_first" : (`sheet.add_${sheet.place}` as const);
}

function blockedBy(making: Making): string | null {
  if (making.words.trim() === "") return t("sheet.words_needed");
  return making.delegation === null && making.reason.trim() === "" ? t("sheet.reason_needed") : null;
}

function sayWhat(making: Making, heading: boolean, who: string): string {
  const label = making.label.trim();
  const kind = heading ? "heading" : "paragraph";
  const name = label === "" ? t(`name.new_${kind}`) : t(`name.${kind}`, { label });
  return t(making.delegation === null ? "said.added" : "said.proposed", { who, paragraph: name });
}

/** The words of a delegation carry its proposal from the first character, as the server asks (FORMATS, `add_paragraph`). */
/** Says where the record differs from what was typed or pasted: lines are one paragraph, brackets are no characters. */
function hintOf(words: string, typed: TypedWords): string | undefined {
  const hints = [];
  if (/\S\s*\n\s*\S/.test(words)) hints.push(t("sheet.lines_joined"));
  if (typed.dropped) hints.push(t("sheet.brackets_left_out", { words: typed.words.trim() }));
  return hints.join(" ") || undefined;
}

function payloadOf(
  making: Making,
  id: string,
  sheet: Props["sheet"],
  beside: Paragraph | null,
): Record<string, unknown> {
  const related =
    beside &&
    beside.kind !== "heading" &&
    !sheet.heading &&
    (making.delegation !== null || sheet.place === "instead");
  const proposal = making.delegation === null ? null : mint("x");
  const words = making.words.replace(/\s*\n\s*/g, " ").trim();
  return {
    paragraph: id,
    kind: making.kind,
    depth: making.depth,
    label: making.label.trim(),
    marker: making.marker.trim(),
    relation: related ? { kind: sheet.place, to: beside.id } : null,
    after: beside?.id ?? null,
    of: null,
    wording: [proposal === null ? { insert: words } : { insert: words, attributes: { ins: proposal } }],
    proposal,
    reason: making.delegation === null ? making.reason.trim() : null,
  };
}
