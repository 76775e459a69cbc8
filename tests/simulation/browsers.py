"""The browsers of the simulation: the client's own TypeScript, many machines in one process of Node."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CLIENT = Path(__file__).parent.parent.parent / "client"
ROLLDOWN = CLIENT / "node_modules" / ".bin" / "rolldown"
SOURCE = CLIENT / "src" / "record" / "testing" / "browsers.ts"


class BrowserError(Exception):
    """A fault inside the client's program, with its stack."""


def missing() -> str | None:
    """What is missing to run the browsers, in one sentence, or None."""
    if shutil.which("node") is None:
        return "The simulation runs the client's program: Node 20 or later is not in the PATH."
    if not ROLLDOWN.exists():
        return "The simulation bundles the client's program: run `make client` (npm ci in client/) first."
    return None


class Browsers:
    """The process. Used as a context; every request is answered before the next is made."""

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="adref-simulation-")
        bundle = Path(self._folder.name) / "browsers.mjs"
        command = [ROLLDOWN, SOURCE, "--platform", "node", "--format", "esm", "-o", bundle]
        subprocess.run([str(part) for part in command], check=True, cwd=CLIENT, capture_output=True)
        node = ["node", "--stack-trace-limit=30", str(bundle)]
        self._process = subprocess.Popen(node, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        self._process.wait(timeout=10)
        self._folder.cleanup()

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """One request and its answer; the shapes are in client/src/record/testing/browsers.ts."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise BrowserError("The process has no pipes.")
        stdin.write(json.dumps({"op": op, **fields}).encode() + b"\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise BrowserError("The process of Node ended.")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise BrowserError(answer["error"])
        return answer
