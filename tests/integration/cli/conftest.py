"""The command line, on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask

from server import cli
from server.app import create_app, server_of
from server.persistence.store import SqlStore
from server.settings import Settings
from tests.support.command_line import SOURCE, say


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(
        secret_key="of-the-tests", database_url=f"sqlite:///{tmp_path / 'adref.sqlite'}", instance=tmp_path
    )
    app = create_app(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    cli.install(app)
    server_of(app).upgrade()
    yield app
    store = server_of(app).store
    assert isinstance(store, SqlStore)
    store.engine.dispose()


@pytest.fixture
def meeting(app: Flask) -> str:
    """The slug of a meeting with Austria, Peru and the European Union, and a Secretariat."""
    say(
        app, "meeting", "add", "Expert group", "--body", "COSP", "--session", "Second", "--starts", "2021-04-06",
        "--ends", "2021-04-09", "--time-zone", "Europe/Vienna", "--secretariat", "sam", "--name", "Sam",
    )  # fmt: skip
    slug = say(app, "meeting", "list").split("\t")[1]
    for arguments in (
        ("AUT", "Austria"),
        ("PER", "Peru"),
        ("EU", "European Union", "--kind", "group", "--member", "AUT"),
    ):
        say(app, "delegation", "add", slug, *arguments)
    return slug


@pytest.fixture
def text(app: Flask, meeting: str, tmp_path: Path) -> str:
    """The id of a text that was brought in from a file."""
    file = tmp_path / "conclusions.txt"
    file.write_text(SOURCE, encoding="utf-8")
    return say(app, "text", "import", str(file), "--meeting", meeting).splitlines()[0]
