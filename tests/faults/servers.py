"""The server processes of a run: each on a port of its own, killed with SIGKILL, and started again when they end."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.served import ROOT, free_port

STARTING_SECONDS: Final = 120.0
RESTART_PAUSE: Final = 0.5


class ServerProcess:
    """`wsgi.py` with a clock that can be set wrong. It comes back on the same port."""

    def __init__(self, folder: Path, environment: dict[str, str], bug: str = "none") -> None:
        self.port = free_port()
        self.log = folder / f"server-{self.port}.log"
        self._bug = bug
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DEMO"},
            **environment,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "warning",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._writer: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock, self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.serving", self._bug],
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            # Another process writes the log, and ends with this one, which may be forbidden to write files.
            if self._writer is not None:
                self._writer.wait()
            self._writer = subprocess.Popen(["cat"], stdin=self._process.stdout, stdout=log)
            assert self._process.stdout is not None
            self._process.stdout.close()

    def kill(self) -> bool:
        """As the kernel does it when memory is short; false where it had ended already."""
        process, writer = self._process, self._writer
        if process is None or writer is None:
            return False
        ran = process.poll() is None
        if ran:
            process.kill()
        process.wait()
        writer.wait(timeout=30)
        return ran

    def hang(self, seconds: float) -> bool:
        """Holds all that it has and does nothing, for a while; false where it had ended."""
        process = self._process
        if process is None or process.poll() is not None:
            return False
        process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        process.send_signal(signal.SIGCONT)
        return True

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ended(self) -> bool:
        """Whether it has ended by itself, or was killed."""
        return self._process is not None and self._process.poll() is not None

    def accepts(self) -> bool:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
            return True
        return False

    def well(self) -> bool:
        """Whether it serves and has its database."""
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    def wait(self, ready: Callable[[], bool], seconds: float = STARTING_SECONDS) -> bool:
        """Waits until it is `ready`; one that ends meanwhile, since its database is away, is started again."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if ready():
                return True
            if self.ended():
                time.sleep(RESTART_PAUSE)
                self.start()
            time.sleep(0.1)
        return False

    def said(self) -> str:
        """What it has logged."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""
