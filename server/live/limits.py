"""The bounds of one connection, counted by buckets."""

from typing import Final

from server.services.bucket import Bucket

KILOBYTE: Final = 1024
MEGABYTE: Final = 1024 * KILOBYTE

# Longest message that is read, in bytes. The domain's own limits for a change are far below it.
MAX_MESSAGE: Final = 512 * KILOBYTE
# Bytes that a client may leave unread before it is cut off, beside the kernel's send buffer.
MAX_UNREAD: Final = 4096 * KILOBYTE - 512 * KILOBYTE
# The kernel doubles this value; together with MAX_UNREAD a client that reads nothing holds 4 MB at most.
SEND_BUFFER: Final = 256 * KILOBYTE
# Long polling: packets taken from one POST. The browser puts all that it has waiting into one.
MAX_PACKETS_IN_POST: Final = 100

MAX_CONNECTIONS_PER_PERSON: Final = 20
MAX_TEXTS_PER_CONNECTION: Final = 8

# Seconds.
PING_INTERVAL: Final = 25
PING_TIMEOUT: Final = 20
UPGRADE_TIMEOUT: Final = 10
CLOSE_TIMEOUT: Final = 2
REVIEW_INTERVAL: Final = 15

# A message that comes too fast is refused, and the connection is read no further for this long (seconds): so a flood
# costs the flooder and nobody else.
TOO_FAST_PAUSE: Final = 0.02
# Frames of a WebSocket a second and at once, of whatever kind: pings and empty pieces of messages cost time as well.
# All that the events below allow, with what the browser sends by itself, is less.
FRAMES: Final = (100.0, 400.0)
# Refusals a second and at once of messages that were malformed or too fast, and pauses for frames, beyond which the
# connection is ended.
REFUSALS: Final = (1.0, 100.0)

# Rate a second and burst, for each event. Typing live is about 5 commands a second; a client that comes back sends one
# command for each paragraph in which it has work.
RATES: Final[dict[str, tuple[float, float]]] = {
    "command": (30, 120),
    "presence": (10, 20),
    "follow": (2, 20),
    "leave": (2, 20),
}


# The same for all windows of a person together: they come back at once, and then one of them is used.
RATES_OF_ALL_WINDOWS: Final[dict[str, tuple[float, float]]] = {
    "command": (60, 600),
    "presence": (20, 200),
    "follow": (5, 100),
    "leave": (5, 100),
}

# Characters a second and at once, of all windows of a person together. Beyond them messages are read more slowly: to
# read half a megabyte of JSON, and to find that it is no change, takes some twentieth of a second.
CHARACTERS: Final = (128.0 * KILOBYTE, 2.0 * MEGABYTE)
# Seconds that it may take to make up what is owed beyond them. What waits is held in memory, and a connection that
# waits longer could not answer its ping in time: it is ended.
LONGEST_DEBT: Final = 20.0

# Connections that one person opens, a second and at once.
HANDSHAKES: Final = (5.0, 200.0)
# Connections without a good cookie from one address: a whole meeting whose sessions have ended may ask from one.
HANDSHAKES_OF_STRANGERS: Final = (50.0, 3_000.0)
# Seconds until a handshake beyond them is answered.
HANDSHAKE_PAUSE: Final = 1.0


def buckets() -> dict[str, Bucket]:
    """Full buckets for a new connection."""
    return {name: Bucket(rate, burst) for name, (rate, burst) in RATES.items()}
