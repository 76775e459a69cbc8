"""
Every act of the screen and every command of the server, performed in a browser by each role that may, by key and by
pointer.

The lists are read from the code: the client's acts from client/src/views/acts, the server's commands from the access
table. An act or a command that no case performs fails here. How to add a case: the head of acts_declared.py.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from server.domain.access import ACCESS
from server.domain.acts.declaring import BASE, FOR
from tests.e2e import acts_cases, acts_cases_of_looking, acts_cases_of_office  # noqa: F401 - they declare cases.
from tests.e2e.acting import ACCOUNTS, KEY, POINTER, Play, Stage, staged
from tests.e2e.acts_declared import CASES, Case, everybody
from tests.support.client_acts import ROLES, client_acts

pytestmark = pytest.mark.browser

ELSEWHERE: Final[dict[tuple[str, str, str], str]] = {
    ("open_text", "secretariat", BASE): "A page of its own: each stage here is set up by it.",
    (
        "import_paragraphs",
        "secretariat",
        BASE,
    ): "A page of its own: test_negotiation.py.",
    **{
        (kind, "secretariat", BASE): "A page of its own: test_texts_in.py."
        for kind in ("rename_text", "archive_text", "unarchive_text")
    },
}
"""Commands that no case performs, and why."""

Performance = tuple[Case, str | None, str, str]


def performances() -> list[Performance]:
    offered = {one.id: one.roles for one in client_acts().values()}
    return [
        (case, act, role, way)
        for role in ROLES
        for case in CASES
        for act in case.acts
        if role in everybody(case, act, offered.get(act or "", ()))
        for way in case.ways
    ]


def pytest_generate_tests(metafunc: Any) -> None:
    if "performance" in metafunc.fixturenames:
        seen: set[tuple[str, str | None]] = set()
        found = []
        for one in performances():
            case, act, _, way = one
            # What a click does once it is heard is the same in every browser, and so is what a role may; keys and
            # focus are not.
            once = way == POINTER or (case.name, act) in seen
            if way == KEY:
                seen.add((case.name, act))
            found.append(pytest.param(one, id="-".join(named(one)), marks=[pytest.mark.once] if once else []))
        metafunc.parametrize("performance", found)


def named(performance: Performance) -> tuple[str, ...]:
    case, act, role, way = performance
    return role, act or case.name, case.name, way


@pytest.fixture(scope="module")
def stage(browser: Browser, address: str) -> Iterator[Callable[[str], Stage]]:
    with staged(browser, address) as found:
        yield found


def test_every_act_has_a_case_for_each_role() -> None:
    """S25."""
    performed = {(act, role, way) for _, act, role, way in performances()}
    wanted = {
        (one.id, role, way)
        for one in client_acts().values()
        for role in one.roles
        for way in ("key", "pointer")
    }
    assert wanted - performed == set()
    assert {act for act, _, _ in performed if act} <= set(client_acts())


def test_every_command_has_a_case_for_each_role() -> None:
    """S25."""
    performed = {(kind, role, way) for case, _, role, _ in performances() for kind, way in case.commands}
    wanted = {
        (kind, role, way) for kind, roles in ACCESS.items() for role, ways in roles.items() for way in ways
    }
    assert wanted - performed == set(ELSEWHERE)


def test_act(performance: Performance, stage: Callable[[str], Stage]) -> None:
    """S25."""
    case, act, role, way = performance
    play = Play(stage(role), act, way)
    case.perform(play)
    expect(play.sheet).to_have_count(0)


@pytest.mark.parametrize("role", ROLES)
def test_what_a_role_may_not_do_is_not_offered_and_is_refused(
    role: str, stage: Callable[[str], Stage]
) -> None:
    """S25: the keys and buttons of acts of other roles are not there; the server refuses the commands by themselves."""
    there = stage(role)
    play = Play(there, None, "key")
    play.new()
    play.select()
    # Enter is the paragraph's, and no button's that had the keyboard before.
    play.stand_on(play.paragraph)
    for act in client_acts().values():
        if role in act.roles:
            continue
        for key in act.keys:
            play.page.keyboard.press(key)
            assert play.page.locator(f'button[aria-keyshortcuts="{act.keys[0]}"]').count() == 0, act.id
    expect(play.sheet).to_have_count(0)
    play.records_nothing()
    for kind, roles in ACCESS.items():
        for delegation, way in ((None, BASE), ("JPN", FOR)):
            if way in roles.get(role, ()):
                continue
            fields = {
                "id": f"c-refused-{role}-{kind}-{way}"[:40],
                "text": there.text,
                "kind": kind,
                "payload": {},
            }
            answer = there.people.ask(
                ACCOUNTS[role], "command", {**fields, "delegation": delegation, "base": there.number}
            )
            assert answer["refused"]["code"] == "forbidden", (kind, role, way, answer)
    play.records_nothing()
