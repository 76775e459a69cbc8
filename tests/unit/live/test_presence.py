"""Who is editing where, without a socket."""

import json
from typing import Any

import gevent

from server.live.frames import Finished
from server.live.incoming import Caret
from server.live.presence import MOST_PEOPLE, Presence


class Told:
    """What was broadcast, to `size` followers."""

    def __init__(self, size: int = 1) -> None:
        self.size = size
        self.messages: list[dict[str, Any]] = []
        self.presence = Presence(self._broadcast, lambda _: self.size)

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
    gevent.sleep(0.05)
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
        gevent.sleep(0.02)
    assert 2 <= len(told.messages) <= 4


def test_presence_of_nobody_is_forgotten() -> None:
    """L8: nothing of it stays, in memory or elsewhere."""
    told = Told()
    told.presence.move("s1", "t-text01", "p-1", "EU", Caret("p-00012", 1, 0))
    told.presence.leave("s1", "t-text01")
    told.presence.leave("s1", "t-text01")
    told.presence.move("s2", "t-text02", "p-2", None, None)
    gevent.sleep(0.5)
    assert told.messages == [{"text": "t-text01", "people": []}]
    assert told.presence.people("t-text01") is None
    assert told.presence._texts == {}
