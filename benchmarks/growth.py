"""How cost grows: with paragraphs, with the record, with one paragraph, with brackets.

CPU of this process unless a figure says otherwise, medians; what waits for the disk is the wall's, on the disk of the
working directory. A new process is a new `LiveText` or a new application here, which remember nothing. What is compared
is the same thing at the smallest size, in the same run.
"""

import gzip
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final

from flask.testing import FlaskClient

from benchmarks.support import wordings
from benchmarks.support.figures import At, Figure, Goal, median
from benchmarks.support.long_record import Typing
from benchmarks.support.screens import need_client
from benchmarks.support.texts import Floor, demonstration, fill, floor_of_new_text, negotiate
from server.app import create_app
from server.domain.brackets import tokens
from server.domain.command import Command
from server.domain.decide import decide
from server.domain.delta import Delta, transform
from server.domain.fold import apply
from server.domain.instants import later
from server.domain.meeting import Meeting
from server.domain.snapshot import canonical, status_document
from server.domain.state import State, to_json
from server.persistence.store import SqlStore
from server.services.clock import new_id, now
from server.services.demonstration.meeting import PASSWORD
from server.services.document_press import meeting_facts
from server.services.live_text import LiveText
from server.services.past import moment_at
from server.services.record import store_entry
from server.services.verification import verify_text
from server.settings import Settings
from tests.support.house import sign_in
from tests.support.served import ROOT

PARAGRAPHS: Final = (50, 200, 500, 1_000, 2_000)
ENTRIES: Final = (1_000, 10_000, 100_000, 1_000_000)
CHARACTERS: Final = (200, 1_000, 5_000, 20_000)
BRACKETS: Final = (10, 100, 500, 2_000)

OF_RECORD: Final = 300
"""Paragraphs of the text whose record grows."""
VERIFIED: Final = 10_000
"""The longest record that is verified: each entry costs the same."""
TRAIL: Final = 100
"""Changes over which a late one is transformed."""
DAYS: Final = 3 * 24 * 3600
"""How long ago the texts were opened, in seconds: what is written quickly must not lie in the future."""

LEVEL: Final = 5
RUNS: Final = 5
KEYS: Final = 40


def figures() -> Iterator[Figure]:
    need_client()
    with tempfile.TemporaryDirectory(dir=".") as name:
        folder = Path(name).resolve()
        store = demonstration(folder)
        yield from _with_paragraphs(store, folder)
        yield from _with_record(store, folder)
        yield from _with_characters(store)
        yield from _with_brackets(store)
        store.engine.dispose()


@dataclass
class Curves:
    """The figures of one axis; each is compared with that of the same name at the smallest size."""

    axis: str
    unit: str
    first: dict[str, float] = field(default_factory=dict)

    def figure(
        self,
        line: str,
        size: int,
        value: float,
        *,
        unit: str = "ms",
        goal: Goal | None = None,
        note: str | None = None,
    ) -> Figure:
        smallest = self.first.setdefault(line, value)
        compared = value is not smallest
        return Figure(
            f"growth: {line}, {size:,} {self.unit}",
            _short(value),
            unit,
            f"{self.unit}, fewest" if compared else None,
            _short(smallest) if compared else None,
            goal=goal if compared else None,
            note=note,
            at=At(f"growth-{self.axis}", line, size) if unit == "ms" else None,
        )


def _short(value: float) -> float:
    return float(f"{value:.3g}")


def _with_paragraphs(store: SqlStore, folder: Path) -> Iterator[Figure]:
    curves = Curves("paragraphs", "paragraphs")
    for size in PARAGRAPHS:
        floor = _floor(store, f"A text of {size} paragraphs")
        paragraphs = fill(floor, size)
        negotiate(floor, paragraphs)
        text = floor.live.text
        yield curves.figure("deciding a letter", size, _deciding(floor, paragraphs[2]))
        yield curves.figure("a letter on record (wall)", size, _appending(floor, paragraphs[2]))
        value, note = _opening(store, text)
        yield curves.figure("opening in a new process", size, value, note=note)
        yield from _requests(curves, size, floor, folder, paragraphs[2])
        yield curves.figure("a status document", size, _status_document(store, floor.live.state))
        yield curves.figure("memory of the state", size, _memory(store, text), unit="MB")


def _with_record(store: SqlStore, folder: Path) -> Iterator[Figure]:
    curves = Curves("record", "entries")
    floor, paragraphs = _to_be_typed_in(store, "A text with a long record")
    text, typed = floor.live.text, paragraphs[2::3]
    typing = Typing(store, floor.live.moment, floor.actors["secretariat"].person, typed)
    short = _short_record(store)
    goal = Goal("ratio", 1.2)
    for size in ENTRIES:
        began = perf_counter()
        typing.grow_to(size)
        made = f"entries made in {perf_counter() - began:.0f} s"
        live = LiveText(text, store, _then, new_id)
        indexing = _cpu(live.catch_up, 1) / 1000
        yield curves.figure(
            "first opening, which goes on with the index", size, indexing, unit="s", note=made
        )
        value, peer = _openings(store, text, short)
        name = "opening in a new process"
        yield replace(
            curves.figure(name, size, value),
            peer=f"the same text with {ENTRIES[0]:,} entries",
            peer_value=_short(peer),
            goal=goal,
        )
        grown = Floor(live, floor.actors)
        yield curves.figure("memory of the state", size, _memory(store, text), unit="MB")
        yield curves.figure("the text as of the middle", size, _as_of(store, text, size // 2))
        if size <= VERIFIED:
            yield from _verifying(curves, size, store, text)
        # From here on entries are appended, an even number of them, so that the record can go on growing by typing.
        yield curves.figure("a letter on record (wall)", size, _appending(grown, typed[0]))
        yield from _requests(curves, size, grown, folder, typed[0])
        typing.go_on(live.moment)


def _to_be_typed_in(store: SqlStore, title: str) -> tuple[Floor, list[str]]:
    """A text of OF_RECORD paragraphs, the same words each time, with an even number of entries."""
    floor = _floor(store, title)
    paragraphs = fill(floor, OF_RECORD)
    negotiate(floor, paragraphs)
    if floor.live.head.number % 2:
        floor.do("chair", [("put_before_room", {"paragraph": paragraphs[0]}, None)])
    return floor, paragraphs


def _short_record(store: SqlStore) -> str:
    """The same text with the fewest entries."""
    floor, paragraphs = _to_be_typed_in(store, "A text with a short record")
    Typing(store, floor.live.moment, floor.actors["secretariat"].person, paragraphs[2::3]).grow_to(ENTRIES[0])
    return floor.live.text


def _with_characters(store: SqlStore) -> Iterator[Figure]:
    curves = Curves("paragraph", "characters")
    for size in CHARACTERS:
        floor = _floor(store, f"A paragraph of {size} characters")
        paragraph = wordings.long_paragraph(floor, size, marks=size // 40)
        yield curves.figure("deciding a letter", size, _deciding(floor, paragraph))
        yield curves.figure("a letter on record (wall)", size, _appending(floor, paragraph))
        yield curves.figure(
            f"transforming over {TRAIL} changes", size, _transforming(floor.live.state, paragraph)
        )
        held = floor.live.state.paragraphs[paragraph]
        yield curves.figure("reading its brackets", size, _cpu(partial(tokens, held)))


def _with_brackets(store: SqlStore) -> Iterator[Figure]:
    curves = Curves("brackets", "brackets")
    for size in BRACKETS:
        floor = _floor(store, f"A text of {size} brackets")
        wordings.bracketed_text(floor, size)
        state = floor.live.state
        yield curves.figure(
            "reading all brackets",
            size,
            _cpu(partial(_reading, state)),
        )
        yield curves.figure("a status document", size, _status_document(store, state))
        value, note = _opening(store, floor.live.text)
        yield curves.figure("opening in a new process", size, value, note=note)


def _then() -> str:
    return later(now(), -DAYS)


def _floor(store: SqlStore, title: str) -> Floor:
    return floor_of_new_text(store, title, clock=_then)


def _cpu(function: Callable[[], object], runs: int = RUNS) -> float:
    """Milliseconds of CPU, the median."""
    times = []
    for _ in range(runs):
        began = process_time()
        function()
        times.append((process_time() - began) * 1000)
    return median(times)


def _letter(floor: Floor, paragraph: str, change: Sequence[dict[str, Any]]) -> Command:
    payload = {"paragraph": paragraph, "change": list(change), "reason": "typed"}
    return Command(
        new_id("c"), floor.live.text, "change_wording", None, floor.live.head.number, payload, now()
    )


def _deciding(floor: Floor, paragraph: str) -> float:
    """A letter in the middle of the paragraph: decided, stored as bytes, read back and folded, without a database."""
    state, head, actor = floor.live.state, floor.live.head, floor.actors["secretariat"]
    middle = wordings.middle_of(state.paragraphs[paragraph])
    command = _letter(floor, paragraph, [{"retain": middle}, {"insert": "x"}])
    meeting = Meeting({})

    def once() -> None:
        for event in decide(state, meeting, actor, command):
            names = {"text": state.text, "number": head.number + 1, "time": head.time, "person": actor.person}
            more = {"delegation": None, "command": command.id, "kind": event.kind, "previous": head.hash}
            apply(state, store_entry({**names, **more, "payload": event.payload}).entry)

    def keys() -> None:
        for _ in range(KEYS):
            once()

    return _cpu(keys) / KEYS


def _appending(floor: Floor, paragraph: str) -> float:
    """Letters put in and taken out again by turns, each a transaction of its own: milliseconds by the wall."""
    times = []
    for turn in range(KEYS):
        command = _letter(floor, paragraph, [{"delete": 1} if turn % 2 else {"insert": "x"}])
        began = perf_counter()
        outcome = floor.live.append([(floor.actors["secretariat"], command)]).outcomes[0]
        times.append((perf_counter() - began) * 1000)
        assert "refused" not in outcome, outcome
    return median(times)


def _opening_once(store: SqlStore, text: str) -> tuple[int, int]:
    """Checkpoint, fold, JSON and compressing, as for the first who opens a text. Gives the bytes, and compressed."""
    live = LiveText(text, store, _then, new_id)
    live.catch_up()
    made = live.json.of(live.state)
    return len(made), len(gzip.compress(made, LEVEL, mtime=0))


def _opening(store: SqlStore, text: str) -> tuple[float, str]:
    size, compressed = _opening_once(store, text)
    return _cpu(partial(_opening_once, store, text)), f"{size} bytes, {compressed} compressed"


def _openings(store: SqlStore, text: str, other: str) -> tuple[float, float]:
    """The same of two texts by turns, so that whatever else the machine does meets both."""
    times: dict[str, list[float]] = {text: [], other: []}
    for _ in range(2 * RUNS):
        for one, of_one in times.items():
            of_one.append(_cpu(partial(_opening_once, store, one), 1))
    return median(times[text]), median(times[other])


def _requests(curves: Curves, size: int, floor: Floor, folder: Path, paragraph: str) -> Iterator[Figure]:
    """Over the application, without a socket: after its start, after the next letter, and with nothing new."""
    with _application(folder) as browser:
        path = f"/api/texts/{floor.live.text}"

        def get(where: str) -> float:
            began = process_time()
            answer = browser.get(f"{path}{where}", headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200, answer.text
            return (process_time() - began) * 1000

        yield curves.figure("/state, first after the start", size, get("/state"))
        after = []
        for turn in range(4):
            change = {"delete": 1} if turn % 2 else {"insert": "x"}
            floor.live.append([(floor.actors["secretariat"], _letter(floor, paragraph, [change]))])
            after.append(get("/state"))
        yield curves.figure("/state, after a letter", size, median(after))
        yield curves.figure("/state, nothing new", size, median(get("/state") for _ in range(RUNS)))
        yield curves.figure(
            "/history of a paragraph", size, median(get(f"/history/{paragraph}") for _ in range(RUNS))
        )
        if floor.live.head.number > 1_000:
            old = f"/state?number={floor.live.head.number // 2 + 7}"
            yield curves.figure("/state of an old number", size, get(old))


@contextmanager
def _application(folder: Path) -> Iterator[FlaskClient]:
    """A new application on the same database, and a browser that is signed in."""
    settings = Settings(
        secret_key="not a secret",
        database_url=f"sqlite:///{folder / 'adref.sqlite'}",
        redis_url=None,
        instance=folder,
        client_dist=ROOT / "client" / "dist",
        demo=True,
        upload_limit=64 * 1024,
        testing=True,
    )
    browser = create_app(settings).test_client()
    assert sign_in(browser, "secretariat", PASSWORD).status_code == 302
    yield browser


def _status_document(store: SqlStore, state: State) -> float:
    with store.reading() as unit:
        facts = meeting_facts(unit, state.text)

    def made() -> bytes:
        at = state.time
        return canonical(
            status_document(state, facts, as_of=at, issued_at=at, sequence=1, head_hash="0" * 64)
        )

    return _cpu(made)


def _memory(store: SqlStore, text: str) -> float:
    """Megabytes that an open text takes, its JSON included."""
    tracemalloc.start()
    live = LiveText(text, store, _then, new_id)
    live.catch_up()
    live.json.of(live.state)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / 1e6


def _as_of(store: SqlStore, text: str, number: int) -> float:
    def once() -> None:
        with store.reading() as unit:
            state = moment_at(unit, text, now(), number=number).state
        assert state is not None
        to_json(state)

    return _cpu(once)


def _verifying(curves: Curves, size: int, store: SqlStore, text: str) -> Iterator[Figure]:
    with store.reading() as unit:
        began = process_time()
        verified = verify_text(unit, text)
        value = (process_time() - began) * 1000
    assert not verified.faults, verified.faults
    yield curves.figure("verifying", size, value)


def _reading(state: State) -> None:
    for paragraph in state.paragraphs.values():
        tokens(paragraph)


def _transforming(state: State, paragraph: str) -> float:
    """A letter at the end of the paragraph, whose author had not seen the last letters at its beginning."""
    before = state.paragraphs[paragraph].wording
    end = wordings.length_of(state.paragraphs[paragraph])

    def once() -> None:
        change: Delta = [{"retain": end}, {"insert": "y"}]
        for _ in range(TRAIL):
            change = transform([{"insert": "x"}], change, True, before)

    return _cpu(once)
