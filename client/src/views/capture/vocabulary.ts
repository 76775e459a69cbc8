/** The words of capture, as note-takers type them. */
import { ORDINALS } from "../../record/numbering";
import type { Stance } from "../../record/types";

export const STANCE_SIGNS: Record<string, Stance> = {
  "+": "supports",
  "~": "can_accept",
  "!": "objects",
  "?": "reserves",
};

/** Several words first: "can accept" before "can". */
export const STANCE_WORDS: [words: string, stance: Stance][] = [
  ...(["can accept", "can live with", "accepts", "accept"] as const).map((w): [string, Stance] => [
    w,
    "can_accept",
  ]),
  ...(["supports", "support", "supp"] as const).map((w): [string, Stance] => [w, "supports"]),
  ...(["objects", "object", "obj"] as const).map((w): [string, Stance] => [w, "objects"]),
  ...(["reserves", "reserve"] as const).map((w): [string, Stance] => [w, "reserves"]),
];

export const DELETE = new Set(["del", "delete", "deletes", "strike", "strikes", "remove", "removes"]);
export const INSERT = new Set(["ins", "insert", "inserts", "add", "adds"]);
export const REPLACE = new Set(["repl", "replace", "replaces", "change", "changes"]);
export const RESERVE = new Set(["brk", "bracket", "brackets", "reserve", "reserves"]);
export const MOVE = new Set(["move", "moves"]);
export const WITHDRAW = new Set(["withdraw", "withdraws"]);
export const LIFT = new Set(["lift", "lifts"]);
export const REMARK = new Set(["remark", "remarks", "rem"]);
export const NO_CHANGE = new Set(["noc"]);
export const NEW = new Set(["new"]);
export const COSPONSOR = new Set(["cosp", "cosponsor", "cosponsors", "co-sponsor", "co-sponsors"]);
export const AGREE = /^(?:agreed?|gavel|(?:agreed?\s+)?(?:in\s+informals|ad\s+ref(?:erendum)?\.?))$/i;

/** Words that begin a new paragraph: after the one named, or instead of it. */
export const RELATIONS = [...ORDINALS, "alt"];

/** Every word that may follow on names without a colon. */
export const KEYWORDS: readonly string[] = [
  ...STANCE_WORDS.map(([words]) => words),
  ...[DELETE, INSERT, REPLACE, RESERVE, MOVE, WITHDRAW, LIFT, REMARK, NO_CHANGE, NEW, COSPONSOR].flatMap(
    (set) => [...set],
  ),
  ...RELATIONS,
  ...["no position", "no change", "agree", "agreed", "statement"],
];
