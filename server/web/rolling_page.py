"""
The rolling text drawn as HTML: off the loop that serves everybody else, and once for all who ask for it together.

A paragraph of two thousand pieces takes some half of a second to draw, and one person may open the page many times.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app
from markupsafe import Markup

from server.domain.readings import status
from server.domain.refusal import Refused
from server.domain.state import State
from server.services.reading import latest
from server.services.sharing import Shared
from server.web.drawn import pieces
from server.web.house import House
from server.web.tallies import Tally, footnotes, tally
from server.web.words import t

EXTENSION: Final = "adref.rolling_page"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A text with its tally, and its paragraphs as HTML."""

    state: State
    tally: Tally
    paragraphs: Markup


class RollingPage:
    """The part of the page that all readers share."""

    def __init__(self, app: Flask, here: House) -> None:
        self._app = app
        self._here = here
        self._shared = Shared(self._make)

    def of(self, text: str) -> Drawn:
        """Raises Refused `not_found`. Precondition: whoever asks has been through the access gate."""
        return self._shared.get(text)

    def _make(self, text: str) -> Drawn:
        with self._here.store.reading() as unit:
            state = latest(unit, self._here.texts, text).state
            facts = unit.registry.text(text)
            meeting = None if facts is None else unit.registry.meeting(facts.meeting)
            if state is None or meeting is None:
                raise Refused("not_found", t("error.404"))
            names = {each.code: each.short for each in unit.registry.delegations(meeting.id)}
        return self._here.look(lambda: self._drawn(state, names, meeting.time_zone))

    def _drawn(self, state: State, names: Mapping[str, str], time_zone: str) -> Drawn:
        """Precondition: nothing here asks for the request, which another thread holds."""
        notes = footnotes(state)
        numbers = {note.id: at for at, note in enumerate((n for ps in notes.values() for n in ps), start=1)}
        shown = [state.paragraphs[one] for one in state.order if state.paragraphs[one].withdrawn is None]
        rows = [
            (each, status(each, notes.get(each.id, ())), pieces(each, names, numbers), notes.get(each.id, []))
            for each in shown
        ]
        labels = {one: t("text.paragraph", label=state.paragraphs[one].label) for one in state.order}
        drawn = self._app.jinja_env.get_template("_rolling.html").render(
            rows=rows,
            numbers=numbers,
            names=names,
            pending_names={**names, **labels},
            pieces=pieces,
            levels={level["id"]: level["name"] for level in state.levels},
            time_zone=time_zone,
        )
        return Drawn(state, tally(state), Markup(drawn))  # noqa: S704  The template escapes what it shows.


def install(app: Flask, here: House) -> None:
    app.extensions[EXTENSION] = RollingPage(app, here)


def rolling_page() -> RollingPage:
    value: RollingPage = current_app.extensions[EXTENSION]
    return value
