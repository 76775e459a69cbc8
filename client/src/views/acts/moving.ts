/** Going from paragraph to paragraph. */
import { t } from "../../i18n";
import { isOpen } from "../facts";
import { neighbour, reachable } from "../outline/rows";
import { type Screen, select } from "../screen";
import { type Act, always, free } from "./act";

function go(screen: Screen, step: 1 | -1, wanted: (id: string) => boolean = () => true): void {
  const shown = reachable(screen);
  const found = neighbour(
    screen.state.value.order,
    screen.selected.value,
    step,
    (id) => shown(id) && wanted(id),
  );
  if (found) select(screen, found);
}

/** The selected paragraph has left the text by an act of one's own: the next one is selected, or the one before. */
export function moveOn(screen: Screen): void {
  const selected = screen.selected.peek();
  if (selected === null || screen.withdrawnShown.peek()) return;
  if (!screen.session.state.peek().paragraphs[selected]?.withdrawn) return;
  go(screen, 1);
  if (screen.selected.peek() === selected) go(screen, -1);
}

function open(screen: Screen): (id: string) => boolean {
  const { paragraphs } = screen.state.value;
  return (id) => {
    const paragraph = paragraphs[id];
    return paragraph !== undefined && isOpen(paragraph);
  };
}

function edge(screen: Screen, last: boolean): void {
  const found = neighbour(screen.state.value.order, null, last ? -1 : 1, reachable(screen));
  if (found) select(screen, found);
}

const moving = (id: string, keys: string[], run: (screen: Screen) => void): Act => ({
  id,
  keys,
  group: "moving",
  offered: always,
  blocked: free,
  run,
});

export const movingActs: Act[] = [
  moving("next", ["j", "ArrowDown"], (screen) => go(screen, 1)),
  moving("previous", ["k", "ArrowUp"], (screen) => go(screen, -1)),
  moving("next_open", ["n"], (screen) => go(screen, 1, open(screen))),
  moving("previous_open", ["N"], (screen) => go(screen, -1, open(screen))),
  moving("first", ["Home"], (screen) => edge(screen, false)),
  moving("last", ["End"], (screen) => edge(screen, true)),
  {
    ...moving("room_paragraph", ["0"], (screen) =>
      select(screen, screen.state.value.before_room?.paragraph ?? null),
    ),
    blocked: (screen) => (screen.state.value.before_room ? null : t("blocked.nothing_before_room")),
  },
];
