/** Proposals as tabled: whose, since when, what they change, who stands behind them, and what can be done. */
import { directionOf, type MessageKey, t } from "../../i18n";
import { clock, recordNumber } from "../../i18n/dates";
import { staleSponsors } from "../../record/marks";
import type { Paragraph, Proposal } from "../../record/types";
import { isChair, isOffice, readOnly } from "../acts/act";
import { begin, type Sponsoring, sponsorsFor } from "../acts/sponsoring";
import { type Piece, readChange } from "../changeReading";
import { say } from "../doing";
import { liveProposals, spentProposals } from "../facts";
import { nameList, shortName } from "../names";
import { type Sheet, useScreen } from "../screen";
import { amendingLines } from "./amending";
import { supportLine } from "./positionsTable";

/** Said in a line; no word of the paragraph is their own. */
const ABOUT_THE_WHOLE = new Set<Proposal["kind"]>(["deletion", "move"]);

export function Proposals({ paragraph }: { paragraph: Paragraph }) {
  const live = liveProposals(paragraph);
  const spent = spentProposals(paragraph);
  const settled = Object.values(paragraph.proposals).filter((one) => one.status !== "live");
  if (live.length + spent.length + settled.length === 0) return null;
  return (
    <section>
      <h3>
        {t("panel.proposals")} <span>{t("panel.as_tabled")}</span>
      </h3>
      {live.map((proposal, index) => (
        <Card key={proposal.id} paragraph={paragraph} proposal={proposal} number={index + 1} />
      ))}
      <Settled settled={[...spent, ...settled]} />
    </section>
  );
}

export function Reading({ pieces }: { pieces: Piece[] }) {
  const { language, direction } = useScreen().state.value;
  const words = pieces.map(({ text }) => text).join("");
  return (
    <div class="read" lang={language} dir={directionOf(words, direction)}>
      {pieces.map((piece, index) => {
        // Old and new words stand apart, as printed.
        const apart =
          piece.role === "ins" && pieces[index - 1]?.role === "del" && !piece.text.startsWith(" ") ? " " : "";
        if (piece.role === "ins")
          return (
            <span key={index}>
              {apart}
              <ins>{piece.text}</ins>
            </span>
          );
        if (piece.role === "del") return <del key={index}>{piece.text}</del>;
        if (piece.role === "brk")
          return (
            <span key={index}>
              {/^\s*/.exec(piece.text)?.[0]}
              <span class="br">[</span>
              {piece.text.trim()}
              <span class="br">]</span>
              {/\s*$/.exec(piece.text)?.[0]}
            </span>
          );
        return <span key={index}>{piece.text}</span>;
      })}
    </div>
  );
}

function Card({ paragraph, proposal, number }: { paragraph: Paragraph; proposal: Proposal; number: number }) {
  const screen = useScreen();
  const { you } = screen.opening;
  const targeted = screen.target.value === proposal.id;
  const own = proposal.sponsors.includes(you.delegation ?? "");
  const toggle = () => {
    screen.target.value = targeted ? null : proposal.id;
  };
  return (
    <div class={`card ${targeted ? "targeted" : ""} ${own ? "own" : ""}`}>
      <div class="who">
        <button
          type="button"
          class="quiet pick"
          aria-pressed={targeted}
          title={t("proposal.pick", { number })}
          onClick={toggle}
        >
          <kbd>{number}</kbd> <Sponsors paragraph={paragraph} proposal={proposal} />
        </button>
        <span title={clock(proposal.tabled_at, screen.opening.meeting.time_zone)}>
          {t("line.number", { number: recordNumber(proposal.tabled) })}
        </span>
      </div>
      {proposal.kind !== "wording" && <div class="kind">{kindOf(paragraph, proposal)}</div>}
      {!ABOUT_THE_WHOLE.has(proposal.kind) && <Reading pieces={readChange(paragraph, proposal)} />}
      {amendingLines(screen.opening.delegations, paragraph, proposal).map((line, index) => (
        <div key={index} class="kind">
          {line}
        </div>
      ))}
      <div class="row">
        <span class="sup">{supportLine(paragraph, proposal.id)}</span>
        <CardActs paragraph={paragraph} proposal={proposal} own={own} />
      </div>
    </div>
  );
}

function kindOf(paragraph: Paragraph, { kind }: Proposal): string {
  if (kind === "paragraph" && paragraph.kind === "heading") return t("proposal.section");
  return t(`proposal.${kind as Exclude<Proposal["kind"], "wording">}`);
}

/** "EU, Norway", in their order: the first owns it; who has not confirmed what it says now is marked. */
function Sponsors({ paragraph, proposal }: { paragraph: Paragraph; proposal: Proposal }) {
  const { delegations } = useScreen().opening;
  const stale = staleSponsors(paragraph, proposal);
  return (
    <>
      {proposal.sponsors.map((code, index) => (
        <span key={code} class="sponsor">
          {index > 0 && ", "}
          {stale.includes(code) ? (
            <span class="stale" title={t("proposal.stale_sponsor")}>
              {shortName(delegations, code)}
              <span class="hidden"> ({t("position.stale_short")})</span>
            </span>
          ) : (
            shortName(delegations, code)
          )}
        </span>
      ))}
    </>
  );
}

function CardActs({ paragraph, proposal, own }: { paragraph: Paragraph; proposal: Proposal; own: boolean }) {
  const screen = useScreen();
  const stopped = readOnly(screen);
  if (paragraph.agreement) return null;
  const open = (sheet: Sheet) => {
    if (stopped) return say(screen, "hint", stopped);
    screen.target.value = proposal.id;
    screen.sheet.value = sheet;
  };
  const here = { paragraph: paragraph.id, proposal: proposal.id };
  const button = (key: MessageKey, sheet: Sheet, primary = false) => (
    <button
      type="button"
      class={primary ? "primary" : undefined}
      aria-disabled={stopped !== null}
      onClick={() => open(sheet)}
    >
      {t(key)}
    </button>
  );
  const sponsoring = (act: Sponsoring, key: string) => (
    <button
      type="button"
      aria-disabled={stopped !== null}
      aria-keyshortcuts={key}
      title={t(`proposal.${act}_tip`, { key })}
      onClick={() => {
        if (stopped) return say(screen, "hint", stopped);
        screen.target.value = proposal.id;
        begin(screen, paragraph, proposal, act);
      }}
    >
      {t(`proposal.${act}`)}
    </button>
  );
  // A proposal of other sponsors too is left to them, and not withdrawn.
  const withdrawable = (own || isOffice(screen)) && proposal.sponsors.length === 1;
  const taking = proposal.kind === "reservation" ? "proposal.set_aside" : "proposal.drop";
  return (
    <>
      {sponsorsFor(screen, paragraph, proposal, "confirm").length > 0 && sponsoring("confirm", "Y")}
      {sponsorsFor(screen, paragraph, proposal, "leave").length > 0 && sponsoring("leave", "L")}
      {withdrawable &&
        button(proposal.kind === "reservation" ? "proposal.lift" : "proposal.withdraw", {
          kind: "withdraw_proposal",
          ...here,
        })}
      {isChair(screen) && button(taking, { kind: "settle", act: "drop", ...here })}
      {isChair(screen) &&
        proposal.kind !== "reservation" &&
        button("proposal.retain", { kind: "settle", act: "retain", ...here }, true)}
    </>
  );
}

/** Settled proposals: retained, dropped, withdrawn, lifted or spent. No proposal disappears. */
function Settled({ settled }: { settled: Proposal[] }) {
  const screen = useScreen();
  if (settled.length === 0) return null;
  const latestFirst = [...settled].sort((a, b) => (b.settled ?? b.tabled) - (a.settled ?? a.tabled));
  return (
    <details class="settled">
      <summary>{t("panel.settled", { count: settled.length })}</summary>
      <ul>
        {latestFirst.map((proposal) => (
          <li key={proposal.id}>
            <b>{nameList(screen.opening.delegations, proposal.sponsors)}</b>{" "}
            {t(proposal.status === "live" ? "proposal.spent" : `proposal.was_${proposal.status}`)}{" "}
            <span class="num">
              {t("line.number", { number: recordNumber(proposal.settled ?? proposal.tabled) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
