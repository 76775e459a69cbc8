/** The target of the line, large beside it: the paragraph before the room, or the one that it is pinned to. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { fullLabel } from "../places";
import { useScreen } from "../screen";
import { capital, paragraphName } from "../sentences";
import { togglePin } from "./target";

export function Aim({ paragraph }: { paragraph: Paragraph | null }) {
  const screen = useScreen();
  const pinned = screen.pinned.value !== null;
  const inRoom = paragraph !== null && screen.session.state.value.before_room?.paragraph === paragraph.id;
  const how = pinned ? "pinned" : inRoom ? "in_room" : "selected";
  const [name, section] = paragraph ? nameAndSection(paragraph) : ["–", ""];
  return (
    <div class={`aim ${how}`}>
      <output aria-label={t("capture.aim")}>
        <b>{name}</b>
        {section !== "" && (
          <span class="section" title={section}>
            {section}
          </span>
        )}
        <small>{paragraph ? t(`capture.aim_${how}`) : t("capture.aim_none")}</small>
      </output>
      <button
        type="button"
        class="quiet"
        aria-pressed={pinned}
        aria-keyshortcuts="P"
        title={t("tooltip.act", {
          act: t(pinned ? "act.unpin_capture" : "act.pin_capture"),
          key: t("key.pin"),
        })}
        onClick={() => togglePin(screen)}
      >
        {t(pinned ? "capture.unpin" : "capture.pin")}
      </button>
    </div>
  );
}

/** "1 #3" and "Preliminary conclusions": what tells paragraphs apart is whole, the section may be cut. */
function nameAndSection(paragraph: Paragraph): [name: string, section: string] {
  const full = fullLabel(paragraph);
  if (full === "") return [capital(paragraphName(paragraph)), ""];
  const own = `${paragraph.label}${/ #\d+$/.exec(full)?.[0] ?? ""}`;
  if (!full.endsWith(`, ${own}`)) return [full, ""];
  return [own, full.slice(0, -own.length - 2)];
}
