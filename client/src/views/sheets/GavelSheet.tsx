/** The gavel: the final wording, at which level, pending whom; reopening; clearing what was pending. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { recordNumber } from "../../i18n/dates";
import type { Paragraph } from "../../record/types";
import { gavelBlocked } from "../acts/chair";
import { perform } from "../doing";
import { type Sheet, useScreen } from "../screen";
import { levelName, paragraphName, pendingList } from "../sentences";
import { Choice, DelegationField, TextField } from "./fields";
import { paragraphLabelled } from "./labels";
import { Result, SheetFrame } from "./SheetFrame";

export function GavelSheet({
  sheet,
  paragraph,
}: {
  sheet: Extract<Sheet, { kind: "gavel" }>;
  paragraph: Paragraph;
}) {
  const screen = useScreen();
  const [level, setLevel] = useState(sheet.level);
  // An agreement at a lower level keeps what it is pending, unless that is taken out here.
  const before = paragraph.agreement?.pending ?? [];
  const [initial] = useState(sheet.pending ?? before);
  const [pending, setPending] = useState<string[]>(initial);
  const state = screen.session.state.value;
  const name = levelName(state, level);
  const what = { paragraph: paragraphName(paragraph), level: name, number: recordNumber(state.number) };
  const listed = (ids: readonly string[]) => pendingList(state, screen.opening.delegations, ids);
  const cleared = before.filter((one) => !pending.includes(one));
  const will = [
    t(pending.length > 0 ? "will.gavel_pending" : "will.gavel", { ...what, who: listed(pending) }),
    cleared.length > 0 && t("will.gavel_no_longer", { who: listed(cleared) }),
  ];
  return (
    <SheetFrame
      title={t("sheet.gavel", what)}
      will={will.filter(Boolean).join(" ")}
      does={t("sheet.gavel_do", what)}
      blocked={gavelBlocked(paragraph, screen, level)}
      weighty
      on={paragraph}
      onDo={() =>
        perform(screen, {
          kind: "record_agreement",
          payload: { paragraph: paragraph.id, level, seen: screen.session.state.value.number, pending },
          said: t("said.agreed", what),
        })
      }
    >
      <h4>{t("sheet.final")}</h4>
      <Result paragraph={paragraph} />
      {paragraph.claim && <p>{t("line.claim", { said: paragraph.claim.said })}</p>}
      {state.levels.length > 1 && (
        <Choice
          label={t("sheet.level")}
          options={state.levels.map((one) => ({ value: one.id, label: one.name }))}
          value={level}
          onChange={setLevel}
        />
      )}
      <DelegationField
        label={t("sheet.pending")}
        many
        initial={initial}
        onChange={setPending}
        other={{
          find: (typed) => paragraphLabelled(state, typed, paragraph),
          name: (id) => listed([id]),
        }}
      />
    </SheetFrame>
  );
}

export function PendingSheet({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const { delegations } = screen.opening;
  const pending = paragraph.agreement?.pending ?? [];
  const [cleared, setCleared] = useState<string[]>(pending.length === 1 ? pending : []);
  const left = pending.filter((code) => !cleared.includes(code));
  const state = screen.state.value;
  const who = pendingList(state, delegations, cleared);
  const toggle = (code: string) =>
    setCleared(cleared.includes(code) ? cleared.filter((one) => one !== code) : [...cleared, code]);
  return (
    <SheetFrame
      title={t("sheet.pending_title", { paragraph: paragraphName(paragraph) })}
      will={cleared.length > 0 ? t("will.pending", { who, paragraph: paragraphName(paragraph) }) : null}
      does={t("sheet.pending_do")}
      blocked={cleared.length === 0 ? t("sheet.choose_delegation") : null}
      onDo={() =>
        perform(screen, {
          kind: "clear_pending",
          payload: { paragraph: paragraph.id, pending: left },
          said: t("said.pending", { who, paragraph: paragraphName(paragraph) }),
        })
      }
    >
      <fieldset class="field choice">
        <legend>{t("sheet.pending_who")}</legend>
        {pending.map((code) => (
          <label key={code}>
            <input type="checkbox" checked={cleared.includes(code)} onChange={() => toggle(code)} />
            {pendingList(state, delegations, [code])}
          </label>
        ))}
      </fieldset>
    </SheetFrame>
  );
}

export function ReopenSheet({ paragraph }: { paragraph: Paragraph }) {
  const screen = useScreen();
  const [reason, setReason] = useState("");
  const name = paragraphName(paragraph);
  return (
    <SheetFrame
      title={t("sheet.reopen", { paragraph: name })}
      will={reason.trim() ? t("will.reopen", { paragraph: name, reason: reason.trim() }) : null}
      does={t("act.reopen")}
      blocked={reason.trim() ? null : t("sheet.reason_needed")}
      weighty
      danger
      on={paragraph}
      onDo={() =>
        perform(screen, {
          kind: "reopen_paragraph",
          payload: { paragraph: paragraph.id, reason: reason.trim() },
          said: t("said.reopened", { paragraph: name }),
        })
      }
    >
      <h4>{t("sheet.now_agreed")}</h4>
      <Result paragraph={paragraph} />
      <TextField label={t("field.reason")} value={reason} onChange={setReason} required />
    </SheetFrame>
  );
}
