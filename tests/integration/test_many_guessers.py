"""A person with the right password, new at an address from which others guess at the same account (G2e)."""

import re
import threading
import time
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest

from server.web.attempts import FROM_AN_ADDRESS, PATIENCE
from tests.support.served import served

GUESSERS = 3
RIGHT = "early-warning"


class Browser:
    """Signs in as a browser without scripts does: it sends the form, and again when it was told to."""

    def __init__(self, address: str, stop: threading.Event) -> None:
        self._address = address
        self._stop = stop
        self._forget()

    def _forget(self) -> None:
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def sign_in(self, password: str) -> bool:
        """Until the password is judged; False where it was wrong, or the test is over."""
        while not self._stop.is_set():
            status, seconds = self._send(password)
            if status != 429:
                return status == 200
            self._stop.wait(seconds)
        return False

    def _send(self, password: str) -> tuple[int, int]:
        page = self._opener.open(f"{self._address}/sign-in", timeout=30).read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found is not None
        data = urlencode({"name": "chair", "password": password, "csrf_token": found[1]}).encode()
        try:
            answer = self._opener.open(Request(f"{self._address}/sign-in", data), timeout=30)
        except HTTPError as refused:
            return refused.code, int(refused.headers.get("Retry-After", "0"))
        return answer.status, 0

    def guess_on(self) -> None:
        """Another password as soon as one was judged, as another browser each time."""
        while not self._stop.is_set():
            self.sign_in("not the password")
            self._forget()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with served(tmp_path) as address:
        yield address


def test_right_password_gets_in_among_guessers_at_the_same_address(address: str) -> None:
    stop = threading.Event()
    guessers = [threading.Thread(target=Browser(address, stop).guess_on) for _ in range(GUESSERS)]
    for one in guessers:
        one.start()
    try:
        # All places that were free are taken.
        while Browser(address, stop)._send("not the password")[0] != 429:
            pass
        came = time.monotonic()
        assert Browser(address, stop).sign_in(RIGHT)
        waited = time.monotonic() - came
    finally:
        stop.set()
        for one in guessers:
            one.join()
    # Those who were before: the guessers, and the last attempt of this test, which does not come again.
    assert waited <= (GUESSERS + 2) * FROM_AN_ADDRESS.interval + PATIENCE
