"""Files in and out of a text: joins the exchange formats to the services, for pages and the command line alike."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from server.domain.characters import shown
from server.domain.command import Command, Refused
from server.domain.meeting import OBSERVER
from server.domain.snapshot import Content, rolling_text
from server.exchange import plain_text, plain_text_apart
from server.services.document_press import meeting_facts
from server.services.live_text import LiveTexts
from server.services.past import Moment
from server.services.reading import latest
from server.services.record import IssuedDocument
from server.services.registry import Delegation
from server.services.store import Clock, NewId, RunBlocking, Store, Unit

Decide = Callable[[str, Command], Mapping[str, object]]
"""Has a person's command decided, and answers with its outcome (docs/FORMATS.md)."""

Setter = Callable[[Content], bytes]
"""Sets the content of a document as one file."""

VERIFIER: Final = Path(__file__).resolve().parent.parent / "tools" / "verify_record.py"
"""The program that verifies documents and archives with Python alone; `python -m tools.bundle` makes it."""

MARKDOWN: Final = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file came to: `counts` by name (see `plain_text.Parsed`), and `repairs` to make by hand, as sentences.

    `came_as` is the file's format, `written_as` the text's: where they differ, the text is not written as it came in.
    """

    counts: Mapping[str, int]
    repairs: tuple[str, ...]
    came_as: plain_text.Format
    written_as: str


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

    def bring_in(self, decide: Decide, person: str, text: str, name: str, data: bytes) -> Imported:
        """
        Adds what a file says after what the text holds, in the person's name. `name` says whether it is Markdown.

        Raises Refused as `plain_text_apart.parse` and `decide` do; what was brought in before a refusal stays.
        """
        form = format_of(name)
        with self.store.reading() as unit:
            state = latest(unit, self.texts, text).state
            facts = unit.registry.text(text)
            delegations = unit.registry.delegations(facts.meeting) if facts is not None else []
        if state is None:
            raise Refused("not_found", "There is no such text.")
        parsed = self.run_long(lambda: plain_text_apart.parse(data, form, known_as(delegations)))
        after = state.order[-1] if state.order else None
        reason = f"Brought in from {shown(PurePath(name).name[:100]) or 'a file'}"
        for payload in plain_text.import_payloads(parsed, reason, after):
            command = Command(
                self.new_id("c"), text, "import_paragraphs", None, state.number, payload, self.clock()
            )
            outcome = decide(person, command)
            refused = outcome.get("refused")
            if isinstance(refused, Mapping):
                raise Refused(str(refused["code"]), str(refused["message"]))
        repairs = tuple(_sentence(repair) for repair in parsed.repairs)
        return Imported(parsed.counts, repairs, form, state.format)

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
    """What a file is by its name."""
    return "markdown" if PurePath(name).suffix.lower() in MARKDOWN else "plain"


def known_as(delegations: list[Delegation]) -> dict[str, str]:
    """The codes of those that propose, by everything that attributions call them: short name, full name, code."""
    proposing = [each for each in delegations if each.kind != OBSERVER]
    return {name: each.code for each in proposing for name in (each.code, each.name, each.short) if name}


def _sentence(repair: plain_text.Repair) -> str:
    where = f"{repair.label}: " if repair.label else ""
    quoted = f" (“{repair.where}”)" if repair.where else ""
    return f"{where}{repair.advice}{quoted}"
