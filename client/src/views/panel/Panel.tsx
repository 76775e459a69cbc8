/** What there is to know and to do about the selected paragraph. */
import { t } from "../../i18n";
import type { Paragraph, State } from "../../record/types";
import { ActButton } from "../ActButton";
import { held } from "../acts/act";
import { obstacles, type Obstacle } from "../facts";
import { type Screen, selectedParagraph, useScreen } from "../screen";
import { obstacleSentence, paragraphName } from "../sentences";
import { GLYPHS, StateChip } from "../StateMark";
import { History } from "./History";
import { Positions } from "./Positions";
import { Proposals } from "./Proposals";

export function Panel() {
  const screen = useScreen();
  const paragraph = selectedParagraph(screen);
  const open = screen.drawer.value === "panel" ? "open" : "";
  if (!paragraph)
    return (
      <aside class={`panel ${open}`} aria-label={t("region.paragraph")}>
        <p class="none">{t("panel.none")}</p>
        <p class="none">
          <kbd>J</kbd> <kbd>K</kbd> {t("panel.none_keys")}
        </p>
      </aside>
    );
  const state = screen.state.value;
  return (
    <aside class={`panel ${open}`} aria-label={paragraphName(paragraph)}>
      <h2>
        <span>{paragraph.label || paragraphName(paragraph)}</span> <StateChip paragraph={paragraph} state={state} />
      </h2>
      <InTheWay paragraph={paragraph} state={state} screen={screen} />
      <Proposals paragraph={paragraph} />
      <Positions paragraph={paragraph} />
      <More />
      <History paragraph={paragraph} />
    </aside>
  );
}

function InTheWay({ paragraph, state, screen }: { paragraph: Paragraph; state: State; screen: Screen }) {
  if (paragraph.agreement || paragraph.withdrawn) return null;
  const found = obstacles(paragraph, state);
  return (
    <section>
      <h3>{t("panel.in_the_way")}</h3>
      {found.length === 0 && <p class="clear">{t("panel.nothing_in_the_way")}</p>}
      {found.length > 0 && (
        <ul class="way">
          {found.map((obstacle) => (
            <Way key={`${obstacle.kind}${obstacle.proposal}${obstacle.delegations}`} obstacle={obstacle} {...{ paragraph, screen }} />
          ))}
        </ul>
      )}
      {held(paragraph, screen) && <p class="clear held">{t("panel.held")}</p>}
    </section>
  );
}

function Way({ obstacle, paragraph, screen }: { obstacle: Obstacle; paragraph: Paragraph; screen: Screen }) {
  const about = screen.state.value.paragraphs[obstacle.paragraph] ?? paragraph;
  const objection = obstacle.kind === "objection";
  return (
    <li>
      <span class={`g ${objection ? "objection" : "bracketed"}`} aria-hidden="true">
        {objection ? "!" : GLYPHS.bracketed}
      </span>
      <span>{obstacleSentence(screen.opening.delegations, about, obstacle)}</span>
    </li>
  );
}

/** What else can be done with the paragraph; each has its key too. */
function More() {
  const ids = ["before_room", "write", "edit_base", "reserve_whole", "delete_whole", "propose_after", "propose_instead"];
  const office = ["add_paragraph", "add_section", "relabel", "move", "withdraw", "pending", "reopen"];
  return (
    <details class="more-acts">
      <summary>{t("panel.more")}</summary>
      <div class="row">
        {[...ids, ...office].map((id) => (
          <ActButton key={id} id={id} showKey />
        ))}
      </div>
    </details>
  );
}
