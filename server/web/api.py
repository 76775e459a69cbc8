"""The interface of programs, the client's first: a text as JSON now and at any moment, its entries, its files.

Answers are as docs/FORMATS.md has them; a refusal is `{code, message}` with a status that fits.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict

from flask import Blueprint, Response, request

from server.domain.instants import parse_instant
from server.domain.paragraph import paragraph_to_json
from server.domain.refusal import Refused
from server.services import file_names
from server.services.access import Access, access_text, role_in
from server.services.paragraph_history import LONGEST_TAIL, PAGE, base_of, go_on, history_of
from server.services.past import LONGEST_CATCHING_UP, Moment, moment_at
from server.services.quotas import account_of, quota_of, used_now
from server.services.reading import latest
from server.services.record import EMPTY, StoredEntry
from server.services.registry import Meeting
from server.services.state_json import StateJson
from server.services.store import Unit
from server.web import text_now
from server.web.auth import visitor
from server.web.documents import as_file
from server.web.house import House, house
from server.web.packing import Part, part
from server.web.words import t

blueprint = Blueprint("api", __name__, url_prefix="/api/texts/<text>")

MAX_NUMBER = 999_999_999


@blueprint.get("/state")
def state(text: str) -> Response:
    """The text of now, or of `?number=`, or as of `?at=` (ISO 8601 with a time zone)."""
    here = house()
    if _asked() == (None, None):
        with here.store.reading() as unit:
            you = part(_you(unit, _access(unit, text)))
        return text_now.answer(text, you)
    with here.store.reading() as unit:
        access = _access(unit, text)
        you = part(_you(unit, access))
    return text_now.packed([*_past(here, text, access.meeting), you])


@blueprint.get("/entries")
def entries(text: str) -> Response:
    """The entries after a number, in order, at most LONGEST_CATCHING_UP of them."""
    here, after = house(), _number("after", 0)
    with here.store.reading() as unit:
        _access(unit, text)

    def read() -> bytes:
        with here.store.reading() as unit:
            found = unit.record.entries(text, after, after + LONGEST_CATCHING_UP)
        return _entries(found, after + 1)

    return _json(here.look(read))


@blueprint.get("/history/<paragraph>")
def history(text: str, paragraph: str) -> Response:
    """
    The entries that name a paragraph or move or withdraw its section, in order, not contiguous: the last PAGE of them,
    or of those before `?before=`. `earlier` says whether there are others before these; then `base` is the paragraph as
    the first of these found it, so that each can be told from the wording of then.
    """
    here, before = house(), _number("before", MAX_NUMBER)
    with here.store.reading() as unit:
        _access(unit, text)

    def read() -> bytes | None:
        go_on(here.store, text, LONGEST_TAIL)
        with here.store.reading() as unit:
            head = unit.record.head(text) or EMPTY
            found = history_of(unit.record, text, paragraph, min(before, head.number + 1), PAGE)
            base = base_of(unit.record, text, paragraph, found)
        if not found.entries:
            return None
        also = b',"earlier":false'
        if base is not None:
            also = (
                b',"earlier":true,"base":' + json.dumps(paragraph_to_json(base), ensure_ascii=False).encode()
            )
        return _entries(found.entries, found.entries[0].number, also)

    written = here.look(read)
    if written is None and "before" not in request.args:
        raise Refused("not_found", t("api.no_paragraph"))
    return _json(written or _entries((), before, b',"earlier":false'))


@blueprint.get("/quota")
def quota(text: str) -> Response:
    """The quota of one's delegation, or of Secretariat and Chair, in this text."""
    here = house()
    with here.store.reading() as unit:
        account = account_of(_access(unit, text).actor)
        kept = unit.record.accounts(text, [account]).get(account)
    used, most = used_now(account, kept, here.clock()), quota_of(account)
    shown = {
        name: {"used": math.ceil(value), "most": getattr(most, name)} for name, value in asdict(used).items()
    }
    return _json(json.dumps({"account": account or None, "quota": shown}).encode())


@blueprint.get("/rolling.<any(docx, pdf, txt):form>")
def rolling(text: str, form: str) -> Response:
    """The text of now, or of `?number=`, or as of `?at=`, with attributions, as a file."""
    here = house()
    with here.store.reading() as unit:
        access = _access(unit, text)
        texts = unit.registry.texts(access.meeting.id)
    moment = _moment(here, text)
    _, instant = _asked()

    def make() -> bytes:
        with here.store.reading() as inner:
            return here.files.rolling(inner, text, moment, form, instant)

    facts, as_of = next(one for one in texts if one.id == text), instant or moment.head.time
    name = file_names.of_rolling_text(access.meeting, facts, texts, moment.head.number, as_of)
    return as_file(here.run_documents(make), form, name)


@blueprint.get("/unprinted")
def unprinted(text: str) -> Response:
    """
    The characters that no font of documents has, in the status document that would be issued of the text of now or
    as of `?at=`, with what is agreed at `?level=` or above.
    """
    here, level = house(), request.args.get("level")
    with here.store.reading() as unit:
        _access(unit, text)
    moment = _moment(here, text)

    def look() -> dict[str, list[str]]:
        with here.store.reading() as inner:
            return here.files.unprinted(inner, text, moment, level)

    return _json(json.dumps(here.run_documents(look)).encode())


def _access(unit: Unit, text: str) -> Access:
    return access_text(unit.registry, visitor().person.id, text)


def _moment(here: House, text: str) -> Moment:
    """Precondition: no unit is open. Who waits for the past with a connection in hand keeps it from the record."""
    number, instant = _asked()
    if number is None and instant is None:
        with here.store.reading() as unit:
            return latest(unit, here.texts, text)

    def past() -> Moment:
        # Off the loop that serves everybody else, and so in a unit of its own: a connection belongs to one thread.
        with here.store.reading() as inner:
            return moment_at(inner, text, here.clock(), number=number, instant=instant)

    return here.look(past)


def _past(here: House, text: str, meeting: Meeting) -> list[Part]:
    """The answer of `/state` for a moment, without its end; written and compressed where it is read."""
    number, instant = _asked()

    def make() -> list[Part]:
        with here.store.reading() as unit:
            moment = moment_at(unit, text, here.clock(), number=number, instant=instant)
            around = text_now.around_text(unit, meeting)
        if moment.state is None:
            raise Refused("not_found", t("error.404"))
        begin = text_now.state_json(StateJson().of(moment.state), moment)
        return [part(begin + json.dumps(around, ensure_ascii=False).encode()[1:-1] + b",")]

    return here.look(make)


def _asked() -> tuple[int | None, str | None]:
    """The number, or else the instant, that a request names."""
    if "number" in request.args:
        return _number("number", 0), None
    at = request.args.get("at")
    if at is None:
        return None, None
    try:
        return None, parse_instant(at)
    except ValueError as error:
        raise Refused("malformed", str(error)) from error


def _you(unit: Unit, access: Access) -> bytes:
    """The end of an answer: who asks."""
    actor = access.actor
    you = {"person": actor.person, "role": role_in(unit.registry, access), "delegation": actor.delegation}
    return b'"you":' + json.dumps(you, ensure_ascii=False).encode() + b"}"


def _entries(found: Sequence[StoredEntry], first: int, also: bytes = b"") -> bytes:
    body = b",".join(stored.wire_json for stored in found)
    return b'{"from":%d,"entries":[%s]%s}' % (first, body, also)


def _json(body: bytes) -> Response:
    response = Response(body, content_type="application/json")
    # Everybody's own copy, asked about each time: the answer is then 304 and empty where nothing has changed.
    response.headers["Cache-Control"] = "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _number(name: str, default: int) -> int:
    written = request.args.get(name, str(default))
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise Refused("malformed", t("api.number", name=name))
    return int(written)
