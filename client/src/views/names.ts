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

/** How well letters fit a delegation: it is called so, it begins so, or a later word of its names does. */
type Fit = "called" | "begun" | "later";
const FITS: readonly Fit[] = ["called", "begun", "later"];

/** A name as it is compared: without its article, which one may say or leave out. */
function bare(name: string): string {
  return foldName(name.trim()).replace(/^the /, "");
}

function fitOf(code: string, { short, name, usual }: Delegation, letters: string): Fit | null {
  const all = [code, short, name, ...usual].map(bare);
  if (all.includes(letters)) return "called";
  if (all.some((one) => one.startsWith(letters))) return "begun";
  return all.some((one) => one.split(/[\s(–-]+/).some((word) => word.startsWith(letters))) ? "later" : null;
}

/**
 * Whom `letters` mean, the one rule of capture and of every field: those that are called so; where none is, those that
 * begin so; where none does, those of which a later word does. If they are several, it has to be asked which.
 */
export function meant(delegations: Delegations, letters: string, recent: readonly string[] = []): string[] {
  const wanted = bare(letters.trim().replace(/^and\s+/i, ""));
  const found = wanted === "" ? [] : fitting(delegations, wanted, recent);
  return found.filter((one) => one.fit === found[0]?.fit).map(({ code }) => code);
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
  return fitting(delegations, bare(letters), recent).map(({ code }) => code);
}

function fitting(
  delegations: Delegations,
  wanted: string,
  recent: readonly string[],
): { code: string; fit: Fit }[] {
  const found: { code: string; fit: Fit; since: number; name: string }[] = [];
  for (const [code, delegation] of Object.entries(delegations)) {
    if (delegation.kind === "observer") continue;
    const fits = wanted === "" ? "later" : fitOf(code, delegation, wanted);
    if (fits === null) continue;
    const since = recent.indexOf(code);
    const name = foldName(delegation.short);
    found.push({ code, fit: fits, since: since < 0 ? recent.length : since, name });
  }
  return found.sort(
    (a, b) => FITS.indexOf(a.fit) - FITS.indexOf(b.fit) || a.since - b.since || a.name.localeCompare(b.name),
  );
}
