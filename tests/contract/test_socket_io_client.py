"""The door out, which leans on the insides of python-engineio, held against the real socket.io-client."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.support.behind_nginx import nginx_before
from tests.support.raw_socket import live_server

COMMANDS = 100
LONG = 70_000
CLIENT = Path(__file__).with_name("socket_io_client.mjs")
PACKAGE = Path(__file__).parents[2] / "client" / "node_modules" / "socket.io-client"
NODE = shutil.which("node")

needs_node = pytest.mark.skipif(
    NODE is None or not PACKAGE.exists(), reason="Node or the client's packages are not installed."
)


@pytest.fixture(scope="module", params=["alone", "behind nginx"])
def port(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with live_server() as server:
        if request.param == "alone":
            yield server.port
            return
        with nginx_before(server.port, tmp_path_factory.mktemp("nginx")) as port:
            yield port


def test_the_libraries_are_those_that_the_door_was_written_for() -> None:
    """L4: whoever raises a version reads `server/live/frames.py` again, and then this."""
    versions = {name: version(name) for name in ("python-engineio", "python-socketio", "wsproto", "gevent")}
    assert versions == {
        "python-engineio": "4.15.1",
        "python-socketio": "5.18.1",
        "wsproto": "1.3.2",
        "gevent": "26.9.0",
    }


@needs_node
@pytest.mark.parametrize("transports", ["websocket", "polling", "polling,websocket"])
def test_frames_reach_the_real_client_whole_and_in_order(port: int, transports: str) -> None:
    """L4, L21: two clients, 70 KB frames, many on their way at once; no frame lost, doubled or overtaken."""
    done = subprocess.run(
        [str(NODE), str(CLIENT), str(port), transports, str(COMMANDS), str(LONG)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    for seen in json.loads(done.stdout):
        assert seen["error"] is None
        assert seen["transport"] == transports.rpartition(",")[2]
        assert seen["numbers"] == list(range(1, 2 * COMMANDS + 1))
        assert seen["bytes"] == 2 * (COMMANDS // 5) * LONG
        assert seen["presence"] > 0
        # Every acknowledgement came, each with its own number, and after the entry that it speaks of (W11).
        assert len(set(seen["acks"])) == COMMANDS
        assert seen["early"] == []
