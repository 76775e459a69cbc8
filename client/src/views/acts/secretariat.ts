/** The Secretariat's own acts (the Chair has them too): capture, the base text, the order of the paragraphs. */
import { t } from "../../i18n";
import { togglePin } from "../capture/target";
import type { Screen, Sheet } from "../screen";
import { type Act, isOffice, mayPropose, onParagraph, onWording, readOnly } from "./act";

const office = (
  id: string,
  key: string,
  sheet: (paragraph: string) => Sheet,
  blocked: Act["blocked"] = onParagraph(),
): Act => ({
  id,
  keys: [key],
  group: "secretariat",
  offered: isOffice,
  blocked,
  run: (screen: Screen) => {
    const paragraph = screen.selected.value;
    if (paragraph !== null) screen.sheet.value = sheet(paragraph);
  },
});

const unfrozen = onParagraph((paragraph) => (paragraph.agreement ? t("blocked.frozen") : null));

export const secretariatActs: Act[] = [
  {
    id: "capture",
    keys: ["c"],
    group: "secretariat",
    offered: isOffice,
    blocked: readOnly,
    run: (screen) => screen.focusCapture?.(),
  },
  {
    id: "pin_capture",
    keys: ["P"],
    group: "secretariat",
    offered: isOffice,
    blocked: readOnly,
    run: togglePin,
  },
  office("edit_base", "e", (paragraph) => ({ kind: "write_as", paragraph, base: true }), onWording()),
  {
    id: "add_paragraph",
    keys: ["b"],
    group: "secretariat",
    offered: isOffice,
    blocked: readOnly,
    run: (screen) => {
      screen.sheet.value = { kind: "add", paragraph: screen.selected.value, place: "after", heading: false };
    },
  },
  {
    id: "add_section",
    keys: ["B"],
    group: "proposing",
    // A delegation may propose a section as it may propose a paragraph.
    offered: mayPropose,
    blocked: readOnly,
    run: (screen) => {
      screen.sheet.value = { kind: "add", paragraph: screen.selected.value, place: "after", heading: true };
    },
  },
  office("move", "M", (paragraph) => ({ kind: "move", paragraph })),
  office("relabel", "l", (paragraph) => ({ kind: "relabel", paragraph })),
  office("withdraw", "W", (paragraph) => ({ kind: "withdraw", paragraph }), unfrozen),
];
