/** Looking: search, the past, documents, drafts, what is shown. */

import { offeredFilters, type Screen, type Sheet } from "../screen";
import { toggleTheme } from "../theme";
import { type Act, always, free, mayPropose } from "./act";

const viewing = (id: string, keys: string[], run: (screen: Screen) => void): Act => ({
  id,
  keys,
  group: "viewing",
  offered: always,
  blocked: free,
  run,
});

const sheet = (id: string, key: string, what: Sheet): Act =>
  viewing(id, [key], (screen) => {
    screen.sheet.value = screen.sheet.value?.kind === what.kind ? null : what;
  });

/** Closes the innermost thing that is open; an editor closes itself. */
export function closeInnermost(screen: Screen): void {
  if (screen.sheet.value) screen.sheet.value = null;
  else if (screen.drawer.value) screen.drawer.value = null;
  else if (screen.past.value) screen.past.value = null;
  else if (screen.target.value) screen.target.value = null;
  else screen.notice.value = null;
}

export const viewingActs: Act[] = [
  sheet("search", "/", { kind: "search" }),
  sheet("as_of", "t", { kind: "as_of" }),
  sheet("documents", "D", { kind: "documents" }),
  { ...sheet("drafts", "x", { kind: "drafts" }), offered: mayPropose },
  viewing("filter", ["f"], (screen) => {
    const offered = offeredFilters(screen);
    const next = offered.indexOf(screen.filter.value) + 1;
    screen.filter.value = offered[next % offered.length] ?? "all";
  }),
  viewing("attributions", ["v"], (screen) => {
    screen.attributionsShown.value = !screen.attributionsShown.value;
  }),
  viewing("withdrawn", ["V"], (screen) => {
    screen.withdrawnShown.value = !screen.withdrawnShown.value;
  }),
  viewing("theme", ["T"], () => toggleTheme()),
  sheet("keys", "?", { kind: "keys" }),
  viewing("escape", ["Escape"], closeInnermost),
];
