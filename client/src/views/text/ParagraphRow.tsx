/** One paragraph in the column: its state and label in the margin, its wording, and the act that froze it. */
import { useComputed } from "@preact/signals";
import { memo } from "preact/compat";
import { t, UI } from "../../i18n";
import { clock, moment, recordNumber } from "../../i18n/dates";
import { type ProposalLike, type Token, tokens } from "../../record/brackets";
import { compose } from "../../record/delta";
import type { Caret, Delta, Paragraph, State } from "../../record/types";
import { isChair, isDelegate } from "../acts/act";
import { directionIn, drawnTokens, noteNumber, statusOf } from "../facts";
import { shortName } from "../names";
import { fullLabel } from "../places";
import { StateGlyph } from "../StateMark";
import { type Editing, type Screen, type Sheet, type Shown, select, useScreen } from "../screen";
import { capital, levelName, pendingList } from "../sentences";
import { ParagraphSheet } from "../sheets/ParagraphSheet";
import { DraftLine, HeldLine, InterruptedLine } from "./Aside";
import { ComposedLine, OpenParagraph } from "./OpenParagraph";
import { useFresh } from "./useFresh";
import { type CaretMark, Wording } from "./Wording";

const FLASH_MILLISECONDS = 1600;
/** A word that would not fit into the margin at the size of others: "quinquies.". */
const LONG_WORD = /\S{8}/;

export interface RowProps {
  paragraph: Paragraph;
  notes: readonly Paragraph[];
  /** The number of the first footnote that is referred to here. */
  firstNote: number;
  selected: boolean;
  /** Put before the room at this instant; null if another one is. */
  inRoomSince: string | null;
  attributions: boolean;
  editing: Editing | null;
  sheet: Sheet | null;
  target: string | null;
  carets: readonly Caret[];
  /** The state's levels; a row is drawn again when its own paragraph changes, not with every state. */
  levels: State["levels"];
}

interface Placed extends RowProps {
  /** Its place in the text, from 1, and of how many. */
  position: number;
  size: number;
}

/** The content of a row is drawn again only where it changed; a new paragraph changes the places of all rows. */
const Content = memo(RowContent);

export function ParagraphRow({ position, size, ...props }: Placed) {
  const screen = useScreen();
  const { paragraph, selected, inRoomSince } = props;
  // Read without subscribing: the row follows its own paragraph and its footnotes.
  const state = screen.state.peek();
  const status = statusOf(paragraph, state);
  const classes = ["p", paragraph.kind, status, `depth-${Math.min(paragraph.depth, 6)}`];
  if (selected) classes.push("sel");
  if (paragraph.agreement) classes.push("frozen");
  return (
    <>
      {inRoomSince !== null && <RoomBanner paragraph={paragraph} since={inRoomSince} />}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard of the page selects with J and K and opens with Enter. */}
      <article
        id={paragraph.id}
        class={classes.join(" ")}
        tabIndex={selected ? 0 : -1}
        aria-current={selected || undefined}
        aria-labelledby={`${paragraph.id}-label`}
        aria-posinset={position}
        aria-setsize={size}
        onMouseDown={() => press(screen)}
        onClickCapture={() => select(screen, paragraph.id)}
        onClick={(event) => onClick(event, screen, props)}
        onFocus={() => pressed || select(screen, paragraph.id)}
      >
        <Content {...props} />
      </article>
    </>
  );
}

function RowContent(props: RowProps) {
  const screen = useScreen();
  const { paragraph, editing } = props;
  return (
    <>
      <StateGlyph paragraph={paragraph} state={screen.state.peek()} />
      <span class={LONG_WORD.test(paragraph.marker) ? "lab long" : "lab"} id={`${paragraph.id}-label`}>
        {paragraph.kind === "heading" ? (
          <span class="hidden">{t("name.heading_kind")}</span>
        ) : (
          paragraph.marker
        )}
      </span>
      <div class="body">
        {editing ? (
          <>
            <OpenParagraph
              editing={editing}
              footnote={(note) => noteNumber(paragraph, note, props.firstNote)}
            />
            <OnRecord paragraph={paragraph} firstNote={props.firstNote} />
          </>
        ) : (
          <StaticWording {...props} screen={screen} />
        )}
        <div {...UI}>
          {!editing && <ComposedLine paragraph={paragraph.id} />}
          <HeldLine paragraph={paragraph.id} />
          <InterruptedLine paragraph={paragraph.id} />
          <DraftLine paragraph={paragraph.id} />
          <ActLine paragraph={paragraph} screen={screen} levels={props.levels} />
        </div>
        <Footnotes {...props} screen={screen} />
      </div>
      {props.sheet && <ParagraphSheet sheet={props.sheet} paragraph={paragraph} />}
    </>
  );
}

/** The paragraph that was selected when the button of the mouse went down. */
let before: string | null = null;
/** The button of the mouse is down. The focus that it gives selects nothing: that would move what it is about to click. */
let pressed = false;

function press(screen: Screen): void {
  before = screen.selected.peek();
  pressed = true;
  const ended = new AbortController();
  const release = () => {
    pressed = false;
    ended.abort();
  };
  for (const kind of ["mouseup", "dragend"])
    addEventListener(kind, release, { capture: true, signal: ended.signal });
}

/** A click selects; a delegate's click on the wording of the paragraph that was selected before opens it for typing. */
function onClick(event: MouseEvent, screen: Screen, { paragraph, editing }: RowProps): void {
  const from = event.target as Element;
  if (editing || from.closest("button, a, input, select, textarea, .sheet")) return;
  if (getSelection()?.isCollapsed === false) return;
  if (before === paragraph.id && isDelegate(screen) && from.closest(".wording")) {
    screen.clicked = { left: event.clientX, top: event.clientY };
    screen.openForWriting?.();
  }
}

function RoomBanner({ paragraph, since }: { paragraph: Paragraph; since: string }) {
  const { opening } = useScreen();
  return (
    <div class="floor">
      <strong {...UI}>{t("room.before")}</strong>
      <span {...UI}>
        {t("room.since", { label: fullLabel(paragraph), time: clock(since, opening.meeting.time_zone) })}
      </span>
    </div>
  );
}

function StaticWording(props: RowProps & { screen: Screen }) {
  const { paragraph, screen } = props;
  const { delegations, you } = screen.opening;
  const past = screen.past.value !== null;
  const wording = past ? paragraph.wording : screen.session.wording(paragraph.id).value;
  const fresh = useFresh(wording, paragraph.id, FLASH_MILLISECONDS);
  // Asked by every row at every key of the capture line: only the row that it is about is drawn again.
  const shown = useComputed(() =>
    screen.preview.value?.paragraph === paragraph.id ? screen.preview.value : null,
  ).value;
  const previewed = shown && !past && wording === paragraph.wording ? shown : null;
  const carets: CaretMark[] = props.carets.map((caret) => ({
    index: caret.index,
    who: caretName(caret, screen),
  }));
  const content = (
    <Wording
      tokens={
        previewed
          ? previewedTokens(paragraph, previewed)
          : past
            ? drawnTokens(paragraph, wording)
            : displayedTokens(paragraph, wording, screen)
      }
      previewed={previewed?.minted.map(({ id }) => id)}
      delegations={delegations}
      isOwn={(proposal) =>
        paragraph.proposals[proposal]?.sponsors.includes(you.delegation ?? "") ?? you.delegation !== null
      }
      attributions={props.attributions}
      target={props.target}
      carets={carets}
      fresh={fresh}
      footnote={(note) => noteNumber(paragraph, note, props.firstNote)}
    />
  );
  const { language: lang } = screen.state.peek();
  const dir = directionIn(paragraph, screen.state.peek());
  const untabled = previewed !== null || (!past && wording !== paragraph.wording);
  const classes = untabled ? "wording untabled" : "wording";
  const onRecord = untabled && <OnRecord paragraph={paragraph} firstNote={props.firstNote} />;
  if (paragraph.kind !== "heading")
    return (
      <>
        <p class={classes} lang={lang} dir={dir}>
          {content}
        </p>
        {onRecord}
      </>
    );
  const Heading = `h${Math.min(paragraph.depth + 1, 6)}` as "h2";
  return (
    <>
      <Heading class={classes} lang={lang} dir={dir}>
        {paragraph.marker !== "" && <span class="marker">{paragraph.marker} </span>}
        {content}
      </Heading>
      {onRecord}
    </>
  );
}

/** The wording on record, for paper: what is composed, previewed or under way is shown on the screen only. */
function OnRecord({ paragraph, firstNote }: { paragraph: Paragraph; firstNote: number }) {
  const screen = useScreen();
  const { language } = screen.state.peek();
  const direction = directionIn(paragraph, screen.state.peek());
  return (
    <div class="wording on-record" aria-hidden="true" lang={language} dir={direction}>
      {paragraph.kind === "heading" && paragraph.marker !== "" && (
        <span class="marker">{paragraph.marker} </span>
      )}
      <Wording
        tokens={drawnTokens(paragraph, paragraph.wording)}
        delegations={screen.opening.delegations}
        attributions={screen.attributionsShown.value}
        footnote={(note) => noteNumber(paragraph, note, firstNote)}
      />
    </div>
  );
}

/** Brackets of words that are shown and not on record yet are drawn too, for whom they were written. */
function displayedTokens(paragraph: Paragraph, wording: Delta, screen: Screen): Token[] {
  const unknown = screen.session.minted(paragraph.id).filter((one) => !paragraph.proposals[one.id]);
  if (wording === paragraph.wording || unknown.length === 0) return drawnTokens(paragraph, wording);
  const shown = unknown.map(({ id, parent, set, delegation }): [string, ProposalLike] => {
    const sponsors = delegation === null ? [] : [delegation];
    return [id, { parent, sponsors, set, status: "live", tabled: Number.POSITIVE_INFINITY }];
  });
  const proposals = { ...Object.fromEntries(shown), ...paragraph.proposals };
  return tokens({ wording, marks: paragraph.marks, proposals });
}

/** The paragraph with a captured line in it that is not recorded yet. */
function previewedTokens(paragraph: Paragraph, { change, minted, sponsors }: Shown): Token[] {
  const fresh = minted.map(({ id, parent, set }): [string, ProposalLike] => [
    id,
    { parent, sponsors, set, status: "live", tabled: Number.POSITIVE_INFINITY },
  ]);
  const proposals = { ...paragraph.proposals, ...Object.fromEntries(fresh) };
  return tokens({ wording: compose(paragraph.wording, change), marks: paragraph.marks, proposals });
}

function caretName(caret: Caret, { opening }: Screen): string {
  if (caret.delegation !== null) return shortName(opening.delegations, caret.delegation);
  return opening.people[caret.person] ?? "";
}

/** "Agreed · 7 April, 16:40", and what else was done to the paragraph as a whole. */
function ActLine({
  paragraph,
  screen,
  levels,
}: {
  paragraph: Paragraph;
  screen: Screen;
  levels: State["levels"];
}) {
  const zone = screen.opening.meeting.time_zone;
  const lines: string[] = [];
  if (paragraph.agreement) lines.push(agreementLine(paragraph, screen, levels));
  else if (paragraph.reopened) {
    const { time, reason } = paragraph.reopened;
    lines.push(t("line.reopened", { time: moment(time, zone), reason }));
  }
  if (paragraph.hold && Date.parse(paragraph.hold.until) > screen.now.peek())
    lines.push(t("line.held", { time: clock(paragraph.hold.until, zone) }));
  if (paragraph.withdrawn) {
    const { time, reason } = paragraph.withdrawn;
    lines.push(
      t(reason ? "line.withdrawn" : "line.withdrawn_settled", {
        time: moment(time, zone),
        reason: reason ?? "",
      }),
    );
  }
  return (
    <>
      {paragraph.claim && !paragraph.withdrawn && <ClaimLine paragraph={paragraph} screen={screen} />}
      {lines.map((line) => (
        <div key={line} class="act">
          {line}
        </div>
      ))}
    </>
  );
}

/** The agreement that an imported file claims for a paragraph; the Chair is offered the gavel with just that. */
function ClaimLine({ paragraph, screen }: { paragraph: Paragraph; screen: Screen }) {
  const { said, level, pending } = paragraph.claim ?? { said: "", level: null, pending: [] };
  const changed = paragraph.changed > paragraph.added;
  const at = level ?? screen.state.peek().levels.at(-1)?.id ?? "";
  const confirm = () => {
    screen.sheet.value = { kind: "gavel", paragraph: paragraph.id, level: at, pending };
  };
  return (
    <div class="act claim">
      {t(changed ? "line.claim_changed" : "line.claim", { said })}
      {isChair(screen) && (
        <button type="button" class="quiet" onClick={confirm}>
          {t("line.claim_confirm")}
        </button>
      )}
    </div>
  );
}

function agreementLine(paragraph: Paragraph, screen: Screen, levels: State["levels"]): string {
  const { level, time, pending, number } = paragraph.agreement ?? {
    level: "",
    time: "",
    pending: [],
    number: 0,
  };
  const name = levelName({ levels } as State, level);
  const parts = [capital(name), moment(time, screen.opening.meeting.time_zone)];
  if (pending.length > 0)
    parts.push(
      t("line.pending", { who: pendingList(screen.state.peek(), screen.opening.delegations, pending) }),
    );
  else parts.push(t("line.number", { number: recordNumber(number) }));
  return parts.join(" · ");
}

function Footnotes({ notes, firstNote, attributions, screen }: RowProps & { screen: Screen }) {
  if (notes.length === 0) return null;
  return (
    <ol class="notes" start={firstNote}>
      {notes.map((note) => (
        <li key={note.id} lang={screen.state.peek().language} dir={directionIn(note, screen.state.peek())}>
          <Wording
            tokens={drawnTokens(note, note.wording)}
            delegations={screen.opening.delegations}
            attributions={attributions}
          />
        </li>
      ))}
    </ol>
  );
}
