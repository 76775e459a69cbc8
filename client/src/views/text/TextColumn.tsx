/** The text: one column, every paragraph as it stands, the one in hand lifted off the page. */
import { useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import type { Caret, State } from "../../record/types";
import { tally } from "../outline/rows";
import { type Screen, select, useScreen } from "../screen";
import { ParagraphRow } from "./ParagraphRow";
import { changedBetween, whereabouts } from "./unseen";

const NO_CARETS: readonly Caret[] = [];

export function TextColumn() {
  const screen = useScreen();
  const column = useRef<HTMLElement>(null);
  useUnseen(screen, column);
  useFollowSelection(screen);
  const state = screen.state.value;
  return (
    <main ref={column} class="column" id="text" aria-label={t("region.text")}>
      <div class="col" dir={state.direction}>
        <h1 lang={state.language}>{state.title}</h1>
        <Subtitle state={state} screen={screen} />
        <Rows state={state} screen={screen} />
      </div>
      <UnseenPill screen={screen} column={column} />
    </main>
  );
}

function Subtitle({ state, screen }: { state: State; screen: Screen }) {
  const counted = tally(state, null);
  const form = screen.attributionsShown.value ? "subtitle.attributed" : "subtitle.plain";
  const counts = (["agreed", "ad_ref", "clean", "bracketed", "proposed"] as const)
    .filter((status) => counted[status] > 0)
    .map((status) => t(`count.${status}`, { count: counted[status] }));
  return <p class="sub">{[t(form), counts.join(", ")].filter(Boolean).join(" · ")}</p>;
}

function Rows({ state, screen }: { state: State; screen: Screen }) {
  const selected = screen.selected.value;
  const editing = screen.editing.value;
  const sheet = screen.sheet.value;
  const withdrawnShown = screen.withdrawnShown.value;
  const attributions = screen.attributionsShown.value;
  const target = screen.target.value;
  const carets = caretsByParagraph(screen);
  const notes = noteCounter(state);
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
      {shown.map((id, index) => {
        const paragraph = state.paragraphs[id];
        if (!paragraph) return null;
        const here = id === selected;
        return (
          <ParagraphRow
            key={id}
            paragraph={paragraph}
            firstNote={notes(id)}
            selected={here}
            inRoomSince={state.before_room?.paragraph === id ? state.before_room.time : null}
            attributions={attributions}
            editing={editing?.paragraph === id ? editing : null}
            sheet={sheet && "paragraph" in sheet && sheet.paragraph === id ? sheet : null}
            target={here ? target : null}
            carets={carets.get(id) ?? NO_CARETS}
            levels={state.levels}
            position={index + 1}
            size={shown.length}
          />
        );
      })}
    </div>
  );
}

function caretsByParagraph(screen: Screen): Map<string, readonly Caret[]> {
  const found = new Map<string, Caret[]>();
  if (screen.past.value) return found;
  for (const caret of screen.session.carets.value) {
    if (caret.person === screen.opening.you.person) continue;
    found.set(caret.paragraph, [...(found.get(caret.paragraph) ?? []), caret]);
  }
  return found;
}

/** Footnotes are numbered through the text, in the order of their references. */
function noteCounter(state: State): (id: string) => number {
  const first = new Map<string, number>();
  let next = 1;
  for (const id of state.order) {
    first.set(id, next);
    for (const op of state.paragraphs[id]?.wording ?? [])
      if (typeof op.insert === "object" && "footnote" in op.insert) next++;
  }
  return (id) => first.get(id) ?? 1;
}

/** The selected paragraph comes into sight; the keyboard goes there unless it is at work elsewhere. */
function useFollowSelection(screen: Screen): void {
  useSignalEffect(() => {
    const id = screen.selected.value;
    if (id === null) return;
    // At once: a row that was left and still has the keyboard would be selected again when the window gets it back.
    focusRow(id);
    const frame = requestAnimationFrame(() =>
      focusRow(id)?.scrollIntoView({ block: "nearest", behavior: "instant" }),
    );
    // Keys may be faster than frames: to focus a row that was left meanwhile would select it again.
    return () => cancelAnimationFrame(frame);
  });
}

function focusRow(id: string): HTMLElement | null {
  const row = document.getElementById(id);
  const active = document.activeElement;
  const idle = !active || active === document.body || active.matches("article.p");
  if (idle && active !== row) row?.focus({ preventScroll: true });
  return row;
}

/** Counts what others change out of sight, and forgets it once it has been in sight. */
function useUnseen(screen: Screen, column: { current: HTMLElement | null }): void {
  const before = useRef(screen.session.state.peek());
  useSignalEffect(() => {
    const after = screen.session.state.value;
    const changed = changedBetween(before.current, after);
    before.current = after;
    const frame = column.current;
    if (changed.length === 0 || !frame || screen.past.peek()) return;
    requestAnimationFrame(() => {
      const out = changed.filter((id) => whereabouts(frame, id) !== "in_sight");
      if (out.length > 0) screen.unseen.value = [...new Set([...screen.unseen.peek(), ...out])];
    });
  });
  useEffect(() => {
    const frame = column.current;
    if (!frame) return;
    const look = () => {
      if (screen.unseen.peek().length === 0) return;
      const left = screen.unseen.peek().filter((id) => ["above", "below"].includes(whereabouts(frame, id)));
      if (left.length !== screen.unseen.peek().length) screen.unseen.value = left;
    };
    frame.addEventListener("scroll", look, { passive: true });
    return () => frame.removeEventListener("scroll", look);
  }, [screen, column]);
}

function UnseenPill({ screen, column }: { screen: Screen; column: { current: HTMLElement | null } }) {
  const unseen = screen.unseen.value;
  const [first] = unseen;
  if (first === undefined || !column.current) return null;
  const above = whereabouts(column.current, first) === "above";
  const label = screen.state.value.paragraphs[first]?.label ?? "";
  return (
    <div class={`unseen ${above ? "above" : "below"}`}>
      <button
        type="button"
        onClick={() => {
          select(screen, first);
          screen.unseen.value = unseen.slice(1);
        }}
      >
        <span aria-hidden="true">{above ? "↑" : "↓"}</span>{" "}
        {t("unseen.changed", { count: unseen.length, label })}
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={t("unseen.forget")}
        onClick={() => (screen.unseen.value = [])}
      >
        ×
      </button>
    </div>
  );
}
