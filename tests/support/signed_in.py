"""People who signed in to the server as people run it, with a client of the raw socket each."""

import json
import re
import time
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from server.services.demonstration.meeting import PASSWORD
from tests.support.raw_socket import PATIENCE, LiveServer, RawClient


@dataclass
class SignedIn:
    """Somebody of the demonstration, at a server with it."""

    server: LiveServer
    cookie: str

    def get(self, path: str) -> Any:
        """What the interface of programs answers, when it has time for this person."""
        opener = build_opener()
        opener.addheaders = [("Cookie", self.cookie)]
        while True:
            try:
                with opener.open(self.server.origin + path, timeout=PATIENCE) as answer:
                    return json.load(answer)
            except HTTPError as refused:
                if refused.code != HTTPStatus.TOO_MANY_REQUESTS:
                    raise
                time.sleep(float(refused.headers["Retry-After"]))

    def connect(self) -> RawClient:
        return RawClient.connect(self.server, None, header=[f"Cookie: {self.cookie}"])


def sign_in(server: LiveServer, name: str) -> SignedIn:
    """Signs in as people do, by the form."""
    return SignedIn(server, "; ".join(f"{key}={value}" for key, value in cookies(server.origin, name)))


def cookies(address: str, name: str) -> list[tuple[str, str]]:
    """The cookies of a session at a server with the demonstration, as (name, value)."""
    jar = CookieJar()
    opener = build_opener(HTTPCookieProcessor(jar))
    page = opener.open(f"{address}/sign-in", timeout=PATIENCE).read().decode()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    form = {"name": name, "password": PASSWORD, "csrf_token": unescape(found.group(1))}
    opener.open(f"{address}/sign-in", urlencode(form).encode(), timeout=PATIENCE).close()
    return [(one.name, one.value or "") for one in jar]
