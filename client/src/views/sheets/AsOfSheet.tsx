/** The text as of a number or an instant: asked for here, shown in place of the present, read only. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { askedInField, city, NOW, toCome, toField } from "../../i18n/dates";
import { reasonOf, say } from "../doing";
import { type Screen, useScreen } from "../screen";
import { FieldRow } from "./fields";

type When = { number: number } | { at: string };

/** Shows the past, and says it where that cannot be done. */
export async function showPast(screen: Screen, when: When): Promise<void> {
  const refused = await look(screen, when);
  if (refused !== null) say(screen, "refused", refused);
}

/**
 * Shows the past; what is open for typing is left first, so that nothing is typed into it. Answers with the sentence that
 * says why it could not be shown, null where it is.
 */
async function look(screen: Screen, when: When): Promise<string | null> {
  screen.waiting.value = t("waiting.past");
  try {
    const past = await screen.session.at(when);
    screen.editing.value = null;
    screen.past.value = { ...past, asked: "at" in when ? when.at : null };
    screen.notice.value = null;
    return null;
  } catch (error) {
    return t("failed.past", { reason: reasonOf(error) });
  } finally {
    screen.waiting.value = null;
  }
}

export function AsOfSheet() {
  const screen = useScreen();
  const zone = screen.opening.meeting.time_zone;
  const present = screen.session.state.value;
  const [time, setTime] = useState(
    toField(screen.past.value?.asked ?? screen.past.value?.state.time ?? present.time, zone),
  );
  const [number, setNumber] = useState("");
  const asked = Number(number.replace(/\D/g, ""));
  const at = askedInField(time, zone, screen.now.value);
  const coming = number === "" && toCome(at, screen.now.value);
  const [refused, setRefused] = useState<string | null>(null);
  const ready = number === "" ? at !== null && !coming : asked >= 1 && asked <= present.number;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!ready) return;
    const when =
      number !== "" ? { number: asked } : at === NOW || at === null ? { number: present.number } : { at };
    const why = await look(screen, when);
    setRefused(why);
    if (why === null) screen.sheet.value = null;
  };
  const note = coming ? t("field.to_come") : refused;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <h3>{t("sheet.as_of")}</h3>
      <p class="note">{t("sheet.as_of_note")}</p>
      <FieldRow>
        <label class="field">
          <span>{t("field.time", { city: city(zone) })}</span>
          <input
            type="datetime-local"
            value={time}
            onInput={(event) => {
              setTime(event.currentTarget.value);
              setRefused(null);
            }}
          />
          {note !== null && (
            <small class="blocked" role="status">
              {note}
            </small>
          )}
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
