/** The outline: the headings and paragraphs with their states, counted and filtered. A tree that one key walks. */

import { flushSync, memo } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Paragraph, State } from "../../record/types";
import { beginning, directionIn, type Status } from "../facts";
import { fullLabel } from "../places";
import { StateGlyph } from "../StateMark";
import { StretchFrame } from "../StretchFrame";
import { offeredFilters, select, useScreen } from "../screen";
import { FIRST, stretches } from "../stretches";
import { leadTo } from "../text/leading";
import { filtered, type OutlineRow, rows, tally } from "./rows";

export function Outline() {
  const screen = useScreen();
  const state = screen.state.value;
  const own = screen.opening.you.delegation;
  const shown = rows(state, screen.filter.value, own, screen.withdrawnShown.value);
  return (
    <nav
      class={`outline ${screen.drawer.value === "outline" ? "open" : ""}`}
      aria-label={t("region.outline")}
    >
      <Filters />
      <Tree shown={shown} state={state} />
      {shown.length === 0 && <p class="none">{t("outline.none")}</p>}
      <WithdrawnToggle />
    </nav>
  );
}

function Filters() {
  const screen = useScreen();
  const own = screen.opening.you.delegation;
  const counted = tally(screen.state.value, own);
  return (
    <fieldset class="filters" aria-label={t("region.filters")}>
      {offeredFilters(screen).map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={screen.filter.value === filter}
          onClick={() => (screen.filter.value = filter)}
        >
          {t(`filter.${filter}`)} <span class="num">{filtered(counted, filter)}</span>
        </button>
      ))}
    </fieldset>
  );
}

function WithdrawnToggle() {
  const screen = useScreen();
  const { withdrawn } = tally(screen.state.value, null);
  if (withdrawn === 0) return null;
  return (
    <button
      type="button"
      class="quiet more"
      aria-pressed={screen.withdrawnShown.value}
      onClick={() => (screen.withdrawnShown.value = !screen.withdrawnShown.value)}
    >
      {t(screen.withdrawnShown.value ? "outline.hide_withdrawn" : "outline.show_withdrawn", {
        count: withdrawn,
      })}
    </button>
  );
}

function Tree({ shown, state }: { shown: OutlineRow[]; state: State }) {
  const screen = useScreen();
  const tree = useRef<HTMLDivElement>(null);
  const selected = screen.selected.value;
  const current = shown.some((row) => row.id === selected) ? selected : (shown[0]?.id ?? null);
  // The outline goes along, so that one sees where in the text one is.
  useEffect(() => {
    const here = selected === null ? null : tree.current?.querySelector('[aria-selected="true"]');
    here?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }, [selected]);
  const ids = shown.map((row) => row.id);
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={t("region.outline")}
      onKeyDown={(event) => walk(event, tree.current, ids, (id) => select(screen, id))}
    >
      {stretches(ids).map((stretch) => (
        <ItemStretch
          key={stretch.key}
          rows={shown.slice(stretch.from, stretch.from + stretch.ids.length)}
          from={stretch.from}
          state={state}
          selected={selected !== null && stretch.ids.includes(selected) ? selected : null}
          current={current !== null && stretch.ids.includes(current) ? current : null}
          onChoose={choose}
        />
      ))}
    </div>
  );

  function choose(id: string): void {
    flushSync(() => select(screen, id));
    screen.drawer.value = null;
    document.getElementById(id)?.focus({ preventScroll: true });
    leadTo(id);
  }
}

/** The keys of a tree; Enter goes into the text. */
function walk(
  event: KeyboardEvent,
  tree: HTMLElement | null,
  ids: readonly string[],
  choose: (id: string) => void,
): void {
  const on = (event.target as HTMLElement).closest<HTMLElement>('[role="treeitem"]');
  const at = ids.indexOf(on?.dataset.paragraph ?? "");
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
  const id = to === undefined ? undefined : ids[to];
  if (id === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  // Distant rows may not be drawn yet; selecting one draws it.
  flushSync(() => choose(id));
  tree?.querySelector<HTMLElement>(`[data-paragraph="${id}"]`)?.focus();
}

interface StretchProps {
  rows: readonly OutlineRow[];
  from: number;
  state: State;
  selected: string | null;
  /** Where Tab goes to. */
  current: string | null;
  onChoose(id: string): void;
}

/** A row depends on its paragraph alone, and every row chooses by the same function. */
const ItemStretch = memo(
  DrawnItems,
  (before, after) =>
    before.selected === after.selected &&
    before.current === after.current &&
    before.rows.length === after.rows.length &&
    before.rows.every((row, index) => row === after.rows[index]),
);

/** The height of a line of the outline, in rem, as outline.css sets it. */
const LINE = 1.7;

function DrawnItems({ rows, from, state, selected, current, onChoose }: StretchProps) {
  return (
    <StretchFrame
      ids={rows.map((row) => row.id)}
      atOnce={from < FIRST || current !== null}
      inHand={selected !== null}
      height={rows.length * LINE}
    >
      {() =>
        rows.map(({ id, paragraph, level, status }) => (
          <Item
            key={id}
            id={id}
            paragraph={paragraph}
            label={fullLabel(paragraph)}
            status={status}
            level={level}
            state={state}
            here={id === selected}
            tabbable={id === current}
            onChoose={onChoose}
          />
        ))
      }
    </StretchFrame>
  );
}

interface ItemProps {
  id: string;
  paragraph: Paragraph;
  /** Its label, with the section before it where the label alone is ambiguous. */
  label: string;
  status: Status;
  level: number;
  state: State;
  here: boolean;
  tabbable: boolean;
  onChoose(id: string): void;
}

const Item = memo(
  OutlineItem,
  (a, b) =>
    a.paragraph === b.paragraph &&
    a.label === b.label &&
    a.status === b.status &&
    a.here === b.here &&
    a.tabbable === b.tabbable &&
    a.level === b.level,
);

function OutlineItem({ id, paragraph, label, level, state, here, tabbable, onChoose }: ItemProps) {
  const heading = paragraph.kind === "heading";
  const words = beginning(paragraph, 60);
  return (
    <div
      role="treeitem"
      aria-level={level}
      aria-selected={here}
      tabIndex={tabbable ? 0 : -1}
      data-paragraph={id}
      class={`${heading ? "head" : "item"} ${here ? "here" : ""} ${paragraph.withdrawn ? "withdrawn" : ""}`}
      onClick={() => onChoose(id)}
      onKeyDown={(event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        event.stopPropagation();
        onChoose(id);
      }}
    >
      {(!heading || paragraph.agreement || Object.keys(paragraph.proposals).length > 0) && (
        <StateGlyph paragraph={paragraph} state={state} />
      )}
      {heading ? (
        <span class="words" lang={state.language} dir={directionIn(paragraph, state)}>
          {[paragraph.marker, words].filter(Boolean).join(" ")}
        </span>
      ) : (
        <>
          <b title={label === paragraph.label ? undefined : label}>
            {label !== paragraph.label && (
              <span class="hidden">{label.slice(0, label.lastIndexOf(paragraph.label))}</span>
            )}
            <bdi>{paragraph.label}</bdi>
          </b>
          <span class="words" lang={state.language} dir={directionIn(paragraph, state)}>
            {words}
          </span>
        </>
      )}
    </div>
  );
}
