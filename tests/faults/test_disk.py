"""A disk that is made full refuses every byte, by whichever means, and takes them again when it is freed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.disk import small_disk

WRITER = """
import sys
for line in sys.stdin:
    try:
        with open(line.strip(), "ab") as file:
            file.write(bytes(100_000))
        print("written", flush=True)
    except OSError as error:
        print(error.strerror, flush=True)
"""


class Writer:
    """A process that writes a hundred thousand bytes to a file, whenever it is asked to."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", WRITER]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def write(self, path: Path) -> str:
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(f"{path}\n")
        stdin.flush()
        return stdout.readline().strip()

    def end(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        self.process.wait(timeout=10)


@pytest.mark.parametrize("mounting", [True, False])
def test_full_disk_takes_nothing_until_it_is_freed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounting: bool
) -> None:
    """N6: a small tmpfs where one can be mounted, else a limit on what may be written."""
    if mounting and os.geteuid() != 0:
        pytest.skip("Only root mounts a tmpfs.")
    if not mounting:
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
    writer = Writer()
    try:
        with small_disk(tmp_path / "disk", 2, lambda: [writer.process.pid]) as small:
            assert ("tmpfs, filled" in small.means) == mounting
            assert writer.write(small.folder / "file") == "written"
            small.fill()
            assert writer.write(small.folder / "file") in {"No space left on device", "File too large"}
            small.free()
            assert writer.write(small.folder / "file") == "written"
    finally:
        writer.end()
    assert not os.path.ismount(tmp_path / "disk")
