/** A position is withdrawn on behalf of the delegation that said so from the floor. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { positionKey } from "../../record/fold";
import type { Paragraph, Position } from "../../record/types";
import { withdrawFor } from "../acts/positions";
import { shortName } from "../names";
import { type Screen, type Sheet, useScreen } from "../screen";
import { paragraphName, positionSentence } from "../sentences";
import { Choice } from "./fields";
import { SheetFrame } from "./SheetFrame";

/** The one that was pointed at; else those on the targeted proposal, or all where none is chosen. */
function offeredPositions(screen: Screen, paragraph: Paragraph, of: string | undefined): Position[] {
  const target = screen.target.value;
  const all = Object.values(paragraph.positions);
  if (of !== undefined) return all.filter((one) => positionKey(one.delegation, one.proposal) === of);
  return target === null ? all : all.filter(({ proposal }) => proposal === target);
}

type Props = { sheet: Extract<Sheet, { kind: "withdraw_position" }>; paragraph: Paragraph };

export function WithdrawPositionSheet({ sheet, paragraph }: Props) {
  const screen = useScreen();
  const { delegations } = screen.opening;
  const keyOf = ({ delegation, proposal }: Position) => positionKey(delegation, proposal);
  const said = ({ delegation, stance, proposal }: Position) =>
    positionSentence(delegations, paragraph, [delegation], stance, proposal);
  const offered = offeredPositions(screen, paragraph, sheet.of);
  const [chosen, setChosen] = useState<string | null>(null);
  const position = offered.length === 1 ? offered[0] : offered.find((one) => keyOf(one) === chosen);
  return (
    <SheetFrame
      title={t("sheet.withdraw_position", { paragraph: paragraphName(paragraph) })}
      will={
        position
          ? t("will.withdraw_position", {
              who: shortName(delegations, position.delegation),
              said: said(position),
            })
          : null
      }
      does={t("act.withdraw_position")}
      blocked={position ? null : t("sheet.choose_position")}
      actsFor={position ? [position.delegation] : []}
      on={paragraph}
      onDo={() => (position ? withdrawFor(screen, paragraph, position) : false)}
    >
      <Choice
        label={t("field.position")}
        options={offered.map((one) => ({ value: keyOf(one), label: said(one) }))}
        value={position ? keyOf(position) : null}
        onChange={setChosen}
        required
      />
    </SheetFrame>
  );
}
