/** Plans of capture that take something back for a delegation: a proposal, a reservation, a position. */
import { t } from "../../i18n";
import type { Paragraph, Proposal } from "../../record/types";
import { gist } from "../changeReading";
import { liveProposals } from "../facts";
import { nameList, shortName } from "../names";
import { goesWith, paragraphName, proposalName } from "../sentences";
import type { About } from "./grammar";
import { all, type Case, listed, type Plan, problem, record, spokenFor } from "./planning";

/** The proposal that is meant: by its number, as the only one of a delegation; null for the paragraph itself. */
export function findProposal({ paragraph, screen }: Case, about: About): Proposal | null | Plan {
  const live = liveProposals(paragraph);
  if (about === null) {
    const chosen = screen.selected.value === paragraph.id ? screen.target.value : null;
    return live.find(({ id }) => id === chosen) ?? null;
  }
  const name = paragraphName(paragraph);
  if ("number" in about)
    return live[about.number - 1] ?? problem(t("blocked.no_such_proposal", { number: about.number }));
  const { delegations } = screen.opening;
  const who = shortName(delegations, about.of);
  const theirs = live.filter(({ sponsors }) => sponsors.includes(about.of));
  const [first, second] = theirs;
  if (first && !second) return first;
  if (!first) return problem(t("capture.no_proposal_of", { who, paragraph: name }));
  return problem(t("capture.several_of", { who, paragraph: name, choices: choices(theirs, paragraph) }));
}

/** "1 (“shall”) or 3 (“cities”)": proposals by their numbers in the panel. */
function choices(proposals: readonly Proposal[], paragraph: Paragraph): string {
  const numbered = liveProposals(paragraph);
  return listed(
    proposals.map((one) => {
      const words = gist(paragraph, one);
      const number = String(numbered.indexOf(one) + 1);
      return words === "" ? number : t("capture.choice", { number, words });
    }),
  );
}

/** Withdraws for each delegation what it proposed: the latest, or the one that is named. One of several sponsors leaves. */
export function withdrawPlan(theCase: Case, about: About): Plan {
  const { reading, paragraph, screen, who } = theCase;
  const own = liveProposals(paragraph).filter(
    ({ kind, sponsors }) =>
      kind !== "reservation" && reading.delegations.every((code) => sponsors.includes(code)),
  );
  const named = about === null ? (own.at(-1) ?? null) : findProposal(theCase, about);
  if (named && "tone" in named) return named;
  if (!named || !own.includes(named))
    return problem(t("capture.nothing_to_withdraw", { who, paragraph: paragraphName(paragraph) }));
  const { delegations } = screen.opening;
  const left = named.sponsors.filter((code) => !reading.delegations.includes(code));
  const what = {
    who,
    proposal: proposalName(delegations, paragraph, named),
    count: reading.delegations.length,
  };
  const said = left.length > 0 ? t("capture.said_leaves", what) : t("capture.said_withdraws", what);
  return {
    tone: "ready",
    text: said,
    note: left.length > 0 ? undefined : (goesWith(delegations, paragraph, named) ?? undefined),
    paragraph: paragraph.id,
    async run() {
      let sponsors = named.sponsors;
      const recorded: number[] = [];
      for (const delegation of reading.delegations) {
        const one = await record(screen, {
          kind: sponsors.length > 1 ? "leave_proposal" : "withdraw_proposal",
          payload: { paragraph: paragraph.id, proposal: named.id, ...spokenFor(reading, [delegation]) },
          delegation,
          said,
        });
        recorded.push(...one.recorded);
        if (!one.done) return { done: false, recorded };
        sponsors = sponsors.filter((code) => code !== delegation);
      }
      return { done: true, recorded };
    },
  };
}

/** Lifts a delegation's reservation: its only one, or the one that is named. */
export function liftPlan(theCase: Case, about: About): Plan {
  const { reading, paragraph, screen, who } = theCase;
  const name = paragraphName(paragraph);
  const [delegation, other] = reading.delegations;
  if (delegation === undefined || other !== undefined) return problem(t("capture.lift_one"));
  const own = liveProposals(paragraph).filter(
    ({ kind, sponsors }) => kind === "reservation" && sponsors[0] === delegation,
  );
  if (own.length === 0) return problem(t("capture.nothing_to_lift", { who, paragraph: name }));
  if (own.length > 1 && (about === null || "of" in about))
    return problem(t("capture.several_to_lift", { who, paragraph: name, choices: choices(own, paragraph) }));
  const numbered =
    about !== null && "number" in about ? liveProposals(paragraph)[about.number - 1] : undefined;
  const meant = numbered ?? own[0];
  if (!meant || !own.includes(meant)) return problem(t("capture.nothing_to_lift", { who, paragraph: name }));
  const words = gist(paragraph, meant);
  const said = t(words === "" ? "capture.said_lifts" : "capture.said_lifts_on", {
    who,
    words,
    paragraph: name,
  });
  return {
    tone: "ready",
    text: said,
    paragraph: paragraph.id,
    run: () =>
      record(screen, {
        kind: "withdraw_proposal",
        payload: { paragraph: paragraph.id, proposal: meant.id, ...spokenFor(reading, [delegation]) },
        delegation,
        said,
      }),
  };
}

/** Takes a position back for each delegation: it has none then. */
export function noPositionPlan(theCase: Case, about: About): Plan {
  const { reading, paragraph, screen, who } = theCase;
  const named = findProposal(theCase, about);
  if (named && "tone" in named) return named;
  const key = (code: string) => `${code}|${named?.id ?? ""}`;
  const without = reading.delegations.filter((code) => !paragraph.positions[key(code)]);
  if (without.length > 0)
    return problem(
      t("capture.no_position_there", {
        who: nameList(screen.opening.delegations, without),
        what: named ? proposalName(screen.opening.delegations, paragraph, named) : paragraphName(paragraph),
      }),
    );
  const what = named ? proposalName(screen.opening.delegations, paragraph, named) : paragraphName(paragraph);
  const said = t("capture.said_no_position", { who, what, count: reading.delegations.length });
  return {
    tone: "ready",
    text: said,
    paragraph: paragraph.id,
    run: () =>
      all(reading.delegations, (delegation) =>
        record(screen, {
          kind: "withdraw_position",
          payload: {
            paragraph: paragraph.id,
            proposal: named?.id ?? null,
            ...spokenFor(reading, [delegation]),
          },
          delegation,
          said,
        }),
      ),
  };
}
