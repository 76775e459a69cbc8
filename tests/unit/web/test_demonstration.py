"""What keeps a demonstration on its own machine (G27 of docs/SPEC.md)."""

from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.test import Client

from server.settings import is_loopback
from server.web.demonstration import PROXY_HEADERS, LoopbackOnly


def application(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"the demonstration"]


CLIENT = Client(LoopbackOnly(application, is_loopback))


def ask(**environ: str) -> int:
    base = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}
    return CLIENT.get("/", environ_overrides={**base, **environ}).status_code


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "localhost:8000", "[::1]:8000"])
def test_demonstration_answers_its_own_machine(host: str) -> None:
    assert ask(HTTP_HOST=host) == 200
    assert ask(HTTP_HOST=host, REMOTE_ADDR="::1") == 200


@pytest.mark.parametrize("header", PROXY_HEADERS)
def test_demonstration_refuses_what_came_through_a_proxy(header: str) -> None:
    assert ask(**{header: "127.0.0.1"}) == 403
    assert ask(**{header: ""}) == 403


@pytest.mark.parametrize("host", ["adref.example.org", "192.0.2.7:8000", "", "[::1", "127.0.0.1.example.org"])
def test_demonstration_refuses_a_name_that_is_not_loopback(host: str) -> None:
    """A page elsewhere could point a name of its own to 127.0.0.1."""
    assert ask(HTTP_HOST=host) == 403


def test_demonstration_refuses_another_machine_with_a_sentence() -> None:
    answer = CLIENT.get("/", environ_overrides={"REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "localhost"})
    assert answer.status_code == 403
    assert "only on the machine that it runs on" in answer.text
