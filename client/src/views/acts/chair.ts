/** The Chair's acts. Those of weight open a sheet with the resulting text; none of them happens on one key. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { perform } from "../doing";
import { obstacles } from "../facts";
import { type Screen, selectedParagraph } from "../screen";
import { obstacleSentence, paragraphName } from "../sentences";
import { type Act, free, held, isChair, isOffice, onParagraph, onWording, readOnly } from "./act";

/** How long a paragraph stays held unless it is released. */
const HOLD_SECONDS = 120;

function putBeforeRoom(screen: Screen): void {
  const paragraph = selectedParagraph(screen);
  if (!paragraph) return;
  const there = screen.state.value.before_room?.paragraph === paragraph.id;
  void perform(screen, {
    kind: "put_before_room",
    payload: { paragraph: there ? null : paragraph.id },
    said: t(there ? "said.room_cleared" : "said.before_room", { paragraph: paragraphName(paragraph) }),
  });
}

function hold(screen: Screen): void {
  const paragraph = selectedParagraph(screen);
  if (!paragraph) return;
  const release = held(paragraph, screen);
  const payload = { paragraph: paragraph.id, ...(release ? {} : { seconds: HOLD_SECONDS }) };
  void perform(screen, {
    kind: release ? "release_hold" : "hold_paragraph",
    payload,
    said: t(release ? "said.released" : "said.held", { paragraph: paragraphName(paragraph) }),
  });
}

/** Why the paragraph cannot be agreed at `level` now: what stands in the way, and whose it is. */
export function gavelBlocked(paragraph: Paragraph, screen: Screen, level: string): string | null {
  const levels = screen.state.value.levels.map((one) => one.id);
  const now = paragraph.agreement ? levels.indexOf(paragraph.agreement.level) : -1;
  if (now >= levels.indexOf(level)) return t("blocked.already_agreed");
  if (paragraph.kind === "heading" && paragraph.wording.length === 0) return t("blocked.empty");
  const [first, ...more] = obstacles(paragraph, screen.state.value);
  if (!first) return null;
  const sentence = obstacleSentence(screen.opening.delegations, paragraph, first);
  return more.length === 0
    ? t("blocked.obstacle", { obstacle: sentence })
    : t("blocked.obstacles", { obstacle: sentence, count: more.length });
}

function gavel(id: string, key: string, pick: (levels: { id: string }[]) => { id: string } | undefined): Act {
  const level = (screen: Screen) => pick(screen.state.value.levels)?.id ?? "";
  return {
    id,
    keys: [key],
    group: "chair",
    offered: (screen) => isChair(screen) && level(screen) !== "",
    blocked: onParagraph((paragraph, screen) => gavelBlocked(paragraph, screen, level(screen))),
    run: (screen) => {
      const paragraph = screen.selected.value;
      if (paragraph !== null) screen.sheet.value = { kind: "gavel", paragraph, level: level(screen) };
    },
  };
}

const settle = (id: "retain" | "drop", key: string): Act => ({
  id,
  keys: [key],
  group: "chair",
  offered: isChair,
  blocked: onWording((_, screen) => (screen.target.value ? null : t("blocked.choose_proposal"))),
  run: (screen) => {
    const [paragraph, proposal] = [screen.selected.value, screen.target.value];
    if (paragraph !== null && proposal !== null)
      screen.sheet.value = { kind: "settle", paragraph, proposal, act: id };
  },
});

export const chairActs: Act[] = [
  {
    id: "before_room",
    keys: ["p"],
    group: "chair",
    offered: isChair,
    blocked: onParagraph(),
    run: putBeforeRoom,
  },
  { id: "hold", keys: ["h"], group: "chair", offered: isChair, blocked: onWording(), run: hold },
  settle("retain", "+"),
  settle("drop", "-"),
  gavel("gavel", "g", (levels) => levels.at(-1)),
  gavel("gavel_lower", "G", (levels) => (levels.length > 1 ? levels.at(-2) : undefined)),
  {
    id: "pending",
    keys: ["."],
    group: "chair",
    offered: isChair,
    blocked: onParagraph((paragraph) =>
      paragraph.agreement?.pending.length ? null : t("blocked.not_pending"),
    ),
    run: (screen) => {
      if (screen.selected.value) screen.sheet.value = { kind: "pending", paragraph: screen.selected.value };
    },
  },
  {
    id: "reopen",
    keys: ["u"],
    group: "chair",
    offered: isChair,
    blocked: onParagraph((paragraph) => (paragraph.agreement ? null : t("blocked.not_agreed"))),
    run: (screen) => {
      if (screen.selected.value) screen.sheet.value = { kind: "reopen", paragraph: screen.selected.value };
    },
  },
  {
    id: "issue",
    keys: ["S"],
    group: "chair",
    offered: isOffice,
    blocked: (screen) => (screen.past.value ? free() : readOnly(screen)),
    run: (screen) => {
      screen.sheet.value = { kind: "issue" };
    },
  },
];
