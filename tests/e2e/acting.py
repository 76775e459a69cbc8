"""Performing acts through the screen: one window of a role, another window beside it, and the record between them."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.sync_api import Browser, Locator, Page, expect

from benchmarks.support.texts import paragraph_payload
from server.services.clock import new_id
from tests.support.client_acts import client_acts
from tests.support.raw_socket import Gone, LiveServer, RawClient
from tests.support.signed_in import SignedIn, sign_in
from tests.support.text_page import opened
from tests.support.visitors import SignIn, visitors

KEY, POINTER = "key", "pointer"
# The account of each role, and the delegation that its acts are done for where the screen asks.
ACCOUNTS: Final = {
    "secretariat": "secretariat",
    "chair": "chair",
    "delegate": "japan",
    "observer": "observer",
}
NAMES: Final = {"JPN": "Japan", "PER": "Peru"}
LONGEST_WALK: Final = 25
LONGEST_CLOSING: Final = 5
WHERE: Final = """
(all) => {
  const now = document.activeElement;
  if (all.includes(now)) return "there";
  return now.compareDocumentPosition(all[0]) & Node.DOCUMENT_POSITION_PRECEDING ? "before" : "after";
}
"""
NEW_LINE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that an act must make: its payload holds at least these."""

    kind: str
    delegation: str | None
    payload: Mapping[str, Any] = field(default_factory=dict)


class People:
    """Everybody of the demonstration over sockets, to prepare what an act needs."""

    def __init__(self, address: str) -> None:
        self.server = LiveServer(None, int(address.rpartition(":")[2]))  # type: ignore[arg-type]  # Not asked for.
        self._signed_in: dict[str, SignedIn] = {}
        self._lines: dict[str, RawClient] = {}

    def person(self, name: str) -> SignedIn:
        if name not in self._signed_in:
            self._signed_in[name] = sign_in(self.server, name)
        return self._signed_in[name]

    def ask(self, name: str, event: str, fields: dict[str, Any]) -> Any:
        """One message, over a line that is opened again where it was cut for want of answers to pings."""
        try:
            return self._line(name).ask(event, fields)
        except (Gone, OSError):
            self._lines.pop(name).close()
            return self._line(name).ask(event, fields)

    def close(self) -> None:
        for line in self._lines.values():
            line.close()

    def _line(self, name: str) -> RawClient:
        if name not in self._lines:
            self._lines[name] = self.person(name).connect()
        return self._lines[name]


class Stage:
    """A text of one role's own, open in its window (`page`) and in an observer's (`other`)."""

    def __init__(self, role: str, page: Page, other: Page, people: People, text: str) -> None:
        self.role, self.page, self.other, self.people, self.text = role, page, other, people, text
        self.labels = 0
        self.number = 0
        self.person: str = people.person(self.account).get(f"/api/texts/{text}/state")["you"]["person"]
        self.refresh()

    @property
    def account(self) -> str:
        return ACCOUNTS[self.role]

    def refresh(self) -> list[dict[str, Any]]:
        """The entries since the last look."""
        path = f"/api/texts/{self.text}/entries?after={self.number}"
        found: list[dict[str, Any]] = self.people.person("eu").get(path)["entries"]
        self.number += len(found)
        return found

    def last(self) -> str | None:
        """The last paragraph that is in the text."""
        state = self.people.person("peru").get(f"/api/texts/{self.text}/state")["state"]
        standing = [one for one in state["order"] if not state["paragraphs"][one]["withdrawn"]]
        return standing[-1] if standing else None

    def given(self, who: str, kind: str, payload: dict[str, Any], delegation: str | None = None) -> None:
        """A command that only prepares; it must be taken."""
        fields = {"id": new_id("c"), "text": self.text, "kind": kind, "delegation": delegation}
        outcome = self.people.ask(who, "command", {**fields, "base": self.number, "payload": payload})
        assert "refused" not in outcome, outcome
        self.number = outcome["through"]


class Play:
    """One performance: an act, by key or by pointer, on paragraphs of its own."""

    def __init__(self, stage: Stage, act: str | None, way: str) -> None:
        self.stage, self.act, self.way = stage, act, way
        self.page, self.other = stage.page, stage.other
        self.office = stage.role in ("secretariat", "chair")
        self.label = ""
        self.paragraph = ""
        self._close()

    def _close(self) -> None:
        """Nothing is open, whatever was performed before."""
        self.page.bring_to_front()
        for _ in range(LONGEST_CLOSING):
            if (
                self.sheet.count() == 0
                and self.page.locator("[role=textbox]:focus, input:focus").count() == 0
            ):
                return
            self.page.keyboard.press("Escape")

    # What there is before.

    def given(self, who: str, kind: str, payload: dict[str, Any], delegation: str | None = None) -> None:
        self.stage.given(who, kind, payload, delegation)

    def seen(self, **payload: Any) -> dict[str, Any]:
        """A payload about the paragraph in hand, as it stands now."""
        return {
            "paragraph": self.paragraph,
            "seen": self.stage.number,
            "previewed": self.stage.number,
            **payload,
        }

    def new(self, wording: str = "States should cooperate.", kind: str = "operative") -> str:
        """A paragraph at the end of the text, which becomes the one in hand."""
        self.stage.labels += 1
        self.label = f"{self.stage.labels}"
        payload = paragraph_payload(self.stage.last(), kind, self.label, wording)
        self.given("secretariat", "add_section" if kind == "heading" else "add_paragraph", payload)
        self.paragraph = payload["paragraph"]
        return self.paragraph

    def proposed(
        self, words: str = "All ", delegation: str = "PER", sponsors: tuple[str, ...] | None = None
    ) -> str:
        """Words that a delegation, or several, propose at the beginning of the paragraph in hand."""
        proposal = new_id("x")
        change = [{"insert": words, "attributes": {"ins": proposal}}]
        minted = [{"id": proposal, "parent": None, "kind": "wording", "set": None}]
        payload = {"paragraph": self.paragraph, "change": change, "proposals": minted, "reason": None}
        several = {} if sponsors is None else {"sponsors": list(sponsors)}
        self.given("secretariat", "change_wording", {**payload, **several}, delegation)
        return proposal

    def agreed(self, pending: tuple[str, ...] = ()) -> None:
        self.given("chair", "record_agreement", self.seen(level="agreed", pending=list(pending)))

    # What is done.

    def select(self, paragraph: str | None = None) -> None:
        """The paragraph in hand, or another, in both windows."""
        one = paragraph or self.paragraph
        for page in (self.page, self.other):
            expect(page.locator(f"#{one}")).to_be_attached()
        self.other.locator(f"#{one}").evaluate("(row) => row.focus()")
        if self.way == POINTER:
            self.row(one).locator(".lab:visible, h2.wording").first.click()
        else:
            self.page.keyboard.press("End")
        expect(self.row(one)).to_have_attribute("aria-current", "true")

    def stand_on(self, paragraph: str) -> None:
        """Another paragraph in this window, as Tab and a click get there."""
        self.row(paragraph).focus()
        expect(self.row(paragraph)).to_have_attribute("aria-current", "true")

    def row(self, paragraph: str | None = None) -> Locator:
        return self.page.locator(f"#{paragraph or self.paragraph}")

    def does(self, pointer: Locator | None = None, key: int = 0) -> None:
        """The act itself: its key, or its button (or `pointer`, where the screen has another thing to click)."""
        assert self.act is not None
        keys = client_acts()[self.act].keys
        if self.way == KEY:
            self.page.keyboard.press(keys[key])
            return
        button = pointer or self.page.locator(f'button[aria-keyshortcuts="{keys[0]}"]').first
        if pointer is None and not button.is_visible():
            self.page.locator("details.more-acts > summary").click()
        button.click()

    @property
    def sheet(self) -> Locator:
        return self.page.locator(".sheet")

    def fill(self, label: str, words: str) -> None:
        """Types into a field of the open sheet; by key, it is reached with Tab."""
        target = self.sheet.get_by_label(label, exact=False).first
        if target.evaluate("(one) => one.tagName === 'SELECT'"):
            # A click would open its list, which the browser draws over the page and which swallows the next click.
            target.select_option(words)
            return
        self._reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        expect(target).to_have_value(words)

    def choose(self, label: str) -> None:
        """One of a few choices of the open sheet; by key, with the arrows of its group."""
        target = self.sheet.get_by_label(label, exact=True).first
        if self.way == POINTER:
            self.sheet.locator("label").filter(has_text=re.compile(rf"^{re.escape(label)}$")).click()
        else:
            name = target.get_attribute("name")
            group = self.sheet.locator(f'input[name="{name}"]') if name else target
            self._tab_to(group)
            self.page.keyboard.press("Space")
            for _ in range(group.count()):
                if target.is_checked():
                    break
                self.page.keyboard.press("ArrowRight")
        expect(target).to_be_checked()

    def _reach(self, target: Locator) -> None:
        if self.way == POINTER:
            target.click()
        else:
            self._tab_to(target)

    def _tab_to(self, target: Locator) -> None:
        """Tab, or Shift+Tab for what comes before, until one of these has the keyboard."""
        for _ in range(LONGEST_WALK):
            where = target.evaluate_all(WHERE)
            if where == "there":
                return
            self.page.keyboard.press("Shift+Tab" if where == "before" else "Tab")
        raise AssertionError("The keyboard does not get there.")

    def confirm(self) -> None:
        """The button of the sheet, or the very key that it shows."""
        button = self.sheet.locator("button[type=submit]")
        expect(button).to_have_attribute("aria-disabled", "false")
        if self.way == POINTER:
            button.click()
        else:
            shown = button.locator("kbd").inner_text()
            self.page.keyboard.press(shown.replace("Ctrl ", "Control+"))

    # What came of it.

    def records(self, *expected: Recorded) -> list[dict[str, Any]]:
        """The record has these entries and no others, by this person, and both windows have come to them."""
        through = self.stage.number + len(expected)
        for page in (self.page, self.other):
            _at_number(page, through)
        found = self.stage.refresh()
        for entry, wanted in zip(found, expected, strict=True):
            assert (entry["kind"], entry["delegation"], entry["person"]) == (
                wanted.kind,
                wanted.delegation,
                self.stage.person,
            )
            known = {name: entry["payload"].get(name) for name in wanted.payload}
            assert known == dict(wanted.payload), entry
        return found

    def records_nothing(self) -> None:
        assert self.stage.refresh() == []

    def same_in_both_windows(self, paragraph: str | None = None) -> None:
        """The other window shows the paragraph as this one does: label, wording with its brackets, state."""
        one = f"#{paragraph or self.paragraph}"
        assert _shown(self.other, one) == _shown(self.page, one)

    def other_sees(self, words: str) -> None:
        """In the other window, the paragraph or what is told of it."""
        place = self.other.locator(f"#{self.paragraph}, aside, .past-banner, .head, .floor")
        expect(place.filter(has_text=words).first).to_be_visible()


def _at_number(page: Page, number: int) -> None:
    digits = "\\D*".join(str(number))
    expect(page.locator(".live .num").first).to_have_text(re.compile(rf"^no\.\D*{digits}$"))


def _shown(page: Page, selector: str) -> tuple[str, ...]:
    row = page.locator(selector)
    words = row.locator(".wording").first.inner_text() if row.count() else ""
    label = row.locator(".lab").first.inner_text() if row.count() else ""
    state = " ".join(sorted(set((row.get_attribute("class") or "").split()) - {"sel"})) if row.count() else ""
    return label, NEW_LINE.sub(" ", words), state


@contextmanager
def staged(browser: Browser, address: str) -> Iterator[Callable[[str], Stage]]:
    """Gives the stage of a role; each is set up once."""
    people = People(address)
    stages: dict[str, Stage] = {}
    with visitors(browser, address) as signed_in:
        other = signed_in("observer")

        def stage(role: str) -> Stage:
            if role not in stages:
                stages[role] = _set_up(role, signed_in, other, people, address)
            if other.url != f"{address}/texts/{stages[role].text}":
                opened(other, f"{address}/texts/{stages[role].text}")
            return stages[role]

        yield stage
        people.close()


def _set_up(role: str, signed_in: SignIn, other: Page, people: People, address: str) -> Stage:
    secretariat = signed_in("secretariat")
    secretariat.goto(f"{address}/meetings/demonstration/texts/new")
    secretariat.get_by_label("Title").fill(f"Acts of the {role}")
    secretariat.get_by_role("button", name="Open the text").click()
    secretariat.wait_for_url(re.compile(r"/texts/t-"))
    text = re.search(r"/texts/(t-[A-Za-z0-9_-]+)", secretariat.url)
    assert text is not None
    secretariat.context.close()
    page = signed_in(ACCOUNTS[role])
    opened(page, f"{address}/texts/{text[1]}")
    opened(other, f"{address}/texts/{text[1]}")
    return Stage(role, page, other, people, text[1])
