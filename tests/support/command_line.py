"""The command line, on an application of a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from argon2 import PasswordHasher
from click.testing import Result
from flask import Flask

from server import cli
from server.app import create_app, server_of
from server.persistence.store import SqlStore
from server.settings import Settings

SOURCE = """Conclusions

1. States [should – Peru] cooperate.

2. States shall report.
"""


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=arguments)


def say(app: Flask, *arguments: str) -> str:
    """What a command prints that succeeds."""
    result = run(app, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def refusal(app: Flask, *arguments: str) -> str:
    """What a command says that fails; not a trace, and the exit code is 1."""
    result = run(app, *arguments)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    return result.stderr.strip()


@contextmanager
def empty_app(folder: Path) -> Iterator[Flask]:
    """An application whose database has no tables."""
    settings = Settings(secret_key="s", database_url=f"sqlite:///{folder / 'empty.sqlite'}", instance=folder)
    app = create_app(settings, hasher=PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    cli.install(app)
    yield app
    store = server_of(app).store
    assert isinstance(store, SqlStore)
    store.engine.dispose()
