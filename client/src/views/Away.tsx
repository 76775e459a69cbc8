/** The connection has been gone for a while: that one can go on, where the words are meanwhile, and what comes next. */
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { type Screen, useScreen } from "./screen";

/** Most lines are back before anybody could read a sentence, in milliseconds. */
const PATIENCE = 3000;

/** Whether there has been no connection for so long that it is worth a sentence. */
export function useAway(screen: Screen): boolean {
  const away = screen.session.connection.value.status === "reconnecting";
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!away) return setLong(false);
    const timer = setTimeout(() => setLong(true), PATIENCE);
    return () => clearTimeout(timer);
  }, [away]);
  return away && long;
}

export function Away() {
  const screen = useScreen();
  const { unsent } = screen.session.connection.value;
  const kept = screen.session.kept.value;
  if (!useAway(screen)) return null;
  const next = unsent > 0 ? "connection.away_unsent" : "connection.away_next";
  return (
    <div class="past-banner away" role="status">
      <strong>{t("connection.away")}</strong>
      <span>{t(kept ? next : "connection.away_unkept")}</span>
    </div>
  );
}
