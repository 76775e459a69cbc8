"""Two processes against one, on PostgreSQL and Redis: what they deliver, what it costs, how long it takes to the other.

Two cores have no room for two processes that fill one each, their clients and a database. So a process has half a core
here: two share core 0, and one shares it with a program that does nothing but compute. Clients, PostgreSQL and Redis
are on core 1. More and more people type, until their words come too late.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final
from urllib.request import urlopen

from redis import Redis

from benchmarks.support.figures import Figure, Left, quantile
from benchmarks.support.hall import Hall, arrive, open_hall
from benchmarks.support.process import cpu_seconds, on_core
from benchmarks.support.texts import demonstration_in
from deploy import own_postgresql
from deploy.own_postgresql import NoPostgresql
from server.persistence.engine import make_engine
from server.settings import kept_secret
from tests.support.behind_nginx import until_served
from tests.support.redis_server import RedisServer
from tests.support.served import ROOT, free_port

CLIENTS: Final = 600
TYPISTS: Final = (20, 140, 200)
"""At five keys a second each: of the delegations of the hall there are two hundred."""
RATE: Final = 5
SECONDS: Final = 3
TOO_LATE: Final = 250.0
"""Milliseconds from a key to the last client, at the 99th percentile."""
PARAGRAPHS: Final = 200
SERVERS, REST = 0, 1
"""Cores."""

Pipes = tuple[IO[str], IO[str]]
"""What a crowd hears, and what it says."""


@dataclass(frozen=True)
class Way:
    """How many processes there are, and in how many texts the same people type; each text is one process's, then."""

    name: str
    processes: int
    texts: int


ONE = Way("one process", 1, 1)
TWO = Way("two processes", 2, 1)
ONE_OF_TWO = Way("one process, two texts", 1, 2)
TWO_OF_TWO = Way("two processes, a text on each", 2, 2)


@dataclass(frozen=True)
class House:
    """PostgreSQL with a database to copy, and Redis; `halls` are its texts."""

    folder: Path
    postgresql: "subprocess.Popen[bytes]"
    port: int
    redis: RedisServer
    halls: tuple[Hall, ...]


@dataclass(frozen=True)
class Step:
    """
    What came of one load: edits delivered, and a second; ms from key to the last client; CPU seconds by program;
    batches that the processes decided, and messages that passed through Redis.
    """

    typists: int
    delivered: int
    rate: float
    delays: list[float]
    cpu: dict[str, float]
    batches: float
    published: int

    @property
    def late(self) -> float:
        return quantile(self.delays, 0.99)


def figures() -> Iterator[Figure]:
    if not sys.platform.startswith("linux"):
        raise Left("what a process uses is read as Linux tells it")
    with _house() as house:
        yield from _across(house)
        climbs = {way: _climb(house, way) for way in (ONE, TWO, ONE_OF_TWO, TWO_OF_TWO)}
    for many, one in ((TWO, ONE), (TWO_OF_TWO, ONE_OF_TWO)):
        best, base = (max(climbs[way], key=lambda step: step.rate) for way in (many, one))
        yield Figure(
            f"cluster: edits delivered in time, {many.name}",
            round(best.rate),
            "a second",
            one.name,
            round(base.rate),
            runs=len(climbs[many]) + len(climbs[one]),
            note=f"each has half a core; {_busy(best)}, beside one: {_busy(base)}",
        )
        # The same load on both: the first.
        step, alone = climbs[many][0], climbs[one][0]
        for name, programs in (("server", ("server",)), ("all", ("server", "postgresql", "redis"))):
            yield Figure(
                f"cluster: CPU of {name}, {many.name}",
                round(sum(step.cpu[each] for each in programs) / step.delivered * 1e6, 2),
                "µs an edit delivered",
                one.name,
                round(sum(alone.cpu[each] for each in programs) / alone.delivered * 1e6, 2),
                note=f"{step.typists} typists",
            )
    busiest = climbs[TWO][-1]
    yield Figure("cluster: messages through Redis", round(busiest.published / busiest.batches, 3), "a batch")
    yield Figure(
        "cluster: CPU of Redis", round(busiest.cpu["redis"] / busiest.batches * 1e6, 1), "µs a batch"
    )


def _across(house: House) -> Iterator[Figure]:
    """One typist, and one who watches: in the same process, and in the other."""
    here = _step(house, ONE, 1, clients=2, seconds=20, crowded=False)
    there = _step(house, TWO, 1, clients=2, seconds=20, crowded=False)
    for share in (0.5, 0.99):
        yield Figure(
            f"cluster: from a key to a window of the other process, p{share * 100:.0f}",
            round(quantile(there.delays, share), 2),
            "ms",
            "a window of the same process",
            round(quantile(here.delays, share), 2),
            runs=len(there.delays),
        )


def _busy(step: Step) -> str:
    seconds = step.delivered / step.rate
    shares = (f"{name} {used / seconds:.0%}" for name, used in step.cpu.items())
    return f"{step.typists} typists, p99 {step.late:.0f} ms, of a core: {', '.join(shares)}"


def _climb(house: House, way: Way) -> list[Step]:
    """More and more typists, until it is too late; those steps that were in time (the first in any case)."""
    steps: list[Step] = []
    for typists in TYPISTS:
        step = _step(house, way, typists)
        if steps and step.late > TOO_LATE:
            break
        steps.append(step)
        if step.late > TOO_LATE:
            break
    return steps


def _step(
    house: House,
    way: Way,
    typists: int,
    clients: int = CLIENTS,
    seconds: int = SECONDS,
    *,
    crowded: bool = True,
) -> Step:
    with ExitStack() as stack:
        url = stack.enter_context(_copied(house))
        servers = [stack.enter_context(_server(house, url)) for _ in range(way.processes)]
        if crowded and way.processes == 1:
            stack.enter_context(_started(on_core(SERVERS, [sys.executable, "-c", "while True: pass"])))
        ports = [port for _, port in servers]
        crowds: list[Pipes] = []
        for place in range(way.texts):
            asked = {
                "kind": "adref",
                "port": ports if way.texts == 1 else ports[place % len(ports)],
                "clients": clients // way.texts,
                "typists": typists // way.texts,
                "rate": RATE,
                "seconds": seconds,
                "where": str(house.halls[place].facts),
            }
            command = on_core(REST, ["node", "benchmarks/clients/crowd.mjs", json.dumps(asked)])
            crowd = stack.enter_context(_started(command, talks=True))
            assert crowd.stdin is not None
            assert crowd.stdout is not None
            crowds.append((crowd.stdin, crowd.stdout))
        programs = {
            "server": [process.pid for process, _ in servers],
            "redis": [house.redis.process.pid] if house.redis.process else [],
        }
        return _typed(house, typists, ports, crowds, programs)


def _typed(
    house: House,
    typists: int,
    ports: list[int],
    crowds: list[Pipes],
    programs: dict[str, list[int]],
) -> Step:
    for _, says in crowds:
        assert says.readline() == "ready\n"
    time.sleep(1)
    batches, published = _batches(ports), _published(house)
    programs["postgresql"] = _children(house.postgresql.pid)
    before = {name: sum(map(cpu_seconds, pids)) for name, pids in programs.items()}
    began = time.monotonic()
    for hears, _ in crowds:
        hears.write("go\n")
        hears.flush()
    # The crowd waits for a second before it types.
    seen = [json.loads(says.readline()) for _, says in crowds]
    took = time.monotonic() - began - 1
    # PostgreSQL has started a process for each new connection meanwhile. The clients have ended, and say it themselves.
    programs["postgresql"] = _children(house.postgresql.pid)
    cpu = {name: sum(map(cpu_seconds, pids)) - before[name] for name, pids in programs.items()}
    cpu["clients"] = sum(one["cpu"] for one in seen)
    delivered = sum(one["delivered"] for one in seen)
    delays = sorted(delay for one in seen for delay in one["delays"])
    decided = _batches(ports) - batches
    return Step(typists, delivered, delivered / took, delays, cpu, decided, _published(house) - published)


def _batches(ports: list[int]) -> float:
    """How many batches have been decided."""
    found = 0.0
    for port in ports:
        with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
            said = re.search(r"^adref_batch_commands_count (\S+)$", answer.read().decode(), re.MULTILINE)
        assert said is not None
        found += float(said[1])
    return found


def _published(house: House) -> int:
    """How many messages have passed through Redis."""
    with Redis.from_url(house.redis.url) as client:
        calls: dict[str, dict[str, int]] = client.info("commandstats")
    return calls.get("cmdstat_publish", {}).get("calls", 0)


def _children(pid: int) -> list[int]:
    """A process and those that it has started, as PostgreSQL does for each connection."""
    with Path(f"/proc/{pid}/task/{pid}/children").open(encoding="ascii") as file:
        return [pid, *map(int, file.read().split())]


@contextmanager
def _started(command: Sequence[str], *, talks: bool = False) -> "Iterator[subprocess.Popen[Any]]":
    pipe = subprocess.PIPE if talks else subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                stream.close()


@contextmanager
def _server(house: House, url: str) -> "Iterator[tuple[subprocess.Popen[bytes], int]]":
    port = free_port()
    environment = {
        "DATABASE_URL": url,
        "REDIS_URL": house.redis.url,
        "INSTANCE": str(house.folder),
        "DEMO": "1",
        "PORT": str(port),
    }
    log = subprocess.DEVNULL
    process = subprocess.Popen(
        on_core(SERVERS, [sys.executable, "wsgi.py"]),
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=log,
        stderr=log,
    )
    try:
        until_served(f"http://127.0.0.1:{port}/healthz")
        yield process, port
    finally:
        process.kill()
        process.wait()


@contextmanager
def _house() -> Iterator[House]:
    with tempfile.TemporaryDirectory(prefix="adref-cluster-") as name, ExitStack() as stack:
        folder = Path(name)
        # PostgreSQL does not run as root, and its account has to come to its own folder.
        folder.chmod(0o711)
        redis = RedisServer(folder)
        try:
            redis.start()
            stack.callback(redis.kill)
            port = free_port()
            postgresql = own_postgresql.start(folder, port)
            stack.callback(postgresql.wait)
            stack.callback(postgresql.send_signal, signal.SIGINT)
            # Before it starts others, which then are on this core too.
            os.sched_setaffinity(postgresql.pid, {REST})
            own_postgresql.wait_for(port, postgresql)
        except (NoPostgresql, FileNotFoundError) as error:
            raise Left(f"what it needs is not installed: {error}") from error
        assert redis.process is not None
        os.sched_setaffinity(redis.process.pid, {REST})
        _administer(port, "CREATE DATABASE hall TEMPLATE template0")
        store = demonstration_in(own_postgresql.address(port, "hall"))
        cookies = arrive(store, kept_secret(folder))
        halls = tuple(open_hall(store, folder, PARAGRAPHS, cookies) for _ in range(2))
        store.engine.dispose()
        yield House(folder, postgresql, port, redis, halls)


@contextmanager
def _copied(house: House) -> Iterator[str]:
    """A copy of the database: every step begins with the same texts."""
    _administer(house.port, "CREATE DATABASE step TEMPLATE hall")
    try:
        yield own_postgresql.address(house.port, "step")
    finally:
        _administer(house.port, "DROP DATABASE step WITH (FORCE)")


def _administer(port: int, statement: str) -> None:
    engine = make_engine(own_postgresql.address(port))
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)
    finally:
        engine.dispose()
