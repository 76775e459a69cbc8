"""
How often something may be tried: so many times at once, and then one after the other at a pace. An attempt takes its
place before it is judged, so that many at once do not slip through together, and gives it back if it was right.

Tickets wait for a place in the line of a lane, the oldest first. A ticket has its place in line until the instant for
which it was told to come; if it does not, it is passed over, and is older than the others when it comes after all.

Where there is Redis all processes count together; while it is away each counts for itself.
"""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from redis import Redis
from redis.exceptions import RedisError

from server.services.scarce_log import ScarceLog

MOST_LANES: Final = 50_000
"""Lanes that a process keeps in memory: those that were used last."""

PATIENCE: Final = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""Seconds that Redis may take to connect and to answer."""

PREFIX: Final = "adref:pace:"

MOST_IN_LINE: Final = 60
"""Tickets that a line holds: the oldest. Others keep their age, which is in the ticket."""
MOST_LINES: Final = 2_000
"""Lines that a process keeps in memory: those that were asked for last."""

# A lane has the moment at which time will have given back all places that were taken. Returns the seconds to wait, and
# takes a place where they are not more than there is patience for. ARGV: now, interval, places, patience.
_TAKE: Final = """
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1]))
local wait = math.max(0, full + ARGV[2] - ARGV[1] - ARGV[2] * ARGV[3])
if wait <= tonumber(ARGV[4]) then
  local lasts = math.ceil((full + ARGV[2] * 2 - ARGV[1]) * 1000)
  redis.call('SET', KEYS[1], string.format('%.6f', full + ARGV[2]), 'PX', lasts)
end
return string.format('%.6f', wait)
"""
# Puts a ticket in the line of a lane. Returns the seconds until the place that falls to it is free.
# ARGV: now, interval, places, number, issued, seconds for which it is kept, most in line.
_WAIT: Final = """
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[1])) do
  redis.call('ZREM', KEYS[2], gone)
  redis.call('ZREM', KEYS[3], gone)
end
redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[1] + ARGV[6], ARGV[4])
local before = redis.call('ZRANK', KEYS[2], ARGV[4])
if redis.call('ZCARD', KEYS[2]) > tonumber(ARGV[7]) then
  local newest = redis.call('ZPOPMAX', KEYS[2])[1]
  redis.call('ZREM', KEYS[3], newest)
end
local lasts = math.max(redis.call('PTTL', KEYS[2]), math.ceil(ARGV[6] * 1000))
redis.call('PEXPIRE', KEYS[2], lasts)
redis.call('PEXPIRE', KEYS[3], lasts)
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), tonumber(ARGV[1]))
local wait = math.max(0, full + ARGV[2] * (before + 1) - ARGV[1] - ARGV[2] * ARGV[3])
return string.format('%.6f', wait)
"""
_PEEK: Final = "return redis.call('GET', KEYS[1]) or ''"
_LEAVE: Final = """
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
return 1
"""
_GIVE_BACK: Final = """
local full = redis.call('GET', KEYS[1])
if full then
  redis.call('SET', KEYS[1], string.format('%.6f', full - ARGV[1]), 'KEEPTTL')
end
"""

log = logging.getLogger(__name__)
faults = ScarceLog(log)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A place in line: an unguessable `number`, and when it was `issued` (seconds since 1970)."""

    number: str
    issued: float


@dataclass(frozen=True, slots=True)
class Pace:
    """`places` at once, then one every `interval` seconds."""

    places: int
    interval: float


@dataclass(frozen=True, slots=True)
class Lane:
    """Attempts that are counted together: a pace, and the name under which they are counted."""

    pace: Pace
    name: str

    @property
    def key(self) -> str:
        # Names are typed by strangers: of any length, and nobody else's to read.
        return PREFIX + sha256(self.name.encode(errors="surrogatepass")).hexdigest()[:32]


class Paces:
    """Counts at `redis_url`, else in memory. `clock` answers seconds that all processes agree on."""

    def __init__(self, redis_url: str | None, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._redis: Redis | None = Redis.from_url(redis_url, **PATIENCE) if redis_url else None
        self._full: OrderedDict[str, float] = OrderedDict()
        self._lines: OrderedDict[str, dict[Ticket, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, lanes: list[Lane], patience: float) -> float:
        """
        Takes a place in each lane. Answers the seconds to wait until it is one's turn in all of them; where they are
        more than `patience`, no place is taken.
        """
        taken: list[Lane] = []
        longest = 0.0
        for lane in lanes:
            wait = self._take(lane, patience)
            longest = max(longest, wait)
            if wait <= patience:
                taken.append(lane)
        if longest > patience:
            self.give_back(taken)
        return longest

    def now(self) -> float:
        return self._clock()

    def is_full(self, lane: Lane) -> bool:
        """Whether no place is free in a lane, however few wait for one."""
        now = self._clock()
        answer = self._asked(_PEEK, lane)
        if answer is None:
            with self._lock:
                full = self._full.get(lane.key, 0.0)
        else:
            full = float(answer or 0)
        return _wait(lane.pace, max(full, now), now, 0) > 0

    def wait(self, lane: Lane, ticket: Ticket, kept: float) -> float:
        """
        Puts a ticket in the line of a lane for the next `kept` seconds. Answers the seconds until there is a place for
        it after all who are before it.
        """
        now, pace = self._clock(), lane.pace
        who = (ticket.number, ticket.issued)
        answer = self._asked(_WAIT, lane, now, pace.interval, pace.places, *who, kept, MOST_IN_LINE)
        if answer is not None:
            return float(answer)
        with self._lock:
            line = {each: until for each, until in self._lines.get(lane.key, {}).items() if until > now}
            ordered = sorted([*line.keys() - {ticket}, ticket], key=_age)
            line[ticket] = now + kept
            self._lines[lane.key] = {each: line[each] for each in ordered[:MOST_IN_LINE]}
            self._lines.move_to_end(lane.key)
            if len(self._lines) > MOST_LINES:
                self._lines.popitem(last=False)
            full = max(self._full.get(lane.key, 0.0), now)
            return _wait(pace, full, now, ordered.index(ticket))

    def leave(self, lanes: Collection[Lane], ticket: Ticket) -> None:
        """Takes a ticket out of the lines of lanes."""
        for lane in lanes:
            if self._asked(_LEAVE, lane, ticket.number) is None:
                with self._lock:
                    line = self._lines.get(lane.key, {})
                    line.pop(ticket, None)
                    if not line:
                        self._lines.pop(lane.key, None)

    def give_back(self, lanes: list[Lane]) -> None:
        """Gives places back: what was tried was right."""
        for lane in lanes:
            if self._asked(_GIVE_BACK, lane, lane.pace.interval) is None:
                with self._lock:
                    if lane.key in self._full:
                        self._full[lane.key] -= lane.pace.interval

    def _take(self, lane: Lane, patience: float) -> float:
        now, pace = self._clock(), lane.pace
        answer = self._asked(_TAKE, lane, now, pace.interval, pace.places, patience)
        if answer is not None:
            return float(answer)
        with self._lock:
            full = max(self._full.get(lane.key, 0.0), now)
            wait = _wait(pace, full, now, 0)
            if wait <= patience:
                self._full[lane.key] = full + pace.interval
                self._full.move_to_end(lane.key)
                if len(self._full) > MOST_LANES:
                    self._full.popitem(last=False)
            return wait

    def _asked(self, script: str, lane: Lane, *arguments: float | str) -> Any:
        """The answer of Redis; None where there is none, or it is away."""
        if self._redis is None:
            return None
        try:
            answer: Any = self._redis.eval(
                script,
                3,
                lane.key,
                f"{lane.key}:line",
                f"{lane.key}:heard",
                *(str(each) for each in arguments),
            )
        except RedisError as error:
            faults.say(
                logging.WARNING,
                "Attempts are counted by each process for itself",
                {"fault": type(error).__name__},
            )
            return None
        return b"" if answer is None else answer


def _wait(pace: Pace, full: float, now: float, before: int) -> float:
    """The seconds until there is a place for who has so many `before` them."""
    return max(0.0, full + pace.interval * (before + 1) - now - pace.interval * pace.places)


def _age(ticket: Ticket) -> tuple[float, str]:
    return ticket.issued, ticket.number
