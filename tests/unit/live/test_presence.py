"""Who is editing where, without a socket."""

import json
import time
from typing import Any

from server.live.frames import Finished
from server.live.incoming import Caret
from server.live.presence import FORGOTTEN_AFTER, MOST_PEOPLE, Caretlist, Presence
from tests.support.own_clock import OwnClock


class Told:
    """What was broadcast, to `size` followers."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.messages: list[dict[str, Any]] = []
        self.others: list[Caretlist] = []
        self.clock = OwnClock()
        self.presence = Presence(
            self._broadcast,
            lambda _: self.size,
            lambda text, carets: self.others.append(carets),
            self.clock.greenlets,
        )

    def _broadcast(self, text: str, packet: Finished) -> None:
        name, message = json.loads(packet.data[1:])
        assert (name, message["text"]) == ("presence", text)
        self.messages.append(message)


def test_presence_lists_those_who_moved_last_when_many_edit() -> None:
    """L8."""
    told = Told()
    for i in range(MOST_PEOPLE + 10):
        told.presence.move(f"s{i}", "t-text01", f"p-{i}", None, Caret("p-00012", 1, i))
    told.presence.move("s0", "t-text01", "p-0", None, Caret("p-00012", 1, 99))
    told.clock.rest(0.05)
    people = told.messages[0]["people"]
    assert len(people) == MOST_PEOPLE
    assert people[-1]["person"] == "p-0"
    assert "p-1" not in {one["person"] for one in people}


def test_presence_is_told_less_often_when_it_would_cost_more() -> None:
    """L8: a thousand followers and twenty carets are told twice a second at most."""
    told = Told(size=1000)
    for step in range(60):
        for i in range(20):
            told.presence.move(f"s{i}", "t-text01", f"p-{i}", None, Caret("p-00012", 1, step))
        told.clock.rest(0.02)
    assert 2 <= len(told.messages) <= 4


def test_presence_of_nobody_is_forgotten() -> None:
    """L8: nothing of it stays, in memory or elsewhere."""
    told = Told()
    told.presence.move("s1", "t-text01", "p-1", "EU", Caret("p-00012", 1, 0))
    told.presence.leave("s1", "t-text01")
    told.presence.leave("s1", "t-text01")
    told.presence.move("s2", "t-text02", "p-2", None, None)
    told.clock.rest(0.5)
    assert told.messages == [{"text": "t-text01", "people": []}]
    assert told.presence.people("t-text01") is None
    assert told.presence._texts == {}


def caret(person: str, index: int = 0) -> dict[str, Any]:
    return {"person": person, "delegation": None, "paragraph": "p-00012", "number": 1, "index": index}


def test_presence_of_other_processes_is_shown_and_not_told_on() -> None:
    """L8, L16: all of them stand in one order, who moved last at the end."""
    told = Told()
    told.presence.move("s1", "t-text01", "p-1", None, Caret("p-00012", 1, 0))
    told.clock.rest(0.05)
    told.presence.hear("other", "t-text01", [("s1", caret("p-2")), ("s2", caret("p-3"))])
    told.presence.hear("third", "t-text01", [("s1", caret("p-4"))])
    told.presence.hear("other", "t-text01", [("s1", caret("p-2", 7)), ("s2", caret("p-3"))])
    told.clock.rest(0.3)
    assert [one["person"] for one in told.messages[-1]["people"]] == ["p-1", "p-3", "p-4", "p-2"]
    told.presence.hear("other", "t-text01", [])
    told.clock.rest(0.3)
    assert [one["person"] for one in told.messages[-1]["people"]] == ["p-1", "p-4"]
    assert told.others == [[("s1", caret("p-1"))]]


def test_presence_that_is_told_again_unchanged_is_not_broadcast() -> None:
    """L8."""
    told = Told()
    told.presence.hear("other", "t-text01", [("s1", caret("p-2"))])
    told.clock.rest(0.3)
    told.presence.hear("other", "t-text01", [("s1", caret("p-2"))])
    told.clock.rest(0.3)
    assert len(told.messages) == 1


def test_presence_of_a_process_that_is_gone_is_forgotten_and_ones_own_is_told_again() -> None:
    """L16."""
    told = Told()
    told.presence.move("s1", "t-text01", "p-1", None, Caret("p-00012", 1, 0))
    told.presence.hear("other", "t-text01", [("s1", caret("p-2"))])
    told.presence.hear("other", "t-text02", [("s1", caret("p-2"))])
    told.clock.rest(0.3)
    told.presence.renew(time.monotonic())
    assert told.others == [[("s1", caret("p-1"))]] * 2
    told.presence.renew(time.monotonic() + FORGOTTEN_AFTER + 1)
    told.clock.rest(0.5)
    texts = {message["text"]: [one["person"] for one in message["people"]] for message in told.messages}
    assert texts == {"t-text01": ["p-1"], "t-text02": []}
    assert list(told.presence._texts) == ["t-text01"]
