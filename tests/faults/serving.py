"""A server process for the fault run: `wsgi.py` as it is, with a clock that can be made to jump, and perhaps a bug.

    python -m tests.faults.serving [BUG]

The file that FAULTS_CLOCK names holds the seconds by which the clock of this process is wrong.
"""

# ruff: noqa: E402  # gevent must patch the standard library before anything else is imported.
from gevent import monkey

monkey.patch_all()

import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from server.domain.instants import to_instant
from server.services import clock
from tests.faults.planted import plant

_OFFSET = Path(os.environ["FAULTS_CLOCK"])
_true_time = time.time


def _wrong_time() -> float:
    try:
        return _true_time() + float(_OFFSET.read_text())
    except ValueError:
        # It is just being written.
        return _true_time()


def main() -> None:
    time.time = _wrong_time
    clock.now = lambda: to_instant(datetime.fromtimestamp(_wrong_time(), UTC))
    # Whatever takes hold of the clock when it is imported is to get this one.
    import wsgi
    from server.app import server_of

    plant(sys.argv[1] if len(sys.argv) > 1 else "none", server_of(wsgi.app).store)
    wsgi.main()


if __name__ == "__main__":
    main()
