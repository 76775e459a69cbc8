/** All that can be said in the capture line. */
import { t } from "../../i18n";

const GUIDE = [
  ...([
    "signs",
    "about",
    "several",
    "spoken",
    "insert",
    "delete",
    "replace",
    "reserve",
    "move",
    "both",
  ] as const),
  ...(["whole", "bis", "alt", "withdraw", "lift", "none", "in", "go", "room", "agree", "undo"] as const),
] as const;

export function Guide() {
  return (
    <section class="guide" aria-labelledby="guide-title">
      <h3 id="guide-title">{t("guide.title")}</h3>
      <dl>
        {GUIDE.map((id) => (
          <div key={id}>
            <dt>{t(`guide_form.${id}`)}</dt>
            <dd>{t(`guide.${id}`)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
