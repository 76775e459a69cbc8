/** The capture bar: one line, keyboard only. It says what Enter will record while one types, and what was recorded. */
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../i18n";
import { act, attempt } from "../acts";
import { fullName, shortName } from "../names";
import { type Screen, select, selectedParagraph, useScreen } from "../screen";
import { complete, type Reading, read } from "./grammar";
import { paragraphByLabel, preview, record } from "./recording";

const LIST_LENGTH = 6;
const REMEMBERED = 12;

export function Capture() {
  const screen = useScreen();
  const input = useRef<HTMLInputElement>(null);
  const [line, setLine] = useState("");
  const [chosen, setChosen] = useState(0);
  const [recent, setRecent] = useState<string[]>([]);
  useEffect(() => {
    screen.focusCapture = () => input.current?.focus();
    return () => {
      screen.focusCapture = null;
    };
  }, [screen]);
  const reading = read(line, { delegations: screen.opening.delegations, recent });
  const listed =
    reading.kind === "names" && reading.partial !== "" ? reading.candidates.slice(0, LIST_LENGTH) : [];
  const change = (to: string) => {
    setLine(to);
    setChosen(0);
  };
  const completed = (code: string) => complete(line, shortName(screen.opening.delegations, code));
  const enter = async () => {
    const pick = listed[chosen];
    // A name that is still being typed is completed with the same key: Enter on "aus" opens the paragraph for Australia.
    const meant = pick === undefined ? line : completed(pick);
    // The line is free at once: the room does not wait for the server. What is not taken comes back, unless one goes on.
    change("");
    const result = await enact(read(meant, { delegations: screen.opening.delegations, recent }), screen);
    if (!result.done) {
      setLine((now) => (now === "" ? line : now));
      return;
    }
    setRecent((before) => [...new Set([...result.delegations, ...before])].slice(0, REMEMBERED));
    if (screen.editing.value === null && document.activeElement === document.body) input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) =>
    keyDown(event, { screen, line, listed, chosen, setChosen, change, completed, enter: () => void enter() });
  const option = listed[chosen];
  return (
    <div class="cap">
      <label class="pill" for="capture" title={t("tooltip.act", { act: t("act.capture"), key: "C" })}>
        {t("act.capture")}
      </label>
      <div class="line">
        <input
          id="capture"
          ref={input}
          role="combobox"
          aria-expanded={listed.length > 0}
          aria-controls="capture-list"
          aria-activedescendant={option === undefined ? undefined : `capture-${option}`}
          aria-autocomplete="list"
          aria-describedby="capture-preview"
          autocomplete="off"
          spellcheck={false}
          placeholder={t("capture.placeholder")}
          value={line}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <Listed codes={listed} chosen={chosen} screen={screen} onPick={(code) => change(completed(code))} />
      </div>
      <PreviewLine reading={reading} screen={screen} empty={line === ""} />
    </div>
  );
}

/** The names that begin so, above the line. */
function Listed(props: { codes: string[]; chosen: number; screen: Screen; onPick(code: string): void }) {
  const { codes, chosen, screen, onPick } = props;
  return (
    <div id="capture-list" role="listbox" aria-label={t("capture.list")} hidden={codes.length === 0}>
      {codes.map((code, index) => (
        <div
          key={code}
          id={`capture-${code}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(code);
          }}
        >
          <b>{shortName(screen.opening.delegations, code)}</b>
          {fullName(screen.opening.delegations, code) !== shortName(screen.opening.delegations, code) && (
            <span>{fullName(screen.opening.delegations, code)}</span>
          )}
          {index === chosen && <kbd>{t("key.Tab")}</kbd>}
        </div>
      ))}
    </div>
  );
}

function PreviewLine({ reading, screen, empty }: { reading: Reading; screen: Screen; empty: boolean }) {
  const notice = screen.notice.value;
  const shown = preview(reading, selectedParagraph(screen), screen);
  // A refusal or a hint is said above (`Whisper`), and not twice.
  if (empty && notice?.tone === "done")
    return (
      <span id="capture-preview" class="preview done">
        {notice.text}
      </span>
    );
  const saidAbove = notice?.tone === "refused" && notice.text === shown.text;
  return (
    <span id="capture-preview" class={`preview ${shown.tone}`}>
      {!saidAbove && shown.text}
      {shown.tone === "ready" && (
        <>
          {" "}
          <kbd>{t("key.Enter")}</kbd>
        </>
      )}
    </span>
  );
}

async function enact(reading: Reading, screen: Screen): Promise<{ done: boolean; delegations: string[] }> {
  if (reading.kind === "label") {
    const found = paragraphByLabel(screen, reading.label);
    if (found) select(screen, found);
    return { done: found !== null, delegations: [] };
  }
  const done = await record(reading, selectedParagraph(screen), screen);
  return { done, delegations: reading.kind === "ready" ? reading.delegations : [] };
}

interface Keys {
  screen: Screen;
  line: string;
  listed: string[];
  chosen: number;
  setChosen(index: number): void;
  change(line: string): void;
  completed(code: string): string;
  enter(): void;
}

function keyDown(event: KeyboardEvent, keys: Keys): void {
  const { listed, chosen, line } = keys;
  const pick = listed[chosen];
  if (event.isComposing) return;
  if (event.key === "Enter") keys.enter();
  else if (event.key === "Tab" && pick !== undefined && !event.shiftKey) keys.change(keys.completed(pick));
  else if (event.key === "," && pick !== undefined)
    keys.change(`${keys.completed(pick).replace(/: $/, "")}, `);
  else if (event.key === "," && /: $/.test(line)) keys.change(line.replace(/: $/, ", "));
  else if (event.key === "Escape") onEscape(event, keys);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp")
    arrow(event.key === "ArrowDown" ? 1 : -1, keys);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function onEscape(event: KeyboardEvent, keys: Keys): void {
  if (keys.line !== "") keys.change("");
  else leave(event.currentTarget as HTMLElement, keys.screen);
}

/** The keyboard goes back to the paragraph that one captures in, if there is one. */
function leave(line: HTMLElement, { selected }: Screen): void {
  line.blur();
  document.getElementById(selected.value ?? "")?.focus({ preventScroll: true });
}

/** The arrows choose a name while names are listed, and else go to the next paragraph: the note-taker follows the room. */
function arrow(step: 1 | -1, { listed, chosen, setChosen, screen }: Keys): void {
  if (listed.length > 0) setChosen((chosen + step + listed.length) % listed.length);
  else attempt(screen, act(step === 1 ? "next" : "previous"));
}
