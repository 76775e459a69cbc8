"""Following a text: gaps, reconnection, what others write, presence."""

import time

import pytest

from tests.support.raw_socket import NO_HASH, Gone, LiveServer, RawClient, live_server


def test_client_that_returns_is_told_what_it_missed_and_then_the_rest(server: LiveServer, text: str) -> None:
    """L6, W14."""
    anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    anna.follow(text)
    for i in range(10):
        anna.answer(anna.say(text, f"c-{i:05d}"))
    entries = anna.entries(10)
    assert berta.follow(text, 4, entries[3]["hash"]) == {"ok": True, "number": 10}
    assert berta.entries(6) == entries[4:]
    anna.say(text, "c-00010")
    assert berta.entries(1)[0]["number"] == 11
    anna.close()
    berta.close()


def test_client_that_asks_while_others_write_gets_each_entry_once(server: LiveServer, text: str) -> None:
    """L6: what is published while the record is read is kept for it, and what was read is not told again."""
    anna = RawClient.connect(server)
    anna.follow(text)
    for i in range(40):
        anna.say(text, f"c-{i:05d}")
        late = RawClient.connect(server, "p-berta")
        late.follow(text)
        if i % 10 == 9:
            # `entries` holds that the runs follow one another without a gap and without repetition.
            assert [entry["number"] for entry in late.entries(i + 1)] == list(range(1, i + 2))
        late.close()
    anna.close()


def test_client_with_another_past_must_fetch_the_state_anew(server: LiveServer, text: str) -> None:
    """L6, W14: a hash that is not the record's, a number beyond it, a gap that is large."""
    anna = RawClient.connect(server)
    anna.follow(text)
    anna.answer(anna.say(text, "c-00001"))
    assert anna.follow(text, 1, "a" * 64) == {"snapshot": True}
    assert anna.follow(text, 2, "a" * 64) == {"snapshot": True}
    server.post(f"/test/write/{text}?count=1001")
    assert anna.follow(text) == {"snapshot": True}
    # And it does not follow until it has.
    assert anna.ask("presence", {"text": text, "paragraph": None})["refused"]["code"] == "not_following"
    anna.close()


def test_entries_of_another_process_arrive(server: LiveServer, text: str) -> None:
    """L7: within some seconds where nobody says so, and at once with the next command here."""
    anna = RawClient.connect(server)
    anna.follow(text)
    server.post(f"/test/write/{text}?count=3")
    assert [entry["person"] for entry in anna.entries(3)] == ["p-other"] * 3
    server.post(f"/test/write/{text}?count=2")
    anna.say(text, "c-00001")
    assert [entry["person"] for entry in anna.entries(3)] == ["p-other", "p-other", "p-anna"]
    anna.close()


def test_client_that_left_gets_nothing_more(server: LiveServer, text: str) -> None:
    """L6."""
    anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    anna.follow(text)
    berta.follow(text)
    assert anna.ask("leave", {"text": text}) == {"ok": True}
    berta.answer(berta.say(text, "c-00001"))
    assert anna.ask("leave", {"text": text}) == {"ok": True}
    assert anna.events == []
    anna.close()
    berta.close()


def test_presence_shows_who_edits_to_those_who_follow(server: LiveServer, text: str) -> None:
    """L8, W30: the delegation is the server's word and not the client's; gone with the caret and with the window."""
    anna, berta, other = (RawClient.connect(server, person) for person in ("p-anna", "p-berta", "p-clara"))
    anna.follow(text)
    berta.follow(text)
    other.follow("t-elsewhere")
    caret = {"text": text, "paragraph": "p-00012", "number": 0, "index": 7, "delegation": "US"}
    assert anna.ask("presence", caret) == {"ok": True}
    shown = {"person": "p-anna", "delegation": "PANNA", "paragraph": "p-00012", "number": 0, "index": 7}
    assert berta.event("presence") == {"text": text, "people": [shown]}
    late = RawClient.connect(server, "p-dora")
    late.follow(text)
    assert late.event("presence") == {"text": text, "people": [shown]}
    anna.ask("presence", {"text": text, "paragraph": None})
    assert berta.event("presence") == {"text": text, "people": []}
    anna.ask("presence", caret)
    assert berta.event("presence")["people"] == [shown]
    anna.close()
    assert berta.event("presence") == {"text": text, "people": []}
    other.ask("leave", {"text": "t-elsewhere"})
    assert [name for name, _ in other.events] == []
    assert text not in server.facts()["records"] or server.facts()["records"][text] == 0
    for client in (berta, other, late):
        client.close()


@pytest.mark.timed
def test_presence_is_gathered(server: LiveServer, text: str) -> None:
    """L8: twenty moves in half a second are few messages, and the last of them tells where the caret is."""
    anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    anna.follow(text)
    berta.follow(text)
    for index in range(20):
        anna.emit("presence", {"text": text, "paragraph": "p-00012", "number": 0, "index": index})
        time.sleep(0.025)
    count, last = 0, None
    while last != 19:
        count, last = count + 1, berta.event("presence")["people"][0]["index"]
    assert count <= 5
    anna.close()
    berta.close()


def test_following_from_nothing_needs_the_hash_of_nothing(server: LiveServer, text: str) -> None:
    """L6."""
    anna = RawClient.connect(server)
    assert anna.follow(text, 0, "0" * 63 + "1") == {"snapshot": True}
    assert anna.follow(text, 0, NO_HASH) == {"ok": True, "number": 0}
    anna.close()


def test_line_that_answers_no_ping_is_ended_and_others_are_not() -> None:
    """L31."""
    with live_server(ping=1) as server:
        silent, answering = RawClient.connect(server), RawClient.connect(server, "p-berta")
        assert silent.socket.recv() == "2"
        began = time.monotonic()
        with pytest.raises(Gone):
            silent.receive_until_gone()
        assert time.monotonic() - began < 6
        assert answering.follow("t-pinged1")["ok"]
        number = answering.say("t-pinged1", "c-000001")
        assert answering.answer(number) == {"through": 1}
