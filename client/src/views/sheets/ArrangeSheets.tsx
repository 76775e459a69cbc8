/** Moving, relabelling and withdrawing paragraphs and sections: acts of the Secretariat and the Chair. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { section } from "../../record/fold";
import type { Paragraph, State } from "../../record/types";
import { perform } from "../doing";
import { beginning } from "../facts";
import { useScreen } from "../screen";
import { paragraphName } from "../sentences";
import { FieldRow, TextField } from "./fields";
import { Result, SheetFrame } from "./SheetFrame";

const FIRST = "";

export function MoveSheet({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const state = screen.state.value;
  const order = state.order.filter((id) => !state.paragraphs[id]?.withdrawn);
  const [after, setAfter] = useState<string>(order[order.indexOf(paragraph.id) - 1] ?? FIRST);
  const [depth, setDepth] = useState(paragraph.depth);
  const [reason, setReason] = useState("");
  const heading = paragraph.kind === "heading";
  const moving = heading ? section(state, paragraph.id) : [paragraph.id];
  const target = after === FIRST ? null : state.paragraphs[after];
  const said = t(target ? "said.moved" : "said.moved_first", {
    paragraph: paragraphName(paragraph),
    after: target ? paragraphName(target) : "",
  });
  return (
    <SheetFrame
      title={t(heading ? "sheet.move_section" : "sheet.move", { paragraph: paragraphName(paragraph) })}
      will={reason.trim() ? t("will.said", { said }) : null}
      does={t("act.move")}
      blocked={reason.trim() ? null : t("sheet.reason_needed")}
      onDo={() =>
        perform(screen, {
          kind: heading ? "move_section" : "move_paragraph",
          payload: {
            paragraph: paragraph.id,
            after: after === FIRST ? null : after,
            depth,
            reason: reason.trim(),
          },
          said,
        })
      }
    >
      <FieldRow>
        <Place
          state={state}
          order={order.filter((id) => !moving.includes(id))}
          after={after}
          onChange={setAfter}
        />
        <Depth value={depth} onChange={setDepth} />
      </FieldRow>
      <TextField
        label={t("field.reason")}
        value={reason}
        onChange={setReason}
        hint={t("field.reason_hint")}
      />
    </SheetFrame>
  );
}

interface PlaceProps {
  state: State;
  order: readonly string[];
  after: string;
  onChange(after: string): void;
}

function Place({ state, order, after, onChange }: PlaceProps) {
  return (
    <label class="field">
      <span>{t("field.after")}</span>
      <select value={after} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value={FIRST}>{t("field.first")}</option>
        {order.map((id) => {
          const paragraph = state.paragraphs[id];
          return paragraph ? (
            <option key={id} value={id}>
              {[paragraph.marker, beginning(paragraph, 50)].filter(Boolean).join(" ")}
            </option>
          ) : null;
        })}
      </select>
    </label>
  );
}

export function Depth({ value, onChange }: { value: number; onChange(depth: number): void }) {
  return (
    <label class="field narrow">
      <span>{t("field.depth")}</span>
      <input
        type="number"
        min={1}
        max={6}
        value={value}
        onInput={(event) => onChange(Math.min(6, Math.max(1, Number(event.currentTarget.value) || 1)))}
      />
    </label>
  );
}

export function RelabelSheet({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const [label, setLabel] = useState(paragraph.label);
  const [marker, setMarker] = useState(paragraph.marker);
  const said = t("said.relabelled", { paragraph: paragraphName(paragraph), label });
  const relabel = (to: string) => {
    // The printed marker follows what people say aloud for as long as it did.
    if (marker === paragraph.marker || marker === `${label}.`) setMarker(to === "" ? "" : `${to}.`);
    setLabel(to);
  };
  return (
    <SheetFrame
      title={t("sheet.relabel", { paragraph: paragraphName(paragraph) })}
      will={t("will.said", { said })}
      does={t("act.relabel")}
      blocked={label === paragraph.label && marker === paragraph.marker ? t("sheet.nothing_new") : null}
      onDo={() =>
        perform(screen, {
          kind: "relabel_paragraph",
          payload: { paragraph: paragraph.id, label: label.trim(), marker: marker.trim() },
          said,
        })
      }
    >
      <FieldRow>
        <TextField label={t("field.label")} value={label} onChange={relabel} narrow />
        <TextField label={t("field.marker")} value={marker} onChange={setMarker} narrow />
      </FieldRow>
    </SheetFrame>
  );
}

export function WithdrawSheet({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const [reason, setReason] = useState("");
  const heading = paragraph.kind === "heading";
  const name = paragraphName(paragraph);
  const count = heading ? section(screen.state.value, paragraph.id).length - 1 : 0;
  return (
    <SheetFrame
      title={t(heading ? "sheet.withdraw_section" : "sheet.withdraw_paragraph", { paragraph: name })}
      will={
        reason.trim()
          ? t(heading ? "will.withdraw_section" : "will.withdraw_paragraph", {
              paragraph: name,
              count,
              reason: reason.trim(),
            })
          : null
      }
      does={t("act.withdraw")}
      blocked={reason.trim() ? null : t("sheet.reason_needed")}
      weighty
      danger
      on={paragraph}
      onDo={() =>
        perform(screen, {
          kind: heading ? "withdraw_section" : "withdraw_paragraph",
          payload: { paragraph: paragraph.id, reason: reason.trim() },
          said: t("said.withdrawn", { paragraph: name }),
        })
      }
    >
      <Result paragraph={paragraph} />
      <TextField label={t("field.reason")} value={reason} onChange={setReason} required />
    </SheetFrame>
  );
}
