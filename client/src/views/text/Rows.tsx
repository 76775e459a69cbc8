/** The paragraphs of the text one after the other, drawn by stretches. */
import { memo } from "preact/compat";
import { t, UI } from "../../i18n";
import type { Caret, Paragraph, State } from "../../record/types";
import { characters, footnotes, noteCounter } from "../facts";
import { StretchFrame } from "../StretchFrame";
import type { Editing, Screen, Sheet } from "../screen";
import { FIRST, heightOf, sameItems, stretches } from "../stretches";
import { ParagraphRow } from "./ParagraphRow";

const NO_CARETS: readonly Caret[] = [];

interface StretchProps {
  ids: readonly string[];
  paragraphs: readonly Paragraph[];
  /** Of each paragraph the footnotes that it refers to. */
  notes: readonly (readonly Paragraph[])[];
  levels: State["levels"];
  from: number;
  size: number;
  /** Of each paragraph the number of the first footnote that is referred to there; 0 where there is none. */
  firstNotes: readonly number[];
  selected: string | null;
  inRoom: State["before_room"];
  attributions: boolean;
  editing: Editing | null;
  sheet: Sheet | null;
  target: string | null;
  carets: readonly Caret[];
}

export function Rows({ state, screen }: { state: State; screen: Screen }) {
  const withdrawnShown = screen.withdrawnShown.value;
  const shown = state.order.filter((id) => {
    const paragraph = state.paragraphs[id];
    return paragraph && paragraph.kind !== "footnote" && (withdrawnShown || !paragraph.withdrawn);
  });
  if (shown.length === 0)
    return (
      <p class="sub">
        <bdi {...UI}>{t("text.empty")}</bdi>
      </p>
    );
  return (
    <div
      role="feed"
      aria-label={t("region.paragraphs")}
      class={withdrawnShown ? "with-withdrawn" : undefined}
    >
      <Stretches shown={shown} state={state} screen={screen} />
    </div>
  );
}

function Stretches({ shown, state, screen }: { shown: string[]; state: State; screen: Screen }) {
  const selected = screen.selected.value;
  const editing = screen.editing.value;
  const sheet = screen.sheet.value;
  const attributions = screen.attributionsShown.value;
  const target = screen.target.value;
  const others = othersCarets(screen);
  const firstNote = noteCounter(state);
  const { before_room, levels } = state;
  return (
    <>
      {stretches(shown).map(({ key, ids, from }) => {
        const here = (id: string | undefined | null) => (id != null && ids.includes(id) ? id : null);
        const paragraphs = ids.flatMap((id) => state.paragraphs[id] ?? []);
        return (
          <RowStretch
            key={key}
            ids={ids}
            paragraphs={paragraphs}
            notes={paragraphs.map((paragraph) => footnotes(paragraph, state))}
            levels={levels}
            from={from}
            size={shown.length}
            firstNotes={ids.map(firstNote)}
            selected={here(selected)}
            inRoom={here(before_room?.paragraph) ? before_room : null}
            attributions={attributions}
            editing={here(editing?.paragraph) ? editing : null}
            sheet={sheet && "paragraph" in sheet && here(sheet.paragraph) ? sheet : null}
            target={here(selected) ? target : null}
            carets={others.length > 0 ? others.filter((caret) => here(caret.paragraph)) : NO_CARETS}
          />
        );
      })}
    </>
  );
}

const RowStretch = memo(DrawnStretch, sameStretch);

function DrawnStretch({ ids, paragraphs, from, selected, ...props }: StretchProps) {
  const { inRoom, editing, sheet } = props;
  const rows = () =>
    paragraphs.map((paragraph, index) => {
      const { id } = paragraph;
      return (
        <ParagraphRow
          key={id}
          paragraph={paragraph}
          notes={props.notes[index] ?? []}
          firstNote={props.firstNotes[index] ?? 0}
          selected={id === selected}
          inRoomSince={inRoom?.paragraph === id ? inRoom.time : null}
          attributions={props.attributions}
          editing={editing?.paragraph === id ? editing : null}
          sheet={sheet && "paragraph" in sheet && sheet.paragraph === id ? sheet : null}
          target={id === selected ? props.target : null}
          carets={caretsIn(props.carets, id)}
          levels={props.levels}
          position={from + index + 1}
          size={props.size}
        />
      );
    });
  return (
    <StretchFrame
      ids={ids}
      atOnce={from < FIRST || selected !== null}
      inHand={selected !== null}
      height={paragraphs.reduce((sum, paragraph) => sum + heightOf(paragraph), 0)}
      words={paragraphs.map(
        ({ marker, wording }) => `${marker} ${characters(wording).replaceAll("\ufffc", "")}`,
      )}
    >
      {rows}
    </StretchFrame>
  );
}

/** Paragraphs are values: a stretch stands for as long as all that it shows is the same, however it came to hold it. */
function sameStretch(before: StretchProps, after: StretchProps): boolean {
  const { ids, paragraphs, notes, firstNotes, carets, ...others } = before;
  return (
    Object.entries(others).every(([name, value]) => after[name as keyof typeof others] === value) &&
    sameItems(ids, after.ids) &&
    sameItems(paragraphs, after.paragraphs) &&
    sameItems(notes, after.notes) &&
    sameItems(firstNotes, after.firstNotes) &&
    sameItems(carets, after.carets)
  );
}

function othersCarets(screen: Screen): readonly Caret[] {
  if (screen.past.value) return NO_CARETS;
  return screen.session.carets.value.filter(({ person }) => person !== screen.opening.you.person);
}

function caretsIn(carets: readonly Caret[], paragraph: string): readonly Caret[] {
  const found = carets.filter((caret) => caret.paragraph === paragraph);
  return found.length > 0 ? found : NO_CARETS;
}
