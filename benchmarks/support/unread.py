"""What a client that reads nothing costs the server in memory, until it is cut off."""

import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.support.figures import Figure, Goal
from server.services.clock import new_id
from tests.support.raw_socket import Gone, LiveServer, RawClient
from tests.support.signed_in import SignedIn, sign_in

STATEMENT: Final = "中" * 4_000
"""12 KB in an entry that leaves nothing behind in memory but itself."""
PAIRS: Final = 4
"""How often it is tried: the least of some growths says more, since garbage only adds."""
ENTRIES: Final = 420
"""A quarter more than a client may leave unread."""
WRITERS: Final = 4
EVERY: Final = 0.009
"""Seconds between two commands: each writer stays within what one connection may send."""
MEGABYTE: Final = 1024 * 1024


def memory_of_one(server: LiveServer, process: int, text: str, paragraph: str) -> Iterator[Figure]:
    """The same traffic beside a client that reads and one that does not, in turn; of each the smaller growth counts."""
    people = [sign_in(server, name) for name in ("secretariat", "chair")]
    grown: dict[bool, list[float]] = {False: [], True: []}
    # The first time also fills what a server keeps anyway.
    for silent in (False, True) * PAIRS:
        grown[silent].append(_peak_beside(people, process, text, paragraph, silent=silent))
    silent_growth, reading_growth = min(grown[True]), min(grown[False])
    yield Figure(
        "hostile: memory of the server for a client that reads nothing",
        round((silent_growth - reading_growth) / MEGABYTE, 2),
        "MB",
        goal=Goal("value", 4),
        runs=PAIRS,
        note=f"the process grew by {silent_growth / MEGABYTE:.1f} MB beside it, by {reading_growth / MEGABYTE:.1f} "
        f"beside one that reads; {ENTRIES} entries of 12 KB; the kernel holds 0.5 MB more",
    )


def _peak_beside(people: list[SignedIn], process: int, text: str, paragraph: str, *, silent: bool) -> float:
    """By how many bytes the process grew at most while entries went out to one client."""
    place = people[0].get(f"/api/texts/{text}/state")
    client = people[0].connect()
    if silent:
        client.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.follow(text, place["state"]["number"], place["hash"])
    writers = [people[number % len(people)].connect() for number in range(WRITERS)]
    before = resident(process)
    Path(f"/proc/{process}/clear_refs").write_text("5", encoding="ascii")
    for count in range(ENTRIES):
        command = _statement(text, paragraph, place["state"]["number"])
        writers[count % WRITERS].emit_raw(json.dumps(["command", command], ensure_ascii=False))
        if not silent and count % 8 == 7:
            client.entries(8)
        time.sleep(EVERY)
    for writer in writers:
        writer.answer(writer.next_id)
    peak = resident(process, "VmHWM") - before
    if silent:
        _was_cut_off(client)
    for each in (client, *writers):
        each.close()
    time.sleep(0.5)
    return peak


def _statement(text: str, paragraph: str, seen: int) -> dict[str, Any]:
    payload = {"paragraph": paragraph, "stance": "supports", "seen": seen, "statement": STATEMENT}
    fields = {"id": new_id("c"), "text": text, "kind": "take_position", "delegation": "AUT", "base": seen}
    return {**fields, "payload": payload}


def _was_cut_off(client: RawClient) -> None:
    try:
        while True:
            client.receive()
    except Gone:
        return


def resident(process: int, name: str = "VmRSS") -> float:
    """Bytes of a process in memory; with `VmHWM` the most since the peak was forgotten."""
    found = re.search(rf"{name}:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) * 1024
