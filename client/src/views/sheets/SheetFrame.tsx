/** One sheet: what will be, first; one sentence that says what is recorded; one button that does it. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, UI } from "../../i18n";
import { notesIn } from "../../record/marks";
import { Rest } from "../../record/rest";
import type { Delta, Paragraph } from "../../record/types";
import { directionIn, drawnTokens, noteCounter, noteNumber } from "../facts";
import { interrupt } from "../interrupting";
import { nameList } from "../names";
import { actsOnBehalf, type Screen, useScreen } from "../screen";
import { capital } from "../sentences";
import { Wording } from "../text/Wording";
import { Refusing, useRefusing } from "./refusing";

/** A sheet that changed under somebody's eyes waits this long before it can be confirmed. */
const REREAD_MILLISECONDS = 1500;

interface Props {
  title: string;
  /** The sentence about what will be recorded; null while something is missing. */
  will: string | null;
  /** The word on the button. */
  does: string;
  /** Why it cannot be done (yet), in one sentence. */
  blocked?: string | null;
  /** An act that cannot be undone by its author alone: the keyboard starts on the text, not on the button. */
  weighty?: boolean;
  /** The delegations that it is done for: Secretariat and Chair act on their behalf, which is an act of weight. */
  actsFor?: readonly string[];
  danger?: boolean;
  /** The values that the decision rests on; if they change, the sheet asks to be read again. */
  on?: Paragraph;
  onDo(): Promise<boolean> | boolean;
  /** The sheet goes by itself, with what was typed into it. */
  onLost?(): void;
  children?: ComponentChildren;
}

export function SheetFrame(props: Props) {
  const screen = useScreen();
  const form = useRef<HTMLFormElement>(null);
  const title = useId();
  const changed = useChanged(props.on);
  const [busy, setBusy] = useState(false);
  const onBehalf = props.actsFor !== undefined && actsOnBehalf(screen);
  const weighty = props.weighty || onBehalf;
  const will = onBehalf && props.will !== null ? said(screen, props.will, props.actsFor ?? []) : props.will;
  // Before the next key: whoever types fast must not type into the page behind.
  // Once: what is chosen in the sheet may make it an act of weight, and takes the keyboard from no field.
  const opened = useRef(weighty);
  useLayoutEffect(() => focusFirst(form.current, opened.current), []);
  const lost = useRef(props.onLost);
  lost.current = props.onLost;
  const sent = useRef<Promise<boolean> | null>(null);
  useLayoutEffect(() => watch(screen, form.current, sent, () => lost.current?.()), [screen]);
  useEffect(() => () => giveBack(screen), [screen]);
  const [refused, refuse] = useRefusing();
  const blocked = props.blocked ?? (changed ? t("sheet.changed") : null);
  const close = () => {
    screen.sheet.value = null;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (refused) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
    if (refused || blocked || busy) return;
    setBusy(true);
    sent.current = Promise.resolve(props.onDo());
    const done = await sent.current;
    setBusy(false);
    if (done) close();
    else sent.current = null;
  };
  return (
    <form
      ref={form}
      class="sheet"
      {...UI}
      aria-labelledby={title}
      onSubmit={(event) => void submit(event)}
      noValidate
      onKeyDown={weighty ? confirmWithCtrl : confirmWithEnter}
    >
      <h3 id={title} tabIndex={-1}>
        {capital(props.title)}
      </h3>
      <Refusing.Provider value={refuse}>{props.children}</Refusing.Provider>
      {will !== null && !refused && <p class="will">{will}</p>}
      {blocked && !refused && (
        <p class="blocked" role="status">
          {blocked}
        </p>
      )}
      <div class="row end">
        <button type="button" class="quiet" onClick={close}>
          {t("sheet.cancel")} <kbd>{t("key.Escape")}</kbd>
        </button>
        <button
          type="submit"
          class={props.danger ? "primary danger" : "primary"}
          aria-disabled={refused || blocked !== null || busy}
        >
          {props.does} <kbd>{t(weighty ? "key.CtrlEnter" : "key.Enter")}</kbd>
        </button>
      </div>
    </form>
  );
}

/** The sentence for the record, with the speaker and the person who enters it. */
function said({ opening }: Screen, will: string, codes: readonly string[]): string {
  const who = nameList(opening.delegations, codes);
  const by = opening.people[opening.you.person] ?? t("history.somebody");
  return codes.length === 0 ? will : `${will} ${t("will.on_behalf", { who, by, count: codes.length })}`;
}

/**
 * A sheet that goes while somebody types in it, and was closed by nobody here, leaves the keys at rest. One that goes by its
 * own act, as the sheet that withdraws its paragraph does, has done what was asked for.
 */
function watch(
  screen: Screen,
  form: HTMLFormElement | null,
  sent: { readonly current: Promise<boolean> | null },
  lost: () => void,
): () => void {
  const opened = screen.sheet.peek();
  return () => {
    if (!opened) return;
    const typing = form?.contains(document.activeElement);
    const own = sent.current;
    // After the page is drawn: another form may have taken its place, and says what happened.
    queueMicrotask(async () => {
      if (screen.sheet.peek() !== opened || document.querySelector("form.sheet")) return;
      screen.sheet.value = null;
      if (own && (await own)) return;
      const known = new Set(screen.session.drafts.peek().map(({ id }) => id));
      lost();
      if (!typing || !("paragraph" in opened) || opened.paragraph === null) return;
      const kept = screen.session.drafts.peek().find(({ id }) => !known.has(id));
      interrupt(screen, opened.paragraph, kept ? new Rest({ ...kept, caret: null }, known) : null);
    });
  };
}

/** A sheet that closed leaves the keyboard to its paragraph, unless something else has taken it. */
function giveBack({ selected }: Screen): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body)
      document.getElementById(selected.peek() ?? "")?.focus({ preventScroll: true });
  });
}

/** For a sheet whose button shows Enter: it confirms from each field, of several lines too (Shift+Enter breaks a line). */
function confirmWithEnter(event: KeyboardEvent): void {
  const field = event.target instanceof Element && event.target.matches("input, textarea, select");
  if (event.key !== "Enter" || event.isComposing || event.shiftKey || event.altKey) return;
  if (field || event.ctrlKey || event.metaKey) confirm(event);
}

/** For acts of weight, whose button shows Ctrl+Enter: Enter in a field records nothing. */
export function confirmWithCtrl(event: KeyboardEvent): void {
  if (event.key !== "Enter" || event.isComposing) return;
  if (event.ctrlKey || event.metaKey) confirm(event);
  else if (event.target instanceof Element && event.target.matches("input, select")) event.preventDefault();
}

function confirm(event: KeyboardEvent): void {
  event.preventDefault();
  (event.currentTarget as HTMLFormElement).requestSubmit();
}

/**
 * The first field has the keyboard, where there is none the first choice that is open; of acts of weight the title, so that
 * a key pressed twice does nothing, unless there is a field that has to be filled in: nothing that is typed is swallowed.
 */
function focusFirst(form: HTMLFormElement | null, weighty: boolean): void {
  const needed = form?.querySelector<HTMLElement>("[required]");
  const field = form?.querySelector<HTMLElement>(
    "input:not([type=radio]):not([type=checkbox]), textarea, select",
  );
  const title = form?.querySelector<HTMLElement>("h3");
  const first = weighty
    ? (needed ?? title)
    : (field ?? openChoice(form) ?? form?.querySelector<HTMLElement>("button[type=submit]") ?? title);
  first?.focus();
  form?.scrollIntoView({ block: "nearest" });
}

/** The first of some choices of which none is taken. */
function openChoice(form: HTMLFormElement | null): HTMLElement | null | undefined {
  const group = [...(form?.querySelectorAll("fieldset") ?? [])].find((one) => !one.querySelector(":checked"));
  return group?.querySelector<HTMLElement>("input");
}

/** True for a moment after the paragraph changed while the sheet was open. */
function useChanged(paragraph: Paragraph | undefined): boolean {
  const seen = useRef(paragraph?.changed);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (seen.current === paragraph?.changed) return;
    seen.current = paragraph?.changed;
    setChanged(true);
    const timer = setTimeout(() => setChanged(false), REREAD_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [paragraph?.changed]);
  return changed;
}

/** The wording that an act would leave, set as the text is. */
export function Result({ paragraph, wording }: { paragraph: Paragraph; wording?: Delta }) {
  const screen = useScreen();
  const state = screen.state.value;
  const { language } = state;
  const direction = directionIn(paragraph, state);
  const drawn = drawnTokens(paragraph, wording ?? paragraph.wording);
  const notes = notesIn(wording ?? paragraph.wording).flatMap((id) => state.paragraphs[id] ?? []);
  const first = notes.length > 0 ? noteCounter(state)(paragraph.id) : 0;
  return (
    <div class="result" lang={language} dir={direction}>
      {paragraph.marker !== "" && <span class="lab">{paragraph.marker}</span>}
      <p>
        {drawn.length === 0 ? (
          <em>{t("sheet.no_words")}</em>
        ) : (
          <Wording
            tokens={drawn}
            delegations={screen.opening.delegations}
            footnote={(note) => noteNumber(paragraph, note, first)}
          />
        )}
      </p>
      {notes.length > 0 && (
        <ol class="notes" start={first}>
          {notes.map((note) => (
            <li key={note.id}>
              <Wording tokens={drawnTokens(note, note.wording)} delegations={screen.opening.delegations} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
