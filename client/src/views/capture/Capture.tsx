/** The capture bar: one line, keyboard only. It says what Enter will record while one types, and draws it in its paragraph. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { typedIn } from "../names";
import { fullLabel } from "../places";
import { type Screen, select, useScreen } from "../screen";
import { capital, paragraphName } from "../sentences";
import { Aim } from "./Aim";
import { type Completion, completions } from "./completing";
import { type Reading, read, type Vocabulary } from "./grammar";
import { keepLines } from "./keptLines";
import { type Keys, keyDown } from "./keys";
import { Line } from "./Line";
import { keepCaptured, undoLast } from "./lastFive";
import { parts } from "./parts";
import { plan } from "./plan";
import type { Done, Plan } from "./planning";
import { captureTarget, goTo, pin, placesOf } from "./target";

const REMEMBERED = 12;
const LINES = 50;

/** The Chair put another paragraph before the room while a line was typed: for which of the two is it? */
interface Asking {
  begun: string;
  now: string;
  line: string;
}

export function Capture() {
  const screen = useScreen();
  const input = useRef<HTMLInputElement>(null);
  const bar = useCaptureBar(screen);
  const { line, reading, made, listed, chosen } = bar;
  useEffect(() => {
    screen.focusCapture = () => input.current?.focus();
    return () => {
      screen.focusCapture = null;
    };
  }, [screen]);
  useEffect(() => keepLines(screen), [screen]);
  useEffect(() => {
    screen.preview.value = made.tone === "ready" ? (made.shown ?? null) : null;
    return () => {
      screen.preview.value = null;
    };
  }, [screen, made]);
  const enter = async (pick: Completion | undefined) => {
    const done = await bar.enter(pick);
    if (done && screen.editing.value === null && document.activeElement === document.body)
      input.current?.focus();
  };
  const keys: Keys = { ...bar, screen, enter: (pick) => void enter(pick), undo: () => undoLast(screen) };
  return (
    <div class="cap">
      <div class="row-line">
        <label class="pill" for="capture" title={t("tooltip.act", { act: t("act.capture"), key: "C" })}>
          {t("act.capture")}
        </label>
        <Aim paragraph={bar.target} />
        <Line
          input={input}
          line={line}
          parts={parts(line, reading, bar.vocabulary)}
          listed={listed}
          chosen={chosen}
          about={t(bar.asking ? "capture.which" : "capture.list")}
          onInput={bar.change}
          onKeyDown={(event) => keyDown(event, keys)}
          onPick={(one) => (bar.asking ? void enter(one) : bar.change(one.line))}
        />
      </div>
      <Said made={made} asking={bar.asking !== null} screen={screen} empty={line === ""} />
    </div>
  );
}

/** The typed line and its reading. */
function useCaptureBar(screen: Screen) {
  const [line, setLine] = useState("");
  const [picked, setChosen] = useState<number | null>(null);
  const [recent, setRecent] = useState<string[]>([]);
  const [lines, setLines] = useState<string[]>([]);
  const [begun, setBegun] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const target = captureTarget(screen);
  const { paragraphs } = screen.state.value;
  const typing = useMemo(
    () => typedIn(screen.opening.delegations, screen.opening.state.format, false),
    [screen],
  );
  const vocabulary: Vocabulary = {
    ...{ delegations: screen.opening.delegations, recent },
    ...{ places: placesOf(screen), typed: typing },
  };
  const typed = read(line, vocabulary);
  const offered = completions(line, typed, vocabulary, paragraphs, target);
  // Of several delegations none is taken before it is chosen.
  const undecided = typed.kind === "several" || (typed.kind === "names" && !typed.decided);
  const chosen = picked ?? (undecided ? -1 : 0);
  // The completion at the caret, or the chosen one, counts: Enter records what is drawn there.
  const completed = (typed.kind === "ready" || typed.kind === "several") && !asking;
  const meant = completed ? (offered[chosen]?.line ?? line) : line;
  const reading = meant === line ? typed : read(meant, vocabulary);
  const made = plan(reading, target, screen);
  const listed = asking ? askedAbout(asking, paragraphs) : offered;
  const change = (to: string) => {
    if (line === "" || begun === null) setBegun(target?.id ?? null);
    // The line is corrected now: the answer is at the line again.
    if (screen.notice.peek()?.text === made.text) screen.notice.value = null;
    setLine(to);
    setChosen(null);
    setAsking(null);
  };
  const take = async (said: string, about: Paragraph | null): Promise<boolean> => {
    // The line is free at once: the room does not wait for the server. What is not taken comes back, unless one goes on.
    const understood = read(said, vocabulary);
    change("");
    const result = await enact(understood, about, screen);
    if (!result.done) {
      setLine((now) => (now === "" ? line : now));
      return false;
    }
    keepCaptured(screen, said, understood, about, result.recorded);
    setLines((before) => [line.trim(), ...before.filter((one) => one !== line.trim())].slice(0, LINES));
    const delegations = understood.kind === "ready" ? understood.delegations : [];
    setRecent((before) => [...new Set([...delegations, ...before])].slice(0, REMEMBERED));
    return true;
  };
  const enter = async (pick: Completion | undefined): Promise<boolean> => {
    if (asking) return pick ? take(asking.line, paragraphs[pick.id] ?? null) : false;
    if (undecided && !pick && offered.length > 0) {
      screen.notice.value = { tone: "refused", text: made.text };
      return false;
    }
    const elsewhere = target !== null && begun !== null && begun !== target.id && made.tone === "ready";
    if (elsewhere && reading.kind === "ready" && reading.place === null && paragraphs[begun]) {
      setAsking({ begun, now: target.id, line: meant });
      setChosen(-1);
      return false;
    }
    // A name or a place that is still being typed is completed with the same key.
    const completes = reading.kind === "names" || reading.kind === "go";
    if (reading.kind === "go" && pick) {
      change("");
      goTo(screen, pick.id);
      return true;
    }
    return take(completes && pick ? pick.line : meant, target);
  };
  return {
    ...{ line, lines, reading, made, listed, chosen, setChosen, change },
    ...{ enter, target, asking, vocabulary },
  };
}

/** The two paragraphs that a line may be for: as the list beside the line shows them. */
function askedAbout({ begun, now }: Asking, paragraphs: Readonly<Record<string, Paragraph>>): Completion[] {
  return [begun, now].flatMap((id) => {
    const paragraph = paragraphs[id];
    if (!paragraph) return [];
    const detail = t(id === begun ? "capture.as_begun" : "capture.as_now");
    return [{ id, name: fullLabel(paragraph) || capital(paragraphName(paragraph)), detail, line: "" }];
  });
}

async function enact(reading: Reading, target: Paragraph | null, screen: Screen): Promise<Done> {
  const nothing: Done = { done: false, recorded: [] };
  if (reading.kind === "room") {
    const room = screen.session.state.value.before_room?.paragraph;
    if (room === undefined) return nothing;
    pin(screen, null);
    select(screen, room);
    return { done: true, recorded: [] };
  }
  if (reading.kind === "go") {
    const [first] = reading.places;
    if (first !== undefined) goTo(screen, first);
    return { done: first !== undefined, recorded: [] };
  }
  const made = plan(reading, target, screen);
  if (made.tone === "ready") return made.run();
  if (made.tone === "problem") screen.notice.value = { tone: "refused", text: made.text };
  return nothing;
}

/** The sentence beneath the line: what Enter will do, what was recorded, what is not understood. */
function Said({
  made,
  asking,
  screen,
  empty,
}: {
  made: Plan;
  asking: boolean;
  screen: Screen;
  empty: boolean;
}) {
  const notice = screen.notice.value;
  if (asking)
    return (
      <span id="capture-preview" class="preview problem" role="alert">
        {t("capture.which_asked")}
      </span>
    );
  // A refusal or a hint is said above (`Whisper`), and not twice.
  if (empty && notice?.tone === "done")
    return (
      <span id="capture-preview" class="preview done">
        {notice.text}
      </span>
    );
  const saidAbove = notice?.tone === "refused" && notice.text === made.text;
  return (
    <span id="capture-preview" class={`preview ${made.tone}`}>
      {!saidAbove && capital(made.text)}
      {made.tone === "ready" && (
        <>
          {made.note && <em> {made.note}</em>} <kbd>{t("key.Enter")}</kbd>
        </>
      )}
      {empty && <Ways />}
    </span>
  );
}

/** The keys of the line, while nothing is typed. */
function Ways() {
  return (
    <span class="ways">
      <kbd>{t("key.Tab")}</kbd> {t("capture.key_completes")} <kbd>{t("key.ArrowUp")}</kbd>{" "}
      {t("capture.key_earlier")} <kbd>{t("key.CtrlZ")}</kbd> {t("capture.key_undo")} <kbd>F1</kbd>{" "}
      {t("capture.key_help")}
    </span>
  );
}
