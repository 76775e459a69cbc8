"""How many connections may be opened with one cookie (X4)."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from server.live import limits
from server.live.install import within_handshakes
from server.live.measures import Measures


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"open"]


def test_connections_that_are_opened_again_and_again_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """X4: by cookie, and not those who go on with what they have."""
    monkeypatch.setattr(limits, "HANDSHAKE_PAUSE", 0)
    monkeypatch.setattr(limits, "HANDSHAKES", (0.001, 3.0))
    measures = Measures()
    bounded = within_handshakes(application, measures)
    statuses: list[str] = []

    def ask(cookie: str, query: str = "EIO=4&transport=websocket") -> None:
        environ = {"HTTP_COOKIE": cookie, "QUERY_STRING": query}
        bounded(environ, lambda status, _headers: statuses.append(status[:3]))

    for _ in range(5):
        ask("adref=rogue")
    ask("adref=honest")
    ask("adref=rogue", "EIO=4&transport=polling&sid=known")
    assert statuses == ["200", "200", "200", "429", "429", "200", "200"]
    assert b'adref_refusals_total{code="too_many_connections"} 2.0' in measures.shown()
