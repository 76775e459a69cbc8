"""What the Secretariat and the Chair do to a section of the demonstration's text while somebody is away."""

from typing import Any

from benchmarks.support.texts import paragraph_payload
from server.services.clock import new_id
from tests.support.desk import TEXT
from tests.support.raw_socket import LiveServer
from tests.support.signed_in import SignedIn, sign_in


class Office:
    """What the Secretariat and the Chair do, over a socket for each act: an idle one would have to answer pings."""

    def __init__(self, address: str) -> None:
        self.server = LiveServer(None, int(address.rpartition(":")[2]))  # type: ignore[arg-type]  # Not asked for.
        self.people: dict[str, SignedIn] = {
            name: sign_in(self.server, name) for name in ("secretariat", "chair")
        }

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.people["chair"].get(f"/api/texts/{TEXT}/state")["state"]
        return state

    def do(self, who: str, kind: str, payload: dict[str, Any], delegation: str | None = None) -> None:
        number = self.state["number"]
        fields = {"id": new_id("c"), "text": TEXT, "kind": kind, "delegation": delegation, "base": number}
        payload = {**payload, "seen": number, "previewed": number}
        line = self.people[who].connect()
        outcome = line.ask("command", {**fields, "payload": payload})
        line.close()
        assert "refused" not in outcome, outcome

    def section(self) -> tuple[str, str, str]:
        """A heading with two paragraphs in it, at the beginning of the text."""
        heading = paragraph_payload(None, "heading", "O", "Offline")
        self.do("secretariat", "add_section", heading)
        made = [heading["paragraph"]]
        for label in ("O1", "O2"):
            payload = paragraph_payload(made[-1], "operative", label, "States should cooperate.")
            self.do("secretariat", "add_paragraph", payload)
            made.append(payload["paragraph"])
        return made[0], made[1], made[2]


def agreed(office: Office, *paragraphs: str) -> None:
    for one in paragraphs:
        office.do("chair", "record_agreement", {"paragraph": one, "level": "agreed", "pending": []})


def frozen(office: Office, _heading: str, one: str, two: str) -> None:
    agreed(office, one, two)


def reopened(office: Office, _heading: str, one: str, two: str) -> None:
    agreed(office, one, two)
    for each in (one, two):
        office.do("chair", "reopen_paragraph", {"paragraph": each, "reason": "a delegation was away"})


def moved(office: Office, _heading: str, one: str, two: str) -> None:
    place = {"after": two, "depth": 2, "reason": "order"}
    office.do("secretariat", "move_paragraph", {"paragraph": one, **place})
    office.do("secretariat", "move_paragraph", {"paragraph": two, **place, "after": None})


def relabelled(office: Office, _heading: str, one: str, two: str) -> None:
    for each in (one, two):
        office.do("secretariat", "relabel_paragraph", {"paragraph": each, "label": "O9", "marker": "O9."})


def withdrawn(office: Office, _heading: str, one: str, two: str) -> None:
    for each in (one, two):
        office.do("chair", "withdraw_paragraph", {"paragraph": each, "reason": "not needed"})


def section_withdrawn(office: Office, heading: str, _one: str, _two: str) -> None:
    office.do("chair", "withdraw_section", {"paragraph": heading, "reason": "not needed"})
