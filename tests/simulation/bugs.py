"""Bugs that are planted to see whether the simulation finds them. Those of the client are in its planted.ts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from server.domain import delta
from server.domain.acts import wording
from server.domain.delta import Delta

PLANTED = (
    *("skip_w2", "forge_parents", "skip_w10", "skip_w10_server", "skip_w12", "skip_w13"),
    *("ignore_owners", "ignore_marks"),
)


@contextmanager
def plant(bug: str) -> Iterator[None]:
    """Puts a bug into the server's decisions for a while; nothing to do for one of the client."""
    replaced: dict[str, Callable[..., Any]] = {
        "skip_w10_server": _keep_without_effect,
        "ignore_owners": _transform_without_owners,
        "ignore_marks": _transform_without_marks,
    }
    name = "drop_without_effect" if bug == "skip_w10_server" else "transform"
    if bug not in replaced:
        yield
        return
    real = getattr(wording, name)
    setattr(wording, name, replaced[bug])
    try:
        yield
    finally:
        setattr(wording, name, real)


def _keep_without_effect(change: Delta, base: Delta) -> Delta:
    """Without W10: what changes nothing is recorded all the same."""
    return change or [{"retain": 1}]


def _transform_without_owners(a: Delta, b: Delta, priority: bool, base: Delta | None = None) -> Delta:
    """Without W7: of two insertions at one place the earlier is left, whosever words stand there."""
    return delta.transform(a, b, priority)


def _transform_without_marks(a: Delta, b: Delta, priority: bool, base: Delta | None = None) -> Delta:
    """The attributes of what stays are forgotten."""
    moved = delta.transform(a, b, priority, base)
    return delta.normalise([{"retain": op["retain"]} if "retain" in op else op for op in moved])
