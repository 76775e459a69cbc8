"""Two processes on one PostgreSQL and one Redis, both of the test's own, and what happens when one of them dies."""

import re
import time
from collections.abc import Iterator
from html import unescape
from statistics import median
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from server.services.demonstration.meeting import SLUG, TEXT
from tests.support.cluster import (
    Cluster,
    Follower,
    Typist,
    client_of,
    cluster,
    outcome_is_on_record,
    until_typed,
)
from tests.support.raw_socket import PATIENCE
from tests.support.signed_in import SignedIn, sign_in

WITH_REDIS = 0.5
"""Seconds: far below the second after which a process looks for itself, far above what it takes."""

WITHOUT_REDIS = 2.0
LIVE_AGAIN = 5.0


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as running:
        yield running


def delays(anna: Follower, berta: Follower, label: str, count: int) -> list[float]:
    """Seconds from an acknowledgement by one process to the entry at a follower of the other."""
    found = []
    for turn in range(count):
        name = f"c-{label}-{turn:06d}"
        outcome = anna.client.ask("command", anna.command(name, anna.number + 7))
        told = time.monotonic()
        assert "refused" not in outcome
        found.append(berta.hear(name) - told)
        anna.drain()
        time.sleep(0.06)
    return found


def until_heard(anna: Follower, berta: Follower, label: str) -> None:
    """Until what one process decides is at once with the followers of the other."""
    deadline = time.monotonic() + PATIENCE
    turn = 0
    while min(delays(anna, berta, f"{label}{turn}", 3)) > WITH_REDIS / 5:
        assert time.monotonic() < deadline, "The processes do not hear each other"
        turn += 1


def post(person: SignedIn, path: str, action: str) -> None:
    """Sends the form of a page that posts to this action."""
    headers = {"Cookie": person.cookie, "Referer": person.server.origin + path}
    with urlopen(Request(person.server.origin + path, headers=headers), timeout=PATIENCE) as answer:
        page = answer.read().decode()
        # The token belongs to the session that this very answer has signed.
        headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    form = urlencode({"csrf_token": unescape(found.group(1))}).encode()
    urlopen(Request(person.server.origin + action, form, headers), timeout=PATIENCE).close()


@pytest.mark.timed
def test_entries_of_one_process_reach_followers_of_the_other_at_once(both: Cluster) -> None:
    """L16."""
    here, there = both.servers
    anna, berta = Follower(here), Follower(there, "secretariat")
    until_heard(anna, berta, "begin")
    until_heard(Follower(there), Follower(here, "eu"), "turned")
    found = delays(anna, berta, "atonce", 20)
    assert median(found) < WITH_REDIS / 5
    assert max(found) < WITH_REDIS


def test_two_processes_that_decide_at_once_tell_all_the_same_order(both: Cluster) -> None:
    """L15, R2: each entry once, in order, at the followers of both, and acknowledged after it came."""
    here, there = both.servers
    anna, berta = Follower(here), Follower(there)
    watching = [Follower(here, "eu"), Follower(there, "secretariat")]
    for turn in range(0, 80, 2):
        anna.client.emit("command", anna.command(f"c-orda-{turn:06d}", turn))
        berta.client.emit("command", berta.command(f"c-ordb-{turn:06d}", turn + 1))
        time.sleep(0.01)
    for someone in (anna, berta):
        for number in range(1, 41):
            # The first event was `follow`.
            outcome = someone.client.answer(number + 1)
            someone.drain()
            assert "refused" not in outcome
            assert someone.number >= outcome["through"]
    record = both.recorded()
    last = record[-1]["number"]
    for someone in (anna, berta, *watching):
        someone.hear_up_to(last)
        assert someone.entries == record[-len(someone.entries) :]
        assert len(someone.entries) > 40


def test_presence_and_the_end_of_rights_pass_between_processes(both: Cluster) -> None:
    """L8, L10, L16."""
    here, there = both.servers
    anna, berta = Follower(here, "eu"), Follower(there, "secretariat")
    caret = {"text": TEXT, "paragraph": anna.order[0], "number": anna.number, "index": 3}
    anna.client.ask("presence", caret)
    shown = berta.client.event("presence")["people"]
    assert [(one["delegation"], one["index"]) for one in shown] == [("EU", 3)]
    late = Follower(there, "chair")
    assert late.client.event("presence")["people"] == shown
    anna.client.ask("presence", {"text": TEXT, "paragraph": None})
    assert berta.client.event("presence")["people"] == []

    peru = sign_in(there, "peru")
    you = peru.get(f"/api/texts/{TEXT}/state")
    window = client_of(here, peru)
    window.follow(TEXT, you["state"]["number"], you["hash"])
    participants = f"/meetings/{SLUG}/participants"
    began = time.monotonic()
    post(berta.person, participants, f"{participants}/{you['you']['person']}/deactivate")
    assert window.event("closed")["code"] in {"revoked", "session_ended"}
    assert time.monotonic() - began < LIVE_AGAIN


@pytest.mark.timed
def test_signing_out_ends_the_sockets_of_that_session_at_once_in_every_process(both: Cluster) -> None:
    """G32, L10, L16: no command is taken on them any more; those of another session go on."""
    here, there = both.servers
    leaving, staying = sign_in(here, "eu"), sign_in(here, "eu")
    state = leaving.get(f"/api/texts/{TEXT}/state")
    windows = [client_of(server, leaving) for server in (here, there)]
    other = client_of(here, staying)
    for window in (*windows, other):
        assert window.follow(TEXT, state["state"]["number"], state["hash"])["ok"]
    began = time.monotonic()
    post(leaving, "/", "/sign-out")
    for window in windows:
        assert window.event("closed")["code"] == "session_ended"
        window.until_gone()
    # Far below the interval of reviews, whichever moment of it this is.
    assert time.monotonic() - began < WITHOUT_REDIS
    assert other.ask("presence", {"text": TEXT, "paragraph": None})["ok"]
    other.close()


@pytest.mark.timed
def test_without_redis_typing_goes_on_and_others_catch_up_within_two_seconds(both: Cluster) -> None:
    """L17: also where it hangs instead of ending; and its return is noticed."""
    here, there = both.servers
    anna, berta = Follower(here), Follower(there, "secretariat")
    for stop, start in ((both.redis.kill, both.redis.start), (both.redis.pause, both.redis.go_on)):
        stop()
        began = time.monotonic()
        found = delays(anna, berta, f"alone{stop.__name__}", 4)
        assert max(found) < WITHOUT_REDIS
        assert time.monotonic() - began < 4 * WITHOUT_REDIS
        start()
        until_heard(anna, berta, f"back{start.__name__}")
    assert berta.entries == both.recorded()[-len(berta.entries) :]


def test_killed_process_loses_nothing_and_its_clients_are_live_elsewhere(both: Cluster) -> None:
    """L18 (W13, W23): three typists there, three here; and a process that is started again is one of them."""
    here, there = both.servers
    typists = [Typist(Follower(here), f"here{i}", there, 2 * i) for i in range(3)]
    typists += [Typist(Follower(there), f"there{i}", there, 2 * i + 1) for i in range(3)]
    for typist in typists:
        typist.start()
    until_typed(typists)
    both.kill(here)
    until_typed(typists)
    again = both.start()
    for typist in typists:
        typist.finish()
    record = both.recorded()
    acknowledged = {name: outcome for typist in typists for name, outcome in typist.acknowledged.items()}
    assert len(acknowledged) > 60
    assert [
        one for one, outcome in acknowledged.items() if not outcome_is_on_record(outcome, one, record)
    ] == []
    assert max(typist.away for typist in typists) < LIVE_AGAIN
    for typist in typists:
        typist.follower.hear_up_to(record[-1]["number"])
        assert typist.follower.entries == record[-len(typist.follower.entries) :]
    until_heard(Follower(again), Follower(there, "secretariat"), "again")
