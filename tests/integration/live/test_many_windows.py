"""More windows than a shell's usual limit of open files."""

import resource
import subprocess
import sys
from contextlib import ExitStack

import pytest

from tests.support.raw_socket import PATIENCE, ROOT, LiveServer, RawClient

GIVEN = 100
WINDOWS = 150


def test_windows_are_not_bounded_by_what_the_shell_gives() -> None:
    """L23: the process takes as many open files as it may have."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < 4 * WINDOWS:
        pytest.skip("The system allows too few open files here.")
    command = f"ulimit -Sn {GIVEN} && exec {sys.executable} -m tests.support.live_server"
    with ExitStack() as stack:
        process = subprocess.Popen(["sh", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        stack.callback(process.wait, PATIENCE)
        stack.callback(process.terminate)
        assert process.stdout is not None
        stack.callback(process.stdout.close)
        server = LiveServer(process, int(process.stdout.readline()))
        for number in range(WINDOWS):
            stack.callback(RawClient.connect(server, f"p-{number}").close)
        assert server.facts()["connections"] == WINDOWS
