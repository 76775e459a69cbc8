"""The other processes of this installation, heard and told through one channel of Redis.

What passes here is news and never the record: that something was decided, that somebody's caret moved, that somebody's
rights ended. It may be lost, late, doubled or forged without harm. A message carries a code that only the processes of
this installation can make; the entries in it must be a chain; and what does not follow is looked up in the database.
`tell` never waits: one greenlet sends, and while Redis is away there is nothing to send.
"""

import hmac
import json
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import gevent
from gevent.event import Event
from redis import Redis
from redis.backoff import NoBackoff
from redis.client import PubSub
from redis.exceptions import RedisError
from redis.retry import Retry

from server.live.limits import MEGABYTE
from server.live.port import Run

SLOWEST: Final = 1.0
"""Seconds that Redis may take to connect or to take what is sent."""

PING_AFTER: Final = 1.0
"""Seconds of silence after which Redis is asked whether it is there."""

SILENT_FOR: Final = 3.0
"""Seconds of silence after which it is not."""

TRY_AGAIN: Final = 0.25
"""Seconds between two tries to reach a Redis that is away."""

MOST_WAITING: Final = 16 * MEGABYTE
"""Bytes that may wait to be sent. What is beyond is not sent: the others find it in the database."""

_NAME: Final = 16
_CODE: Final = 32
_HASH_END: Final = len(',"hash":"') + 64 + len('"}')

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """A message of another process: its name; `entries`, `presence` or `revoked`; the text or person; the rest."""

    process: str
    kind: str
    about: str
    body: bytes


Hear = Callable[[News], None]


class Others:
    """`url` names the Redis; processes with the same `secret` hear each other, and nobody else."""

    def __init__(self, url: str, secret: str) -> None:
        self._redis = Redis.from_url(
            url,
            socket_timeout=SLOWEST,
            socket_connect_timeout=SLOWEST,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
        )
        self._key = sha256(b"between the processes of one installation\0" + secret.encode()).digest()
        self._channel = "adref:" + sha256(self._key).hexdigest()[:16]
        self._name = secrets.token_hex(_NAME // 2)
        self._out: deque[bytes] = deque()
        self._size = 0
        self._something = Event()
        self.heard = False

    def start(self, hear: Hear, back: Callable[[], None]) -> None:
        """
        Begin to send and to listen. `hear` takes each news in order and must not wait; `back` is called when Redis is
        there, at first and again: what was said before was missed.
        """
        gevent.spawn(self._send_for_ever)
        gevent.spawn(self._listen_for_ever, hear, back)

    def tell(self, kind: str, about: str, body: bytes = b"") -> None:
        """Say something to all other processes, sooner or later or never. Does not wait and does not raise."""
        if not self.heard:
            return
        message = self.seal(b"%s %s\n%s" % (kind.encode(), about.encode(), body))
        if self._size + len(message) > MOST_WAITING:
            self._out.clear()
            self._size = 0
        self._out.append(message)
        self._size += len(message)
        self._something.set()

    def seal(self, body: bytes) -> bytes:
        """The message: who says it, a code over all of it, and what is said."""
        name = self._name.encode()
        return name + hmac.digest(self._key, name + body, "sha256") + body

    def open(self, message: object) -> News | None:
        """The content of a message; None for this process's own, and for those of other installations."""
        if not isinstance(message, bytes) or len(message) < _NAME + _CODE:
            return None
        name, code, body = message[:_NAME], message[_NAME : _NAME + _CODE], message[_NAME + _CODE :]
        if name == self._name.encode():
            return None
        if not hmac.compare_digest(code, hmac.digest(self._key, name + body, "sha256")):
            log.warning("A message came through Redis that no process of this installation has sent")
            return None
        head, _, rest = body.partition(b"\n")
        kind, _, about = head.decode().partition(" ")
        return News(name.decode(), kind, about, rest)

    def _send_for_ever(self) -> None:
        while True:
            self._something.wait()
            self._something.clear()
            messages, self._out, self._size = self._out, deque(), 0
            try:
                with self._redis.pipeline(transaction=False) as pipeline:
                    for message in messages:
                        pipeline.publish(self._channel, message)
                    pipeline.execute()
            except (RedisError, OSError):
                # The listener says so in the log. The others look for themselves (`Rooms.catch_up`).
                log.debug("What was to be told to other processes could not be sent", exc_info=True)

    def _listen_for_ever(self, hear: Hear, back: Callable[[], None]) -> None:
        said = False
        while True:
            try:
                with self._redis.pubsub() as channel:  # type: ignore[no-untyped-call]  # redis types a part of itself.
                    channel.subscribe(self._channel)
                    self._listen(channel, hear, back)
            except (RedisError, OSError) as error:
                if self.heard or not said:
                    # The class alone: a message may hold the address, and that a password.
                    log.warning("Redis is away (%s): other processes are not heard", type(error).__name__)
                    said = True
                self.heard = False
            gevent.sleep(TRY_AGAIN)

    def _listen(self, channel: PubSub, hear: Hear, back: Callable[[], None]) -> None:
        """Until the connection fails, or is silent for too long."""
        last = time.monotonic()
        while True:
            message = channel.get_message(timeout=PING_AFTER)
            if message is not None:
                last = time.monotonic()
                self._take(message, hear, back)
            elif time.monotonic() - last > SILENT_FOR:
                raise TimeoutError("Redis says nothing any more.")
            else:
                channel.ping()

    def _take(self, message: dict[str, Any], hear: Hear, back: Callable[[], None]) -> None:
        if message["type"] == "subscribe":
            self.heard = True
            log.info("Redis is there: other processes are heard")
            gevent.spawn(back)
            return
        news = self.open(message["data"]) if message["type"] == "message" else None
        if news is not None:
            try:
                hear(news)
            except Exception:
                log.exception("News of another process (%s) could not be taken", news.kind)


def write_run(entries: tuple[bytes, ...]) -> bytes:
    """Entries as they go over the wire, one a line: their JSON has no line breaks."""
    return b"\n".join(entries)


def read_run(text: str, body: bytes) -> Run:
    """The entries of a text that `write_run` has written. Raises ValueError where they are not a chain of this text."""
    entries = tuple(body.split(b"\n"))
    number, previous = None, None
    for entry in entries:
        value = json.loads(entry)
        digest = sha256(entry[:-_HASH_END] + b"}").hexdigest()
        follows = number is None or (value["number"], value["previous"]) == (number + 1, previous)
        if not follows or value["text"] != text or value["hash"] != digest:
            raise ValueError("These entries are not a chain.")
        number, previous = int(value["number"]), digest
    if number is None:
        raise ValueError("There are no entries.")
    return Run(number, entries)
