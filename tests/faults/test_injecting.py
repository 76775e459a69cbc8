"""A fault counts as made only where it had something to break."""

import random
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from tests.faults.injecting import NotNow, trickling
from tests.faults.proxy import Proxy
from tests.faults.test_proxy import said_again, through_proxy

if TYPE_CHECKING:
    from tests.faults.world import World


@dataclass
class Line:
    """As much of a world as a fault of the line touches."""

    proxy: Proxy

    def wait(self, seconds: float) -> None:
        time.sleep(min(seconds, 0.5))


def world_of(proxy: Proxy) -> "World":
    return cast("World", Line(proxy))


def test_trickling_is_made_where_something_came_in_pieces() -> None:
    """N6."""
    with through_proxy() as (proxy, client):
        said_again(client, b"before")
        talking = threading.Timer(0.1, said_again, (client, bytes(200)))
        talking.start()
        assert trickling(world_of(proxy), random.Random(1)) == 1
        talking.join()


def test_trickling_that_nothing_passed_is_tried_again() -> None:
    """N6: a connection that rests does not trickle, and one short piece is whole as ever."""
    with through_proxy() as (proxy, client):
        said_again(client, b"before")
        talking = threading.Timer(0.1, said_again, (client, b"short"))
        talking.start()
        with pytest.raises(NotNow, match="nothing passed"):
            trickling(world_of(proxy), random.Random(1))
        talking.join()
