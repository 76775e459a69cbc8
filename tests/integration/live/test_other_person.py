"""A window says whose it is, and is refused where the cookie is another's; it never acts for either (G33)."""

import json
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.support.raw_socket import NO_HASH, PATIENCE, LiveServer, RawClient


def test_connection_of_anothers_window_is_refused(server: LiveServer) -> None:
    client = RawClient.open(server, "p-anna")
    client.send('40{"person":"p-berta"}')
    assert json.loads(client.receive().removeprefix("44")) == {
        "message": "Somebody else has signed in here.",
        "data": {"code": "other_person"},
    }
    own = RawClient.open(server, "p-anna")
    own.send('40{"person":"p-anna"}')
    assert own.receive().startswith("40{")
    own.close()


@pytest.mark.parametrize("name", ["command", "follow", "presence", "leave"])
def test_message_of_anothers_window_is_refused_and_decides_nothing(
    server: LiveServer, text: str, name: str
) -> None:
    client = RawClient.connect(server)
    client.follow(text)
    command: dict[str, Any] = {
        "id": "c-other-01",
        "kind": "say",
        "delegation": None,
        "base": 0,
        "payload": {},
    }
    fields = {"text": text, "number": 0, "hash": NO_HASH, "paragraph": None, **command}
    refused = client.ask(name, {**fields, "person": "p-berta"})["refused"]
    assert refused == {"code": "other_person", "message": "Somebody else has signed in here."}
    assert "refused" not in client.ask(name, {**fields, "person": "p-anna"})
    if name == "command":
        assert client.entries(1)[0]["person"] == "p-anna"
    client.close()


def test_person_that_is_carried_can_only_refuse(server: LiveServer, text: str) -> None:
    client = RawClient.connect(server)
    assert client.ask("follow", {"text": text, "number": 0, "hash": NO_HASH, "person": 7})["refused"][
        "code"
    ] == ("malformed")
    client.close()


@pytest.mark.parametrize("cookie", ["person=p-berta", ""])
def test_polling_connection_is_not_used_with_anothers_cookie(server: LiveServer, cookie: str) -> None:
    def ask(method: str, path: str, said: str, body: str | None = None) -> tuple[int, str]:
        http = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        http.request(method, path, body, {"Cookie": said})
        answer = http.getresponse()
        found = answer.status, answer.read().decode()
        http.close()
        return found

    path = "/socket.io/?EIO=4&transport=polling"
    opened = ask("GET", path, "person=p-anna")[1]
    path += f"&sid={json.loads(opened[1:])['sid']}"
    assert ask("POST", path, "person=p-anna", '40{"person":"p-anna"}')[0] == 200
    assert ask("GET", path, "person=p-anna")[1].startswith("40{")
    assert ask("POST", path, cookie, '42["leave",{"text":"t-000001"}]')[0] == 403
    assert ask("GET", path, cookie)[0] == 403
    assert ask("POST", path, "person=p-anna", '42["leave",{"text":"t-000001"}]')[0] == 200
