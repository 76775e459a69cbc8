"""The world of a fault run: a database, server processes, perhaps Redis, a proxy before them, and a hundred clients."""

import json
import random
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.faults import injecting, record
from tests.faults.clients import Clients
from tests.faults.databases import Database, postgres_database, sqlite_database
from tests.faults.disk import CannotBeMade
from tests.faults.injecting import Injector
from tests.faults.meeting import TEXT, convene
from tests.faults.proxy import Proxy
from tests.faults.servers import ServerProcess
from tests.faults.verdict import Verdict, judge
from tests.support.redis_server import RedisServer
from tests.support.served import ROOT

STUCK_SECONDS: Final = 60.0
"""How long nothing may come nearer to rest after the last fault: a browser waits 15 s for an answer that was lost."""

LONGEST_REST: Final = 600.0

LONGEST_FAULT: Final = 240.0

EXTRA_SECONDS: Final = 240.0
"""How much longer than planned a run may be, so that every kind of fault is made once."""

BETWEEN_KILLS: Final = 6.0
BETWEEN_OTHERS: Final = 1.5
"""Seconds from one fault of a group to the next, about: a process needs some to start, and everybody to come back."""

GROUPS: Final = (
    {"kill"},
    {"cut_in_mid_frame", "delayed", "trickling", "browser_crashes"},
    {*injecting.OF_A_DATABASE, *injecting.OF_REDIS, "clock_jumps", "server_hangs"},
)
"""Faults of one group are made one after the other; those of different groups at the same time."""


@dataclass(frozen=True)
class Plan:
    """
    What a run is to be. `pace`: how fast people type, 1 being a busy room. `brevity`: by how much faults, and the
    pauses between them, are shorter than in a long run. `patience`: seconds in which somebody must come nearer to
    having everything afterwards. `kinds`: faults, all of them if None. `times`: how often each is made at least.
    """

    database: str
    seed: int
    seconds: float
    clients: int = 100
    pace: float = 1.0
    brevity: float = 1.0
    bug: str = "none"
    patience: float = STUCK_SECONDS
    kinds: tuple[str, ...] | None = None
    times: int = 1


@dataclass
class World:
    """What runs, and what happened to it. `notes`: what was done when, in seconds from the beginning."""

    folder: Path
    database: Database
    redis: RedisServer | None
    servers: list[ServerProcess]
    proxy: Proxy
    clients: Clients
    clock: Path
    brevity: float
    notes: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def note(self, what: str) -> None:
        self.notes.append(f"{time.monotonic() - self.began:7.1f}  {what}")

    def wait(self, seconds: float) -> None:
        time.sleep(seconds * self.brevity)

    def set_clock(self, offset: int) -> None:
        self.clock.write_text(str(offset))

    def said(self, any_of: Iterable[str]) -> int:
        """How often server processes and the database have logged one of these."""
        logs = [path.read_text(errors="replace") for path in self.folder.glob("**/*.log") if path.is_file()]
        return sum(log.count(one) for log in logs for one in any_of)


@dataclass(frozen=True)
class Result:
    """What came of a run. `made`: how many faults of each kind; `undone`: what was planned and could not be made."""

    plan: Plan
    made: dict[str, int]
    undone: tuple[str, ...]
    means: str
    verdict: Verdict
    notes: tuple[str, ...]
    could_not_store: int

    @property
    def kills(self) -> int:
        return self.made.get("kill", 0)


def run(plan: Plan, keep: Path | None = None) -> Result:
    """A run from its beginning to its verdict. `keep`: a folder for its logs and its record, for looking at it."""
    folder = Path(tempfile.mkdtemp(prefix="adref-faults-"))
    # PostgreSQL's own user has to get through to its data.
    folder.chmod(0o755)
    try:
        with _world(plan, folder) as world:
            made, undone = _break(plan, world)
            verdict = _judge(world, plan.patience)
            failed = world.said(("could not be stored",))
            if keep is not None:
                _keep(world, keep)
            return Result(plan, made, undone, world.database.means, verdict, tuple(world.notes), failed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _world(plan: Plan, folder: Path) -> Iterator[World]:
    chance = random.Random(f"{plan.seed} {plan.database} line")
    processes: list[ServerProcess] = []
    with ExitStack() as stack:
        database, redis = _database(plan, folder, processes, stack)
        secret, clock = secrets.token_hex(32), folder / "clock"
        clock.write_text("0")
        environment = {"DATABASE_URL": database.url, "SECRET_KEY": secret, "FAULTS_CLOCK": str(clock)}
        if redis is not None:
            environment["REDIS_URL"] = redis.url
        people = convene(database.url, secret, folder / "instance", plan.clients)
        for number in range(1 if redis is None else 2):
            instance = {"INSTANCE": str(folder / f"instance-{number}")}
            processes.append(ServerProcess(folder, {**environment, **instance}, plan.bug))
        stack.callback(_end, processes)
        for process in processes:
            process.start()
        if not all(process.wait(process.well) for process in processes):
            raise RuntimeError(f"A server did not start:\n{processes[0].said()[-3000:]}")
        proxy = stack.enter_context(Proxy([process.port for process in processes], chance))
        clients = stack.enter_context(Clients(folder / "clients.log"))
        world = World(folder, database, redis, processes, proxy, clients, clock, plan.brevity)
        told = [person.told() for person in people]
        origin = f"http://127.0.0.1:{proxy.port}"
        clients.ask("open", origin=origin, text=TEXT, seed=plan.seed, pace=plan.pace, people=told)
        world.note(f"{len(people)} clients are live")
        yield world


def _database(
    plan: Plan, folder: Path, processes: list[ServerProcess], stack: ExitStack
) -> tuple[Database, RedisServer | None]:
    if plan.database == "sqlite":

        def writers() -> list[int]:
            return [process.pid for process in processes if process.pid is not None]

        return stack.enter_context(sqlite_database(folder, writers)), None
    if shutil.which("redis-server") is None:
        raise CannotBeMade("Redis is not installed here (redis-server): apt-get install redis-server")
    database = stack.enter_context(postgres_database(folder))
    redis = RedisServer(folder)
    redis.start()
    stack.callback(redis.kill)
    return database, redis


def _end(processes: list[ServerProcess]) -> None:
    for process in processes:
        process.kill()


def _break(plan: Plan, world: World) -> tuple[dict[str, int], tuple[str, ...]]:
    """
    Faults for as long as the plan says, and until each kind was made as often as it says: kills, faults of the line,
    and faults of what the server stands on, beside each other. Then everything is whole again.
    """
    planned = injecting.kinds_of(world) if plan.kinds is None else plan.kinds
    sets = [kinds for group in GROUPS if (kinds := tuple(kind for kind in planned if kind in group))]
    injectors = [
        Injector(
            world,
            kinds,
            random.Random(f"{plan.seed} {plan.database} {kinds}"),
            plan.brevity * (BETWEEN_KILLS if kinds == ("kill",) else BETWEEN_OTHERS),
        )
        for kinds in sets
    ]
    time.sleep(1.0)
    for injector in injectors:
        injector.start()
    deadline = time.monotonic() + plan.seconds
    latest = deadline + EXTRA_SECONDS
    while all(injector.is_alive() for injector in injectors) and time.monotonic() < latest:
        if time.monotonic() > deadline and all(injector.least >= plan.times for injector in injectors):
            break
        time.sleep(0.2)
    for injector in injectors:
        injector.done.set()
    undone = []
    for injector in injectors:
        try:
            injector.finish(LONGEST_FAULT)
        except CannotBeMade as fault:
            undone.append(str(fault))
    made = {kind: number for injector in injectors for kind, number in injector.made.items()}
    undone += [
        f"{kind}: it was made {number} times of {plan.times}, and there was no time for more"
        for kind, number in made.items()
        if number < plan.times
    ]
    return made, tuple(undone)


def _judge(world: World, patience: float) -> Verdict:
    """Waits until all have everything, ends everything, and reads what is left."""
    world.note("typing stops")
    world.clients.ask("stop")
    for server in world.servers:
        if not server.wait(server.well):
            raise RuntimeError(f"A server is not there at the end:\n{server.said()[-3000:]}")
    world.note("all servers are well")
    _converge(world, patience)
    seen = world.folder / "seen.json"
    world.clients.ask("report", path=str(seen))
    verified = _verify(world)
    # A last kill: nothing is written that was not written by then. What people type now stays with them.
    _end(world.servers)
    raw = record.read(world.database.url, TEXT)
    lines = world.folder / "record.jsonl"
    raw.write_lines(lines)
    folded = world.clients.ask("fold", path=str(lines))
    world.clients.ask("type_on")
    left = world.folder / "left.json"
    world.clients.ask("report", path=str(left))
    verdict = judge(raw, _merged(seen, left), folded)
    verdict.wrong += [*record.faults(raw), *verified, *_as_a_third_party(lines)]
    return verdict


def _merged(seen: Path, left: Path) -> list[dict[str, object]]:
    """What everybody saw while the servers were there, and what they typed and kept to the very end."""
    before, after = json.loads(seen.read_text()), json.loads(left.read_text())
    names = ("put", "taken", "safe", "unkept", "shelf")
    return [{**one, **{name: two[name] for name in names}} for one, two in zip(before, after, strict=True)]


def _converge(world: World, patience: float) -> None:
    """
    Waits until everybody is live, at one number, with nothing unsent, or nothing comes nearer to that any more. A
    verdict follows in any case.
    """
    latest = time.monotonic() + LONGEST_REST
    deadline = time.monotonic() + patience
    still = 0
    standing: dict[str, int] = {}
    while time.monotonic() < min(deadline, latest) and still < 3:
        before, standing = standing, world.clients.ask("standing")
        if standing != before:
            deadline = time.monotonic() + patience
        whole = standing["live"] == standing["clients"] and standing["least"] == standing["most"]
        still = still + 1 if whole and not standing["unsent"] else 0
        time.sleep(0.5)
    world.note(f"at the end: {standing}")


def _verify(world: World) -> list[str]:
    """What the server's own verifying says."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "text", "verify", TEXT]
    environment = world.servers[0].environment
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"flask text verify: {done.stdout}{done.stderr[-1000:]}"]


def _as_a_third_party(lines: Path) -> list[str]:
    command = [sys.executable, str(ROOT / "tools" / "verify_record.py"), str(lines)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"tools/verify_record.py: {done.stderr}"]


def _keep(world: World, keep: Path) -> None:
    keep.mkdir(parents=True, exist_ok=True)
    for path in world.folder.glob("*.log"):
        shutil.copy(path, keep)
    for name in ("record.jsonl", "seen.json", "left.json"):
        shutil.copy(world.folder / name, keep)
