/** Wording that was refused or could not be sent, made into drafts of its author: nothing typed is lost. */
import { compose } from "./delta.ts";
import type { Ports } from "./effects.ts";
import { newId } from "./ids.ts";
import type { Carried, Command, Delta, Draft, Paragraph } from "./types.ts";
import { type Flight, isEmpty, type Pending, type Reason, split, used } from "./work.ts";

/** A draft before it has an id and a time. */
export type DraftBody = Pick<Draft, "delegation" | "wording" | "change" | "minted">;

/**
 * Refused or withdrawn work as drafts: one (W12), or one for each delegation that it was typed for. Each stands on the
 * wording that `below` and the drafts before it give.
 */
export function draftsOf(below: Delta, flight: Flight | null, pending: Pending[]): DraftBody[] {
  const pieces = pending.map(({ delegation, change, minted }) => ({ delegation, change, minted }));
  if (flight) {
    pieces.unshift({ delegation: flight.command.delegation, change: flight.change, minted: flight.minted });
  }
  const drafts: DraftBody[] = [];
  for (const { delegation, change, minted } of pieces) {
    const last = drafts.at(-1);
    const wording = compose(last?.wording ?? below, change);
    if (last && last.delegation === delegation) {
      const body = { wording, change: compose(last.change, change), minted: [...last.minted, ...minted] };
      Object.assign(last, body);
    } else {
      drafts.push({ delegation, wording, change, minted: [...minted] });
    }
  }
  return drafts.filter(({ change }) => !isEmpty(change));
}

/** The paragraph that a draft was taken out of. */
export type Below = Pick<Paragraph, "id" | "label">;

/** Gives bodies an id and a time, and of the carried proposals (W10) those that their changes use. */
export function drafts(
  bodies: DraftBody[],
  carried: Carried[],
  { text, below, why, ports }: { text: string; below: Below; why: Reason; ports: Ports },
): Draft[] {
  return bodies.map((body) => {
    const { needed: minted } = used(body.change, [...split(carried, body.delegation).own, ...body.minted]);
    const names = { id: ports.id(), text, paragraph: below.id, label: below.label, at: ports.now() };
    return { ...names, ...body, minted, code: why.code, reason: why.message };
  });
}

/** Words of an act (a new paragraph, a captured line) that was refused when nobody waited for the outcome any more. */
export function draftsOfAct({ text, delegation, payload }: Command, { code, message }: Reason): Draft[] {
  const named = payload as { paragraph: string; label?: string; wording?: Delta; change?: Delta };
  const { paragraph, label = "" } = named;
  const wording = named.wording ?? named.change?.filter(({ insert }) => insert !== undefined) ?? [];
  if (wording.length === 0) return [];
  const why = { code, reason: message, at: new Date().toISOString() };
  return [
    { id: newId("d"), text, paragraph, label, delegation, wording, change: wording, minted: [], ...why },
  ];
}
