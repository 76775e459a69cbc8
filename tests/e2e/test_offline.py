"""A laptop that was away while the meeting went on; browsers that were closed or killed with work in them (C9, C10).

The server is the real one, Chromium too; what others do meanwhile comes over raw sockets.
"""

import itertools
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from benchmarks.support.texts import database_in
from server.domain.command import Command
from server.persistence.engine import make_engine
from server.persistence.store import SqlStore
from server.services.clock import new_id, now
from server.services.demonstration.meeting import MEETING
from server.services.live_text import LiveText
from server.services.past import LONGEST_CATCHING_UP
from tests.support import office as acts
from tests.support import waiting
from tests.support.desk import SHOWN, TEXT, Desk, bundled, until, until_all_is_sent
from tests.support.office import Office
from tests.support.own_chromium import own_chromium
from tests.support.raw_socket import PATIENCE
from tests.support.served import free_port, served

pytestmark = pytest.mark.browser

UNSENT, COMPOSED = "Let go without a line. ", "Composed and held back. "
# Puts words into a paragraph as a proposal of one's own, perhaps inside another's; with `hold`, composes only.
EDIT = """
([paragraph, proposal, words, hold, at, parent]) => {
  const change = [{ insert: words, attributes: { ins: proposal } }];
  if (at) change.unshift({ retain: at });
  const minted = [{ id: proposal, parent, kind: "wording", set: null }];
  window.session.edit(paragraph, change, minted, { delegation: "EU", hold });
}
"""
LIVING_WINDOWS = "async () => (await navigator.locks.query()).held.length"
# Where some words are: how often on record, in the drafts with code and reason, and how often on the screen.
WHERE = """
([paragraph, words]) => {
  const text = (wording) => wording.map(({ insert }) => (typeof insert === "string" ? insert : "")).join("");
  const times = (wording) => text(wording).split(words.trim()).length - 1;
  const standing = window.session.state.value.paragraphs[paragraph];
  return {
    recorded: standing ? times(standing.wording) : 0,
    shown: times(window.session.wording(paragraph).value),
    drafts: window.session.drafts.value.filter(({ change }) => times(change) > 0)
      .map(({ code, reason }) => [code, /^[A-Z].*\\.$/.test(reason)]),
  };
}
"""
STATUS = "(status) => window.session.connection.value.status === status"
KEPT = """
(count) => new Promise((done) => {
  const asked = indexedDB.open("adref");
  asked.onsuccess = () => {
    const rows = asked.result.transaction("work").objectStore("work").getAll();
    rows.onsuccess = () => { asked.result.close(); done(rows.result.length >= count); };
  };
})
"""
ON_RECORD = {"recorded": 1, "shown": 1, "drafts": []}
HELD = {"recorded": 0, "shown": 1, "drafts": []}


def in_drafts(code: str) -> dict[str, Any]:
    return {"recorded": 0, "shown": 0, "drafts": [[code, True]]}


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    return bundled(tmp_path_factory.mktemp("bundle"))


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def address(instance: Path) -> Iterator[str]:
    with served(instance) as running:
        yield running


@pytest.fixture(scope="module")
def office(address: str) -> Office:
    return Office(address)


@pytest.fixture
def desk(browser: Browser, address: str, bundle: str) -> Iterator[Desk]:
    context = browser.new_context()
    made = Desk(context, address, bundle)
    made.sign_in("eu")
    yield made
    context.close()


_proposals = (f"x-offline-{number:03d}" for number in itertools.count())


def wrote(
    page: Page, paragraph: str, words: str, *, hold: bool, at: int = 0, parent: str | None = None
) -> None:
    page.evaluate(EDIT, [paragraph, next(_proposals), words, hold, at, parent])


def gone(desk: Desk, page: Page) -> None:
    desk.context.set_offline(True)
    until(page, STATUS, "reconnecting")


def back(desk: Desk, page: Page) -> None:
    desk.context.set_offline(False)
    until(page, STATUS, "live")
    until_all_is_sent(page)


def where(page: Page, paragraph: str, words: str) -> Any:
    return page.evaluate(WHERE, [paragraph, words])


AWAY: list[tuple[Callable[..., None], dict[str, Any], dict[str, Any]]] = [
    (acts.frozen, in_drafts("agreed_since"), in_drafts("agreed_since")),
    (acts.reopened, in_drafts("agreed_since"), in_drafts("agreed_since")),
    (acts.moved, ON_RECORD, HELD),
    (acts.relabelled, ON_RECORD, HELD),
    (acts.withdrawn, in_drafts("withdrawn"), in_drafts("withdrawn")),
    (acts.section_withdrawn, in_drafts("withdrawn"), in_drafts("withdrawn")),
]


@pytest.mark.parametrize(
    ("meanwhile", "unsent", "composed"), AWAY, ids=[meanwhile.__name__ for meanwhile, _, _ in AWAY]
)
def test_laptop_that_was_away_comes_back_without_losing_a_word(
    desk: Desk,
    office: Office,
    meanwhile: Callable[..., None],
    unsent: dict[str, Any],
    composed: dict[str, Any],
) -> None:
    """C9: what was let go and what was composed, each in its own paragraph: in the text, or a draft with the reason."""
    page = desk.window()
    heading, one, two = office.section()
    until(page, "(id) => id in window.session.state.value.paragraphs", two)
    gone(desk, page)
    wrote(page, one, UNSENT, hold=False)
    wrote(page, two, COMPOSED, hold=True)
    meanwhile(office, heading, one, two)
    back(desk, page)
    number = office.state["number"]
    until(page, "(number) => window.session.state.value.number >= number", number)
    # What others refused shows at once; what the server refuses, when it has answered.
    until_all_is_sent(page)
    assert where(page, one, UNSENT) == unsent
    assert where(page, two, COMPOSED) == composed
    if composed == HELD:
        page.evaluate("(paragraph) => window.session.table(paragraph)", two)
        until_all_is_sent(page)
        until(page, f"([id, words]) => ({WHERE})([id, words]).recorded === 1", [two, COMPOSED])
    # And after the window is closed, the next one finds the same.
    page.close()
    again = desk.window()
    until_all_is_sent(again)
    assert where(again, one, UNSENT) == unsent


def test_amendment_of_what_was_dropped_meanwhile_is_a_draft(desk: Desk, office: Office) -> None:
    """C9: inside another delegation's proposal, which goes while the line is cut."""
    page = desk.window()
    _, one, _ = office.section()
    change = [{"insert": "urgently and fully ", "attributes": {"ins": "x-japan-away"}}]
    minted = [{"id": "x-japan-away", "parent": None, "kind": "wording", "set": None}]
    payload = {"paragraph": one, "change": change, "proposals": minted, "reason": None}
    office.do("secretariat", "change_wording", payload, "JPN")
    until(page, "(id) => 'x-japan-away' in (window.session.state.value.paragraphs[id]?.proposals ?? {})", one)
    gone(desk, page)
    wrote(page, one, UNSENT, hold=False, at=9, parent="x-japan-away")
    office.do("chair", "drop_proposal", {"paragraph": one, "proposal": "x-japan-away"})
    back(desk, page)
    found = where(page, one, UNSENT)
    assert (found["recorded"], found["shown"], len(found["drafts"])) == (0, 0, 1)
    assert found["drafts"][0] in ([["parent_gone", True], ["settled", True]])


def test_laptop_that_missed_thousands_of_entries_gets_the_text_of_now(
    desk: Desk, office: Office, instance: Path
) -> None:
    """C9, W14: too many to catch up; what was written in a changed paragraph is a draft, the rest is sent."""
    page = desk.window()
    _, one, two = office.section()
    until(page, "(id) => id in window.session.state.value.paragraphs", two)
    gone(desk, page)
    wrote(page, one, UNSENT, hold=False)
    wrote(page, two, COMPOSED, hold=True)
    write_thousands(instance, two)
    back(desk, page)
    assert where(page, one, UNSENT) == ON_RECORD
    assert where(page, two, COMPOSED) == in_drafts("moved_on")


def write_thousands(instance: Path, paragraph: str) -> None:
    """More entries than are caught up, by another process, all about one paragraph."""
    engine = make_engine(database_in(instance))
    store = SqlStore(engine)
    text = LiveText(TEXT, store, now, new_id)
    text.catch_up()
    with store.reading() as unit:
        person = next(one.id for one in unit.registry.people() if one.sign_in == "secretariat")

    def write(kind: str, payloads: list[dict[str, Any]]) -> None:
        base = text.head.number
        commands = [Command(new_id("c"), TEXT, kind, None, base, each, now()) for each in payloads]
        outcomes = text.append([(person, command) for command in commands]).outcomes
        assert not any("refused" in outcome for outcome in outcomes)

    for start in range(0, LONGEST_CATCHING_UP + 1, 100):
        labels = [f"O{start + each}" for each in range(100)]
        write("relabel_paragraph", [{"paragraph": paragraph, "label": one, "marker": one} for one in labels])
    changed = {"paragraph": paragraph, "change": [{"insert": "All "}], "proposals": [], "reason": "changed"}
    write("change_wording", [changed])
    engine.dispose()


def test_session_that_ended_meanwhile_sends_what_was_written_when_its_person_signs_in_again(
    desk: Desk, office: Office
) -> None:
    """C9, C5: until then it is read only, and the words stay where they were written."""
    page = desk.window()
    _, one, two = office.section()
    until(page, "(id) => id in window.session.state.value.paragraphs", two)
    gone(desk, page)
    wrote(page, one, UNSENT, hold=False)
    wrote(page, two, COMPOSED, hold=True)
    sign_out(office.server.origin, cookie_of(desk.context))
    desk.context.set_offline(False)
    until(page, STATUS, "read_only")
    assert where(page, one, UNSENT) == HELD
    desk.sign_in("eu")
    back(desk, page)
    assert where(page, one, UNSENT) == ON_RECORD
    assert where(page, two, COMPOSED) == HELD


def test_rights_that_ended_meanwhile_leave_the_words_with_their_author(
    desk: Desk, office: Office, instance: Path
) -> None:
    """C9, C5: and when they are given back, another window sends them."""
    page = desk.window()
    _, one, two = office.section()
    until(page, "(id) => id in window.session.state.value.paragraphs", two)
    gone(desk, page)
    wrote(page, one, UNSENT, hold=False)
    engine = make_engine(database_in(instance))
    store = SqlStore(engine)
    with store.writing() as unit:
        person = next(each.id for each in unit.registry.people() if each.sign_in == "eu")
        known = unit.registry.participant(MEETING, person)
        unit.registry.remove_participant(MEETING, person)
    assert known is not None
    desk.context.set_offline(False)
    until(page, STATUS, "read_only")
    assert where(page, one, UNSENT) == HELD
    page.close()
    with store.writing() as unit:
        unit.registry.set_participant(known)
    engine.dispose()
    again = desk.window()
    until_all_is_sent(again)
    assert where(again, one, UNSENT) == ON_RECORD


def test_window_that_is_left_open_takes_up_what_a_closed_one_left(desk: Desk, office: Office) -> None:
    """C6, C10: two windows of one person without a line, and one of them is closed."""
    _, one, two = office.section()
    first = desk.window()
    second = desk.window(clock=True)
    gone(desk, first)
    until(second, STATUS, "reconnecting")
    wrote(first, one, UNSENT, hold=False)
    wrote(second, two, COMPOSED, hold=False)
    until(first, KEPT, 2)
    first.close()
    desk.context.set_offline(False)
    back(desk, second)
    # It looks every half minute whether another window has died, which lets go of its lock then.
    waiting.until(lambda: second.evaluate(LIVING_WINDOWS) == 1)
    second.clock.fast_forward(31_000)
    until(second, f"([id, words]) => ({WHERE})([id, words]).recorded === 1", [one, UNSENT])
    assert where(second, one, UNSENT) == where(second, two, COMPOSED) == ON_RECORD


def test_record_that_was_restored_meanwhile_gets_what_fits_and_a_draft_of_the_rest(
    browser: Browser, bundle: str, tmp_path: Path
) -> None:
    """C9, W14: the server went back to a copy, and what it had said meanwhile is no more."""
    folder, port = tmp_path / "served", free_port()
    with served(folder, port) as address:
        _, one, two = Office(address).section()
    with sqlite3.connect(folder / "adref.sqlite") as database, sqlite3.connect(tmp_path / "copy") as copy:
        database.backup(copy)
    context = browser.new_context()
    desk = Desk(context, address, bundle)
    with served(folder, port):
        desk.sign_in("eu")
        page = desk.window()
        changed = {"paragraph": two, "change": [{"insert": "All "}], "reason": "changed"}
        Office(address).do("secretariat", "change_wording", changed)
        until(page, f"(id) => ({SHOWN})(id).startsWith('All ')", two)
        gone(desk, page)
        wrote(page, one, UNSENT, hold=False)
        wrote(page, two, COMPOSED, hold=True)
    for left in folder.glob("adref.sqlite*"):
        left.unlink()
    shutil.copy(tmp_path / "copy", folder / "adref.sqlite")
    with served(folder, port):
        back(desk, page)
        assert where(page, one, UNSENT) == ON_RECORD
        assert where(page, two, COMPOSED) == in_drafts("moved_on")
        context.close()


@pytest.mark.chromium
@pytest.mark.parametrize("end", ["closed", "killed"])
def test_browser_that_was_closed_or_killed_has_its_work_when_opened_again(
    browser: Browser, address: str, office: Office, bundle: str, tmp_path: Path, end: str
) -> None:
    """C10: the same profile on the disk; what was let go is sent, what was composed is still composed."""
    _, one, two = office.section()
    with own_chromium(browser, tmp_path) as (context, process):
        desk = Desk(context, address, bundle)
        desk.sign_in("eu")
        page = desk.window()
        gone(desk, page)
        wrote(page, one, UNSENT, hold=False)
        wrote(page, two, COMPOSED, hold=True)
        until(page, KEPT, 2)
        if end == "killed":
            process.kill()
            process.wait(PATIENCE)
        else:
            page.close()
    with own_chromium(browser, tmp_path) as (context, _):
        desk = Desk(context, address, bundle)
        first = context.new_page()
        first.goto(f"{address}/account")
        # A browser that was closed has kept its session too; one that was killed, perhaps not.
        if "sign-in" in first.url:
            desk.sign_in("eu")
        page = desk.window()
        # What the browser kept may be open to the page only after the text is.
        until(page, f"([id, words]) => ({WHERE})([id, words]).shown === 1", [two, COMPOSED])
        until_all_is_sent(page)
        assert where(page, one, UNSENT) == ON_RECORD
        assert where(page, two, COMPOSED) == HELD
        page.evaluate("(paragraph) => window.session.table(paragraph)", two)
        until_all_is_sent(page)
        until(page, f"([id, words]) => ({WHERE})([id, words]).recorded === 1", [two, COMPOSED])


def cookie_of(context: BrowserContext) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())


def sign_out(origin: str, cookie: str) -> None:
    """Ends a session from elsewhere, by the form."""
    headers = {"Cookie": cookie}
    with urlopen(Request(f"{origin}/account", headers=headers), timeout=PATIENCE) as page:
        found = re.search(r'name="csrf_token" value="([^"]+)"', page.read().decode())
    assert found is not None
    form = urlencode({"csrf_token": unescape(found.group(1))}).encode()
    with urlopen(Request(f"{origin}/sign-out", form, headers), timeout=PATIENCE) as answer:
        assert answer.status == 200
