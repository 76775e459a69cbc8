"""A process that leaves how far it gives way to others: python -m tests.support.how_nice FOLDER"""

import os
import sys
from pathlib import Path

from server.exchange.process import leave

if __name__ == "__main__":
    leave(Path(sys.argv[1]), str(os.getpriority(os.PRIO_PROCESS, 0)).encode())
