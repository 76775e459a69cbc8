/** The room's screen: the paragraph that the Chair has in hand, large; what comes next; how the text stands. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../../i18n";
import { city, clock, recordNumber } from "../../i18n/dates";
import { serverNow } from "../../record/serverClock";
import type { Delta, Paragraph, State } from "../../record/types";
import { useAway } from "../Away";
import { beginning, directionIn, drawnTokens, isOpen, statusOf } from "../facts";
import { shortName } from "../names";
import { tally } from "../outline/rows";
import { byStance } from "../panel/positionsTable";
import { GLYPHS } from "../StateMark";
import type { Screen } from "../screen";
import { capital, paragraphName, statusName } from "../sentences";
import { firstDifference, type Range } from "../text/fresh";
import { useFresh } from "../text/useFresh";
import { Wording } from "../text/Wording";
import { fitWording, followChange } from "./fitting";

const FLASH_MILLISECONDS = 2500;

export function Room({ screen }: { screen: Screen }) {
  useEffect(() => {
    const timer = setInterval(() => {
      screen.now.value = serverNow();
    }, 1000);
    return () => clearInterval(timer);
  }, [screen]);
  const state = screen.state.value;
  const inHand = state.before_room ? state.paragraphs[state.before_room.paragraph] : undefined;
  return (
    <div class="room-frame">
      <Head screen={screen} state={state} inHand={inHand} />
      {inHand ? (
        <InHand screen={screen} state={state} paragraph={inHand} />
      ) : (
        <Nothing state={state} screen={screen} />
      )}
      <Foot screen={screen} state={state} inHand={inHand} />
    </div>
  );
}

interface Part {
  screen: Screen;
  state: State;
}

function Head({ screen, state, inHand }: Part & { inHand: Paragraph | undefined }) {
  const zone = screen.opening.meeting.time_zone;
  const { status } = screen.session.connection.value;
  const away = useAway(screen);
  const how = inHand && statusOf(inHand, state);
  return (
    <header>
      <h1>{inHand ? capital(paragraphName(inHand)) : state.title}</h1>
      {inHand && how && (
        <span class={`state ${how}`}>
          <span aria-hidden="true">{GLYPHS[how]}</span> {statusName(how, inHand, state)}
        </span>
      )}
      {state.before_room && inHand && (
        <span>{t("room.since_short", { time: clock(state.before_room.time, zone) })}</span>
      )}
      <span class="sp" />
      {status !== "live" && (
        <span class={`live ${status}`} role="status">
          <i aria-hidden="true" /> {t(away ? "connection.away_room" : `connection.${status}`)}
        </span>
      )}
      <span class="num">
        {t("line.number", { number: recordNumber(state.number) })} · {clock(screen.now.value, zone)}{" "}
        {city(zone)}
      </span>
    </header>
  );
}

function InHand({ screen, state, paragraph }: Part & { paragraph: Paragraph }) {
  const frame = useRef<HTMLElement>(null);
  const wording = screen.session.wording(paragraph.id).value;
  const fresh = useFresh(wording, paragraph.id, FLASH_MILLISECONDS);
  useFitting(frame, paragraph, wording);
  useFollowing(frame, paragraph.id, wording, fresh);
  const next = following(state, paragraph.id);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long paragraph scrolls, and the keyboard must be able to do it.
    <main ref={frame} aria-label={paragraphName(paragraph)} tabIndex={0}>
      <div class="hand" dir={state.direction}>
        <span class="lab">{paragraph.marker}</span>
        <p lang={state.language} dir={directionIn(paragraph, state)} aria-live="polite">
          <Wording
            tokens={drawnTokens(paragraph, wording)}
            delegations={screen.opening.delegations}
            fresh={fresh}
            footnote={() => "*"}
          />
        </p>
        {next && (
          <div class="next">
            {t("room.next", {
              words: isolated([next.marker, beginning(next, 90)].filter(Boolean).join(" ")),
            })}
          </div>
        )}
      </div>
    </main>
  );
}

/** The size follows the words, the window and the fonts. */
function useFitting(frame: { current: HTMLElement | null }, paragraph: Paragraph, wording: Delta): void {
  useLayoutEffect(() => fitWording(frame.current), [paragraph, wording]);
  useEffect(() => {
    const fit = () => fitWording(frame.current);
    void document.fonts?.ready.then(fit);
    window.addEventListener("resize", fit);
    return () => window.removeEventListener("resize", fit);
  }, [frame]);
}

/** A paragraph that is too long for the screen begins at its beginning, and then shows its latest change. */
function useFollowing(
  frame: { current: HTMLElement | null },
  paragraph: string,
  wording: Delta,
  fresh: Range | null,
): void {
  const before = useRef({ paragraph, wording });
  const part = useRef(0);
  useLayoutEffect(() => {
    const last = before.current;
    before.current = { paragraph, wording };
    if (!frame.current) return;
    if (last.paragraph !== paragraph) frame.current.scrollTop = 0;
    else if (last.wording !== wording) {
      part.current = firstDifference(last.wording, wording);
      followChange(frame.current, part.current);
    }
  }, [frame, paragraph, wording]);
  // New words are marked a moment after they are there: then their place is known exactly.
  useLayoutEffect(() => {
    if (fresh) followChange(frame.current, part.current);
  }, [frame, fresh]);
}

/** The text may run the other way than the words around it. */
function isolated(words: string): string {
  return `\u2068${words}\u2069`;
}

/** The next paragraph that is still open. */
function following(state: State, id: string): Paragraph | undefined {
  const later = state.order.slice(state.order.indexOf(id) + 1).map((one) => state.paragraphs[one]);
  return later.find((one) => one !== undefined && isOpen(one));
}

function Nothing({ state, screen }: Part) {
  return (
    <main>
      <div class="hand idle">
        <p lang={state.language}>{state.title}</p>
        <div class="next">
          {screen.opening.meeting.title} · {t("room.nothing")}
        </div>
      </div>
    </main>
  );
}

function Foot({ screen, state, inHand }: Part & { inHand: Paragraph | undefined }) {
  const counted = tally(state, null);
  const shown = (["agreed", "ad_ref", "clean", "bracketed", "proposed"] as const).filter(
    (one) => counted[one] > 0,
  );
  return (
    <footer>
      <span class="tallies">
        {shown.map((status, index) => (
          <span key={status}>
            {index > 0 && " · "}
            <span class={status === "agreed" ? "agreed strong" : undefined}>
              <span aria-hidden="true">{GLYPHS[status]}</span>{" "}
              {t(`count.${status}`, { count: counted[status] })}
            </span>
          </span>
        ))}
      </span>
      <span class="sp" />
      {inHand && <span class="stances">{against(inHand, screen)}</span>}
    </footer>
  );
}

/** "Objection: Bolivia · Reservation: Peru" */
function against(paragraph: Paragraph, screen: Screen): string {
  return (["objects", "reserves"] as const)
    .map((stance) => {
      const codes = [...new Set(byStance(paragraph, stance).map((one) => one.position.delegation))];
      if (stance === "reserves") codes.push(...reserving(paragraph).filter((code) => !codes.includes(code)));
      const who = codes.map((code) => shortName(screen.opening.delegations, code)).join(", ");
      return codes.length > 0 ? t(`room.${stance}`, { who, count: codes.length }) : "";
    })
    .filter(Boolean)
    .join(" · ");
}

function reserving(paragraph: Paragraph): string[] {
  return Object.values(paragraph.proposals)
    .filter((proposal) => proposal.kind === "reservation" && proposal.status === "live")
    .flatMap((proposal) => proposal.sponsors);
}
