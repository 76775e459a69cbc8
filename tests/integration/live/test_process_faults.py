"""What may happen to two processes and their database while people type: nothing is lost, doubled, or told too late."""

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from redis import Redis
from sqlalchemy import text

from server.live.others import Others, read_run
from server.live.port import Run
from server.persistence.engine import make_engine
from server.persistence.migrate import MIGRATIONS, revision_of
from server.services.demonstration.meeting import TEXT
from tests.support.cluster import Cluster, Follower, Typist, cluster, outcome_is_on_record, until_typed
from tests.support.raw_socket import PATIENCE, LiveServer
from tests.support.served import ROOT

LIVE_AGAIN = 5.0
ROW_HELD = 10.0
"""Seconds for which a stopped process may hold the text's row (R3a)."""

TOMORROW = '''
"""What the next version adds."""
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{head}"

def upgrade() -> None:
    op.add_column("texts", sa.Column("of_tomorrow", sa.Text(), server_default="nothing"))
    op.add_column("entries", sa.Column("of_tomorrow", sa.Text()))
    op.add_column("commands", sa.Column("of_tomorrow", sa.Text()))
    op.create_table("tomorrow", sa.Column("id", sa.Text(), primary_key=True))
    op.create_index("tomorrow_entries", "entries", ["of_tomorrow"])
'''


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("faults")) as running:
        yield running


def type_while(both: Cluster, label: str, happens: Callable[[], None]) -> list[Typist]:
    """Two typists on each process while something happens; everything acknowledged is on record once, and told once."""
    typists = [
        Typist(Follower(server), f"{label}{name}{i}", server, 2 * i + (name == "there"))
        for name, server in zip(("here", "there"), both.servers, strict=False)
        for i in range(2)
    ]
    for typist in typists:
        typist.start()
    until_typed(typists)
    happens()
    until_typed(typists)
    for typist in typists:
        typist.finish()
    record = both.recorded()
    for typist in typists:
        assert len(typist.acknowledged) > 5
        assert [
            one
            for one, outcome in typist.acknowledged.items()
            if not outcome_is_on_record(outcome, one, record)
        ] == []
        # A follower takes what follows, by number and hash, and nothing else (`Follower.take`).
        typist.follower.hear_up_to(record[-1]["number"])
        assert typist.follower.entries == record[-len(typist.follower.entries) :]
    return typists


def batches(server: LiveServer) -> int:
    """How many batches a process has decided."""
    with urlopen(f"{server.origin}/metrics", timeout=PATIENCE) as answer:
        found = re.search(r"^adref_batch_commands_count (\S+)$", answer.read().decode(), re.MULTILINE)
    assert found is not None
    return int(float(found[1]))


def test_entries_pass_through_redis_once_a_batch(both: Cluster) -> None:
    """L16: sixty commands that come at once are some batches, and as many messages, with every entry in one of them."""
    here, there = both.servers
    anna, berta = Follower(here), Follower(there)
    before = batches(here) + batches(there)
    others = Others(both.redis.url, both.secret)
    with Redis.from_url(both.redis.url) as redis, redis.pubsub() as channel:
        channel.psubscribe("adref:*")
        assert channel.get_message(timeout=PATIENCE) is not None
        for turn in range(0, 60, 2):
            anna.client.emit("command", anna.command(f"c-once-a{turn:05d}", turn))
            berta.client.emit("command", berta.command(f"c-once-b{turn:05d}", turn + 1))
        last = max(someone.client.answer(31)["through"] for someone in (anna, berta))
        told: list[Run] = []
        while not told or told[-1].through < last:
            message = channel.get_message(ignore_subscribe_messages=True, timeout=PATIENCE)
            assert message is not None
            news = others.open(message["data"])
            if news is not None and news.kind == "entries":
                told.append(read_run(TEXT, news.body))
        rest = channel.get_message(ignore_subscribe_messages=True, timeout=0.3)
        assert rest is None or others.open(rest["data"]).kind != "entries"  # type: ignore[union-attr]  # It is of ours.
    numbers = sorted(number for run in told for number in range(run.first, run.through + 1))
    assert numbers == list(range(numbers[0], numbers[0] + 60))
    assert len(told) == batches(here) + batches(there) - before
    assert len(told) < 30


def test_process_that_was_stopped_for_some_seconds_tells_nothing_stale(both: Cluster) -> None:
    """L18, L15: its followers hear what was decided meanwhile, once and in order, and the others none of it again."""
    here = both.servers[0]

    def stop() -> None:
        for _ in range(2):
            here.process.send_signal(signal.SIGSTOP)
            time.sleep(3)
            here.process.send_signal(signal.SIGCONT)
            time.sleep(1)

    typists = type_while(both, "stopped", stop)
    # Nobody was cut off: a window waits longer than that for its process.
    assert [typist.away for typist in typists] == [0.0] * len(typists)


def test_database_that_ends_all_connections_again_and_again_loses_nothing(both: Cluster) -> None:
    """L18, L5, R3: in the middle of appends, commits and looks."""
    engine = make_engine(both.database)

    def end() -> None:
        for _ in range(8):
            with engine.connect() as connection:
                ended = connection.execute(
                    text(
                        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
                assert ended.scalar_one() > 0
            time.sleep(0.4)

    try:
        typists = type_while(both, "ended", end)
    finally:
        engine.dispose()
    assert max(typist.longest for typist in typists) < LIVE_AGAIN


def test_migration_runs_while_the_old_version_serves_and_people_type(both: Cluster, tmp_path: Path) -> None:
    """L20: one that has to wait too long fails and leaves nothing; the next runs; an old process may start again."""
    shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    engine = make_engine(both.database)
    head = revision_of(engine)
    (tmp_path / "migrations" / "versions" / "9001_tomorrow.py").write_text(TOMORROW.format(head=head))
    newer = f"""
from pathlib import Path
from server.persistence import migrate
migrate.MIGRATIONS = Path({str(tmp_path / "migrations")!r})
migrate.upgrade({both.database!r})
"""

    def migrate() -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", newer], cwd=ROOT, check=False, capture_output=True, text=True
        )

    def bring_in() -> None:
        with engine.connect() as connection:
            # Somebody looks for long: a backup, a shell.
            connection.execute(text("SELECT count(*) FROM texts"))
            failed = migrate()
            assert failed.returncode != 0
            assert "LockNotAvailable" in failed.stderr
        assert revision_of(engine) == head
        done = migrate()
        assert (done.returncode, revision_of(engine)) == (0, "9001"), done.stderr
        both.start()

    try:
        typists = type_while(both, "migrated", bring_in)
        assert max(typist.longest for typist in typists) < ROW_HELD
        assert [typist.away for typist in typists] == [0.0] * len(typists)
    finally:
        engine.dispose()
    again = Follower(both.servers[-1])
    outcome = again.client.ask("command", again.command("c-after-migration", again.number))
    again.hear_up_to(outcome["through"])
