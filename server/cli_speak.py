"""Shared by the groups of the command line: an error is one sentence, and the exit code is 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from server.domain.instants import parse_instant
from server.domain.refusal import Refused
from server.services.registry import Meeting, Person, Registry, Taken


class Speaking(AppGroup):
    """A group of commands whose refusals are told to people instead of shown as traces."""

    def invoke(self, ctx: click.Context) -> object:
        with _spoken():
            return super().invoke(ctx)


class SpeakingCommand(click.Command):
    """A command that stands alone, and does the same."""

    def invoke(self, ctx: click.Context) -> object:
        with _spoken():
            return super().invoke(ctx)


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except Refused as refused:
        raise click.ClickException(refused.message) from refused
    except Taken as taken:
        raise click.ClickException(str(taken)) from taken
    except DBAPIError as error:
        raise click.ClickException(
            f"The database cannot be used: {error.orig}. Has it its tables (flask database upgrade)?"
        ) from error


class Instant(click.ParamType[str]):
    """A moment in ISO 8601 with a time zone, as an instant."""

    name = "time"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return parse_instant(value)
        except ValueError as error:
            self.fail(f"{error}", param, ctx)


def meeting_named(registry: Registry, name: str) -> Meeting:
    """The meeting of an id or slug. Raises Refused `not_found`."""
    meeting = registry.meeting(name)
    if meeting is None:
        known = ", ".join(one.slug for one in registry.meetings()) or "none"
        raise Refused("not_found", f"There is no meeting “{name}”; there are: {known}.")
    return meeting


def person_named(registry: Registry, sign_in: str) -> Person:
    """The person who signs in under a name. Raises Refused `not_found`."""
    person = registry.person_named(sign_in)
    if person is None:
        raise Refused("not_found", f"Nobody signs in as “{sign_in}”.")
    return person
