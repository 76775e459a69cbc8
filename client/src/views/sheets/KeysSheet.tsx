/** Every key, by what it is for; the same table that the keyboard uses. */
import { t } from "../../i18n";
import { actLabel, keyName } from "../ActButton";
import { ACTS } from "../acts";
import { type Group, isOffice } from "../acts/act";
import { Guide } from "../capture/Guide";
import { QuotaLine } from "../QuotaLine";
import { useScreen } from "../screen";

const GROUPS: readonly Group[] = ["moving", "positions", "proposing", "chair", "secretariat", "viewing"];

export function KeysSheet() {
  const screen = useScreen();
  return (
    <div class="keys">
      <h3>{t("act.keys")}</h3>
      <div class="groups">
        {GROUPS.map((group) => {
          const acts = ACTS.filter((one) => one.group === group && one.offered(screen));
          if (acts.length === 0) return null;
          return (
            <section key={group}>
              <h4>{t(`group.${group}`)}</h4>
              <dl>
                {acts.map((one) => (
                  <div key={one.id}>
                    <dt>
                      {(one.keys.length > 2 ? [`${one.keys[0]}–${one.keys.at(-1)}`] : one.keys).map((key) => (
                        <kbd key={key}>{keyName(key)}</kbd>
                      ))}
                    </dt>
                    <dd>{actLabel(one.id)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        <section>
          <h4>{t("group.editor")}</h4>
          <dl>
            {(["bracket", "undo", "table", "leave"] as const).map((id) => (
              <div key={id}>
                <dt>
                  <kbd>{t(`editor_key.${id}`)}</kbd>
                </dt>
                <dd>{t(`editor_act.${id}`)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <QuotaLine always />
      {isOffice(screen) && <Guide />}
    </div>
  );
}
