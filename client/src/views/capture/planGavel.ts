/** `agree`, `agreed ad ref`: prepared for the Chair, who alone gavels. */
import { t } from "../../i18n";
import { fold } from "../../record/folding";
import type { Paragraph, State } from "../../record/types";
import { isChair } from "../acts/act";
import { gavelBlocked } from "../acts/chair";
import { type Screen, select } from "../screen";
import { levelName, paragraphName } from "../sentences";
import { type Plan, problem } from "./planning";

export function gavelPlan(said: string, paragraph: Paragraph, screen: Screen): Plan {
  const state = screen.session.state.value;
  const level = levelMeant(said, state);
  const name = paragraphName(paragraph);
  const blocked = gavelBlocked(paragraph, screen, level);
  if (!isChair(screen))
    return problem(
      t("capture.chair_gavels", { paragraph: name, how: blocked ?? t("capture.nothing_in_the_way") }),
    );
  if (blocked !== null) return problem(blocked);
  return {
    tone: "ready",
    text: t("capture.said_gavel", { paragraph: name, level: levelName(state, level) }),
    paragraph: paragraph.id,
    async run() {
      select(screen, paragraph.id);
      screen.sheet.value = { kind: "gavel", paragraph: paragraph.id, level };
      return { done: true, recorded: [] };
    },
  };
}

/** The level that is named, by its name or its id; "agree" alone means the highest. */
function levelMeant(said: string, { levels }: State): string {
  const plain = (name: string) =>
    fold(name)
      .replace(/[^\p{L}]/gu, "")
      .replace(/referendum$/, "ref");
  const wanted = plain(said)
    .replace(/^(?:gavel|agree)(?=$|in|ad)/, "agreed")
    .replace(/^(?:ad|in)/, "agreed$&");
  const named = levels.find(({ id, name }) => plain(name) === wanted || plain(id) === wanted);
  return (named ?? levels.at(-1))?.id ?? "";
}
