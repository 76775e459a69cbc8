/** The paragraphs of the text one after the other, drawn by stretches. */
import { memo } from "preact/compat";
import { useRef } from "preact/hooks";
import { t } from "../../i18n";
import { notesIn } from "../../record/marks";
import type { Caret, State } from "../../record/types";
import { changedIds } from "../changes";
import { footnotes } from "../facts";
import { StretchFrame } from "../StretchFrame";
import type { Editing, Screen, Sheet } from "../screen";
import { FIRST, heightOf, sameItems, stretches } from "../stretches";
import { ParagraphRow } from "./ParagraphRow";

const NO_CARETS: readonly Caret[] = [];

interface StretchProps {
  ids: readonly string[];
  from: number;
  size: number;
  state: State;
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
  if (shown.length === 0) return <p class="sub">{t("text.empty")}</p>;
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
  const { before_room } = state;
  const standing = useStanding(state);
  return (
    <>
      {stretches(shown).map(({ key, ids, from }) => {
        const here = (id: string | undefined | null) => (id != null && ids.includes(id) ? id : null);
        return (
          <RowStretch
            key={key}
            ids={ids}
            from={from}
            size={shown.length}
            state={standing(key, ids)}
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

function DrawnStretch({ ids, from, state, selected, ...props }: StretchProps) {
  const paragraphs = ids.map((id) => state.paragraphs[id]).filter((one) => one !== undefined);
  const { inRoom, editing, sheet } = props;
  const rows = () =>
    paragraphs.map((paragraph, index) => {
      const { id } = paragraph;
      return (
        <ParagraphRow
          key={id}
          paragraph={paragraph}
          notes={footnotes(paragraph, state)}
          firstNote={props.firstNotes[index] ?? 0}
          selected={id === selected}
          inRoomSince={inRoom?.paragraph === id ? inRoom.time : null}
          attributions={props.attributions}
          editing={editing?.paragraph === id ? editing : null}
          sheet={sheet && "paragraph" in sheet && sheet.paragraph === id ? sheet : null}
          target={id === selected ? props.target : null}
          carets={caretsIn(props.carets, id)}
          levels={state.levels}
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
    >
      {rows}
    </StretchFrame>
  );
}

function sameStretch(before: StretchProps, after: StretchProps): boolean {
  const { ids, firstNotes, carets, ...others } = before;
  return (
    Object.entries(others).every(([name, value]) => after[name as keyof typeof others] === value) &&
    sameItems(ids, after.ids) &&
    sameItems(firstNotes, after.firstNotes) &&
    sameItems(carets, after.carets)
  );
}

/** For each stretch the last state in which something was new of what it shows: its paragraphs and their footnotes. */
function useStanding(state: State): (key: string, ids: readonly string[]) => State {
  const last = useRef(state);
  const stands = useRef(new Map<string, State>());
  const changed = new Set(changedIds(last.current, state));
  // Levels are said in every paragraph, and another text is another text.
  if (last.current.levels !== state.levels) stands.current.clear();
  last.current = state;
  return (key, ids) => {
    const stood = stands.current.get(key);
    if (stood && (changed.size === 0 || !ids.some((id) => changed.has(id)))) return stood;
    stands.current.set(key, state);
    return state;
  };
}

function othersCarets(screen: Screen): readonly Caret[] {
  if (screen.past.value) return NO_CARETS;
  return screen.session.carets.value.filter(({ person }) => person !== screen.opening.you.person);
}

function caretsIn(carets: readonly Caret[], paragraph: string): readonly Caret[] {
  const found = carets.filter((caret) => caret.paragraph === paragraph);
  return found.length > 0 ? found : NO_CARETS;
}

/** Footnotes are numbered through the text, in the order of their references. */
function noteCounter({ order, paragraphs }: State): (id: string) => number {
  const first = new Map<string, number>();
  let next = 1;
  for (const id of order) {
    const notes = notesIn(paragraphs[id]?.wording ?? []).length;
    if (notes > 0) first.set(id, next);
    next += notes;
  }
  return (id) => first.get(id) ?? 0;
}
