"""The line between clients and servers: a TCP proxy that cuts connections in mid-frame, and delays and trickles bytes.

It stands where nginx would: a connection goes to whichever process accepts it, in turn. It runs in a thread of its own.
"""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

T = TypeVar("T")

CHUNK: Final = 64 * 1024
TRICKLE_BYTES: Final = 40
TRICKLE_PAUSE: Final = 0.05
CALL_PATIENCE: Final = 60.0

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Way:
    """How bytes pass now: `delay` in seconds, `trickle` in small pieces with a pause between them."""

    delay: float = 0.0
    trickle: bool = False


@dataclass(eq=False)
class Connection:
    """One client's connection. `doomed`: it is cut in the middle of the next piece that comes."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    doomed: bool = False
    way: Way = field(default_factory=Way)


class Proxy:
    """`port` is where clients connect; `backends` the ports of the server processes. Used as a context."""

    def __init__(self, backends: list[int], chance: random.Random) -> None:
        self.backends = backends
        self.port = 0
        self.cuts = 0
        self.delayed = 0
        self.trickled = 0
        self._chance = chance
        self._turn = 0
        self._connections: set[Connection] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="proxy")

    def __enter__(self) -> "Proxy":
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._accept, "127.0.0.1", 0, backlog=1024))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        for connection in list(self._connections):
            _abort(connection.client)
            _abort(connection.server)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(CALL_PATIENCE)

    # What breaks.

    def cut(self, share: float, patience: float) -> int:
        """Dooms a share of the connections; answers how many were cut in mid-frame within `patience` seconds."""
        before = self.cuts
        self._call(self._doom(share))
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and self.any_doomed():
            time.sleep(0.05)
        return self.cuts - before

    def slow_down(self, share: float, way: Way) -> int:
        """Has a share of the connections pass bytes that way, until `speed_up`. Answers how many there are."""
        return self._call(self._slow(share, way))

    def speed_up(self) -> None:
        self._call(self._slow(1.0, Way()))

    def any_doomed(self) -> bool:
        """Whether a connection waits to be cut in the midst of what comes next."""
        return any(connection.doomed for connection in list(self._connections))

    async def _doom(self, share: float) -> None:
        for connection in self._some(share):
            connection.doomed = True

    async def _slow(self, share: float, way: Way) -> int:
        chosen = self._some(share)
        for connection in chosen:
            connection.way = way
        return len(chosen)

    def _some(self, share: float) -> list[Connection]:
        return [one for one in self._connections if self._chance.random() < share]

    # What passes.

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await self._reach()
        except OSError:
            _abort(writer)
            return
        connection = Connection(writer, there[1])
        self._connections.add(connection)
        try:
            await asyncio.gather(
                self._pass(connection, reader, there[1]), self._pass(connection, there[0], writer)
            )
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(connection)
            _abort(writer)
            _abort(there[1])

    async def _reach(self) -> Streams:
        """A connection to one of the processes, in turn. Raises OSError where none accepts."""
        self._turn += 1
        for offset in range(len(self.backends)):
            port = self.backends[(self._turn + offset) % len(self.backends)]
            with contextlib.suppress(OSError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError("no process accepts connections")

    async def _pass(
        self, connection: Connection, source: asyncio.StreamReader, target: asyncio.StreamWriter
    ) -> None:
        """Bytes from one end to the other, in their order. Raises OSError where the connection ends."""
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=1000)

        async def read() -> None:
            with contextlib.suppress(OSError):
                while data := await source.read(CHUNK):
                    delay = connection.way.delay
                    self.delayed += delay > 0
                    await queue.put((time.monotonic() + delay, data))
            await queue.put((time.monotonic(), b""))

        reading = asyncio.ensure_future(read())
        try:
            while True:
                due, data = await queue.get()
                if not data:
                    raise ConnectionResetError("one end has closed")
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                await self._write(connection, target, data)
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reading

    async def _write(self, connection: Connection, target: asyncio.StreamWriter, data: bytes) -> None:
        if connection.doomed and len(data) > 1:
            connection.doomed = False
            self.cuts += 1
            target.write(data[: len(data) // 2])
            await target.drain()
            # What was written leaves before the end does.
            await asyncio.sleep(0.02)
            raise ConnectionResetError("cut in mid-frame")
        if not connection.way.trickle:
            target.write(data)
            await target.drain()
            return
        # What fits into one piece comes as it always does.
        self.trickled += len(data) > TRICKLE_BYTES
        for start in range(0, len(data), TRICKLE_BYTES):
            target.write(data[start : start + TRICKLE_BYTES])
            await target.drain()
            if connection.way.trickle:
                await asyncio.sleep(TRICKLE_PAUSE)


def _abort(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        writer.transport.abort()
