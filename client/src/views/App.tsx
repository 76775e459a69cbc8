/** The live text: header, outline, text, paragraph, foot. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { city, moment, recordNumber } from "../i18n/dates";
import { serverNow } from "../record/serverClock";
import { Away } from "./Away";
import { act, attempt } from "./acts";
import { useBacks } from "./backs";
import { Ended } from "./Ended";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { Kept } from "./Kept";
import { listen } from "./keyboard";
import { useNews } from "./news";
import { Outline } from "./outline/Outline";
import { Panel } from "./panel/Panel";
import { useReturned } from "./returned";
import { type Screen, ScreenContext, select, useScreen } from "./screen";
import { paragraphName } from "./sentences";
import { showPast } from "./sheets/AsOfSheet";
import { isOverPage, PageSheet } from "./sheets/PageSheet";
import { TextColumn } from "./text/TextColumn";
import { Waiting } from "./Waiting";
import { Announcements, Whisper } from "./Whisper";

export function App({ screen }: { screen: Screen }) {
  useEffect(() => {
    screen.openForWriting = () => {
      if (act("write").offered(screen)) attempt(screen, act("write"));
    };
    const stop = listen(screen);
    const clock = setInterval(() => {
      screen.now.value = serverNow();
    }, 1000);
    return () => {
      stop();
      clearInterval(clock);
    };
  }, [screen]);
  useEffect(() => selectAtFirst(screen), [screen]);
  useAddress(screen);
  useBacks(screen);
  useRoomNews(screen);
  useNews(screen);
  useReturned(screen);
  const past = screen.past.value !== null ? "past" : "";
  return (
    <ScreenContext.Provider value={screen}>
      <a class="skip" href="#text">
        {t("region.skip")}
      </a>
      <div class={`frame ${past} ${screen.selected.value === null ? "" : "chosen"}`}>
        <Header />
        <Outline />
        <div class="middle">
          <Away />
          <Kept />
          <Ended />
          <ArchivedBanner />
          <PastBanner />
          <TextColumn />
          {!isOverPage(screen.sheet.value) && <Whisper />}
        </div>
        <Panel />
        <Footer />
        <PageSheet />
        <Waiting />
      </div>
      <Announcements />
    </ScreenContext.Provider>
  );
}

/** The paragraph of the address, else what is before the room. */
function selectAtFirst(screen: Screen): void {
  const { paragraphs, before_room } = screen.state.peek();
  const asked = decodeURIComponent(location.hash.slice(1));
  const first = paragraphs[asked] ? asked : (before_room?.paragraph ?? null);
  if (first !== null) select(screen, first);
}

/** The address names the selected paragraph: what is loaded again, or sent to a colleague, opens there. */
function useAddress(screen: Screen): void {
  const selected = screen.selected.value;
  useEffect(() => {
    const timer = setTimeout(() => selected && history.replaceState(history.state, "", `#${selected}`), 400);
    return () => clearTimeout(timer);
  }, [selected]);
}

/** The Chair goes on to another paragraph: said, and not scrolled to. */
function useRoomNews(screen: Screen): void {
  const inRoom = screen.session.state.value.before_room?.paragraph ?? null;
  const before = useRef(inRoom);
  useEffect(() => {
    if (before.current === inRoom) return;
    before.current = inRoom;
    const paragraph = inRoom === null ? undefined : screen.session.state.peek().paragraphs[inRoom];
    if (paragraph && screen.selected.peek() !== inRoom)
      screen.notice.value = {
        tone: "hint",
        text: t("room.news", { paragraph: paragraphName(paragraph) }),
        leadsTo: paragraph.id,
      };
  }, [screen, inRoom]);
}

/** An archived text is read, and nothing is decided on it. */
function ArchivedBanner() {
  const screen = useScreen();
  const { archived } = screen.session.state.value;
  if (!archived) return null;
  const zone = screen.opening.meeting.time_zone;
  return (
    <div class="past-banner" role="status">
      <strong>{t("archived.title")}</strong>
      <span>{t("archived.since", { time: moment(archived.time, zone) })}</span>
    </div>
  );
}

/** Says above the text that the past is shown. */
function PastBanner() {
  const screen = useScreen();
  const past = screen.past.value;
  if (!past) return null;
  const zone = screen.opening.meeting.time_zone;
  const { number, time } = past.state;
  const step = (to: number) => void showPast(screen, { number: to });
  const latest = screen.session.state.value.number;
  return (
    <div class="past-banner" role="status">
      <strong>{t("past.title", { time: moment(past.asked ?? time, zone), city: city(zone) })}</strong>
      <span>{t("past.number", { number: recordNumber(number), latest: recordNumber(latest) })}</span>
      <span class="sp" />
      <button
        type="button"
        disabled={number <= 1}
        onClick={() => step(number - 1)}
        aria-label={t("past.earlier")}
      >
        ←
      </button>
      <button
        type="button"
        disabled={number >= latest}
        onClick={() => step(number + 1)}
        aria-label={t("past.later")}
      >
        →
      </button>
      <button type="button" class="primary" onClick={() => (screen.past.value = null)}>
        {t("past.back")} <kbd>{t("key.Escape")}</kbd>
      </button>
    </div>
  );
}
