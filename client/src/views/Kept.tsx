/** The browser keeps nothing of what is written here: said for as long as it is so, and a closing window asks first. */
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { useScreen } from "./screen";

export function Kept() {
  const screen = useScreen();
  useEffect(() => {
    const standBy = (event: BeforeUnloadEvent) => {
      if (screen.session.losable) event.preventDefault();
    };
    window.addEventListener("beforeunload", standBy);
    return () => window.removeEventListener("beforeunload", standBy);
  }, [screen]);
  if (screen.session.kept.value) return null;
  return (
    <div class="past-banner away" role="status">
      <strong>{t("kept.not")}</strong>
      <span>{t("kept.not_closing")}</span>
    </div>
  );
}
