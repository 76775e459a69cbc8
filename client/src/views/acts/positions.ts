/** Taking positions. A delegate's own is one key; the Secretariat and the Chair say first for whom. */
import { t } from "../../i18n";
import type { Paragraph, Position, Stance } from "../../record/types";
import { perform } from "../doing";
import { isStale } from "../facts";
import { shortName } from "../names";
import { fullLabel } from "../places";
import { type Screen, selectedParagraph } from "../screen";
import { positionSentence } from "../sentences";
import { type Act, isDelegate, mayPropose, onParagraph } from "./act";

/** Records a stance of `delegation` on the paragraph or on one proposal of it, as it is now. */
export function takePosition(
  screen: Screen,
  paragraph: Paragraph,
  taking: { delegation: string; proposal: string | null; stance: Stance; statement: string | null },
): Promise<boolean> {
  const { delegation, proposal, stance, statement } = taking;
  const seen = screen.session.state.value.number;
  return perform(screen, {
    kind: "take_position",
    payload: { paragraph: paragraph.id, proposal, stance, seen, statement },
    delegation,
    said: positionSentence(screen.opening.delegations, paragraph, [delegation], stance, proposal),
  });
}

function ownPositions(screen: Screen, paragraph: Paragraph): Position[] {
  const own = screen.opening.you.delegation;
  return Object.values(paragraph.positions).filter((position) => position.delegation === own);
}

function staleOnes(screen: Screen, paragraph: Paragraph): Position[] {
  return ownPositions(screen, paragraph).filter((position) => isStale(paragraph, position));
}

function take(screen: Screen, stance: Stance): void {
  const paragraph = selectedParagraph(screen);
  if (!paragraph) return;
  const delegation = screen.opening.you.delegation;
  const proposal = screen.target.value;
  if (isDelegate(screen) && delegation !== null)
    void takePosition(screen, paragraph, { delegation, proposal, stance, statement: null });
  else screen.sheet.value = { kind: "position", paragraph: paragraph.id, proposal, stance };
}

async function confirmStale(screen: Screen): Promise<void> {
  const paragraph = selectedParagraph(screen);
  if (!paragraph) return;
  for (const { delegation, proposal, stance, statement } of staleOnes(screen, paragraph))
    await takePosition(screen, paragraph, { delegation, proposal, stance, statement });
}

function withdraw(screen: Screen): void {
  const paragraph = selectedParagraph(screen);
  const delegation = screen.opening.you.delegation;
  if (!paragraph) return;
  if (!isDelegate(screen)) screen.sheet.value = { kind: "withdraw_position", paragraph: paragraph.id };
  else if (delegation !== null)
    void withdrawFor(screen, paragraph, { delegation, proposal: screen.target.value });
}

/** Takes a position back, for its own delegation or on behalf of one that cannot do it itself. */
export function withdrawFor(
  screen: Screen,
  paragraph: Paragraph,
  { delegation, proposal }: { delegation: string; proposal: string | null },
): Promise<boolean> {
  return perform(screen, {
    kind: "withdraw_position",
    payload: { paragraph: paragraph.id, proposal },
    delegation,
    said: t("said.position_withdrawn", {
      who: shortName(screen.opening.delegations, delegation),
      label: fullLabel(paragraph),
    }),
  });
}

const stance = (id: string, key: string, which: Stance): Act => ({
  id,
  keys: [key],
  group: "positions",
  offered: mayPropose,
  blocked: onParagraph(),
  run: (screen) => take(screen, which),
});

export const positionActs: Act[] = [
  stance("support", "s", "supports"),
  stance("accept", "a", "can_accept"),
  stance("object", "o", "objects"),
  stance("reserve", "r", "reserves"),
  {
    id: "statement",
    keys: ["m"],
    group: "positions",
    offered: mayPropose,
    blocked: onParagraph(),
    run: (screen) => {
      const paragraph = screen.selected.value;
      if (paragraph === null) return;
      screen.sheet.value = { kind: "position", paragraph, proposal: screen.target.value, stance: null };
    },
  },
  {
    id: "confirm",
    keys: ["y"],
    group: "positions",
    offered: isDelegate,
    blocked: onParagraph((paragraph, screen) =>
      staleOnes(screen, paragraph).length > 0 ? null : t("blocked.nothing_stale"),
    ),
    run: (screen) => void confirmStale(screen),
  },
  {
    id: "withdraw_position",
    keys: ["z"],
    group: "positions",
    offered: mayPropose,
    blocked: onParagraph((paragraph, screen) => {
      if (!isDelegate(screen))
        return Object.keys(paragraph.positions).length > 0 ? null : t("blocked.no_positions");
      const own = ownPositions(screen, paragraph).some((one) => one.proposal === screen.target.value);
      return own ? null : t("blocked.no_position");
    }),
    run: withdraw,
  },
];
