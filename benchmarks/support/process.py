"""What a process has used, as the operating system accounts for it (Linux)."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path


def cpu_seconds(pid: int) -> float:
    """Seconds of CPU that a process and its threads have used since they began, in their own code and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def own_bytes(pid: int) -> int:
    """Bytes of memory that a process has for itself: what would be free without it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    sizes = [int(line.split()[1]) for line in lines if line.startswith(("Private_Clean", "Private_Dirty"))]
    return sum(sizes) * 1024


def on_core(core: int, command: Sequence[str]) -> list[str]:
    """The command, kept to one core where `taskset` is there."""
    return [*(["taskset", "-c", str(core)] if shutil.which("taskset") else []), *command]
