/** The plan for Enter on a captured line: the sentence that says so before it happens, how it looks in place, and the act. */
import { t } from "../../i18n";
import type { Paragraph } from "../../record/types";
import { mint } from "../doing";
import { nameList, shortName } from "../names";
import { fullLabel } from "../places";
import type { Screen } from "../screen";
import { paragraphName, positionSentence } from "../sentences";
import { compile } from "./compile";
import type { CaptureAct, Reading, WordsChange } from "./grammar";
import { keepTyped } from "./lastFive";
import { gavelPlan } from "./planGavel";
import {
  all,
  type Case,
  listed,
  type Plan,
  problem,
  type Ready,
  record,
  spokenFor,
  sponsorsOf,
} from "./planning";
import { paragraphPlan } from "./planParagraph";
import { findProposal, liftPlan, noPositionPlan, withdrawPlan } from "./planTakingBack";

/** The plan for a reading, about the paragraph that capture is about. */
export function plan(reading: Reading, target: Paragraph | null, screen: Screen): Plan {
  if (reading.kind === "empty") return { tone: "hint", text: t("capture.hint") };
  if (reading.kind === "names")
    return { tone: "hint", text: reading.decided ? t("capture.names") : severalText(reading.partial) };
  if (reading.kind === "several") return problem(severalText(reading.part));
  if (reading.kind === "go") return goPlan(reading, screen);
  if (reading.kind === "room") return roomPlan(screen);
  if (reading.kind === "unclear") return problem(unclearText(reading, screen), reading.places);
  const paragraph =
    reading.kind === "ready" && reading.place ? screen.session.state.value.paragraphs[reading.place] : target;
  if (!paragraph) return problem(t("capture.no_paragraph"));
  if (reading.kind === "agree") return gavelPlan(reading.said, paragraph, screen);
  const who = nameList(screen.opening.delegations, reading.delegations);
  const made = actPlan({ reading, paragraph, screen, who });
  return made.tone === "ready" ? withNotes(made, reading, screen) : made;
}

function withNotes(made: Extract<Plan, { tone: "ready" }>, reading: Ready, screen: Screen): Plan {
  const { delegations } = screen.opening;
  const notes = Object.entries(reading.spoken).map(([code, speaker]) =>
    t("capture.spoken", { who: shortName(delegations, speaker), whom: shortName(delegations, code) }),
  );
  if (reading.dropped) notes.push(t("capture.brackets_left_out"));
  return notes.length > 0 ? { ...made, note: [made.note, ...notes].filter(Boolean).join(" ") } : made;
}

function severalText(part: string): string {
  return t("capture.several", { part });
}

function goPlan(reading: Extract<Reading, { kind: "go" }>, screen: Screen): Plan {
  const [first] = reading.places;
  const paragraph = first === undefined ? undefined : screen.state.value.paragraphs[first];
  if (!paragraph) return problem(t("capture.unclear_place", { part: reading.typed }));
  return {
    tone: "hint",
    text: t("capture.go", { paragraph: paragraphName(paragraph) }),
    places: reading.places,
  };
}

function roomPlan(screen: Screen): Plan {
  const { before_room, paragraphs } = screen.session.state.value;
  const paragraph = before_room && paragraphs[before_room.paragraph];
  if (!paragraph) return problem(t("blocked.nothing_before_room"));
  return { tone: "hint", text: t("capture.go_room", { paragraph: paragraphName(paragraph) }) };
}

/** Why a line is not understood, and what to type instead. */
function unclearText(
  { reason, part, places }: Extract<Reading, { kind: "unclear" }>,
  screen: Screen,
): string {
  const labels = places
    .map((id) => screen.state.value.paragraphs[id])
    .flatMap((one) => (one ? [fullLabel(one)] : []));
  const said = t(`capture.unclear_${reason}`, { part, places: listed(labels) });
  if (reason !== "place" || labels.length === 0) return said;
  return `${said} ${t("capture.near", { places: listed(labels) })}`;
}

function actPlan(theCase: Case): Plan {
  const { act } = theCase.reading;
  if (act.kind === "position") return positionPlan(theCase, act);
  if (act.kind === "no_position") return noPositionPlan(theCase, act.about);
  if (act.kind === "withdraw") return withdrawPlan(theCase, act.about);
  if (act.kind === "lift") return liftPlan(theCase, act.about);
  if (act.kind === "paragraph") return paragraphPlan(theCase, act);
  if (theCase.paragraph.agreement)
    return problem(t("capture.frozen", { paragraph: paragraphName(theCase.paragraph) }));
  if (act.kind === "write") return writePlan(theCase);
  if (act.kind === "whole") return wholePlan(theCase, act.as);
  return wordsPlan(theCase, act.changes);
}

function writePlan({ reading, paragraph, screen, who }: Case): Plan {
  const [first, second] = reading.delegations;
  if (first === undefined) return problem(t("capture.names"));
  if (second !== undefined)
    return problem(t("capture.write_one", { who: shortName(screen.opening.delegations, first) }));
  return {
    tone: "ready",
    text: t("capture.write", { who, paragraph: paragraphName(paragraph) }),
    paragraph: paragraph.id,
    async run() {
      keepTyped(screen, paragraph.id, first);
      screen.editing.value = {
        ...{ paragraph: paragraph.id, delegation: first, reason: null, draft: null },
        captured: true,
      };
      return { done: true, recorded: [] };
    },
  };
}

function positionPlan(theCase: Case, act: Extract<CaptureAct, { kind: "position" }>): Plan {
  const { reading, paragraph, screen } = theCase;
  const { delegations } = screen.opening;
  const found = findProposal(theCase, act.about);
  if (typeof found === "object" && found !== null && "tone" in found) return found;
  const own = reading.delegations.find((code) => found?.sponsors.includes(code));
  if (own !== undefined) return problem(t("capture.own_proposal", { who: shortName(delegations, own) }));
  const proposal = found?.id ?? null;
  const { stance, statement } = act;
  const said = positionSentence(delegations, paragraph, reading.delegations, stance, proposal);
  return {
    tone: "ready",
    text: statement ? `${said}: “${statement}”` : said,
    paragraph: paragraph.id,
    run: () =>
      all(reading.delegations, (delegation) =>
        record(screen, {
          kind: "take_position",
          payload: {
            ...{ paragraph: paragraph.id, proposal, stance, statement },
            ...{ seen: screen.session.state.value.number, ...spokenFor(reading, [delegation]) },
          },
          delegation,
          said,
        }),
      ),
  };
}

function wholePlan({ reading, paragraph, screen, who }: Case, as: "deletion" | "reservation"): Plan {
  const params = { who, paragraph: paragraphName(paragraph), count: reading.delegations.length };
  const said = t(as === "deletion" ? "capture.said_deletion" : "capture.said_reservation", params);
  return {
    tone: "ready",
    text: said,
    paragraph: paragraph.id,
    run: () =>
      record(screen, {
        kind: "table_proposal",
        payload: {
          ...{ paragraph: paragraph.id, proposal: mint("x"), kind: as, place: null },
          ...{ ...sponsorsOf(reading), ...spokenFor(reading, reading.delegations) },
        },
        delegation: reading.delegations[0] ?? null,
        said,
      }),
  };
}

function wordsPlan({ reading, paragraph, screen, who }: Case, changes: readonly WordsChange[]): Plan {
  const sponsors = reading.delegations;
  let count = 0;
  // The same line shows the same ids at every key, so that what is drawn does not flash.
  const made = compile(changes, paragraph, paragraph.wording, sponsors, () => `x-preview${++count}`);
  if (!made.ok)
    return problem(
      t(made.count > 0 ? "capture.many" : "capture.none", {
        words: made.words,
        count: made.count,
        paragraph: paragraphName(paragraph),
      }),
    );
  const said = t("capture.said_words", {
    said: changes
      .map((one, index) => changeSaid(one, index === 0 ? who : "", sponsors.length))
      .join(t("capture.and")),
    paragraph: paragraphName(paragraph),
  });
  return {
    tone: "ready",
    text: said,
    paragraph: paragraph.id,
    shown: { paragraph: paragraph.id, change: made.change, minted: made.minted, sponsors },
    async run() {
      // Others may have written since the line was drawn: the change is made on the current wording.
      const now = screen.session.state.value.paragraphs[paragraph.id] ?? paragraph;
      const compiled = compile(changes, now, now.wording, sponsors, () => mint("x"));
      if (!compiled.ok) return { done: false, recorded: [] };
      const { change, minted } = compiled;
      const named = { ...(minted.length > 0 ? sponsorsOf(reading) : {}), ...spokenFor(reading, sponsors) };
      return record(screen, {
        kind: "change_wording",
        payload: { paragraph: now.id, change, proposals: minted, reason: null, ...named },
        delegation: sponsors[0] ?? null,
        said,
      });
    },
  };
}

function changeSaid(change: WordsChange, who: string, count: number): string {
  const where =
    change.kind === "insert" && (change.where === "start" || change.where === "end")
      ? t(`capture.at_${change.where}`)
      : "anchor" in change
        ? t(`capture.beside_${change.where as "after"}`, { words: change.anchor })
        : "";
  const by = change.kind === "replace" ? change.by : "";
  return t(`capture.said_${change.kind}`, { who, words: change.words, by, where, count }).trim();
}
