/** The text: one column, every paragraph as it stands, the one in hand lifted off the page. */
import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t, UI } from "../../i18n";
import { city, moment, recordNumber } from "../../i18n/dates";
import type { State } from "../../record/types";
import { ActButton } from "../ActButton";
import { tally } from "../outline/rows";
import { fullLabel } from "../places";
import { type Screen, select, useScreen } from "../screen";
import { leadTo, leave } from "./leading";
import { Rows } from "./Rows";
import { changedBetween, whereabouts } from "./unseen";

export function TextColumn() {
  const screen = useScreen();
  const column = useRef<HTMLElement>(null);
  const above = useUnseen(screen, column);
  useFollowSelection(screen);
  const state = screen.state.value;
  return (
    <main ref={column} class="column" id="text" aria-label={t("region.text")}>
      <div class="col" dir={state.direction}>
        <h1 lang={state.language}>{state.title}</h1>
        <Subtitle state={state} screen={screen} />
        <OnPaper state={state} screen={screen} />
        <Rows state={state} screen={screen} />
      </div>
      <UnseenPill screen={screen} above={above} />
    </main>
  );
}

function Subtitle({ state, screen }: { state: State; screen: Screen }) {
  const counted = tally(state, null);
  const form = screen.attributionsShown.value ? "subtitle.attributed" : "subtitle.plain";
  const counts = (["agreed", "ad_ref", "clean", "bracketed", "proposed"] as const)
    .filter((status) => counted[status] > 0)
    .map((status) => t(`count.${status}`, { count: counted[status] }));
  return (
    <p class="sub">
      <bdi {...UI}>
        <ActButton id="attributions" face="quiet" label={t(form)} />
        {counts.length > 0 && ` · ${counts.join(", ")}`}
      </bdi>
    </p>
  );
}

/** The header of a text that is printed from here. */
function OnPaper({ state, screen }: { state: State; screen: Screen }) {
  const { meeting } = screen.opening;
  const when = t("past.title", {
    time: moment(state.time, meeting.time_zone),
    city: city(meeting.time_zone),
  });
  const number = t("line.number", { number: recordNumber(state.number) });
  return (
    <p class="on-paper" {...UI}>
      {[meeting.title, when, number].join(" · ")}
    </p>
  );
}

/** The selected paragraph comes into sight; the keyboard goes there unless it is at work elsewhere. */
function useFollowSelection(screen: Screen): void {
  useSignalEffect(() => {
    const id = screen.selected.value;
    if (id === null) return leave();
    // At once: a row that was left and still has the keyboard would be selected again when the window gets it back.
    focusRow(id);
    const frame = requestAnimationFrame(() => {
      // Keys may be faster than frames, and than effects, which wait for one: to focus a row that was left meanwhile
      // would select it again.
      if (screen.selected.peek() !== id) return;
      focusRow(id);
      leadTo(id);
    });
    return () => cancelAnimationFrame(frame);
  });
  useEffect(() => leave, []);
}

function focusRow(id: string): void {
  const row = document.getElementById(id);
  const active = document.activeElement;
  const idle = !active || active === document.body || active.matches("article.p");
  if (idle && active !== row) row?.focus({ preventScroll: true });
}

/** Counts what others change out of sight, and forgets it once it has been in sight; answers whether the first is above. */
function useUnseen(screen: Screen, column: { current: HTMLElement | null }): ReadonlySignal<boolean> {
  const before = useRef(screen.session.state.peek());
  const above = useSignal(false);
  useSignalEffect(() => {
    const after = screen.session.state.value;
    const changed = changedBetween(before.current, after);
    before.current = after;
    const frame = column.current;
    if (changed.length === 0 || !frame || screen.past.peek()) return;
    // When the page is laid out in any case.
    requestAnimationFrame(() => {
      const out = changed.filter((id) => whereabouts(frame, id) !== "in_sight");
      if (out.length > 0) screen.unseen.value = [...new Set([...screen.unseen.peek(), ...out])];
    });
  });
  useSignalEffect(() => {
    const [first] = screen.unseen.value;
    if (first === undefined) return;
    const look = requestAnimationFrame(() => {
      if (column.current) above.value = whereabouts(column.current, first) === "above";
    });
    return () => cancelAnimationFrame(look);
  });
  useEffect(() => {
    const frame = column.current;
    if (!frame) return;
    const look = () => {
      const [first, ...rest] = screen.unseen.peek();
      if (first === undefined) return;
      const left = [first, ...rest].filter((id) => ["above", "below"].includes(whereabouts(frame, id)));
      if (left.length <= rest.length) screen.unseen.value = left;
      else above.value = whereabouts(frame, first) === "above";
    };
    frame.addEventListener("scroll", look, { passive: true });
    return () => frame.removeEventListener("scroll", look);
  }, [screen, column, above]);
  return above;
}

function UnseenPill({ screen, above: isAbove }: { screen: Screen; above: ReadonlySignal<boolean> }) {
  const unseen = screen.unseen.value;
  const above = isAbove.value;
  const [first] = unseen;
  if (first === undefined) return null;
  const paragraph = screen.state.value.paragraphs[first];
  const label = paragraph ? fullLabel(paragraph) : "";
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
