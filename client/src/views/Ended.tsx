/** Nothing can be recorded any more in this window: why, that nothing written is lost, and what to do. */
import { t } from "../i18n";
import { signInLink } from "./links";
import { useScreen } from "./screen";

export function Ended() {
  const { status, reason, code } = useScreen().session.connection.value;
  if (status !== "read_only") return null;
  return (
    <div class="past-banner ended" role="alert">
      <strong>{reason ?? t("blocked.read_only")}</strong>
      <span>{t("connection.ended")}</span>
      <span class="sp" />
      {code === "outdated" && (
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
