"""So many requests of one person at once: what comes beyond waits, and others have their turn in between."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

AT_ONCE: Final = 4
"""Requests: those that are ready are answered one behind the other, some milliseconds each, in which nobody types."""


@dataclass(slots=True, eq=False)
class _Line:
    """The requests of one person that are answered or wait."""

    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_ONCE))
    there: int = 0


class Turns:
    """
    WSGI middleware around the pages, and not around sockets, whose polls wait for long. Strangers do not wait: a whole
    meeting may be behind one address.
    """

    def __init__(
        self, application: "WSGIApplication", holder: Callable[[Mapping[str, Any]], str | None]
    ) -> None:
        """`holder` answers whose cookie there is, by its signature alone."""
        self.application = application
        self._holder = holder
        self._lines: dict[str, _Line] = {}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        person = self._holder(environ)
        if person is None:
            return self.application(environ, start_response)
        line = self._lines.setdefault(person, _Line())
        line.there += 1
        try:
            with line.places:
                return self.application(environ, start_response)
        finally:
            line.there -= 1
            if not line.there:
                self._lines.pop(person, None)

    def people(self) -> list[str]:
        """Whose requests are answered or wait."""
        return list(self._lines)
