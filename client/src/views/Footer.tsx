/** The bar at the foot: capture for those who record, the tallies, and what the Chair does most. */
import { t } from "../i18n";
import { ActButton } from "./ActButton";
import { held, isOffice } from "./acts/act";
import { Capture } from "./capture/Capture";
import { tally } from "./outline/rows";
import { selectedParagraph, useScreen } from "./screen";

export function Footer() {
  const screen = useScreen();
  const past = screen.past.value !== null;
  const office = isOffice(screen) && !past;
  const paragraph = selectedParagraph(screen);
  const holding = paragraph !== null && held(paragraph, screen);
  return (
    <footer class="foot">
      {office ? <Capture /> : <Said />}
      <Tally />
      {!past && (
        <div class="row chair" role="group" aria-label={t("region.chair")}>
          <ActButton id="before_room" label={t("chair.before_room")} />
          <ActButton id="hold" label={t(holding ? "chair.release" : "chair.hold")} />
          <ActButton id="issue" label={t("chair.issue")} />
          <ActButton id="gavel_lower" label={t("chair.gavel_lower")} />
          <ActButton id="gavel" label={t("chair.gavel")} face="primary" showKey />
        </div>
      )}
    </footer>
  );
}

/** What was just recorded or refused, for those without a capture line. */
function Said() {
  const notice = useScreen().notice.value;
  return <div class={`said ${notice?.tone ?? ""}`}>{notice?.text ?? ""}</div>;
}

function Tally() {
  const counted = tally(useScreen().state.value, null);
  return (
    <div class="tally">
      {(["agreed", "ad_ref", "bracketed"] as const).map((status) => (
        <span key={status}>
          <b>{counted[status]}</b> {t(`tally.${status}`)}
        </span>
      ))}
    </div>
  );
}
