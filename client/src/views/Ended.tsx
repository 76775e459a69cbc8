/** Nothing can be recorded any more in this window: why, that nothing written is lost, and what to do. */
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { OTHER_PERSON, ROLE_CHANGED } from "../record/locked";
import { signInLink } from "./links";
import { useScreen } from "./screen";

export function Ended() {
  const screen = useScreen();
  const { status, reason, code } = screen.session.connection.value;
  useEffect(() => {
    if (code !== OTHER_PERSON) return;
    // Words being written stay with their author; no other person goes on with them.
    screen.editing.value = null;
    screen.sheet.value = null;
  }, [screen, code]);
  if (status !== "read_only") return null;
  const ended = screen.session.kept.value ? "connection.ended" : "connection.ended_unkept";
  return (
    <div class="past-banner ended" role="alert">
      <strong>{reason ?? t("blocked.read_only")}</strong>
      <span>{t(code === OTHER_PERSON ? "connection.other_person" : ended)}</span>
      <span class="sp" />
      {(code === "outdated" || code === ROLE_CHANGED || code === OTHER_PERSON) && (
        <button type="button" class="primary" onClick={() => location.reload()}>
          {t("connection.load")}
        </button>
      )}
      {(code === "session_ended" || code === "no_session") && (
        <a class="button primary" href={signInLink()}>
          {t("connection.sign_in")}
        </a>
      )}
    </div>
  );
}
