/** How delegations are named on the screens, and how they are found by their first letters. */
import { t } from "../i18n";
import { UNATTRIBUTED } from "../record/brackets";
import { foldName } from "../record/folding";
import type { TypedOptions } from "../record/typedBrackets";
import type { Delegation, State } from "../record/types";

export type Delegations = Record<string, Delegation>;

export function shortName(delegations: Delegations, code: string): string {
  if (code === UNATTRIBUTED) return t("delegation.unattributed");
  return delegations[code]?.short ?? code;
}

/** "EU, Norway": in the order given. */
export function nameList(delegations: Delegations, codes: readonly string[]): string {
  return codes.map((code) => shortName(delegations, code)).join(", ");
}

/** Whether it can act: a State or a group. An observer reads, and brackets of nobody are nobody's to act for. */
export function negotiates(delegations: Delegations, code: string): boolean {
  const kind = code === UNATTRIBUTED ? undefined : delegations[code]?.kind;
  return kind === "state" || kind === "group";
}

export function fullName(delegations: Delegations, code: string): string {
  if (code === UNATTRIBUTED) return t("delegation.unattributed");
  return delegations[code]?.name ?? code;
}

/**
 * How brackets are read that are typed into a text, with the meeting's delegations. Base text (`base`) is read as Markdown
 * where the text is written so.
 */
export function typedIn(delegations: Delegations, format: State["format"], base: boolean): TypedOptions {
  const known = new Set(
    Object.entries(delegations).flatMap(([code, { short, name }]) => [code, short, name].map(foldName)),
  );
  return { markdown: base && format === "markdown", isDelegation: (name) => known.has(foldName(name)) };
}

/** 0 is the best match; null is none. Whole codes and names come before beginnings, beginnings before later words. */
function rank(code: string, delegation: Delegation, letters: string): number | null {
  const short = foldName(delegation.short);
  const name = foldName(delegation.name);
  if (foldName(code) === letters || short === letters || name === letters) return 0;
  if (short.startsWith(letters)) return 1;
  if (foldName(code).startsWith(letters)) return 2;
  if (name.startsWith(letters)) return 3;
  const later = `${short} ${name}`.split(/[\s(–-]+/).some((word) => word.startsWith(letters));
  return later ? 4 : null;
}

/**
 * The delegations that `letters` may mean, best first; among equals those in `recent` (the latest first), then by name.
 * Observers are left out: nobody proposes or takes a position for them.
 */
export function candidates(
  delegations: Delegations,
  letters: string,
  recent: readonly string[] = [],
): string[] {
  const wanted = foldName(letters);
  const found: { code: string; rank: number; recent: number; name: string }[] = [];
  for (const [code, delegation] of Object.entries(delegations)) {
    if (delegation.kind === "observer") continue;
    const score = wanted === "" ? 4 : rank(code, delegation, wanted);
    if (score === null) continue;
    const since = recent.indexOf(code);
    found.push({
      code,
      rank: score,
      recent: since < 0 ? recent.length : since,
      name: foldName(delegation.short),
    });
  }
  found.sort((a, b) => a.rank - b.rank || a.recent - b.recent || a.name.localeCompare(b.name));
  return found.map((one) => one.code);
}
