"""
The text of now, as all who open it are answered: made once for all who ask together, and compressed once for a number.

When a meeting comes back from lunch, or a server from a restart, a thousand ask within seconds, while others type.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from flask import Flask, Response, current_app, request

from server.domain.refusal import Refused
from server.services.past import Moment
from server.services.reading import latest
from server.services.registry import Meeting
from server.services.sharing import Shared
from server.services.store import Unit
from server.services.usual_names import usual_by_code
from server.web.house import House
from server.web.packing import Part, gzipped, part, tag
from server.web.words import t

EXTENSION: Final = "adref.text_now"


class TextNow:
    """
    What all readers of a text are answered alike. Of each text that is open the last state is kept, by its hash.
    `made`: how many states were written and compressed.
    """

    def __init__(self, here: House) -> None:
        self._here = here
        self._states: dict[str, tuple[str, Part]] = {}
        self._shared = Shared(self._make)
        self.made = 0

    def parts(self, text: str) -> list[Part]:
        """
        `{"state":…,"hash":…,"delegations":…,"people":…,"delegates":…,"meeting":…,` without its end. Raises
        Refused `not_found`.
        Precondition: whoever asks has been through the access gate.
        """
        return self._shared.get(text)

    def _make(self, text: str) -> list[Part]:
        with self._here.store.reading() as unit:
            moment = latest(unit, self._here.texts, text)
        return self._here.look(lambda: [self._state(text, moment), self._around(text)])

    def _state(self, text: str, moment: Moment) -> Part:
        known = self._states.get(text)
        if known is not None and known[0] == moment.head.hash:
            return known[1]
        if moment.state is None:
            raise Refused("not_found", t("error.404"))
        made = part(state_json(self._here.texts.get(text).json.of(moment.state), moment))
        self._states[text] = moment.head.hash, made
        self.made += 1
        return made

    def _around(self, text: str) -> Part:
        with self._here.store.reading() as unit:
            facts = unit.registry.text(text)
            meeting = None if facts is None else unit.registry.meeting(facts.meeting)
            if meeting is None:
                raise Refused("not_found", t("error.404"))
            around = around_text(unit, meeting)
        return part(json.dumps(around, ensure_ascii=False).encode()[1:-1] + b",")


def install(app: Flask, here: House) -> TextNow:
    shared = app.extensions[EXTENSION] = TextNow(here)
    return shared


def answer(text: str, you: Part) -> Response:
    """The answer to one reader; `you` ends it. Compressed where the reader takes that."""
    shared: TextNow = current_app.extensions[EXTENSION]
    return packed([*shared.parts(text), you])


def packed(parts: Sequence[Part]) -> Response:
    """JSON of some parts. Everybody's own copy, asked about each time: 304 and empty where nothing has changed."""
    etag, squeezed = tag(parts), bool(request.accept_encodings["gzip"])
    response = Response(content_type="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.add("Accept-Encoding")
    # The same content in other bytes: a strong tag would claim the bytes.
    response.set_etag(etag, weak=squeezed)
    response.make_conditional(request)
    if response.status_code == 304:
        return response
    if squeezed:
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(gzipped(parts))
    else:
        response.set_data(b"".join(each.plain for each in parts))
    return response


def state_json(state: bytes, moment: Moment) -> bytes:
    """The beginning of an answer: the state, and the hash of its last entry."""
    return b"".join((b'{"state":', state, b',"hash":"', moment.head.hash.encode(), b'",'))


def around_text(unit: Unit, meeting: Meeting) -> dict[str, Any]:
    """The facts beside the state: meeting, delegations, names, and whose delegates people are."""
    delegations = unit.registry.delegations(meeting.id)
    usual = usual_by_code(delegations)
    return {
        "delegations": {
            each.code: {
                "short": each.short,
                "name": each.name,
                "kind": each.kind,
                "members": list(each.members),
                "usual": usual.get(each.code, []),
            }
            for each in delegations
        },
        "people": unit.registry.names(meeting.id),
        "delegates": {
            each.person: each.delegation
            for each in unit.registry.participants(meeting.id)
            if each.role == "delegate" and each.delegation is not None
        },
        "meeting": {
            "id": meeting.id,
            "title": meeting.title,
            "time_zone": meeting.time_zone,
            "public": meeting.public,
        },
    }
