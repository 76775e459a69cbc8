"""Opening the imported non-paper of 2015 (78 KB, 300 brackets and more) to the first paragraph drawn and to an editor.

Beside it the same content as one static page of HTML, with its own style sheet, from a plain file server: what a
browser needs to show as much text at all. And what the server takes to answer with the state.
"""

import gzip
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from benchmarks import opening_large
from benchmarks.support.figures import Figure, Left, median
from benchmarks.support.screens import cookies_of, need_client, sign_in, visit
from benchmarks.support.texts import demonstration
from server.services.demonstration.meeting import SLUG
from tests.support.browser import chromium
from tests.support.served import ROOT, free_port, served

SOURCE = ROOT.parent / "shared" / "data" / "04_adp_cochairs_nonpaper_2015-10-05.txt"
RUNS = 10


def figures() -> Iterator[Figure]:
    need_client()
    yield from opening_large.figures()
    yield from _of_the_non_paper()


def _of_the_non_paper() -> Iterator[Figure]:
    if not SOURCE.exists():
        raise Left(f"the text {SOURCE.name} is not there")
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        instance = Path(folder) / "instance"
        demonstration(instance).engine.dispose()
        text = _import(instance)
        with served(instance) as address:
            state = sign_in(browser, address, "eu")
            url, cookies = f"{address}/texts/{text}", cookies_of(state)
            yield from _answering(f"{address}/api/texts/{text}/state", cookies)
            with _static_page(Path(folder) / "static", f"{url}/reading", cookies) as static:
                visits = [visit(browser, url, state) for _ in range(RUNS)]
                plain = [visit(browser, static, None) for _ in range(RUNS)]
    for nth, when in enumerate(("first visit", "next visit")):
        peer = median(one[nth]["paragraph"] for one in plain)
        for moment, name in (("paragraph", "first paragraph drawn"), ("editor", "an editor has the caret")):
            yield Figure(
                f"opening: {name}, {when}",
                round(median(one[nth][moment] for one in visits)),
                "ms",
                "first paragraph of a static page",
                round(peer),
                runs=RUNS,
            )


def _import(instance: Path) -> str:
    """Brings the text into the demonstration meeting, and answers with its id."""
    environment = {**os.environ, "INSTANCE": str(instance), "DEMO": "1"}
    command = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "wsgi",
        "text",
        "import",
        str(SOURCE),
        "--meeting",
        SLUG,
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[0]


def _answering(url: str, cookies: str) -> Iterator[Figure]:
    """The state over HTTP, without a browser: the first time after the server's start, and then."""
    seconds, body = [], b""
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        body = _get(url, cookies)
        seconds.append((time.perf_counter() - start) * 1000)
    size = len(gzip.decompress(body))
    note = f"{len(body)} bytes compressed, {size} not; the file has {SOURCE.stat().st_size}"
    yield Figure(
        "opening: the server answers with the state",
        round(median(seconds[1:]), 1),
        "ms",
        runs=RUNS,
        note=note,
    )
    note = "folds the record"
    yield Figure(
        "opening: the same, first time after its start", round(seconds[0], 1), "ms", runs=1, note=note
    )


@contextmanager
def _static_page(folder: Path, url: str, cookies: str) -> Iterator[str]:
    """The reading page as one file with its styles in it, behind Python's own file server; gives its address."""
    folder.mkdir()
    origin = url.split("/texts/", maxsplit=1)[0]
    page = _get(url, cookies, compressed=False).decode()
    sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"]+)"[^>]*>', page)
    styles = "".join(_get(origin + sheet, cookies, compressed=False).decode() for sheet in sheets)
    page = re.sub(r"<(link|script)\b[^>]*>(</script>)?", "", page)
    page = page.replace("</head>", f"<style>{styles}</style></head>")
    (folder / "page.html").write_text(page, "utf-8")
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "--directory", str(folder), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(f"http://127.0.0.1:{port}/page.html")
        yield f"http://127.0.0.1:{port}/page.html"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _get(url: str, cookies: str, *, compressed: bool = True) -> bytes:
    headers = {"Cookie": cookies, "Accept-Encoding": "gzip" if compressed else "identity"}
    with urlopen(Request(url, headers=headers), timeout=30) as answer:
        body: bytes = answer.read()
    return body


def _await(url: str) -> None:
    for _ in range(100):
        try:
            urlopen(url, timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Nothing answers at {url}.")
