/** Where one is, what can be looked at, and always how the connection stands. */
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { city, clock, recordNumber } from "../i18n/dates";
import { ActButton } from "./ActButton";
import { meetingLink } from "./links";
import { useScreen } from "./screen";
import { theme, toggleTheme } from "./theme";

export function Header() {
  const screen = useScreen();
  const { meeting, state: opened } = screen.opening;
  const { title } = screen.state.value;
  return (
    <header class="head">
      <DrawerButton which="outline" glyph="☰" label={t("region.outline")} />
      <a class="name" href="/">
        Adref
      </a>
      <span class="title">
        <a href={meetingLink(meeting.id)}>{meeting.title}</a>
        <span aria-hidden="true"> · </span>
        <bdi lang={opened.language}>{title}</bdi>
      </span>
      <span class="sp" />
      <nav class="looking" aria-label={t("region.looking")}>
        <ActButton id="as_of" face="quiet" showKey />
        <ActButton id="documents" face="quiet" />
        <DraftsButton />
        <ActButton id="search" face="quiet" showKey />
        <ThemeButton />
        <ActButton id="keys" face="quiet" label="?" />
      </nav>
      <ConnectionMark />
      <DrawerButton which="panel" glyph="¶" label={t("region.paragraph")} />
    </header>
  );
}

function DrawerButton({ which, glyph, label }: { which: "outline" | "panel"; glyph: string; label: string }) {
  const screen = useScreen();
  const open = screen.drawer.value === which;
  return (
    <button
      type="button"
      class={`quiet drawer-button for-${which}`}
      aria-expanded={open}
      aria-label={label}
      onClick={() => (screen.drawer.value = open ? null : which)}
    >
      {glyph}
    </button>
  );
}

function ThemeButton() {
  const label = t(theme.value === "dark" ? "theme.to_light" : "theme.to_dark");
  return (
    <button type="button" class="quiet theme" aria-label={label} title={label} onClick={toggleTheme}>
      <span aria-hidden="true">{theme.value === "dark" ? "☀" : "☾"}</span>
    </button>
  );
}

/** Shown only while something was refused and waits to be put in again. */
function DraftsButton() {
  const screen = useScreen();
  const count = screen.session.drafts.value.length;
  if (count === 0) return null;
  return <ActButton id="drafts" face="primary" label={t("drafts.count", { count })} />;
}

function ConnectionMark() {
  const screen = useScreen();
  const { status, unsent, reason } = screen.session.connection.value;
  const zone = screen.opening.meeting.time_zone;
  return (
    <div class={`live ${status}`}>
      <i aria-hidden="true" />
      <span role="status" title={reason}>
        {t(`connection.${status}`)}
        {unsent > 0 && <b> · {t("connection.unsent", { count: unsent })}</b>}
      </span>
      <Dot />
      <span class="num" title={t("record.number_hint")}>
        {t("line.number", { number: recordNumber(screen.state.value.number) })}
      </span>
      <Dot />
      <span class="when">
        <span class="num">{clock(screen.now.value, zone)}</span> {city(zone)}
      </span>
    </div>
  );
}

const Dot = (): ComponentChildren => (
  <span class="dot" aria-hidden="true">
    ·
  </span>
);
