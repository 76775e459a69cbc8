"""Word and PDF of a rolling text of 300 paragraphs: from the request to the bytes, as the server sets them."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from pypdf import PdfReader

from benchmarks.support.figures import Figure, Left, median
from benchmarks.support.texts import demonstration, fill, floor_of_new_text, negotiate
from server.domain.snapshot import Content
from server.exchange import press
from server.exchange.glyphs import FONTS
from server.services.clock import now
from server.services.status_documents import rolling_content

PARAGRAPHS = 300
RUNS = 5


def figures() -> Iterator[Figure]:
    if not any(FONTS.glob("*.ttf")):
        raise Left("the fonts are not built: npm run build in client")
    with tempfile.TemporaryDirectory() as folder:
        store = demonstration(Path(folder))
        floor = floor_of_new_text(store, "Preliminary conclusions of a long meeting")
        negotiate(floor, fill(floor, PARAGRAPHS))

        def content() -> Content:
            with store.reading() as unit:
                return rolling_content(unit, floor.live.text, now())

        yield from _set("Word", content, press.word, lambda data: f"{len(data)} bytes")
        yield from _set("PDF", content, press.pdf, lambda data: f"{_pages(data)} pages, {len(data)} bytes")
        store.engine.dispose()


def _set(
    name: str,
    content: Callable[[], Content],
    setter: Callable[[Content], bytes],
    describe: Callable[[bytes], str],
) -> Iterator[Figure]:
    seconds, gathering, data = [], [], b""
    for _ in range(RUNS):
        start = perf_counter()
        gathered = content()
        gathering.append(perf_counter() - start)
        data = setter(gathered)
        seconds.append(perf_counter() - start)
    note = f"{describe(data)}; {median(gathering):.2f} s of it for reading and folding the text"
    yield Figure(
        f"documents: {name} of {PARAGRAPHS} paragraphs", round(median(seconds), 2), "s", runs=RUNS, note=note
    )


def _pages(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)
