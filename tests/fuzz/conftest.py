"""How much is tried: little and always the same in `make test`, more and by a seed of one's own in `make fuzz`.

`FUZZ=20` tries twenty times as much; then Hypothesis chooses again each time, or by `--hypothesis-seed`.
"""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("FUZZ") or 1)


def tries(examples: int) -> settings:
    """Settings of a test that tries so many examples in `make test`."""
    return settings(
        max_examples=examples * TIMES,
        derandomize=TIMES == 1,
        database=None,
        # A busy machine is no fault; what takes too long is asserted in seconds of the processor.
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
