/** Positions by stance. One that was taken on other wording is marked stale, with the number it was taken on. */
import { t } from "../../i18n";
import { recordNumber } from "../../i18n/dates";
import { positionKey } from "../../record/fold";
import type { Paragraph, Position } from "../../record/types";
import { ActButton } from "../ActButton";
import { isDelegate, isOffice, readOnly } from "../acts/act";
import { say } from "../doing";
import { nameList, negotiates, shortName } from "../names";
import { type Screen, useScreen } from "../screen";
import { byStance, type Held, STANCES, staleCount } from "./positionsTable";

export function Positions({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const rows = STANCES.map((stance) => ({ stance, held: byStance(paragraph, stance) })).filter(
    (row) => row.held.length > 0,
  );
  const stale = staleCount(paragraph);
  if (paragraph.withdrawn) return null;
  return (
    <section>
      <h3>
        {t("panel.positions")}{" "}
        <span>
          {stale > 0
            ? t("panel.stale", { count: stale })
            : t("panel.on_number", { number: recordNumber(screen.state.value.number) })}
        </span>
      </h3>
      {rows.length === 0 && <p class="none">{t("panel.no_positions")}</p>}
      <dl class="pos">
        {rows.map(({ stance, held }) => (
          <>
            <dt>{t(`stance.${stance}`)}</dt>
            <dd>
              {held.map((one, index) => (
                <>
                  {index > 0 && ", "}
                  <Name key={one.position.delegation} held={one} paragraph={paragraph} screen={screen} />
                </>
              ))}
            </dd>
          </>
        ))}
      </dl>
      <TakeRow screen={screen} paragraph={paragraph} />
    </section>
  );
}

function Name({ held, paragraph, screen }: { held: Held; paragraph: Paragraph; screen: Screen }) {
  const { delegations } = screen.opening;
  const { position, stale } = held;
  const about = position.proposal === null ? undefined : paragraph.proposals[position.proposal];
  const number = recordNumber(position.number);
  const said = [
    stale ? t("position.stale", { number }) : t("position.taken", { number }),
    position.statement ?? "",
  ].filter(Boolean);
  return (
    <span class={stale ? "stale" : undefined} title={said.join(" — ")}>
      {shortName(delegations, position.delegation)}
      {about && <small> {t("position.on", { who: nameList(delegations, about.sponsors) })}</small>}
      {position.statement && (
        <small class="statement">
          {" "}
          “<bdi>{position.statement}</bdi>”
        </small>
      )}
      {stale && <span class="hidden"> ({t("position.stale_short")})</span>}
      {isOffice(screen) && !negotiates(delegations, position.delegation) && (
        <LiftButton position={position} paragraph={paragraph} screen={screen} />
      )}
    </span>
  );
}

/** An observer that has a position from before it was one cannot take it back; Secretariat and Chair do it on its behalf. */
function LiftButton({
  position,
  paragraph,
  screen,
}: {
  position: Position;
  paragraph: Paragraph;
  screen: Screen;
}) {
  const who = shortName(screen.opening.delegations, position.delegation);
  const of = positionKey(position.delegation, position.proposal);
  const lift = () => {
    const stopped = readOnly(screen);
    if (stopped) say(screen, "hint", stopped);
    else screen.sheet.value = { kind: "withdraw_position", paragraph: paragraph.id, of };
  };
  return (
    <>
      {" "}
      <button type="button" class="quiet" title={t("position.lift_title", { who })} onClick={lift}>
        {t("position.lift")}
      </button>
    </>
  );
}

/** One's own position: the stances, and confirming what has become stale. */
function TakeRow({ screen, paragraph }: { screen: Screen; paragraph: Paragraph }) {
  const target = screen.target.value;
  const about = target === null ? undefined : paragraph.proposals[target];
  const confirmable = isDelegate(screen) && Object.values(paragraph.positions).length > 0;
  return (
    <div class="take">
      {about && (
        <p class="about">
          {t("position.about", { who: nameList(screen.opening.delegations, about.sponsors) })}
        </p>
      )}
      {!isDelegate(screen) && (
        <div class="row">
          {["support", "accept", "reserve", "object"].map((id) => (
            <ActButton key={id} id={id} showKey />
          ))}
        </div>
      )}
      <div class="row">
        {confirmable && <ActButton id="confirm" showKey />}
        {Object.values(paragraph.positions).length > 0 && <ActButton id="withdraw_position" face="quiet" />}
        <ActButton id="statement" face="quiet" showKey />
      </div>
    </div>
  );
}
