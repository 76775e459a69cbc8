/** The facts of the selected paragraph, and its acts. */
import { rich, t } from "../../i18n";
import type { Paragraph, State } from "../../record/types";
import { ActButton } from "../ActButton";
import { held } from "../acts/act";
import { gist } from "../changeReading";
import { type Obstacle, obstacles } from "../facts";
import { shortName } from "../names";
import { fullLabel } from "../places";
import { GLYPHS, StateChip } from "../StateMark";
import { type Screen, selectedParagraph, useScreen } from "../screen";
import { capital, paragraphName } from "../sentences";
import { History } from "./History";
import { Positions } from "./Positions";
import { Proposals } from "./Proposals";
import { ways } from "./ways";

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
        <span>{fullLabel(paragraph) || capital(paragraphName(paragraph))}</span>{" "}
        <StateChip paragraph={paragraph} state={state} />
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
          {ways(found).map((group) => (
            <Way
              key={group.map((one) => `${one.kind}${one.proposal}${one.delegations}`).join()}
              group={group}
              {...{ paragraph, screen }}
            />
          ))}
        </ul>
      )}
      {held(paragraph, screen) && <p class="clear held">{t("panel.held")}</p>}
    </section>
  );
}

function Way({ group, paragraph, screen }: { group: Obstacle[]; paragraph: Paragraph; screen: Screen }) {
  const objection = group[0]?.kind === "objection";
  return (
    <li>
      <span class={`g ${objection ? "objection" : "bracketed"}`} aria-hidden="true">
        {objection ? "!" : GLYPHS.bracketed}
      </span>
      <span>{waySentence(group, paragraph, screen)}</span>
    </li>
  );
}

/** "**4 proposals** of EU, Japan, Algeria", "**Reservation** of Peru on “, as appropriate,”". */
function waySentence(group: Obstacle[], paragraph: Paragraph, screen: Screen) {
  const [first] = group;
  if (!first) return "";
  const { delegations } = screen.opening;
  const codes = [...new Set(group.flatMap((one) => one.delegations))];
  const who = codes.map((code) => shortName(delegations, code)).join(", ");
  const about = screen.state.value.paragraphs[first.paragraph] ?? paragraph;
  const proposal = first.proposal === null ? undefined : about.proposals[first.proposal];
  const words = group.length === 1 && proposal ? gist(about, proposal) : "";
  const what = <b>{t(`way.${first.kind}`, { count: group.length })}</b>;
  if (codes.length === 0) return what;
  if (words === "") return rich("way.of", { what, who });
  return rich(first.kind === "objection" ? "way.to" : "way.on", { what, who, words });
}

/** Further acts on the paragraph; each has its key too. */
function More() {
  const ids = [
    "before_room",
    "write",
    "edit_base",
    "reserve_whole",
    "delete_whole",
    "propose_after",
    "propose_instead",
  ];
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
