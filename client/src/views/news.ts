/**
 * News of the record, for authors and for those who cannot see it: that one's own words are tabled, and what
 * others did, a few sentences at a time.
 */
import { useEffect } from "preact/hooks";
import { known, t } from "../i18n";
import { recordNumber } from "../i18n/dates";
import type { Entry, State } from "../record/types";
import { isDelegate } from "./acts/act";
import { type HistoryLine, historyLines } from "./panel/historyLines";
import type { Screen } from "./screen";
import { paragraphName, pendingList } from "./sentences";

/** Others' acts are told when they pause for so long, and at the latest after the longer time; in milliseconds. */
const [PAUSE, LONGEST] = [1_500, 8_000];
/** So many sentences can be listened to. */
const SENTENCES = 3;

/** Entries that are to be told, from the state that the first of them found. */
interface Heard {
  before: State;
  entries: Entry[];
  /** The numbers of those that were done here: they are known. */
  own: Set<number>;
}

/** An act as the history has it, and the name of its paragraph. */
interface Told {
  line: HistoryLine;
  paragraph: string;
}

export function useNews(screen: Screen): void {
  useEffect(() => {
    let heard: Heard | null = null;
    let [first, timer] = [0, setTimeout(() => undefined)];
    const tell = () => {
      if (heard) {
        sayOnBehalf(screen, heard);
        screen.announced.value = newsOf(screen, heard);
      }
      heard = null;
    };
    const stop = screen.session.onEntries((entries, sent, before) => {
      const own = entries.filter(({ command }) => sent.has(command));
      confirm(screen, { before, entries: [...entries], own: new Set() }, own);
      if (!heard && own.length === entries.length) return;
      if (!heard) first = Date.now();
      heard ??= { before, entries: [], own: new Set() };
      heard.entries.push(...entries);
      for (const { number } of own) heard.own.add(number);
      clearTimeout(timer);
      timer = setTimeout(tell, Math.max(0, Math.min(PAUSE, first + LONGEST - Date.now())));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [screen]);
}

/** A delegate's words are tabled as a whole; those who type live see every letter go. */
function confirm(screen: Screen, heard: Heard, own: readonly Entry[]): void {
  if (!isDelegate(screen) || screen.session.state.peek().live) return;
  const last = own.findLast(({ kind }) => kind === "text_changed");
  const said = last && linesOf(screen, heard).find(({ line }) => line.number === last.number);
  if (!said) return;
  const { line, paragraph } = said;
  const text = t("news.tabled", { ...told(line), paragraph, number: recordNumber(line.number) });
  screen.notice.value = { tone: "tabled", text };
}

/** Acts that Secretariat or Chair entered for the reader's own delegation are told until the message is closed. */
function sayOnBehalf(screen: Screen, heard: Heard): void {
  const own = screen.opening.you.delegation;
  if (own === null || !isDelegate(screen)) return;
  const mine = heard.entries.filter(({ delegation }) => delegation === own);
  const lines = linesOf(screen, { ...heard, entries: mine }).filter(({ line }) => line.by !== null);
  if (lines.length === 0) return;
  const text = lines.slice(-SENTENCES).map(sentence).join(" ");
  const notice = screen.notice.peek();
  // A refusal, and what can still be undone, stay with it.
  const kept = notice?.undo || notice?.tone === "refused" ? notice : null;
  screen.notice.value = kept ? { ...kept, text: `${kept.text} ${text}` } : { tone: "behalf", text };
}

/** "Paragraph 12: EU inserts “shall”. Paragraph 14: agreed. 3 more changes." */
export function newsOf(screen: Screen, heard: Heard): string {
  const lines = linesOf(screen, heard).filter(({ line }) => !heard.own.has(line.number));
  const said = lines.slice(-SENTENCES).map(sentence);
  const more = lines.length - said.length;
  return [...said, ...(more > 0 ? [t("news.more", { count: more })] : [])].join(" ");
}

function sentence({ line, paragraph }: Told): string {
  const said = { ...told(line), paragraph };
  return line.by === null ? t("news.other", said) : t("news.on_behalf", { ...said, by: line.by });
}

const told = ({ who, what }: HistoryLine) => ({ who, what });

function linesOf(screen: Screen, { before, entries }: Heard): Told[] {
  const state = screen.session.state.peek();
  const pending = (names: readonly string[]) => pendingList(state, screen.opening.delegations, names);
  const ids = [...new Set(entries.map(({ payload }) => String(payload.paragraph)))];
  return ids.flatMap((id) => {
    const paragraph = state.paragraphs[id];
    if (!paragraph || paragraph.kind === "footnote") return [];
    const here = entries.filter(({ kind, payload }) => payload.paragraph === id && tellable(kind));
    const page = { entries: here, base: before.paragraphs[id] ?? null };
    return historyLines(page, paragraph, { ...screen.opening, pending })
      .reverse()
      .map((line) => ({ line, paragraph: paragraphName(paragraph) }));
  });
}

/** Entries that the history has words for; others are not told as a code. */
function tellable(kind: string): boolean {
  return ["text_changed", "proposal_tabled", "position_taken"].includes(kind) || known(`history.${kind}`);
}
