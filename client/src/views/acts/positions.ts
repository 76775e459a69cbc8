/** Taking positions. A delegate's own is one key; the Secretariat and the Chair say first for whom. */
import { t } from "../../i18n";
import type { Paragraph, Position, Stance } from "../../record/types";
import { perform, say } from "../doing";
import { isStale } from "../facts";
import { shortName } from "../names";
import { fullLabel } from "../places";
import { type Screen, selectedParagraph } from "../screen";
import { positionSentence } from "../sentences";
import { type Act, isDelegate, mayPropose, onParagraph, readOnly } from "./act";

type Taking = Pick<Position, "delegation" | "proposal" | "stance" | "statement">;

/** Records a stance of `delegation` on the paragraph or on one proposal of it, as it is now or was at `seen`. */
export function takePosition(
  screen: Screen,
  paragraph: Paragraph,
  { delegation, proposal, stance, statement }: Taking,
  seen = screen.session.state.value.number,
): Promise<boolean> {
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
  // A position on what is agreed already is asked about first: one key would say it to everybody.
  if (isDelegate(screen) && delegation !== null && !paragraph.agreement)
    void undoably(screen, paragraph, [{ delegation, proposal }], () =>
      takePosition(screen, paragraph, { delegation, proposal, stance, statement: null }),
    );
  else screen.sheet.value = { kind: "position", paragraph: paragraph.id, proposal, stance };
}

async function confirmStale(screen: Screen): Promise<void> {
  const paragraph = selectedParagraph(screen);
  if (!paragraph) return;
  const stale = staleOnes(screen, paragraph);
  const [first] = stale;
  if (!first) return;
  if (paragraph.agreement) {
    const { proposal, stance } = first;
    screen.sheet.value = { kind: "position", paragraph: paragraph.id, proposal, stance };
    return;
  }
  await undoably(screen, paragraph, stale, async () => {
    let any = false;
    for (const one of stale) any = (await takePosition(screen, paragraph, one)) || any;
    return any;
  });
}

function withdraw(screen: Screen): void {
  const paragraph = selectedParagraph(screen);
  const delegation = screen.opening.you.delegation;
  if (!paragraph) return;
  if (!isDelegate(screen)) screen.sheet.value = { kind: "withdraw_position", paragraph: paragraph.id };
  if (!isDelegate(screen) || delegation === null) return;
  const taken = { delegation, proposal: screen.target.value };
  if (paragraph.agreement)
    screen.sheet.value = { kind: "withdraw_own_position", paragraph: paragraph.id, proposal: taken.proposal };
  else void undoably(screen, paragraph, [taken], () => withdrawFor(screen, paragraph, taken));
}

/** Does something to positions, and offers for some seconds to restore those that stood before, or none. */
async function undoably(
  screen: Screen,
  { id }: Paragraph,
  of: Pick<Position, "delegation" | "proposal">[],
  act: () => Promise<boolean>,
): Promise<void> {
  const standing = () => {
    const paragraph = screen.session.state.peek().paragraphs[id];
    const all = Object.values(paragraph?.positions ?? {});
    const positions = of.map((wanted) =>
      all.find((one) => one.delegation === wanted.delegation && one.proposal === wanted.proposal),
    );
    return { paragraph, positions };
  };
  const before = standing().positions;
  if (!(await act())) return;
  const after = standing().positions;
  const changed = of.flatMap((_, at) => (same(before[at], after[at]) ? [] : [at]));
  const notice = screen.notice.peek();
  if (notice?.tone !== "done" || changed.length === 0) return;
  const undo = async () => {
    for (const at of changed) {
      const now = standing();
      const [one, stood] = [of[at], before[at]];
      if (!now.paragraph || !one || !same(now.positions[at], after[at]))
        say(screen, "hint", t("undo.changed"));
      else if (stood) await takePosition(screen, now.paragraph, stood, stood.number);
      else await withdrawFor(screen, now.paragraph, one);
    }
  };
  screen.notice.value = { ...notice, undo: () => void undo() };
}

function same(one: Position | undefined, other: Position | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
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
  {
    id: "undo_position",
    keys: ["Z"],
    group: "positions",
    offered: isDelegate,
    blocked: (screen) => (screen.notice.value?.undo ? readOnly(screen) : t("undo.nothing")),
    run: (screen) => {
      const undo = screen.notice.peek()?.undo;
      screen.notice.value = null;
      undo?.();
    },
  },
];
