"""The number of the request that is being answered, so that what is logged of it far below can be found together."""

from contextvars import ContextVar
from typing import Final

NO_REQUEST: Final = ""

_number: ContextVar[str] = ContextVar("adref_request", default=NO_REQUEST)


def current_request() -> str:
    """The request's number, unique in this installation for practical purposes; empty outside of any request."""
    return _number.get()


def begin_request(number: str) -> None:
    """Everything that this thread or greenlet does from now on is of this request."""
    _number.set(number)
