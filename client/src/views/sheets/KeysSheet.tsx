/** Every key, by what it is for; the same table that the keyboard uses. */
import { type MessageKey, t } from "../../i18n";
import { actLabel, keyName } from "../ActButton";
import { ACTS } from "../acts";
import { type Group, isOffice } from "../acts/act";
import { Guide } from "../capture/Guide";
import { QuotaLine } from "../QuotaLine";
import { useScreen } from "../screen";

const GROUPS: readonly Group[] = ["moving", "positions", "proposing", "chair", "secretariat", "viewing"];

interface Others {
  group: "editor" | "sheet" | "capture";
  /** For Secretariat and Chair only. */
  office?: boolean;
  keys: Record<string, readonly string[]>;
}

/** Keys that are no acts: in an open paragraph (as client/src/editor/input.ts binds them), in a sheet, in the capture line. */
export const OTHERS: readonly Others[] = [
  {
    group: "editor",
    keys: {
      table: ["Enter", "Shift-Enter"],
      leave: ["Escape", "ArrowUp", "ArrowDown"],
      bracket: ["["],
      lift: ["]"],
      undo: ["Mod-z"],
      redo: ["Mod-Shift-z", "Mod-y"],
      strike: ["Backspace", "Shift-Backspace", "Delete"],
      strike_word: ["Mod-Backspace", "Alt-Backspace", "Mod-Delete", "Alt-Delete"],
      bold: ["Mod-b"],
      italic: ["Mod-i"],
      underline: ["Mod-u"],
    },
  },
  {
    group: "sheet",
    keys: { confirm: ["Enter"], confirm_weighty: ["Mod-Enter"], line: ["Shift-Enter"], close: ["Escape"] },
  },
  {
    group: "capture",
    office: true,
    keys: {
      record: ["Enter"],
      complete: ["Tab"],
      choose: ["ArrowDown", "ArrowUp"],
      undo: ["Mod-z"],
      clear: ["Escape"],
      help: ["F1"],
    },
  },
];

const MAC = /Mac|iP(?:hone|ad|od)/.test(navigator.platform);

/** "Ctrl ⇧Z" of "Mod-Shift-z". */
function chordName(chord: string): string {
  const parts = chord.split("-");
  const last = parts.pop() ?? "";
  const named = { Mod: MAC ? "⌘" : "Ctrl", Alt: MAC ? "⌥" : "Alt", Shift: "⇧" };
  return [...parts.map((part) => named[part as keyof typeof named] ?? part), keyName(last)].join(" ");
}

export function KeysSheet() {
  const screen = useScreen();
  return (
    <div class="keys">
      <h3>{t("act.keys")}</h3>
      <div class="groups">
        {GROUPS.map((group) => {
          const acts = ACTS.filter((one) => one.group === group && one.offered(screen));
          if (acts.length === 0) return null;
          return (
            <section key={group}>
              <h4>{t(`group.${group}`)}</h4>
              <dl>
                {acts.map((one) => (
                  <div key={one.id}>
                    <dt>
                      {(one.keys.length > 2 ? [`${one.keys[0]}–${one.keys.at(-1)}`] : one.keys).map((key) => (
                        <kbd key={key}>{keyName(key)}</kbd>
                      ))}
                    </dt>
                    <dd>{actLabel(one.id)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
        {OTHERS.filter(({ office }) => !office || isOffice(screen)).map(({ group, keys }) => (
          <section key={group}>
            <h4>{t(`group.${group}`)}</h4>
            <dl>
              {Object.entries(keys).map(([id, shown]) => (
                <div key={id}>
                  <dt>
                    {shown.map((key) => (
                      <kbd key={key}>{chordName(key)}</kbd>
                    ))}
                  </dt>
                  <dd>{t(`${group}_act.${id}` as MessageKey)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <QuotaLine always />
      {isOffice(screen) && <Guide />}
    </div>
  );
}
