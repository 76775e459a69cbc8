"""`make run-cluster`: processes behind nginx, as deploy/ has them."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import build_opener, urlopen

import pytest

from tests.support.behind_nginx import BehindNginx, behind_nginx, run_cluster, until_served
from tests.support.cluster import Follower, Typist, until_typed
from tests.support.raw_socket import PATIENCE, LiveServer
from tests.support.served import free_port
from tests.support.signed_in import sign_in

LIVE_AGAIN = 5.0


def test_cluster_serves_polling_and_lives_on_when_a_process_is_killed(tmp_path: Path) -> None:
    """L21, L18: through nginx, three typists on each process; the one that is killed is started again."""
    with behind_nginx(tmp_path) as cluster:
        for _ in range(6):
            poll(cluster.server)
        killed, other = cluster.ports()
        polling = [cluster.connections(port) for port in (killed, other)]
        typists = [
            typist(cluster, way, f"{i}at{port}") for port, way in cluster.ways().items() for i in range(3)
        ]
        assert [cluster.connections(port) for port in (killed, other)] == [count + 3 for count in polling]
        first = cluster.numbers[f"process {killed}"]
        for one in typists:
            one.start()
        until_typed(typists)
        cluster.kill(killed, signal.SIGKILL)
        until_typed(typists)
        for one in typists:
            one.finish()
        # Who was on the other process noticed nothing.
        away = {one.label: one.away for one in typists}
        assert all((f"at{killed}" in label) == (seconds > 0) for label, seconds in away.items()), away
        assert max(away.values()) < LIVE_AGAIN
        check_records(typists)
        until_served(f"http://127.0.0.1:{killed}/healthz")
        assert cluster.numbers[f"process {killed}"] != first


def test_windows_move_at_once_when_one_process_after_the_other_is_restarted(tmp_path: Path) -> None:
    """L21: as a new version is brought in. nginx must not think of the first as gone when the second one goes."""
    with behind_nginx(tmp_path) as cluster:
        ways = cluster.ways()
        typists = [typist(cluster, ways[port], f"{i}at{port}") for port in cluster.ports() for i in range(4)]
        for one in typists:
            one.start()
        for port in cluster.ports():
            cluster.kill(port, signal.SIGKILL)
            until_typed(typists)
            until_served(f"http://127.0.0.1:{port}/healthz")
        until_typed(typists)
        for one in typists:
            one.finish()
        away = {one.label: one.away for one in typists}
        assert 0 < max(away.values()) < LIVE_AGAIN, away
        check_records(typists)


def typist(cluster: BehindNginx, way: str, label: str) -> Typist:
    person = Follower(cluster.server, person=cluster.sign_in("chair", way))
    return Typist(person, label, cluster.server, len(cluster.server.clients))


def check_records(typists: list[Typist]) -> None:
    """All were told one record, and what was acknowledged is in it once."""
    people = [one.follower for one in typists]
    last = max(person.number for person in people)
    for person in people:
        person.hear_up_to(last)
    longest = max((person.entries for person in people), key=len)
    told: dict[str, list[int]] = {}
    for entry in longest:
        told.setdefault(entry["command"], []).append(entry["number"])
    for person in people:
        assert person.entries == longest[len(longest) - len(person.entries) :]
    for one in typists:
        # The first commands of some may have come before the last of them followed: those are not in every run.
        for command, outcome in one.acknowledged.items():
            expected = [] if "empty" in outcome else [outcome["through"]]
            assert told.get(command, expected) == expected


def poll(server: LiveServer) -> None:
    """A browser that never gets a WebSocket: what it asks comes to the same process each time."""
    opener = build_opener()
    opener.addheaders = [("Cookie", sign_in(server, "eu").cookie)]
    address = f"{server.origin}/socket.io/?EIO=4&transport=polling"

    def ask(address: str, body: bytes | None = None) -> str:
        with opener.open(address, body, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    sid = re.search(r'"sid":"([^"]+)"', ask(address))
    assert sid is not None
    own = f"{address}&sid={sid[1]}"
    assert ask(own, b"40") == "OK"
    assert ask(own).startswith("40{")
    assert ask(own, b'421["leave",{"text":"t-elsewhere"}]') == "OK"
    assert ask(own) == '431[{"ok":true}]'


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder to which somebody else can come: pytest's are closed, and PostgreSQL does not run as root."""
    with TemporaryDirectory(prefix="adref-cluster-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def test_cluster_has_as_many_processes_as_are_asked_for_and_starts_a_postgresql_where_none_answers(
    open_folder: Path,
) -> None:
    """L21: three processes, nothing there before; and again on what the first run left."""
    nobody = str(free_port())
    numbers: list[int] = []
    for _ in range(2):
        with run_cluster(open_folder, 3, PGPORT=nobody, DATABASE_URL="") as cluster:
            assert set(cluster.numbers) >= {"postgresql", "redis", "nginx"}
            assert len(cluster.ports()) == 3
            assert len(cluster.ways()) == 3
            person = Follower(cluster.server)
            outcome = person.client.ask("command", person.command(f"c-own-{len(numbers)}", person.number))
            person.hear_up_to(outcome["through"])
            numbers.append(person.number)
            with urlopen(f"{cluster.server.origin}/healthz", timeout=PATIENCE) as answer:
                assert b'"record": "ok"' in answer.read().replace(b'":"', b'": "')
    assert numbers[1] > numbers[0]
