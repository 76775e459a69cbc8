/** Sheets of those who negotiate, and of those who act on their behalf: positions, whole paragraphs, for whom one types. */
import { useMemo, useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Paragraph, Position, Stance } from "../../record/types";
import { takePosition, withdrawFor } from "../acts/positions";
import { tableWhole } from "../acts/proposing";
import { mint } from "../doing";
import { nameList, shortName } from "../names";
import { STANCES } from "../panel/positionsTable";
import { actsOnBehalf, type Screen, type Sheet, useScreen } from "../screen";
import { paragraphName, positionSentence } from "../sentences";
import { Choice, DelegationField, TextField } from "./fields";
import { Result, SheetFrame } from "./SheetFrame";

/** The reader's own delegation, or those that are chosen on the sheet. */
function useActingFor(screen: Screen): [string[], (codes: string[]) => void] {
  const own = screen.opening.you.delegation;
  return useState<string[]>(actsOnBehalf(screen) || own === null ? [] : [own]);
}

type PositionProps = { sheet: Extract<Sheet, { kind: "position" }>; paragraph: Paragraph };

export function PositionSheet({ sheet, paragraph }: PositionProps) {
  const screen = useScreen();
  const { delegations } = screen.opening;
  const [who, setWho] = useActingFor(screen);
  const held = heldBy(screen, paragraph, sheet.proposal);
  const [stance, setStance] = useState<Stance | null>(sheet.stance ?? held?.stance ?? null);
  const [statement, setStatement] = useState(held?.statement ?? "");
  const ready = who.length > 0 && stance !== null;
  const onDo = async () => {
    if (stance === null) return false;
    const taking = { proposal: sheet.proposal, stance, statement: statement.trim() || null };
    const taken = await Promise.all(
      who.map((delegation) => takePosition(screen, paragraph, { delegation, ...taking })),
    );
    return taken.every(Boolean);
  };
  return (
    <SheetFrame
      title={t("sheet.position", { paragraph: paragraphName(paragraph) })}
      will={
        ready
          ? t("will.said", {
              said: withStatement(
                positionSentence(delegations, paragraph, who, stance, sheet.proposal),
                statement.trim(),
              ),
            })
          : null
      }
      does={t("sheet.record")}
      blocked={ready ? null : t(who.length === 0 ? "sheet.choose_delegation" : "sheet.choose_stance")}
      weighty={paragraph.agreement !== null}
      actsFor={who}
      on={paragraph}
      onDo={onDo}
    >
      {actsOnBehalf(screen) && (
        <DelegationField label={t("field.delegations")} many required onChange={setWho} />
      )}
      <Choice<Stance>
        label={t("field.stance")}
        options={STANCES.map((value) => ({ value, label: t(`stance.${value}`) }))}
        value={stance}
        onChange={setStance}
      />
      <TextField label={t("field.statement")} value={statement} onChange={setStatement} />
    </SheetFrame>
  );
}

/** The position that the reader's own delegation has on what the sheet is about. */
function heldBy(
  { opening }: Screen,
  { positions }: Paragraph,
  proposal: string | null,
): Position | undefined {
  const own = opening.you.delegation;
  return Object.values(positions).find((one) => one.delegation === own && one.proposal === proposal);
}

function withStatement(said: string, statement: string): string {
  return statement === "" ? said : t("said.with_statement", { said, statement });
}

type WithdrawProps = { sheet: Extract<Sheet, { kind: "withdraw_own_position" }>; paragraph: Paragraph };

/** One's own position on what is agreed: asked about before it is withdrawn. */
export function WithdrawOwnPositionSheet({ sheet, paragraph }: WithdrawProps) {
  const screen = useScreen();
  const delegation = screen.opening.you.delegation ?? "";
  const who = shortName(screen.opening.delegations, delegation);
  const said = t("said.position_withdrawn", { who, label: paragraph.label });
  return (
    <SheetFrame
      title={t("sheet.withdraw_own_position", { paragraph: paragraphName(paragraph) })}
      will={t("will.said", { said })}
      does={t("act.withdraw_position")}
      weighty
      on={paragraph}
      onDo={() => withdrawFor(screen, paragraph, { delegation, proposal: sheet.proposal })}
    />
  );
}

type WriteProps = { sheet: Extract<Sheet, { kind: "write_as" }>; paragraph: Paragraph };

/** For whom the Secretariat or the Chair types: a delegation by its first letters, or the base text with a reason. */
export function WriteAsSheet({ sheet, paragraph }: WriteProps) {
  const screen = useScreen();
  const [who, setWho] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const [delegation] = who;
  const ready = sheet.base ? reason.trim() !== "" : delegation !== undefined;
  const onDo = () => {
    screen.sheet.value = null;
    screen.editing.value = {
      paragraph: paragraph.id,
      delegation: sheet.base ? null : (delegation ?? null),
      reason: sheet.base ? reason.trim() : null,
      draft: null,
    };
    return true;
  };
  return (
    <SheetFrame
      title={t(sheet.base ? "sheet.write_base" : "sheet.write_as", { paragraph: paragraphName(paragraph) })}
      will={t(sheet.base ? "will.write_base" : "will.write_as", {
        who: delegation === undefined ? "…" : shortName(screen.opening.delegations, delegation),
        by: screen.opening.people[screen.opening.you.person] ?? t("history.somebody"),
      })}
      does={t("sheet.open")}
      blocked={ready ? null : t(sheet.base ? "sheet.reason_needed" : "sheet.choose_delegation")}
      onDo={onDo}
    >
      {sheet.base ? (
        <TextField
          label={t("field.reason")}
          value={reason}
          onChange={setReason}
          hint={t("field.reason_hint")}
        />
      ) : (
        <DelegationField label={t("field.delegation")} onChange={setWho} />
      )}
    </SheetFrame>
  );
}

type WholeProps = { sheet: Extract<Sheet, { kind: "whole" }>; paragraph: Paragraph };

export function WholeSheet({ sheet, paragraph }: WholeProps) {
  const screen = useScreen();
  const [who, setWho] = useActingFor(screen);
  const proposal = useMemo(() => mint("x"), []);
  const [delegation] = who;
  const mark = sheet.as === "deletion" ? `del:${proposal}` : `brk:${proposal}`;
  const said = t(`said.whole_${sheet.as}`, {
    who: nameList(screen.opening.delegations, who.slice(0, 1)),
    paragraph: paragraphName(paragraph),
  });
  const result: Paragraph = {
    ...paragraph,
    marks: { ...paragraph.marks, [mark]: true },
    proposals: { ...paragraph.proposals, [proposal]: previewed(proposal, sheet.as, who) },
  };
  return (
    <SheetFrame
      title={t(`sheet.whole_${sheet.as}`, { paragraph: paragraphName(paragraph) })}
      will={delegation === undefined ? null : t("will.said", { said })}
      does={t(`sheet.whole_${sheet.as}_do`)}
      blocked={delegation === undefined ? t("sheet.choose_delegation") : null}
      actsFor={who.slice(0, 1)}
      on={paragraph}
      onDo={() =>
        delegation === undefined
          ? false
          : tableWhole(screen, paragraph, { proposal, kind: sheet.as, delegation, said })
      }
    >
      {actsOnBehalf(screen) && <DelegationField label={t("field.delegation")} required onChange={setWho} />}
      <h4>{t("sheet.result")}</h4>
      <Result paragraph={result} wording={[...paragraph.wording]} />
    </SheetFrame>
  );
}

function previewed(id: string, kind: "deletion" | "reservation", sponsors: string[]) {
  const settled = { settled: null, settled_with: null, confirmed: {} };
  return {
    id,
    parent: null,
    kind,
    sponsors,
    set: null,
    place: null,
    status: "live" as const,
    tabled: 0,
    tabled_at: "",
    ...settled,
  };
}
