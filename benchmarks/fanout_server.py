"""The server of `benchmarks.fanout`: python -m benchmarks.fanout_server direct|emit

Sends frames to everybody connected, by our door out or by `socketio.emit` over python-engineio and simple-websocket as
they come. `GET /tick?frames=` sends them, 25 a second, and answers with the CPU seconds of this process meanwhile, and
with those of as long a time in which nothing is sent.
"""

# ruff: noqa: E402  # gevent must patch the standard library before anything else is imported.
from gevent import monkey

monkey.patch_all()

import json
import sys
import time
from collections.abc import Callable

import gevent
from flask import Flask, request
from flask_socketio import SocketIO

from server.live import frames
from server.live.serve import serve

INTERVAL = 0.04
# As long as the frame of a letter typed: an entry `text_changed` with its hashes.
FILLING = "x" * 480


def main() -> None:
    app = Flask(__name__)
    socketio = SocketIO(app, async_mode="gevent", async_handlers=False, manage_session=False)
    lines: list[frames.Line] = []
    send: Callable[[str], None]
    if sys.argv[1] == "direct":
        door = frames.install(socketio.server, lambda *_: None)
        socketio.server.on("connect", lambda sid, _environ: lines.append(door.line(sid)))

        def send(body: str) -> None:
            frames.deliver(lines, frames.event("tick", body))
    else:

        def send(body: str) -> None:
            socketio.server.emit("tick", json.loads(body))

    @app.get("/tick")
    def tick() -> dict[str, float]:
        count = int(request.args["frames"])
        sending = cpu_of(count, lambda: send(json.dumps({"sent": time.time() * 1000, "filling": FILLING})))
        gevent.sleep(1)
        return {"sending": sending, "idle": cpu_of(count, lambda: None)}

    serve(app.wsgi_app, ("127.0.0.1", 0), lambda _: None, ready=lambda port: print(port, flush=True))


def cpu_of(count: int, act: Callable[[], None]) -> float:
    """CPU seconds of this process while `act` is done so many times, one every INTERVAL."""
    began, next_at = time.process_time(), time.monotonic()
    for _ in range(count):
        act()
        next_at += INTERVAL
        gevent.sleep(max(0.0, next_at - time.monotonic()))
    return time.process_time() - began


if __name__ == "__main__":
    main()
