/** The boundary between the screens and the paragraph editor. */
import { openEditor, type Place } from "../editor/editor";
import { t } from "../i18n";
import type { Draft } from "../record/types";
import { held, isChair } from "./acts/act";
import { mint, say } from "./doing";
import { shortName } from "./names";
import type { Editing, Screen } from "./screen";
import { paragraphName } from "./sentences";

export interface EditorHandlers {
  /** The caret left the paragraph: by Escape, upwards or downwards with the arrows, or because it was agreed meanwhile. */
  onLeave(how: "escape" | "up" | "down" | "frozen", caret: number): void;
  /** Enter: what was composed is tabled; what was typed live (W15) is on record already. */
  onTabled(): void;
  /** The number of a footnote that is referred to here. */
  footnote(paragraph: string): string;
}

/** Opens the editor of a paragraph in `host`; the answer closes it. */
export function mountEditor(
  host: HTMLElement,
  screen: Screen,
  editing: Editing,
  handlers: EditorHandlers,
): () => void {
  const { session, opening } = screen;
  const paragraph = session.state.value.paragraphs[editing.paragraph];
  const editor = openEditor({
    session,
    paragraph: editing.paragraph,
    mount: host,
    as: {
      delegation: editing.delegation,
      ...(editing.reason ? { reason: editing.reason } : {}),
      hold: holds(screen, editing),
    },
    label: paragraph ? t("editing.field", { paragraph: paragraphName(paragraph) }) : "",
    names: {
      delegation: (code) => shortName(opening.delegations, code),
      caret: ({ delegation, person }) =>
        delegation === null ? (opening.people[person] ?? "") : shortName(opening.delegations, delegation),
      footnote: handlers.footnote,
    },
    place: placeOf(screen),
    mayTable: () => mayTable(screen, editing.paragraph),
    onTabled: () => {
      sayUnsent(screen);
      handlers.onTabled();
    },
    onLeave: (how, _composed, caret) => handlers.onLeave(how, caret),
    onRefusedLocally: (...why) => say(screen, "hint", why.map((one) => t(`editing.${one}`)).join(" ")),
    newId: () => mint("x"),
  });
  if (editing.draft && mayPutIn(screen, editing.draft)) {
    editor.putIn(editing.draft);
    session.composedAgain(editing.draft);
  }
  return () => editor.close();
}

/** Whether a draft is still there and its words are not composed in the paragraph already: nothing is put in twice. */
export function mayPutIn({ session }: Screen, { id, paragraph }: Draft): boolean {
  const draft = session.drafts.value.find((one) => one.id === id);
  return draft !== undefined && !(draft.again && session.composing(paragraph).value);
}

/** Lets go what is composed in a paragraph, unless the Chair holds it: then it stays composed. */
export function table(screen: Screen, paragraph: string): void {
  if (!mayTable(screen, paragraph)) return;
  screen.session.table(paragraph);
  sayUnsent(screen);
}

function mayTable(screen: Screen, id: string): boolean {
  const paragraph = screen.session.state.peek().paragraphs[id];
  if (!paragraph || isChair(screen) || !held(paragraph, screen)) return true;
  say(screen, "hint", t("editing.held"));
  return false;
}

/** That it is tabled is said when it is on record (news.ts); here, why that may take a while. */
function sayUnsent(screen: Screen): void {
  if (screen.session.connection.peek().status !== "live") say(screen, "hint", t("tabled.waiting"));
}

/** Delegates compose and then table, unless the meeting lets them type live (W15); a draft is always looked at first. */
function holds({ session, opening }: Screen, editing: Editing): boolean {
  if (editing.draft) return true;
  return opening.you.role === "delegate" && !session.state.value.live;
}

function placeOf(screen: Screen): Place {
  const place = screen.clicked ?? "end";
  screen.clicked = null;
  return place;
}
