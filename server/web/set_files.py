"""
Files of issued documents, set once. What was issued never changes, and a public document is asked for by strangers:
each download would take a processor for a third of a second or more, and with it the turn of those who negotiate.
"""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Final

from flask import Flask, current_app

EXTENSION: Final = "adref.set_files"

MOST_KEPT: Final = 32 * 1024 * 1024
"""Bytes of files that are kept: those that were asked for last."""

Key = tuple[str, str]
"""A document, and the form (`docx`, `pdf`)."""


class SetFiles:
    """In memory, and so no older than the program that set them."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Key, bytes] = OrderedDict()
        self._making: dict[Key, Future[bytes]] = {}
        self._lock = Lock()

    def costs_nothing(self, key: Key) -> bool:
        """Whether the file is here, or is being set for somebody else."""
        with self._lock:
            return key in self._kept or key in self._making

    def get(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """The file; `make` sets it where need be, and what it raises is raised for all who wait."""
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
            awaited = self._making.get(key)
            first = awaited is None
            if awaited is None:
                awaited = self._making[key] = Future()
        if first:
            self._set(key, make, awaited)
        return awaited.result()

    def _set(self, key: Key, make: Callable[[], bytes], awaited: "Future[bytes]") -> None:
        try:
            data = make()
        except BaseException as fault:
            with self._lock:
                del self._making[key]
            awaited.set_exception(fault)
            return
        with self._lock:
            del self._making[key]
            self._keep(key, data)
        awaited.set_result(data)

    def _keep(self, key: Key, data: bytes) -> None:
        if len(data) > self._most:
            return
        self._kept[key] = data
        while sum(map(len, self._kept.values())) > self._most:
            self._kept.popitem(last=False)


def install(app: Flask) -> None:
    app.extensions[EXTENSION] = SetFiles()


def set_files() -> SetFiles:
    """Those of the application that answers this request."""
    value: SetFiles = current_app.extensions[EXTENSION]
    return value
