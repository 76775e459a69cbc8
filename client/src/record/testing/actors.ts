/** People at a keyboard: what they do next, with the gestures of the editor and the acts of the room, by chance. */
import * as gestures from "../../editor/gestures.ts";
import type { Ground } from "../../editor/ground.ts";
import { length } from "../delta.ts";
import { collisions, standing } from "../marks.ts";
import type { Paragraph, Proposal } from "../types.ts";
import type { Chance } from "./chance.ts";
import { boundaries, groundOf } from "./ground.ts";
import { lettersOf, moved, newId, newLetter, type Screen, type Wishes } from "./screen.ts";

export interface Person {
  role: "secretariat" | "chair" | "delegate";
  delegation: string | null;
  /** Composes and then tables (W15), instead of typing live. */
  composes: boolean;
  /** Does everything; or only types words, erases and types, or erases, types and undoes, in the first paragraph. */
  habit: "everything" | "types" | "erases" | "undoes";
  /** For whom the person may act. */
  codes: string[];
}

interface Word {
  paragraph: string;
  caret: number;
  left: number;
  delegation: string | null;
  letters: string[];
  erasing: boolean;
}

const NOTHING: Wishes = { sends: [], catch_up: false, start_over: false };

export class Actor {
  private word: Word | null = null;

  constructor(
    private person: Person,
    private screen: Screen,
    private chance: Chance,
  ) {
    screen.listener = {
      moved: (paragraph, change) => {
        if (this.word?.paragraph === paragraph) this.word.caret = moved(this.word.caret, change);
      },
      // Whoever sees their words vanish does not go on in the middle of them.
      takenBack: (paragraph) => {
        if (this.word?.paragraph === paragraph) this.word = null;
      },
    };
  }

  /** Whoever comes back to a browser begins a new word. */
  forget(): void {
    this.word = null;
  }

  /** The next thing that the person does. */
  step(): Wishes {
    if (this.word && !this.frozen(this.word.paragraph)) {
      return this.word.erasing ? this.nextErasure(this.word) : this.nextLetter(this.word);
    }
    this.word = null;
    if (this.person.habit === "types") return this.begin();
    if (this.person.habit === "erases") return this.chance.happens(0.2) ? this.begin() : this.erase();
    if (this.person.habit === "undoes" && this.person.role === "delegate") return this.undoes();
    if (this.person.role === "chair") return this.chair();
    if (this.person.role === "secretariat" && this.chance.happens(0.1)) return this.arrange();
    return this.write();
  }

  /** Ends what is begun: every composition is tabled. */
  finish(): Wishes {
    this.word = null;
    const wishes: Wishes = { sends: [], catch_up: false, start_over: false };
    for (const paragraph of this.paragraphs().filter(({ id }) => this.screen.machine.composing(id))) {
      wishes.sends.push(...this.screen.table(paragraph.id).sends);
    }
    return wishes;
  }

  private paragraphs(): Paragraph[] {
    return Object.values(this.screen.machine.state.paragraphs).filter(({ withdrawn }) => !withdrawn);
  }

  /** Half of what happens, happens near one place: where people negotiate, they meet. */
  private anywhere(size: number): number {
    return this.chance.below(this.chance.happens(0.5) ? Math.min(size, 8) : size);
  }

  /** Half of what happens, happens in one paragraph. */
  private somewhere(): Paragraph | undefined {
    const all = this.paragraphs();
    return this.chance.happens(0.5) ? all[0] : this.chance.one(all);
  }

  private frozen(id: string): boolean {
    const paragraph = this.screen.machine.state.paragraphs[id];
    return !paragraph || paragraph.agreement !== null || paragraph.withdrawn !== null;
  }

  private ground(paragraph: string, delegation: string | null): Ground {
    const { machine } = this.screen;
    const wording = this.screen.wording(paragraph);
    const standing = machine.state.paragraphs[paragraph];
    return groundOf(standing, machine.minted(paragraph), wording, delegation, () => newId("proposal"));
  }

  private apply(paragraph: string, delegation: string | null, outcome: gestures.Outcome): Wishes | null {
    if (gestures.isRefused(outcome)) return null;
    const hold = this.person.composes;
    const reason = delegation === null ? "as said from the floor" : undefined;
    return this.screen.edit(paragraph, outcome.change, outcome.minted, { delegation, reason, hold });
  }

  /** A held Backspace: letter by letter to the left. */
  private nextErasure(word: Word): Wishes {
    const ground = this.ground(word.paragraph, word.delegation);
    const from = this.boundary(word.paragraph, word.caret, -1);
    const outcome = gestures.deleteRange(ground, from, word.caret, "start");
    const wishes = from < word.caret ? this.apply(word.paragraph, word.delegation, outcome) : null;
    word.left -= 1;
    if (!wishes || gestures.isRefused(outcome) || word.left <= 0) this.word = null;
    else word.caret = outcome.caret;
    return wishes ?? NOTHING;
  }

  private nextLetter(word: Word): Wishes {
    const one = newLetter();
    const ground = this.ground(word.paragraph, word.delegation);
    const outcome = gestures.insertText(ground, word.caret, [{ text: one }]);
    const wishes = this.apply(word.paragraph, word.delegation, outcome);
    if (!wishes || gestures.isRefused(outcome)) {
      this.word = null;
      return NOTHING;
    }
    if (word.letters.length === 0) this.screen.typed.words.push(word.letters);
    word.letters.push(one);
    word.caret = outcome.caret;
    word.left -= 1;
    if (word.left > 0) return wishes;
    this.word = null;
    return this.person.composes ? merged(wishes, this.decideOn(word.paragraph)) : wishes;
  }

  /** What is composed is tabled, or thrown away, or gone on with. */
  private decideOn(paragraph: string): Wishes {
    if (this.chance.happens(0.6)) return this.screen.table(paragraph);
    return this.chance.happens(0.1) ? this.screen.discard(paragraph) : NOTHING;
  }

  private begin(caret?: number, at?: Paragraph, delegation = this.person.delegation): Wishes {
    const paragraph = at ?? this.paragraphs()[0];
    if (!paragraph) return NOTHING;
    const size = length(this.screen.wording(paragraph.id));
    const place = caret ?? this.boundary(paragraph.id, this.anywhere(size + 1));
    const left = 2 + this.chance.below(7);
    this.word = { paragraph: paragraph.id, caret: place, left, delegation, letters: [], erasing: false };
    return this.nextLetter(this.word);
  }

  private erase(at?: Paragraph, delegation = this.person.delegation): Wishes {
    const paragraph = at ?? this.paragraphs()[0];
    if (!paragraph) return NOTHING;
    const caret = this.boundary(paragraph.id, 1 + this.anywhere(length(this.screen.wording(paragraph.id))));
    const left = 2 + this.chance.below(5);
    this.word = { paragraph: paragraph.id, caret, left, delegation, letters: [], erasing: true };
    return this.nextErasure(this.word);
  }

  /** The first place from `at` on that does not cut a character in two, or the one `back` places from it. */
  private boundary(paragraph: string, at: number, back: 0 | -1 = 0): number {
    const places = boundaries(this.screen.wording(paragraph));
    const index = places.findIndex((place) => place >= at);
    return places[Math.max(0, (index < 0 ? places.length - 1 : index) + back)] ?? 0;
  }

  private write(): Wishes {
    const paragraph = this.somewhere();
    if (!paragraph || (paragraph.agreement && !this.chance.happens(0.05))) return NOTHING;
    if (paragraph.hold && this.chance.happens(0.5)) return NOTHING;
    const delegation = this.person.delegation ?? (this.chance.happens(0.5) ? null : this.anybody());
    if (this.person.role === "delegate" && this.chance.happens(0.1)) return this.actOn(paragraph);
    const kind = this.chance.weighed({
      ...{ word: 36, replace: 16, remove: 10, erase: 14, reserve: 7, lift: 5, format: 5, undo: 7 },
    });
    if (kind === "word") return this.begin(undefined, paragraph, delegation);
    if (kind === "erase") return this.erase(paragraph, delegation);
    return this.inSelection(kind, paragraph, delegation);
  }

  /** Words come and go and come again, between the words of others that come and go as well. */
  private undoes(): Wishes {
    const kind = this.chance.weighed({ word: 4, erase: 3, undo: 3, table: 2 });
    const paragraph = this.paragraphs()[0];
    if (!paragraph) return NOTHING;
    if (kind === "word") return this.begin();
    if (kind === "erase") return this.erase();
    if (kind === "table") return this.screen.table(paragraph.id);
    return this.undo(paragraph.id, this.ground(paragraph.id, this.person.delegation));
  }

  private anybody(): string | null {
    return this.chance.one(this.person.codes) ?? null;
  }

  private inSelection(
    kind: "replace" | "remove" | "reserve" | "lift" | "format" | "undo",
    { id }: Paragraph,
    delegation: string | null,
  ): Wishes {
    const ground = this.ground(id, delegation);
    if (kind === "undo") return this.undo(id, ground);
    const size = length(ground.wording);
    const from = this.boundary(id, this.anywhere(size));
    const to = this.boundary(id, Math.min(size, from + 1 + this.chance.below(6)));
    if (from >= to) return NOTHING;
    const outcome = this.gesture(kind, ground, from, to);
    const wishes = this.apply(id, delegation, outcome);
    if (!wishes || gestures.isRefused(outcome)) return NOTHING;
    if (kind === "replace") {
      const letters = lettersOf(outcome.change);
      this.screen.typed.words.push(letters);
      this.word = {
        paragraph: id,
        caret: outcome.caret,
        left: 1 + this.chance.below(4),
        delegation,
        letters,
        erasing: false,
      };
    }
    return wishes;
  }

  private gesture(
    kind: "replace" | "remove" | "reserve" | "lift" | "format",
    ground: Ground,
    from: number,
    to: number,
  ): gestures.Outcome {
    if (kind === "replace") return gestures.replaceRange(ground, from, to, [{ text: newLetter() }]);
    if (kind === "remove") return gestures.deleteRange(ground, from, to, "start");
    if (kind === "reserve") return gestures.reserveRange(ground, from, to);
    if (kind === "lift") return gestures.liftRange(ground, from, to);
    return gestures.formatRange(ground, from, to, this.chance.one(gestures.FORMATS) ?? "bold");
  }

  private undo(paragraph: string, ground: Ground): Wishes {
    const undone = this.screen.history(paragraph).undo(ground);
    if (!undone) return NOTHING;
    // What an undo brings back is told from what was there before, so that each letter can be followed.
    const change = undone.map((op) =>
      typeof op.insert === "string" ? { ...op, insert: [...op.insert].map(newLetter).join("") } : op,
    );
    return this.apply(paragraph, ground.delegation, { change, minted: [], caret: 0 }) ?? NOTHING;
  }

  /** A delegate withdraws, takes a position, or proposes a whole paragraph. */
  private actOn(paragraph: Paragraph): Wishes {
    const { delegation } = this.person;
    const kind = this.chance.weighed({ withdraw: 4, position: 3, paragraph: 1, whole: 1 });
    const proposals = Object.values(paragraph.proposals).filter(({ status }) => status === "live");
    if (kind === "withdraw") {
      const own = this.chance.one(proposals.filter(({ sponsors }) => sponsors[0] === delegation));
      if (!own) return NOTHING;
      return this.screen.act("withdraw_proposal", { paragraph: paragraph.id, proposal: own.id }, delegation);
    }
    if (kind === "position") {
      const stance = this.chance.one(["supports", "can_accept", "reserves"]);
      const seen = this.screen.machine.state.number;
      const payload = { paragraph: paragraph.id, proposal: null, stance, seen, statement: null };
      return this.screen.act("take_position", payload, delegation);
    }
    if (kind === "paragraph") return this.add(paragraph.id, delegation);
    const payload = {
      paragraph: paragraph.id,
      proposal: newId("proposal"),
      kind: "reservation",
      place: null,
    };
    return this.screen.act("table_proposal", payload, delegation);
  }

  private add(after: string, delegation: string | null): Wishes {
    const proposal = delegation === null ? null : newId("proposal");
    const text = newLetter() + newLetter();
    this.screen.typed.put.push(...text);
    const wording = [{ insert: text, ...(proposal ? { attributes: { ins: proposal } } : {}) }];
    const place = { kind: "operative", depth: 1, label: "", marker: "", relation: null, after, of: null };
    const payload = { ...place, paragraph: newId("paragraph"), wording, proposal, reason: "asked for" };
    return this.screen.act("add_paragraph", payload, delegation);
  }

  private arrange(): Wishes {
    const [paragraph, other] = [this.somewhere(), this.somewhere()];
    if (!paragraph || !other) return NOTHING;
    const kind = this.chance.weighed({ add: 1, move: 1, relabel: 1, share: 2, sponsor: 2, take_back: 3 });
    if (kind === "share" || kind === "sponsor") return this.share(paragraph, kind);
    if (kind === "take_back") {
      // A slip of a moment ago, or what somebody else did: then it is refused.
      const number = Math.max(1, this.screen.machine.state.number - this.chance.below(4));
      return this.screen.act("take_back", { number }, null);
    }
    if (kind === "add") return this.add(paragraph.id, null);
    if (kind === "relabel") {
      const label = String(this.chance.below(50));
      return this.screen.act(
        "relabel_paragraph",
        { paragraph: paragraph.id, label, marker: `${label}.` },
        null,
      );
    }
    if (paragraph.id === other.id) return NOTHING;
    const place = { after: other.id, depth: 1, reason: "order" };
    return this.screen.act("move_paragraph", { paragraph: paragraph.id, ...place }, null);
  }

  /** Two delegations reserve a paragraph together, and part again. */
  private share(paragraph: Paragraph, kind: "share" | "sponsor"): Wishes {
    const shared = Object.values(paragraph.proposals).find(
      ({ status, sponsors }) => status === "live" && sponsors.length > 1,
    );
    if (kind === "share") {
      const [one, other] = [this.anybody(), this.anybody()];
      if (one === null || other === null || one === other) return NOTHING;
      const named = { paragraph: paragraph.id, proposal: newId("proposal"), kind: "deletion", place: null };
      return this.screen.act("table_proposal", { ...named, sponsors: [one, other] }, one);
    }
    if (!shared) return NOTHING;
    const named = { paragraph: paragraph.id, proposal: shared.id };
    const who = this.chance.one(shared.sponsors) ?? null;
    if (this.chance.happens(0.5)) return this.screen.act("leave_proposal", named, who);
    const seen = this.screen.machine.state.number;
    return this.screen.act("confirm_sponsorship", { ...named, seen }, who);
  }

  private chair(): Wishes {
    const paragraph = this.somewhere();
    if (!paragraph) return NOTHING;
    const [{ id }, seen] = [paragraph, this.screen.machine.state.number];
    if (paragraph.agreement) {
      if (this.chance.happens(0.5)) return NOTHING;
      return this.screen.act("reopen_paragraph", { paragraph: id, reason: "a slip" }, null);
    }
    const open = standing(paragraph);
    if (open.length === 0 && this.chance.happens(0.5)) {
      return this.screen.act("record_agreement", { paragraph: id, level: "agreed", seen, pending: [] }, null);
    }
    const kind = this.chance.weighed({ settle: 12, hold: 3, release: 2, room: 1, withdraw: 0.1 });
    if (kind === "settle") return this.settle(paragraph, open);
    if (kind === "hold") return this.screen.act("hold_paragraph", { paragraph: id, seconds: 5 }, null);
    if (kind === "release") return this.screen.act("release_hold", { paragraph: id }, null);
    if (kind === "room") return this.screen.act("put_before_room", { paragraph: id }, null);
    return this.screen.act("withdraw_paragraph", { paragraph: id, reason: "overtaken" }, null);
  }

  private settle(paragraph: Paragraph, open: Proposal[]): Wishes {
    const proposal = this.chance.one(open);
    if (!proposal) return NOTHING;
    const names = {
      paragraph: paragraph.id,
      proposal: proposal.id,
      previewed: this.screen.machine.state.number,
    };
    if (proposal.kind === "reservation" || this.chance.happens(0.4)) {
      return this.screen.act("drop_proposal", names, null);
    }
    const colliding = collisions(paragraph, proposal.id);
    const decided = colliding.map((one) => [one, this.chance.happens(0.5) ? "keep" : "drop"]);
    return this.screen.act("retain_proposal", { ...names, collisions: Object.fromEntries(decided) }, null);
  }
}

function merged(one: Wishes, other: Wishes): Wishes {
  return {
    sends: [...one.sends, ...other.sends],
    catch_up: one.catch_up || other.catch_up,
    start_over: one.start_over || other.start_over,
  };
}
