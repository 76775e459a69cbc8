"""The content of status documents and of the rolling text, as plain JSON.

A status document is issued from its content alone: ``canonical(content)`` are the bytes that are kept,
``digest(content)`` is what the record says of them, and Word and PDF are set from it (server/exchange). So
whatever is not agreed must not be in the content of a status document, and is not.

::

    {"document": "status" | "rolling", "version": 2, "text", "language", "direction": "ltr" | "rtl",
     "title", "status", "masthead": {"body", "session", "place", "days", "symbol", "date", "original"},
     "blocks": [{"kind": <paragraph kind>, "depth": 1…, "paragraph": id, "label", "marker", "runs": [Run],
                 "note": "[agreed ad ref]" | ""}],
     "footnotes": [[Run]], "closing": [sentence], "footer": "As of …",
     "as_of", "issued_at": instant | null, "number", "head", "sequence": int | null, "level": id | null,
     "omitted": null | {"below": [label], "clean": [label], "bracketed": [label], "proposed": [label]}}

A ``Run`` is ``{"text": str}`` or ``{"footnote": n}`` (the n-th of ``footnotes``, from 1), with ``bold``,
``italic``, ``underline``, ``inserted``, ``deleted``: true where it is so, and ``role``: ``bracket`` or
``attribution`` where it is not wording.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from server.domain import document_words as words
from server.domain import document_words_1 as words_1
from server.domain.brackets import Close, Open, tokens
from server.domain.canonical import canonical, sha256
from server.domain.delta import Delta, runs
from server.domain.numbering import Place, full_labels
from server.domain.paragraph import FOOTNOTE, HEADING, Paragraph
from server.domain.readings import agreed_only, agreement_note, base, content_text, dash, printed, status
from server.domain.sections import footnotes
from server.domain.state import State

__all__ = ["Content", "canonical", "digest", "facts_of", "rolling_text", "status_document"]

VERSION: Final = 2
"""Raised whenever the same record would give another content. Documents of older versions keep their rules here."""

Content = dict[str, Any]
Run = dict[str, Any]
Meeting = Mapping[str, Any]


def facts_of(described: Mapping[str, Any]) -> dict[str, Any]:
    """The meeting as documents print it, from the record: its facts, and short names by code."""
    short = {one["code"]: one["short"] for one in described["delegations"]}
    return {**described["meeting"], "delegations": short}


def digest(content: Content) -> str:
    """The SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return sha256(canonical(content))


def status_document(
    state: State,
    meeting: Meeting,
    *,
    as_of: str,
    issued_at: str,
    sequence: int,
    head_hash: str,
    level: str | None = None,
    version: int = VERSION,
) -> Content:
    """The agreed paragraphs of a text at one number, at ``level`` or above (None: at any level).

    ``meeting`` is what ``facts_of`` gives. Raises ``ValueError`` for a level that the text does not have,
    and for a version that there is not.
    """
    if not 1 <= version <= VERSION:
        raise ValueError(f"There are no documents of version {version}.")
    names, labels = _names(meeting), labels_of(state, version)
    agreed = agreed_only(state.order, state.paragraphs, state.levels, level)
    notes = _Footnotes(state, lambda one: _plain(one, words.ENGLISH.footnote_not_agreed))
    shown = {one.id for one in agreed if one.kind != HEADING}
    above, places = _headings_above(state, shown, version), _places(state, shown, version)
    blocks = []
    for paragraph in _in_order(state):
        if paragraph.kind == HEADING and paragraph.id in above:
            text = _plain(paragraph, words.ENGLISH.heading_not_agreed)
            blocks.append(_block(paragraph, notes.numbered(text), ""))
        elif paragraph.id in shown:
            text = notes.numbered(_plain(paragraph, ""))
            note = "" if _fully(state, paragraph) else _note(state, paragraph, names, labels)
            blocks.append(_block(paragraph, text, note) | places.get(paragraph.id, {}))
    omitted = _omitted(state, shown, labels)
    closing = [] if shown else [words.ENGLISH.none_agreed]
    symbol = f"{meeting['symbol']}.{sequence}" if meeting["symbol"] else ""
    said = words if version > 1 else words_1
    return _common(state, meeting, as_of, issued_at, head_hash, version) | {
        "document": "status",
        "title": said.agreed_title(state.title, state.language),
        "masthead": _masthead(state, meeting, symbol, issued_at, version),
        "blocks": blocks,
        "footnotes": notes.found,
        "closing": [_apart(state, sentence) for sentence in closing + _not_here(omitted, version)],
        "sequence": sequence,
        "level": level,
        "omitted": omitted,
    }


def rolling_text(state: State, meeting: Meeting, *, as_of: str, head_hash: str) -> Content:
    """The whole text at one number, with its brackets and who stands behind each. Nothing of it is issued."""
    names, labels = _names(meeting), labels_of(state)
    notes = _Footnotes(state, lambda one: _drawn(one, names))
    blocks = []
    for paragraph in _in_order(state):
        if not paragraph.withdrawn:
            text = notes.numbered(_drawn(paragraph, names))
            blocks.append(_block(paragraph, text, _note(state, paragraph, names, labels)))
    return _common(state, meeting, as_of, None, head_hash, VERSION) | {
        "document": "rolling",
        "title": state.title,
        "status": _apart(
            state, f"{words.ENGLISH.rolling_of}. {words.status_line(as_of, meeting['time_zone'])}"
        ),
        "masthead": _masthead(state, meeting, "", as_of, VERSION),
        "blocks": blocks,
        "footnotes": notes.found,
        "closing": [],
        "sequence": None,
        "level": None,
        "omitted": None,
    }


def _apart(state: State, words_of_ours: str) -> str:
    """In a text that runs right to left, English words of ours run left to right, their digits and stops with them."""
    return f"\u2066{words_of_ours}\u2069" if state.direction == "rtl" and words_of_ours else words_of_ours


def _isolated(state: State, name: str) -> str:
    """A name inside a line of a text that runs right to left: it runs as its own first letter does."""
    return f"\u2068{name}\u2069" if state.direction == "rtl" and name else name


class _Footnotes:
    """Numbers footnotes in the order of their references; a reference to nothing leaves nothing."""

    def __init__(self, state: State, wording: Callable[[Paragraph], list[Run]]) -> None:
        self._state = state
        self._wording = wording
        self.found: list[list[Run]] = []

    def numbered(self, text: list[Run]) -> list[Run]:
        result = []
        for run in text:
            if "footnote" not in run:
                result.append(run)
            elif (note := self._state.paragraphs.get(run["footnote"])) is not None and not note.withdrawn:
                # A footnote has no footnotes of its own: a reference in it leaves nothing.
                self.found.append([one for one in self._wording(note) if "footnote" not in one])
                result.append(run | {"footnote": len(self.found)})
        return result


def _names(meeting: Meeting) -> Callable[[str], str]:
    short: Mapping[str, str] = meeting["delegations"]
    return lambda code: short.get(code, code)


def _in_order(state: State) -> Iterable[Paragraph]:
    return (state.paragraphs[paragraph] for paragraph in state.order)


def _common(
    state: State, meeting: Meeting, as_of: str, issued_at: str | None, head_hash: str, version: int
) -> dict[str, Any]:
    zone = meeting["time_zone"]
    said = words if version > 1 else words_1
    return {
        "version": version,
        "text": state.text,
        "language": state.language,
        "direction": state.direction,
        "status": _apart(state, said.status_line(as_of, zone)),
        "footer": _apart(state, said.as_of_line(as_of, issued_at, state.number, zone)),
        "as_of": as_of,
        "issued_at": issued_at,
        "number": state.number,
        "head": head_hash,
    }


def _masthead(state: State, meeting: Meeting, symbol: str, dated: str, version: int) -> dict[str, str]:
    language = words.ENGLISH.languages.get(state.language, state.language)
    held = _apart(state, words.days(meeting["starts"], meeting["ends"]))

    def name(one: str) -> str:
        # A name may run the other way than the line that it stands in.
        return one if version == 1 else _isolated(state, one)

    place = name(meeting["place"])
    held_at = words.ENGLISH.session_days.format(place, held) if place else held
    return {
        "body": name(meeting["body"]),
        "session": name(meeting["session"]),
        "place": place,
        "days": _apart(state, held_at) if version > 1 and place else held_at,
        "symbol": symbol,
        "date": _apart(state, words.day(words.local(dated, meeting["time_zone"]).date())),
        "original": _apart(state, words.ENGLISH.original.format(language)),
    }


def _block(paragraph: Paragraph, text: list[Run], note: str) -> dict[str, Any]:
    return {
        "paragraph": paragraph.id,
        "kind": paragraph.kind,
        "depth": paragraph.depth,
        "label": paragraph.label,
        "marker": paragraph.marker,
        "runs": text,
        "note": note,
    }


def _fully(state: State, paragraph: Paragraph) -> bool:
    """In a document of agreed paragraphs, only what is short of full agreement needs to be said."""
    agreement = paragraph.agreement
    return bool(agreement and agreement["level"] == state.levels[-1]["id"] and not agreement["pending"])


def _note(
    state: State, paragraph: Paragraph, names: Callable[[str], str], labels: Callable[[Paragraph], str]
) -> str:
    def apart(one: str) -> str:
        # An agreement may be pending another paragraph, too.
        other = state.paragraphs.get(one)
        return _isolated(state, f"paragraph {labels(other)}" if other is not None else names(one))

    return _apart(state, agreement_note(paragraph.agreement, state.levels, apart))


def _bounds(paragraph: Paragraph, version: int) -> bool:
    """Whether it begins a section. In documents of version 1 a heading did that was only proposed, too."""
    return paragraph.bounds if version > 1 else paragraph.kind == HEADING and not paragraph.withdrawn


def _headings_above(state: State, shown: set[str], version: int) -> set[str]:
    """The headings that have one of the paragraphs below them, sections within sections included."""
    above: set[str] = set()
    open_now: list[Paragraph] = []
    for paragraph in _in_order(state):
        if _bounds(paragraph, version):
            open_now = [one for one in open_now if one.depth < paragraph.depth] + [paragraph]
        elif paragraph.id in shown:
            above |= {one.id for one in open_now}
    return above


def _places(state: State, shown: set[str], version: int) -> dict[str, dict[str, Any]]:
    """
    Depth and marker of sub-paragraphs of what is not shown. As they stand, they would seem to belong to the paragraph
    before; with the label that people say aloud, `5 (a)`, they do not.
    """
    places: dict[str, dict[str, Any]] = {}
    open_now: list[Paragraph] = []
    for paragraph in _in_order(state):
        if paragraph.withdrawn or (paragraph.kind == HEADING and not _bounds(paragraph, version)):
            continue
        open_now = [one for one in open_now if one.depth < paragraph.depth]
        if paragraph.kind == HEADING:
            open_now = []
            continue
        if paragraph.id in shown and open_now:
            superior = open_now[-1]
            if superior.id not in shown:
                places[paragraph.id] = {"depth": 1, "marker": _full_label(superior, paragraph)}
            elif superior.id in places:
                depth = places[superior.id]["depth"] + paragraph.depth - superior.depth
                places[paragraph.id] = {"depth": depth}
        open_now.append(paragraph)
    return places


def _full_label(superior: Paragraph, paragraph: Paragraph) -> str:
    if not superior.label or paragraph.label.startswith(superior.label):
        return paragraph.label or paragraph.marker
    return f"{superior.label} {paragraph.marker or paragraph.label}"


def _plain(paragraph: Paragraph, instead: str) -> list[Run]:
    """The wording of a paragraph on which nothing is open; of any other, not a word of it but ``instead``."""
    settled = status(paragraph) not in ("proposed", "bracketed")
    wording = base(paragraph) if settled else None
    if wording is None:
        return [{"text": instead}] if instead else []
    return _wording_runs(wording)


def _wording_runs(wording: Delta) -> list[Run]:
    return [_run(content, attributes) for content, attributes in runs(wording) if _shows(content)]


def _shows(content: str | Mapping[str, Any]) -> bool:
    return isinstance(content, str) or "footnote" in content or bool(content_text(content))


def _run(content: str | Mapping[str, Any], attributes: Mapping[str, Any]) -> Run:
    if not isinstance(content, str) and "footnote" in content:
        return {"footnote": content["footnote"]}
    formats = {name: True for name in ("bold", "italic", "underline") if attributes.get(name)}
    return {"text": content_text(content), **formats}


def _drawn(paragraph: Paragraph, names: Callable[[str], str]) -> list[Run]:
    """The tokens of the paragraph as runs, with attributions."""
    found: list[Run] = []
    for token in printed(tokens(paragraph)):
        if isinstance(token, Open):
            found.append({"text": "[", "role": "bracket"})
        elif isinstance(token, Close):
            by = dash(token, names)
            found += [{"text": by, "role": "attribution"}] if by else []
            found.append({"text": "]", "role": "bracket"})
        elif _shows(token.content):
            marks = {"inserted": token.ins is not None, "deleted": bool(token.dels)}
            run = _run(token.content, token.attributes)
            found.append(run | {key: True for key, on in marks.items() if on})
    return found


def labels_of(state: State, version: int = VERSION) -> Callable[[Paragraph], str]:
    """The name of a paragraph where it is only named: with its section, where several have its label."""
    if version == 1:
        return lambda one: one.label
    standing = (one for one in _in_order(state) if not one.withdrawn)
    full = full_labels(
        Place(one.id, one.label, one.depth if one.bounds else 0, _first_words(one)) for one in standing
    )
    return lambda one: full.get(one.id, one.label)


def _unnumbered(count: int) -> str:
    """``one without a number``, ``3 without a number``."""
    return words.ENGLISH.unnumbered[0 if count == 1 else 1].format(count)


def _first_words(heading: Paragraph) -> str:
    """Of a heading on which nothing is open: a document has no word of any other."""
    return "".join(str(run.get("text", "")) for run in _plain(heading, ""))[:40].strip()


def _omitted(state: State, shown: set[str], labels: Callable[[Paragraph], str]) -> dict[str, list[str]]:
    """The labels of what is not in the document, by how it stands; headings and footnotes are not counted."""
    found: dict[str, list[str]] = {"below": [], "clean": [], "bracketed": [], "proposed": []}
    for paragraph in _in_order(state):
        if paragraph.kind in (HEADING, FOOTNOTE) or paragraph.id in shown or paragraph.withdrawn:
            continue
        how = status(paragraph, footnotes(state.paragraphs, paragraph))
        found[how if how in found else "below"].append(labels(paragraph))
    return found


def _not_here(omitted: Mapping[str, list[str]], version: int) -> list[str]:
    parts = []
    for how in ("below", "clean", "bracketed", "proposed"):
        if labels := omitted[how]:
            said = [label for label in labels if label]
            # Paragraphs without a label are counted; a document cannot say which they are.
            if said and len(said) < len(labels) and version > 1:
                said.append(_unnumbered(len(labels) - len(said)))
            forms = getattr(words.ENGLISH, how)
            part = words.counted(forms, len(labels), ", ".join(said))
            parts.append(part.replace(" ()", ""))
    return [words.ENGLISH.not_here.format("; ".join(parts))] if parts else []
