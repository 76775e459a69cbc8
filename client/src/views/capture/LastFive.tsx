/** The last five lines that were captured, each with its undo. */
import { t } from "../../i18n";
import { clock } from "../../i18n/dates";
import { useScreen } from "../screen";
import { takeBack } from "./lastFive";

export function LastFive() {
  const screen = useScreen();
  const captured = screen.captured.value;
  const zone = screen.opening.meeting.time_zone;
  return (
    <section class="last-five" aria-label={t("capture.last_five")}>
      <h3>
        {t("capture.last_five")}
        <small>
          <kbd>{t("key.CtrlZ")}</kbd> {t("capture.key_undo")}
        </small>
      </h3>
      {captured.length === 0 && <p class="none">{t("capture.none_yet")}</p>}
      <ol>
        {captured.map((one, index) => (
          <li key={one.recorded.join()} data-numbers={one.recorded.join()}>
            <time>{clock(one.time, zone)}</time>
            <span title={`${one.who}: ${one.said}`}>
              <b>{one.who}:</b> {one.said}{" "}
              {one.label !== "" && <small>{t("capture.in", { label: one.label })}</small>}
            </span>
            <button
              type="button"
              class="link"
              aria-disabled={index > 0}
              title={index > 0 ? t("capture.undo_later_first") : undefined}
              onClick={() => void takeBack(screen, one)}
            >
              {t("capture.undo")}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
