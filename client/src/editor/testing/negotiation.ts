/**
 * Random gestures of several people in one paragraph, with settling between: what tests/vectors/gestures.json holds. The
 * server's decisions judge every step (tests/unit/domain/test_gestures.py).
 */
import { compose, diff, length } from "../../record/delta.ts";
import { previewDrop, previewRetain } from "../../record/marks.ts";
import { Chance } from "../../record/testing/chance.ts";
import type { Delta, Minted, Paragraph, Proposal } from "../../record/types.ts";
import {
  deleteRange,
  formatRange,
  insertText,
  isRefused,
  liftRange,
  type Outcome,
  replaceRange,
  reserveRange,
} from "../gestures.ts";
import type { Ground } from "../ground.ts";
import { History } from "../history.ts";
import { back } from "../units.ts";

/** One change, or one settling, and the length of the wording after it. */
export type Step =
  | { as: string | null; change: Delta; minted: Minted[]; length: number }
  | { settle: "retain" | "drop"; proposal: string; length: number };

export interface Negotiation {
  wording: Delta;
  steps: Step[];
  result: Delta;
}

const PEOPLE = ["EU", "US", "JPN", null] as const;
const WORDS = ["shall", " as appropriate,", "x", "😀", " مُحَمَّد", "各国", " and"];

export function negotiate(seed: number, size: number): Negotiation {
  const table = new Table(seed);
  const { wording } = table.paragraph;
  for (let count = 0; count < size; count++) table.step();
  return { wording, steps: table.steps, result: table.paragraph.wording };
}

class Table {
  steps: Step[] = [];
  paragraph: Paragraph;
  private chance: Chance;
  private ids = 0;
  private histories = new Map<string | null, History>(PEOPLE.map((one) => [one, new History()]));

  constructor(seed: number) {
    this.chance = new Chance(seed);
    const wording: Delta = [{ insert: "States 😀 should ensure, as appropriate, peace" }];
    this.paragraph = { wording, marks: {}, proposals: {}, positions: {} } as unknown as Paragraph;
  }

  step(): void {
    const live = Object.values(this.paragraph.proposals).filter(({ status }) => status === "live");
    const settled = this.chance.happens(0.1) ? this.chance.one(live) : undefined;
    if (settled) this.settle(settled);
    else this.gesture(PEOPLE[this.chance.below(PEOPLE.length)] ?? null);
  }

  private settle({ id, kind }: Proposal): void {
    const deleted = this.paragraph.wording.some(({ attributes = {} }) => attributes[`del:${id}`]);
    // A retained deletion may need decisions on others' (W8), which are not what is judged here.
    const act = kind === "wording" && !deleted && this.chance.happens(0.5) ? "retain" : "drop";
    const before = this.paragraph.wording;
    this.paragraph = (act === "retain" ? previewRetain : previewDrop)(this.paragraph, id).paragraph;
    for (const history of this.histories.values())
      history.rebase(diff(before, this.paragraph.wording), before);
    this.steps.push({ settle: act, proposal: id, length: length(this.paragraph.wording) });
  }

  private gesture(as: string | null): void {
    const ground = this.ground(as);
    const history = this.histories.get(as);
    const undone = this.chance.happens(0.2) ? (history?.undo(ground) ?? history?.redo(ground)) : null;
    const outcome = undone ? { change: undone, minted: [], caret: 0 } : this.outcome(ground);
    if (isRefused(outcome) || outcome.change.length === 0) return;
    const before = this.paragraph.wording;
    if (!undone) history?.record(outcome.change, before, 0, true);
    const proposals = { ...this.paragraph.proposals };
    for (const one of outcome.minted) proposals[one.id] = this.tabled(one, as ?? "");
    this.paragraph = { ...this.paragraph, proposals, wording: compose(before, outcome.change) };
    for (const [one, other] of this.histories) if (one !== as) other.rebase(outcome.change, before);
    const { change, minted } = outcome;
    this.steps.push({ as, change, minted, length: length(this.paragraph.wording) });
  }

  private tabled({ id, parent, kind, set }: Minted, owner: string): Proposal {
    const fixed = {
      place: null,
      tabled: this.ids,
      tabled_at: "",
      settled: null,
      settled_with: null,
      confirmed: {},
    };
    return { id, parent, kind, set, sponsors: [owner], status: "live", ...fixed };
  }

  private ground(delegation: string | null): Ground {
    const known = Object.values(this.paragraph.proposals).map(({ id, parent, kind, sponsors, status }) => {
      return [id, { parent, kind, owner: sponsors[0] ?? null, live: status === "live" }] as const;
    });
    const newId = () => `prop-${++this.ids}`;
    return { wording: this.paragraph.wording, delegation, proposals: Object.fromEntries(known), newId };
  }

  private outcome(ground: Ground): Outcome {
    const { chance } = this;
    const text = ground.wording.map(({ insert }) => String(insert)).join("");
    const whole = (offset: number) => (/[\udc00-\udfff]/.test(text[offset] ?? "") ? offset + 1 : offset);
    const from = whole(chance.below(text.length + 1));
    const to = whole(Math.min(text.length, from + chance.below(12)));
    const pieces = [{ text: chance.one(WORDS) ?? "" }];
    const kinds = {
      insert: 5,
      replace: from < to ? 4 : 0,
      back: from > 0 ? 3 : 0,
      reserve: 1,
      lift: 1,
      format: 1,
    };
    const kind = chance.weighed(kinds);
    if (kind === "insert") return insertText(ground, from, pieces);
    if (kind === "replace") return replaceRange(ground, from, to, pieces);
    if (kind === "back") return deleteRange(ground, back(text, from, "word"), from, "start");
    if (kind === "reserve") return reserveRange(ground, from, to);
    return kind === "lift" ? liftRange(ground, from, to) : formatRange(ground, from, to, "italic");
  }
}
