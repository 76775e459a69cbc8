"""The clients of the fault run: the client's own TypeScript, a hundred sessions in one process of Node."""

import json
import subprocess
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tests.simulation.browsers import CLIENT, ROLLDOWN, BrowserError

SOURCE: Final = CLIENT / "src" / "record" / "testing" / "faults" / "main.ts"


class Clients:
    """The process. Used as a context; every request is answered before the next is made, from whatever thread."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="adref-faults-")
        bundle = Path(self._folder.name) / "clients.mjs"
        command = [ROLLDOWN, SOURCE, "--platform", "node", "--format", "esm", "-o", bundle]
        subprocess.run([str(part) for part in command], check=True, cwd=CLIENT, capture_output=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                ["node", "--stack-trace-limit=30", str(bundle)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """One request and its answer; the shapes are in client/src/record/testing/faults/main.ts."""
        with self._lock:
            return self._ask({"op": op, **fields})

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(request).encode() + b"\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise BrowserError(f"The process of Node ended: {self._log.read_text()[-2000:]}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise BrowserError(answer["error"])
        return answer
