/** The outline: the headings and paragraphs with their states, counted and filtered. A tree that one key walks. */

import { memo } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Paragraph, State } from "../../record/types";
import { beginning } from "../facts";
import { StateGlyph } from "../StateMark";
import { FILTERS, select, useScreen } from "../screen";
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
  const offered = FILTERS.filter((filter) => filter !== "ours" || own !== null);
  return (
    <fieldset class="filters" aria-label={t("region.filters")}>
      {offered.map((filter) => (
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
  return (
    <div
      ref={tree}
      role="tree"
      aria-label={t("region.outline")}
      onKeyDown={(event) => walk(event, tree.current, (id) => select(screen, id))}
    >
      {shown.map((row) => (
        <Item
          key={row.id}
          id={row.id}
          paragraph={row.paragraph}
          level={row.level}
          state={state}
          here={row.id === selected}
          tabbable={row.id === current}
          onChoose={choose}
        />
      ))}
    </div>
  );

  function choose(id: string): void {
    select(screen, id);
    screen.drawer.value = null;
    document.getElementById(id)?.focus({ preventScroll: true });
    document.getElementById(id)?.scrollIntoView({ block: "nearest", behavior: "instant" });
  }
}

/** The keys of a tree; Enter goes into the text. */
function walk(event: KeyboardEvent, tree: HTMLElement | null, choose: (id: string) => void): void {
  const items = [...(tree?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? [])];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  const item = to === undefined ? undefined : items[to];
  const id = item?.dataset.paragraph;
  if (!item || id === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  item.focus();
  choose(id);
}

interface ItemProps {
  id: string;
  paragraph: Paragraph;
  level: number;
  state: State;
  here: boolean;
  tabbable: boolean;
  onChoose(id: string): void;
}

const Item = memo(
  OutlineItem,
  (a, b) =>
    a.paragraph === b.paragraph && a.here === b.here && a.tabbable === b.tabbable && a.level === b.level,
);

function OutlineItem({ id, paragraph, level, state, here, tabbable, onChoose }: ItemProps) {
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
        <span class="words" lang={state.language} dir={state.direction}>
          {[paragraph.marker, words].filter(Boolean).join(" ")}
        </span>
      ) : (
        <>
          <b>
            <bdi>{paragraph.label}</bdi>
          </b>
          <span class="words" lang={state.language} dir={state.direction}>
            {words}
          </span>
        </>
      )}
    </div>
  );
}
