/** The text as of a number or an instant: asked for here, shown in place of the present, read only. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { askedInField, city, NOW, toField } from "../../i18n/dates";
import { reasonOf, say } from "../doing";
import { type Screen, useScreen } from "../screen";
import { FieldRow } from "./fields";

/** Shows the past; what is open for typing is left first, so that nothing is typed into it. */
export async function showPast(screen: Screen, when: { number: number } | { at: string }): Promise<boolean> {
  screen.waiting.value = t("waiting.past");
  try {
    const past = await screen.session.at(when);
    screen.editing.value = null;
    screen.past.value = past;
    screen.notice.value = null;
    return true;
  } catch (error) {
    say(screen, "refused", t("failed.past", { reason: reasonOf(error) }));
    return false;
  } finally {
    screen.waiting.value = null;
  }
}

export function AsOfSheet() {
  const screen = useScreen();
  const zone = screen.opening.meeting.time_zone;
  const present = screen.session.state.value;
  const [time, setTime] = useState(toField(screen.past.value?.state.time ?? present.time, zone));
  const [number, setNumber] = useState("");
  const asked = Number(number.replace(/\D/g, ""));
  const at = askedInField(time, zone, screen.now.value);
  const ready = number === "" ? at !== null : asked >= 1 && asked <= present.number;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    const when =
      number !== "" ? { number: asked } : at === NOW || at === null ? { number: present.number } : { at };
    if (await showPast(screen, when)) screen.sheet.value = null;
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h3>{t("sheet.as_of")}</h3>
      <p class="note">{t("sheet.as_of_note")}</p>
      <FieldRow>
        <label class="field">
          <span>{t("field.time", { city: city(zone) })}</span>
          <input type="datetime-local" value={time} onInput={(event) => setTime(event.currentTarget.value)} />
        </label>
        <label class="field narrow">
          <span>{t("field.number")}</span>
          <input
            inputMode="numeric"
            value={number}
            onInput={(event) => setNumber(event.currentTarget.value)}
          />
        </label>
      </FieldRow>
      <div class="row end">
        <button type="submit" class="primary" aria-disabled={!ready}>
          {t("sheet.show")} <kbd>{t("key.Enter")}</kbd>
        </button>
      </div>
    </form>
  );
}
