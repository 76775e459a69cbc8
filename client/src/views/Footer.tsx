/** The bar at the foot: capture for those who record, the tallies, and what the Chair does most. */
import { t } from "../i18n";
import { ActButton } from "./ActButton";
import { held, isDelegate, isOffice } from "./acts/act";
import { Capture } from "./capture/Capture";
import { LastFive } from "./capture/LastFive";
import { nameList } from "./names";
import { tally } from "./outline/rows";
import { QuotaLine } from "./QuotaLine";
import { selectedParagraph, useScreen } from "./screen";
import { capital, paragraphName } from "./sentences";

export function Footer() {
  const screen = useScreen();
  const past = screen.past.value !== null;
  const office = isOffice(screen) && !past;
  const paragraph = selectedParagraph(screen);
  const holding = paragraph !== null && held(paragraph, screen);
  return (
    <footer class={`foot ${office ? "office" : ""}`}>
      {office ? <Capture /> : <Said />}
      {office && <LastFive />}
      {!past && <OwnActs />}
      {!past && <QuotaLine />}
      <Tally />
      {!past && (
        <fieldset class="row chair" aria-label={t("region.chair")}>
          <ActButton id="before_room" label={t("chair.before_room")} />
          <ActButton id="hold" label={t(holding ? "chair.release" : "chair.hold")} />
          <ActButton id="issue" label={t("chair.issue")} />
          <ActButton id="gavel_lower" label={t("chair.gavel_lower")} />
          <ActButton id="gavel" label={t("chair.gavel")} face="primary" showKey />
        </fieldset>
      )}
    </footer>
  );
}

/** A delegate's position on what is selected, always in reach: on a phone, this is what one does. */
function OwnActs() {
  const screen = useScreen();
  const paragraph = selectedParagraph(screen);
  if (!isDelegate(screen) || !paragraph) return null;
  const target = screen.target.value;
  const about = target === null ? undefined : paragraph.proposals[target];
  const what = {
    paragraph: paragraphName(paragraph),
    who: nameList(screen.opening.delegations, about?.sponsors ?? []),
  };
  return (
    <fieldset class="row own-acts" aria-label={t("region.own")}>
      <span class="about">{capital(t(about ? "foot.on_proposal" : "foot.on", what))}</span>
      {["support", "accept", "reserve", "object"].map((id) => (
        <ActButton key={id} id={id} showKey />
      ))}
      <ActButton id="write" showKey face="primary" />
    </fieldset>
  );
}

/** The latest act, recorded or refused, for those without a capture line. */
function Said() {
  const notice = useScreen().notice.value;
  return <div class="said done">{notice?.tone === "done" ? notice.text : ""}</div>;
}

function Tally() {
  const counted = tally(useScreen().state.value, null);
  return (
    <div class="tally">
      {(["agreed", "ad_ref", "bracketed", "proposed"] as const).map((status) => (
        <span key={status}>
          <b>{counted[status]}</b> {t(`tally.${status}`)}
        </span>
      ))}
    </div>
  );
}
