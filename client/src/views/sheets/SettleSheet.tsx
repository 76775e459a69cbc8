/** Retaining and dropping: the text as it would be, with a decision on each collision (W8). */
import { useState } from "preact/hooks";
import { type MessageKey, t } from "../../i18n";
import { collisions, previewDrop, previewRetain } from "../../record/marks";
import type { Paragraph, Proposal } from "../../record/types";
import { readChange } from "../changeReading";
import { perform } from "../doing";
import { nameList } from "../names";
import { type Screen, type Sheet, useScreen } from "../screen";
import { goesWith, proposalName } from "../sentences";
import { Choice } from "./fields";
import { Result, SheetFrame } from "./SheetFrame";

type Decision = "keep" | "drop";
type Props = { sheet: Extract<Sheet, { kind: "settle" }>; paragraph: Paragraph };

export function SettleSheet({ sheet, paragraph }: Props) {
  const screen = useScreen();
  const [decided, setDecided] = useState<Record<string, Decision>>({});
  const proposal = paragraph.proposals[sheet.proposal];
  if (!proposal) return null;
  if (proposal.status !== "live") return <Gone proposal={proposal} paragraph={paragraph} />;
  const retain = sheet.act === "retain";
  const colliding = retain ? collisions(paragraph, proposal.id) : [];
  const dropped = colliding.filter((one) => decided[one] === "drop");
  const preview = retain
    ? previewRetain(paragraph, proposal.id, dropped)
    : previewDrop(paragraph, proposal.id);
  const undecided = colliding.filter((one) => !decided[one]);
  const name = proposalName(screen.opening.delegations, paragraph, proposal);
  const dropping = proposal.kind === "reservation" ? "set_aside" : "drop";
  const act = retain ? "retain" : dropping;
  return (
    <SheetFrame
      title={t(`sheet.${act}`, { proposal: name })}
      will={t(retain ? retaining(paragraph, proposal) : `will.${dropping}`, { proposal: name })}
      does={t(`settle.${act}`)}
      blocked={undecided.length > 0 ? t("sheet.decide", { count: undecided.length }) : null}
      weighty
      danger={!retain}
      on={paragraph}
      onDo={() => settle(screen, paragraph, proposal, { act: sheet.act, name, decided, colliding })}
    >
      <h4>{t("sheet.result")}</h4>
      {preview.withdrawn ? (
        <p class="blocked">{t("sheet.would_go")}</p>
      ) : (
        <Result paragraph={preview.paragraph} />
      )}
      {!retain && <Companions paragraph={paragraph} proposal={proposal} screen={screen} />}
      {colliding.map((id) => (
        <Choice<Decision>
          key={id}
          label={t("sheet.collision", {
            who: nameList(screen.opening.delegations, paragraph.proposals[id]?.sponsors ?? []),
          })}
          options={[
            { value: "keep", label: t("sheet.collision_keep") },
            { value: "drop", label: t("sheet.collision_drop") },
          ]}
          value={decided[id] ?? null}
          onChange={(decision) => setDecided({ ...decided, [id]: decision })}
        />
      ))}
    </SheetFrame>
  );
}

/** The effect on the text, by the kind of proposal. */
function retaining(paragraph: Paragraph, proposal: Proposal): MessageKey {
  if (proposal.kind !== "wording")
    return `will.retain_${proposal.kind as Exclude<Proposal["kind"], "wording" | "reservation">}`;
  const roles = new Set(readChange(paragraph, proposal).map(({ role }) => role));
  if (roles.has("ins") && roles.has("del")) return "will.retain_replacement";
  return roles.has("del") ? "will.retain_deleted_words" : "will.retain_words";
}

interface Settling {
  act: "retain" | "drop";
  name: string;
  decided: Record<string, Decision>;
  colliding: string[];
}

function settle(
  screen: Screen,
  paragraph: Paragraph,
  proposal: Proposal,
  settling: Settling,
): Promise<boolean> {
  const { act, name, decided, colliding } = settling;
  const previewed = screen.session.state.value.number;
  const named = { paragraph: paragraph.id, proposal: proposal.id, previewed };
  const decisions = Object.fromEntries(colliding.map((id) => [id, decided[id]]));
  screen.target.value = null;
  return perform(screen, {
    kind: act === "retain" ? "retain_proposal" : "drop_proposal",
    payload: act === "retain" ? { ...named, collisions: decisions } : named,
    said: t(act === "retain" ? "said.retained" : "said.dropped", { proposal: name }),
  });
}

/** The amendments inside a proposal, which go with it. */
function Companions({
  paragraph,
  proposal,
  screen,
}: {
  paragraph: Paragraph;
  proposal: Proposal;
  screen: Screen;
}) {
  const said = goesWith(screen.opening.delegations, paragraph, proposal);
  return said === null ? null : <p class="note">{said}</p>;
}

/** Somebody was quicker. */
function Gone({ proposal, paragraph }: { proposal: Proposal; paragraph: Paragraph }) {
  const screen = useScreen();
  return (
    <SheetFrame
      title={proposalName(screen.opening.delegations, paragraph, proposal)}
      will={null}
      does={t("sheet.close")}
      onDo={() => true}
    >
      <p>{t(`proposal.was_${proposal.status === "live" ? "retained" : proposal.status}`)}</p>
    </SheetFrame>
  );
}

/** Withdrawing one's own, or lifting one's own reservation: the same preview, another person. */
export function WithdrawProposalSheet({
  sheet,
  paragraph,
}: {
  sheet: Extract<Sheet, { kind: "withdraw_proposal" }>;
  paragraph: Paragraph;
}) {
  const screen = useScreen();
  const proposal = paragraph.proposals[sheet.proposal];
  if (!proposal) return null;
  if (proposal.status !== "live") return <Gone proposal={proposal} paragraph={paragraph} />;
  const name = proposalName(screen.opening.delegations, paragraph, proposal);
  const act = proposal.kind === "reservation" ? "lift" : "withdraw";
  const preview = previewDrop(paragraph, proposal.id);
  return (
    <SheetFrame
      title={t(`sheet.${act}`, { proposal: name })}
      will={t(`will.${act}`, { proposal: name })}
      does={t(`proposal.${act}`)}
      actsFor={proposal.sponsors.slice(0, 1)}
      on={paragraph}
      onDo={() =>
        perform(screen, {
          kind: "withdraw_proposal",
          payload: { paragraph: paragraph.id, proposal: proposal.id },
          delegation: proposal.sponsors[0] ?? null,
          said: t(act === "lift" ? "said.lifted" : "said.withdrawn_proposal", { proposal: name }),
        })
      }
    >
      <h4>{t("sheet.result")}</h4>
      {preview.withdrawn ? (
        <p class="blocked">{t("sheet.would_go")}</p>
      ) : (
        <Result paragraph={preview.paragraph} />
      )}
      <Companions paragraph={paragraph} proposal={proposal} screen={screen} />
    </SheetFrame>
  );
}
