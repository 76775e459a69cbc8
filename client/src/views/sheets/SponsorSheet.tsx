/** Leaving a proposal to its other sponsors, or confirming what it says now: for oneself, or on behalf. */
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { sponsor, sponsorsFor } from "../acts/sponsoring";
import { readChange } from "../changeReading";
import { nameList, shortName } from "../names";
import { Reading } from "../panel/Proposals";
import { type Sheet, useScreen } from "../screen";
import { proposalName } from "../sentences";
import { Choice } from "./fields";
import { SheetFrame } from "./SheetFrame";

type Props = { sheet: Extract<Sheet, { kind: "sponsor" }>; paragraph: Paragraph };

export function SponsorSheet({ sheet: { act, proposal: id }, paragraph }: Props) {
  const screen = useScreen();
  const { delegations } = screen.opening;
  const proposal = paragraph.proposals[id];
  const offered = proposal ? sponsorsFor(screen, paragraph, proposal, act) : [];
  const [chosen, setChosen] = useState<string | null>(offered.length === 1 ? (offered[0] ?? null) : null);
  if (!proposal) return null;
  const delegation = chosen !== null && offered.includes(chosen) ? chosen : null;
  const name = proposalName(delegations, paragraph, proposal);
  const who = delegation === null ? "…" : shortName(delegations, delegation);
  const others = nameList(
    delegations,
    proposal.sponsors.filter((code) => code !== delegation),
  );
  return (
    <SheetFrame
      title={t(`sheet.sponsor_${act}`, { proposal: name })}
      will={delegation === null ? null : t(`will.sponsor_${act}`, { who, proposal: name, others })}
      does={t(`proposal.${act}`)}
      blocked={delegation === null ? t("sheet.choose_delegation") : null}
      actsFor={delegation === null ? [] : [delegation]}
      on={paragraph}
      onDo={() => (delegation === null ? false : sponsor(screen, paragraph, proposal, { act, delegation }))}
    >
      {offered.length > 1 && (
        <Choice
          label={t("field.delegation")}
          options={offered.map((value) => ({ value, label: shortName(delegations, value) }))}
          value={delegation}
          onChange={setChosen}
          required
        />
      )}
      <Reading pieces={readChange(paragraph, proposal)} />
    </SheetFrame>
  );
}
