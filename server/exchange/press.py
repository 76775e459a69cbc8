"""The press: sets documents in a process of its own each, so that a server goes on serving meanwhile.

Setting a document computes without a pause, and typst keeps a cache that grows; a process that ends afterwards
gives both back. It is started and awaited with the plainest means, files and polling, because what gevent puts
in the place of ``subprocess`` and ``os.posix_spawn`` works on the main thread only, and pages call from its
threadpool too.
"""

import json
import logging
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

from gevent.monkey import get_original

from server.domain.snapshot import Content
from server.exchange.cannot_set import CannotSet

__all__ = ["CannotSet", "pdf", "word"]

_ROOT: Final = Path(__file__).resolve().parents[2]
_TIMEOUT = 60.0
_POLL: Final = 0.01
# More at once would take the processors from those who negotiate.
_PLACES: Final = threading.BoundedSemaphore(2)

# Python's own, whether gevent has put others in their place or not.
_posix_spawn, _waitpid = get_original("os", ["posix_spawn", "waitpid"])

log = logging.getLogger(__name__)


def word(content: Content) -> bytes:
    """The content as a Word document. Raises ``CannotSet``."""
    return _set("docx", content)


def pdf(content: Content) -> bytes:
    """The content as a tagged PDF. Raises ``CannotSet``; what standards it could not keep goes to the log."""
    return _set("pdf", content)


def _set(form: str, content: Content) -> bytes:
    until = time.monotonic() + _TIMEOUT
    if not _PLACES.acquire(timeout=_TIMEOUT):
        raise CannotSet("Too many documents are being set at this moment; ask again in a minute.")
    try:
        with tempfile.TemporaryDirectory(prefix="adref-press-") as name:
            folder = Path(name)
            (folder / "content.json").write_text(json.dumps(content), "utf-8")
            _await(_start(form, folder), until)
            return _result(folder)
    finally:
        _PLACES.release()


def _start(form: str, folder: Path) -> int:
    command = [sys.executable, "-m", "server.exchange.setting", form, str(folder)]
    process: int = _posix_spawn(sys.executable, command, os.environ | {"PYTHONPATH": str(_ROOT)})
    return process


def _await(process: int, until: float) -> None:
    """Until the process ends. ``time.sleep`` lets others run, in a greenlet as in a thread."""
    while time.monotonic() < until:
        try:
            ended, _ = _waitpid(process, os.WNOHANG)
        except ChildProcessError:
            return  # An event loop that looks after all children has seen its end before us.
        if ended:
            return
        time.sleep(_POLL)
    os.kill(process, signal.SIGKILL)
    _bury(process)
    raise CannotSet("Setting the document took too long and was given up.")


def _bury(process: int) -> None:
    try:
        _waitpid(process, 0)
    except ChildProcessError:
        return


def _result(folder: Path) -> bytes:
    said = folder / "said.txt"
    remark = said.read_text("utf-8") if said.exists() else ""
    done = folder / "done"
    if not done.exists():
        raise CannotSet(remark or "The document could not be set: the process that sets it failed.")
    if remark:
        log.warning("%s", remark)
    return done.read_bytes()
