"""How many connections one person may open, and strangers of one address (X4)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from server.live import limits
from server.live.install import within_handshakes
from server.live.measures import Measures


def application(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"open"]


def holder(environ: Mapping[str, Any]) -> str | None:
    named, _, person = environ["HTTP_COOKIE"].partition(";")[0].partition("=")
    return person if named == "signed" else None


def test_connections_that_are_opened_again_and_again_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """X4: by whom they are, whatever else the cookie says, and not those who go on with what they have."""
    monkeypatch.setattr(limits, "HANDSHAKE_PAUSE", 0)
    monkeypatch.setattr(limits, "HANDSHAKES", (0.001, 3.0))
    monkeypatch.setattr(limits, "HANDSHAKES_OF_STRANGERS", (0.001, 2.0))
    measures = Measures()
    bounded = within_handshakes(application, holder, measures)

    def ask(cookie: str, address: str = "192.0.2.1", query: str = "EIO=4&transport=websocket") -> str:
        statuses: list[str] = []
        environ = {"HTTP_COOKIE": cookie, "QUERY_STRING": query, "REMOTE_ADDR": address}
        bounded(environ, lambda status, _headers: statuses.append(status[:3]))
        return statuses[0]

    assert [ask(f"signed=rogue; x={number}") for number in range(5)] == ["200", "200", "200", "429", "429"]
    assert ask("signed=honest") == "200"
    assert ask("signed=rogue", query="EIO=4&transport=polling&sid=known") == "200"
    assert [ask(f"forged={number}") for number in range(3)] == ["200", "200", "429"]
    assert ask("forged=0", "192.0.2.2") == "200"
    assert b'adref_refusals_total{code="too_many_connections"} 3.0' in measures.shown()
