"""Commands, acknowledgements and entries over a real socket."""

import time
from typing import Any

import pytest

from tests.support.raw_socket import LiveServer, RawClient, live_server


def test_command_is_acknowledged_after_its_entry_went_to_all(server: LiveServer, text: str) -> None:
    """L1, W11."""
    anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
    assert anna.follow(text) == {"ok": True, "number": 0}
    assert berta.follow(text) == {"ok": True, "number": 0}
    number = anna.say(text, "c-00001", word="shall")
    assert anna.answer(number) == {"through": 1}
    # The entry is among what came before the acknowledgement.
    assert [name for name, _ in anna.events] == ["entries"]
    for client in (anna, berta):
        message = client.event("entries")
        assert (message["text"], message["from"], len(message["entries"])) == (text, 1, 1)
        assert message["entries"][0]["payload"] == {"word": "shall"}
        assert message["entries"][0]["command"] == "c-00001"
        client.close()


def test_refusal_and_empty_change_are_acknowledged_without_entries(server: LiveServer, text: str) -> None:
    """L1, W10, W11."""
    anna = RawClient.connect(server)
    anna.follow(text)
    fields: dict[str, Any] = {"text": text, "delegation": None, "base": 0, "payload": {}}
    assert anna.ask("command", {**fields, "id": "c-00001", "kind": "nothing"}) == {
        "through": 0,
        "empty": True,
    }
    answer = anna.ask("command", {**fields, "id": "c-00002", "kind": "forbidden"})
    assert answer == {"refused": {"code": "frozen", "message": "It is agreed."}, "through": 0}
    assert anna.events == []
    anna.close()


def test_replayed_command_gets_its_one_outcome(server: LiveServer, text: str) -> None:
    """L2, W13: also where both copies are in the queue at once, and over another connection."""
    anna, again = RawClient.connect(server), RawClient.connect(server)
    anna.follow(text)
    numbers = [anna.say(text, "c-00001", word="shall") for _ in range(5)]
    assert [anna.answer(number) for number in numbers] == [{"through": 1}] * 5
    assert again.answer(again.say(text, "c-00001", word="something else")) == {"through": 1}
    assert len(anna.entries(1)) == 1
    assert server.facts()["records"][text] == 1
    anna.close()
    again.close()


def test_many_commands_at_once_share_transactions_and_frames() -> None:
    """L3: while one batch is stored the next gathers; all entries come in order, and each has its acknowledgement."""
    with live_server(delay=0.05) as server:
        clients = [RawClient.connect(server, f"p-{i}") for i in range(5)]
        for client in clients:
            client.follow("t-busy01")
        waiting = [(c, c.say("t-busy01", f"c-{i}-{n:04d}")) for n in range(20) for i, c in enumerate(clients)]
        through = sorted(client.answer(number)["through"] for client, number in waiting)
        assert through == list(range(1, 101))
        for client in clients:
            assert len(client.entries(100)) == 100
        batches = server.facts()["batches"]
        assert sum(batches) == 100
        assert len(batches) < 20


@pytest.mark.timed
def test_idle_text_answers_at_once_and_a_busy_one_gathers_for_40_ms(server: LiveServer, text: str) -> None:
    """L3."""
    anna = RawClient.connect(server)
    anna.follow(text)
    anna.answer(anna.say(text, "c-00000"))
    time.sleep(0.1)
    began = time.monotonic()
    anna.answer(anna.say(text, "c-00001"))
    idle = time.monotonic() - began
    for i in range(2, 12):
        anna.answer(anna.say(text, f"c-{i:05d}"))
    busy = time.monotonic() - began - idle
    # Ten frames one after the other, each of which waits; some leave is given for a machine under load.
    assert idle < 0.035
    assert busy >= 0.39
    anna.close()


def test_batch_that_could_not_be_stored_is_tried_again(server: LiveServer, text: str) -> None:
    """L5, W23."""
    anna = RawClient.connect(server)
    anna.follow(text)
    server.post("/test/break?times=3")
    assert anna.answer(anna.say(text, "c-00001")) == {"through": 1}
    assert len(anna.entries(1)) == 1
    anna.close()


def test_author_is_cut_off_without_acknowledgement_while_the_outcome_is_unknown() -> None:
    """L5, W23: the same command is sent again over the next connection, and then has its one outcome."""
    with live_server() as server:
        anna, berta = RawClient.connect(server), RawClient.connect(server, "p-berta")
        anna.follow("t-broken")
        berta.follow("t-broken")
        server.post("/test/break?times=6")
        number = anna.say("t-broken", "c-00001")
        anna.until_gone()
        assert number not in anna.acks
        back = RawClient.connect(server)
        assert back.answer(back.say("t-broken", "c-00001")) == {"through": 1}
        assert len(berta.entries(1)) == 1


def test_stopping_server_answers_what_it_took_and_says_so() -> None:
    """L14."""
    with live_server(delay=0.3) as server:
        anna = RawClient.connect(server)
        anna.follow("t-ending")
        number = anna.say("t-ending", "c-00001")
        # What comes after it is answered: it has been taken.
        assert anna.ask("presence", {"text": "t-ending", "paragraph": None})["ok"]
        server.process.terminate()
        assert anna.answer(number) == {"through": 1}
        assert len(anna.entries(1)) == 1
        assert anna.event("closed")["code"] == "stopping"
        anna.until_gone()
        assert server.process.wait(10) == 0
