"""The press: sets documents in a process of its own each. typst keeps a cache that grows, and so gives it back."""

import json
import logging
from typing import Final

from server.domain.snapshot import Content
from server.exchange.cannot_set import CannotSet
from server.exchange.process import Work, run

__all__ = ["CannotSet", "pdf", "word"]

SECONDS: Final = 60.0
"""The longest that setting a document may take: three hundred paragraphs take two."""

_SETTING = Work(
    "server.exchange.setting",
    SECONDS,
    CannotSet,
    busy="Too many documents are being set at this moment; ask again in a minute.",
    late="Setting the document took too long and was given up.",
    failed="The document could not be set: the process that sets it failed.",
)

log = logging.getLogger(__name__)


def word(content: Content) -> bytes:
    """The content as a Word document. Raises ``CannotSet``."""
    return _set("docx", content)


def pdf(content: Content) -> bytes:
    """The content as a tagged PDF. Raises ``CannotSet``; what standards it could not keep goes to the log."""
    return _set("pdf", content)


def _set(form: str, content: Content) -> bytes:
    done = run(_SETTING, [form], {"content.json": json.dumps(content).encode()})
    if done.remark:
        log.warning("%s", done.remark)
    return done.data
