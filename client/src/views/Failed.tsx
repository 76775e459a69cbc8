import { t } from "../i18n";

/** In place of a text that could not be opened: why, and what to do next. */
export function Failed({ reason }: { reason: string }) {
  return (
    <main class="failed">
      <h1>Adref</h1>
      <p role="alert">{reason}</p>
      <p>
        <button type="button" class="primary" onClick={() => location.reload()}>
          {t("failed.again")}
        </button>{" "}
        <a href="/">{t("failed.home")}</a>
      </p>
    </main>
  );
}
