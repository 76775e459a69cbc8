"""Files in and out of a text: joins the exchange formats to the services, for pages and the command line alike."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, Final

from server.domain.characters import shown
from server.domain.command import Command
from server.domain.meeting import NEGOTIATING
from server.domain.refusal import Refused
from server.domain.snapshot import Content, rolling_text, status_document
from server.domain.state import State
from server.exchange import plain_text, plain_text_apart
from server.exchange.plain_text_apart import How
from server.services.brought_in import BroughtIn, reason_of
from server.services.document_press import level_of, meeting_facts
from server.services.live_text import LiveTexts
from server.services.past import Moment
from server.services.reading import latest
from server.services.record import IssuedDocument
from server.services.registry import Delegation
from server.services.store import Clock, NewId, RunBlocking, Store, Unit

Decide = Callable[[str, Command], Mapping[str, Any]]
"""Has a person's command decided, and answers with its outcome (docs/FORMATS.md)."""

Setter = Callable[[Content], bytes]
"""Sets the content of a document as one file."""

VERIFIER: Final = Path(__file__).resolve().parent.parent / "tools" / "verify_record.py"
"""The program that verifies documents and archives with Python alone; `python -m tools.bundle` makes it."""

MAX_NAME: Final = 100
MARKDOWN: Final = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class Choices:
    """
    What a person says of how a file is to be read: `parties` are codes by names that nobody had, `keep` brings in what
    would be left out, `encoding` is that of the file.
    """

    parties: Mapping[str, str] = field(default_factory=dict)
    keep: bool = False
    encoding: str | None = None


@dataclass(frozen=True)
class Files:
    """
    `run_long` keeps reading a file in off the event loop; `setters` make Word and PDF of a document's content, by
    format (`docx`, `pdf`).
    """

    store: Store
    texts: LiveTexts
    run_long: RunBlocking
    clock: Clock
    new_id: NewId
    setters: Mapping[str, Setter]
    without_glyph: Callable[[Content], list[str]] = lambda _content: []
    """The code points of a content that no font has, as they are printed."""

    def look(
        self, person: str, text: str, name: str, data: bytes, choices: Mapping[str, Any] | None = None
    ) -> BroughtIn:
        """
        Reads a file and keeps what it would become, without recording anything. `name` says whether it is Markdown.
        `choices` are those of `Choices`.

        Raises Refused as `plain_text_apart.look` does.
        """
        with self.store.reading() as unit:
            state = latest(unit, self.texts, text).state
            facts = unit.registry.text(text)
            delegations = unit.registry.delegations(facts.meeting) if facts is not None else []
        if state is None:
            raise Refused("not_found", "There is no such text.")
        chosen = Choices(**(choices or {}))
        names = {**known_as(delegations), **chosen.parties}
        how = How(format_of(name), names, state.levels, keep=chosen.keep, encoding=chosen.encoding)
        looked = self.run_long(lambda: plain_text_apart.look(data, how))
        report = looked.report | {"form": how.form, "size": len(data), "choices": asdict(chosen)}
        file = BroughtIn(
            id=self.new_id("f"),
            text=text,
            person=person,
            name=shown(PurePath(name).name[-MAX_NAME:]).strip() or "a file",
            digest=sha256(data).hexdigest(),
            made=self.clock(),
            began=None,
            ended=None,
            report=report,
        )
        with self.store.writing() as unit:
            unit.files.keep(file, data, looked.parts)
        return file

    def record(self, decide: Decide, person: str, file: str) -> BroughtIn:
        """
        Adds what a file becomes after what its text holds, in the person's name. A file that is on record already
        stays as it is. Raises Refused as `decide` does, `not_found`, and `nothing_in_it`; what came in before a refusal
        stays, and is not brought in twice.
        """
        known, state = self._looked_at(file)
        if known.ended is not None:
            return known
        after = state.order[-1] if state.order else None
        began = ended = None
        for number in range(known.report["parts"]):
            payloads = self._payloads(file, number)
            if not payloads or payloads[0]["paragraph"] in state.paragraphs:
                # Nothing in it, or it came in before a refusal.
                known_now = [state.paragraphs[one["paragraph"]].added for one in payloads]
                began = min(known_now) if known_now and began is None else began
                ended = max(known_now) if known_now else ended
                continue
            if number == 0:
                _stand_after(payloads, after)
            content = {"paragraphs": payloads, "reason": reason_of(known.name)}
            command = Command(
                self.new_id("c"), known.text, "import_paragraphs", None, state.number, content, self.clock()
            )
            ended = _through(decide(person, command))
            began = began if began is not None else ended - len(payloads) + 1
        if began is None or ended is None:
            raise Refused(
                "nothing_in_it", "No line of the file would become a paragraph: nothing was recorded."
            )
        with self.store.writing() as unit:
            unit.files.recorded(file, began, ended)
        return replace(known, began=began, ended=ended)

    def bring_in(self, decide: Decide, person: str, text: str, name: str, data: bytes) -> BroughtIn:
        """As `look` and `record`, one after the other: for those who see no preview."""
        return self.record(decide, person, self.look(person, text, name, data).id)

    def rows(self, part: bytes) -> list[Mapping[str, Any]]:
        """The result of reading a part of a file, row by row (`plain_text_apart.Row`)."""
        return plain_text_apart.rows_of(part)

    def _looked_at(self, file: str) -> tuple[BroughtIn, State]:
        with self.store.reading() as unit:
            known = unit.files.one(file)
            state = latest(unit, self.texts, known.text).state if known is not None else None
        if known is None or state is None:
            raise Refused("not_found", "There is no such file: it was given up, or another was given since.")
        return known, state

    def _payloads(self, file: str, number: int) -> list[dict[str, Any]]:
        with self.store.reading() as unit:
            part = unit.files.part(file, number)
        return [row["payload"] for row in plain_text_apart.rows_of(part) if row["payload"]] if part else []

    def rolling(self, unit: Unit, text: str, moment: Moment, form: str, as_of: str | None = None) -> bytes:
        """
        The text of a moment with attributions: `docx`, `pdf` or `txt`. `as_of`: the instant that was asked for,
        where one was. Raises Refused `not_found`.
        """
        if form == "txt":
            return written(unit, text, moment).text.encode()
        if moment.state is None:
            raise Refused("not_found", "There is no such text.")
        content = rolling_text(
            moment.state,
            meeting_facts(unit, text),
            as_of=as_of or moment.head.time,
            head_hash=moment.head.hash,
        )
        return self.setters[form](content)

    def unprinted(self, unit: Unit, text: str, moment: Moment, level: str | None) -> dict[str, list[str]]:
        """
        Of the status document that would be issued of a moment: its `characters` that no font has, as code points, and
        the ids of the `paragraphs` that have them. Raises Refused `not_found`, `unknown_level`.
        """
        if moment.state is None:
            raise Refused("not_found", "There is no such text.")
        content = status_document(
            moment.state,
            meeting_facts(unit, text),
            as_of=moment.head.time,
            issued_at=moment.head.time,
            sequence=1,
            head_hash=moment.head.hash,
            level=level_of(level, moment.state),
        )
        paragraphs = [one["paragraph"] for one in content["blocks"] if self.without_glyph(one)]
        return {"characters": self.without_glyph(content), "paragraphs": paragraphs}

    def issued(self, document: IssuedDocument, form: str) -> bytes:
        """An issued document as `docx` or `pdf`, set from its kept content and nothing else."""
        content: Content = json.loads(document.content)
        return self.setters[form](content)


def written(unit: Unit, text: str, moment: Moment) -> plain_text.Exported:
    """The text of a moment as plain text or Markdown, with attributions. Raises Refused `not_found`."""
    if moment.state is None:
        raise Refused("not_found", "There is no such text.")
    shorts = meeting_facts(unit, text)["delegations"]
    return plain_text.write(moment.state, lambda code: shorts.get(code, code))


def format_of(name: str) -> plain_text.Format:
    """The format of a file by its name."""
    return "markdown" if PurePath(name).suffix.lower() in MARKDOWN else "plain"


def known_as(delegations: list[Delegation]) -> dict[str, str]:
    """
    The codes of delegations that negotiate, by everything that attributions call them: short name, full name, code.
    Observers sponsor nothing.
    """
    return {
        name: each.code
        for each in delegations
        if each.kind in NEGOTIATING
        for name in (each.code, each.name, each.short)
        if name
    }


def _stand_after(payloads: list[dict[str, Any]], after: str | None) -> None:
    """Puts the first of paragraphs behind another one; the others follow it."""
    first = next((one for one in payloads if one["of"] is None), None)
    if first is not None:
        first["after"] = after


def _through(outcome: Mapping[str, Any]) -> int:
    """The number up to which a command came. Raises Refused where it was."""
    refused = outcome.get("refused")
    if isinstance(refused, Mapping):
        raise Refused(str(refused["code"]), str(refused["message"]))
    return int(outcome["through"])
