/** From a reading of the capture line to what is recorded, and the sentence that says so before it happens. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { takePosition } from "../acts/positions";
import { tableWhole } from "../acts/proposing";
import { mint, say } from "../doing";
import { liveProposals } from "../facts";
import { shortName } from "../names";
import type { Screen } from "../screen";
import { paragraphName, positionSentence } from "../sentences";
import { compile, type WordsAct } from "./compile";
import type { CaptureAct, Reading } from "./grammar";

export interface Preview {
  tone: "ready" | "hint" | "problem";
  text: string;
}

type Ready = Extract<Reading, { kind: "ready" }>;

function proposalAt(paragraph: Paragraph, screen: Screen, act: Extract<CaptureAct, { kind: "position" }>) {
  if (act.proposal === null) return screen.target.value;
  return liveProposals(paragraph)[act.proposal - 1]?.id;
}

/** What Enter will do, in one sentence. */
export function preview(reading: Reading, paragraph: Paragraph | null, screen: Screen): Preview {
  if (reading.kind === "empty") return { tone: "hint", text: t("capture.hint") };
  if (reading.kind === "label") return { tone: "hint", text: t("capture.go", { label: reading.label }) };
  if (reading.kind === "unclear")
    return { tone: "problem", text: t(`capture.unclear_${reading.reason}`, { part: reading.part }) };
  if (!paragraph) return { tone: "problem", text: t("capture.no_paragraph") };
  if (reading.kind === "names") return { tone: "hint", text: t("capture.names") };
  return previewAct(reading, paragraph, screen);
}

function previewAct({ delegations: codes, act }: Ready, paragraph: Paragraph, screen: Screen): Preview {
  const { delegations } = screen.opening;
  const first = codes[0] ?? "";
  const who = shortName(delegations, first);
  if (act.kind === "position") {
    const proposal = proposalAt(paragraph, screen, act);
    if (proposal === undefined)
      return { tone: "problem", text: t("blocked.no_such_proposal", { number: act.proposal ?? 0 }) };
    const said = positionSentence(delegations, paragraph, codes, act.stance, proposal);
    return { tone: "ready", text: act.statement ? `${said}: “${act.statement}”` : said };
  }
  if (paragraph.agreement) return { tone: "problem", text: t("blocked.frozen") };
  const name = paragraphName(paragraph);
  if (act.kind === "write") return { tone: "ready", text: t("capture.write", { who, paragraph: name }) };
  if (act.kind === "reserve_whole")
    return { tone: "ready", text: t("said.whole_reservation", { who, paragraph: name }) };
  const compiled = compile(
    act,
    paragraph,
    screen.session.wording(paragraph.id).value,
    first,
    () => "x-preview",
  );
  if (!compiled.ok)
    return {
      tone: "problem",
      text: t(`capture.${compiled.problem}`, { words: compiled.words, count: compiled.count }),
    };
  const said = wordsSentence(act, who, name);
  // A proposal has one owner: whoever is named beside it must not be thought to be on record with it.
  return { tone: "ready", text: codes.length > 1 ? t("capture.named_first", { said, who }) : said };
}

function wordsSentence(act: WordsAct, who: string, paragraph: string): string {
  const by = act.kind === "replace" ? act.by : "";
  return t(`capture.said_${act.kind}`, { who, paragraph, words: act.words, by });
}

/** Does what the line says. True if the line is done with; false if it stays, to be put right. */
export async function record(
  reading: Reading,
  paragraph: Paragraph | null,
  screen: Screen,
): Promise<boolean> {
  const shown = preview(reading, paragraph, screen);
  if (reading.kind !== "ready" || !paragraph || shown.tone === "problem") {
    if (shown.tone === "problem") say(screen, "refused", shown.text);
    return false;
  }
  const { delegations, act } = reading;
  const first = delegations[0] ?? "";
  if (act.kind === "position") return recordPositions(reading, paragraph, screen, act);
  if (act.kind === "write") {
    screen.editing.value = { paragraph: paragraph.id, delegation: first, reason: null, draft: null };
    return true;
  }
  if (act.kind === "reserve_whole")
    return tableWhole(screen, paragraph, {
      proposal: mint("x"),
      kind: "reservation",
      delegation: first,
      said: shown.text,
    });
  const compiled = compile(act, paragraph, screen.session.wording(paragraph.id).value, first, () =>
    mint("x"),
  );
  if (!compiled.ok) return false;
  screen.session.edit(paragraph.id, compiled.change, compiled.minted, { delegation: first, hold: false });
  say(screen, "done", shown.text);
  return true;
}

async function recordPositions(
  { delegations }: Ready,
  paragraph: Paragraph,
  screen: Screen,
  act: Extract<CaptureAct, { kind: "position" }>,
): Promise<boolean> {
  const proposal = proposalAt(paragraph, screen, act) ?? null;
  const { stance, statement } = act;
  const taken = await Promise.all(
    delegations.map((delegation) =>
      takePosition(screen, paragraph, { delegation, proposal, stance, statement }),
    ),
  );
  if (!taken.every(Boolean)) return false;
  const said = positionSentence(screen.opening.delegations, paragraph, delegations, stance, proposal);
  say(screen, "done", t("done.said", { said }));
  return true;
}

/** What `label` names: the paragraph with that label, else the first whose label begins so. */
export function paragraphByLabel(screen: Screen, label: string): string | null {
  const wanted = label.trim().toLowerCase().replace(/\.$/, "");
  const state = screen.state.value;
  const labelled = state.order.filter((id) => {
    const paragraph = state.paragraphs[id];
    return paragraph && paragraph.label !== "" && !paragraph.withdrawn;
  });
  const labelOf = (id: string) => (state.paragraphs[id]?.label ?? "").toLowerCase();
  return (
    labelled.find((id) => labelOf(id) === wanted) ??
    labelled.find(
      (id) => labelOf(id).startsWith(wanted) || labelOf(id).replaceAll(" ", "").startsWith(wanted),
    ) ??
    null
  );
}
