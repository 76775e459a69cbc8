"""Texts and meetings for the tests of documents: built entry by entry, as the record would have them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from server.domain.fold import fold
from server.domain.snapshot import Content, rolling_text, status_document
from server.domain.state import State

AS_OF = "2021-04-07T16:00:00.000Z"
ISSUED_AT = "2021-04-07T16:04:00.000Z"
HEAD = "9f3a41c7e0d2" + "0" * 52

MEETING: dict[str, Any] = {
    "id": "m-eg2021",
    "slug": "expert-group",
    "body": "Expert group on offences committed by means of information systems",
    "title": "Expert group, seventh session",
    "session": "Seventh session",
    "place": "Vienna",
    "starts": "2021-04-06",
    "ends": "2021-04-08",
    "time_zone": "Europe/Vienna",
    "public": True,
    "symbol": "EG/2021/AP",
    "language": "en",
    "delegations": {
        "BOL": "Bolivia (Plurinational State of)",
        "COL": "Colombia",
        "DZA": "Algeria",
        "EU": "EU",
        "G77": "G77 and China",
        "JPN": "Japan",
        "NOR": "Norway",
        "PER": "Peru",
    },
}


def tabled(proposal: str, sponsors: str, parent: str | None = None, kind: str = "wording") -> dict[str, Any]:
    return {
        "id": proposal, "parent": parent, "kind": kind, "sponsors": sponsors.split(), "set": None, "place": None,
    }  # fmt: skip  # A table reads better.


def run(text: str, **attributes: Any) -> dict[str, Any]:
    """An insertion; ``delete`` and ``reserve`` name the proposals that do so."""
    marks: dict[str, Any] = {}
    for name, value in attributes.items():
        prefix = {"delete": "del:", "reserve": "brk:"}.get(name)
        marks |= {f"{prefix}{value}": True} if prefix else {name: value}
    return {"insert": text, "attributes": marks} if marks else {"insert": text}


@dataclass
class TextBuilder:
    """Gathers entries. Paragraphs stand in the order in which they are added."""

    language: str = "en"
    direction: str = "ltr"
    title: str = "Preliminary conclusions and recommendations"
    entries: list[dict[str, Any]] = field(default_factory=list)
    last: str | None = None

    def __post_init__(self) -> None:
        levels = [{"id": "ad_ref", "name": "agreed ad ref"}, {"id": "agreed", "name": "agreed"}]
        self._add(
            "text_opened",
            {
                "title": self.title,
                "language": self.language,
                "direction": self.direction,
                "format": "plain",
                "levels": levels,
                "live": False,
            },
        )

    def _add(self, kind: str, payload: dict[str, Any]) -> None:
        number = len(self.entries) + 1
        self.entries.append(
            {
                "text": "t-000001",
                "number": number,
                "time": AS_OF,
                "person": "p-1",
                "delegation": None,
                "command": f"c-{number:06d}",
                "kind": kind,
                "payload": payload,
                "previous": "0" * 64,
            }
        )

    def add(
        self,
        paragraph: str,
        wording: str | list[dict[str, Any]],
        marker: str = "",
        kind: str = "operative",
        *,
        depth: int = 1,
        of: str | None = None,
        marks: dict[str, Any] | None = None,
        proposals: Iterable[dict[str, Any]] = (),
        agreed: str | None = None,
        pending: Iterable[str] = (),
        withdrawn: bool = False,
    ) -> "TextBuilder":
        payload = {
            "paragraph": paragraph, "kind": kind, "depth": depth, "label": marker.rstrip(".-"), "marker": marker,
            "relation": None, "after": self.last, "of": of, "marks": marks or {}, "proposals": list(proposals),
            "wording": [run(wording)] if isinstance(wording, str) else wording, "reason": None,
        }  # fmt: skip  # A table reads better.
        self._add("section_added" if kind == "heading" else "paragraph_added", payload)
        if kind != "footnote":
            self.last = paragraph
        if agreed is not None:
            agreement = {
                "paragraph": paragraph,
                "level": agreed,
                "pending": list(pending),
                "fingerprint": "0" * 16,
            }
            self._add("agreement_recorded", agreement)
        if withdrawn:
            self._add("paragraph_withdrawn", {"paragraph": paragraph, "reason": "tests"})
        return self

    def state(self) -> State:
        state = fold(self.entries)
        assert state is not None
        return state


def drawn_text() -> State:
    """Every kind of paragraph at once: the text of the drawing of the status document, and more."""
    text = TextBuilder()
    text.add("h1", "Legislation and frameworks", "I.", "heading")
    wording = run("States should develop legislation that remains neutral as to the means used.")
    text.add("p11", [wording, {"insert": {"footnote": "f1"}}], "11.", agreed="agreed")
    text.add("f1", "See the report of the sixth session, paragraph 24.", kind="footnote", of="p11")
    text.add(
        "p12",
        [
            run("States "),
            run("should", delete="xa"),
            run(" "),
            run("shall", ins="xa"),
            run(" preserve electronic data "),
            run("without undue delay", ins="xj"),
            run(", as appropriate,", reserve="xp"),
            run(" and cooperate "),
            run("on a voluntary ", ins="xg"),
            run("and reciprocal ", ins="xd"),
            run("basis ", ins="xg"),
            run("with one another."),
        ],
        "12.",
        proposals=[
            tabled("xa", "EU NOR"),
            tabled("xj", "JPN"),
            tabled("xp", "PER", kind="reservation"),
            tabled("xg", "G77"),
            tabled("xd", "DZA", parent="xg"),
        ],
    )
    model = run("The Secretariat should circulate model provisions.", ins="xn")
    text.add(
        "p12b", [model], "12 bis.", marks={"ins": "xn"}, proposals=[tabled("xn", "COL", kind="paragraph")]
    )
    oversight = "Domestic provisions should set out clear safeguards, including oversight by a court."
    text.add("p13", oversight, "13.", agreed="ad_ref", pending=["BOL"])
    text.add("h2", "Electronic evidence", "II.", "heading")
    text.add("p14", "Requests for stored data should state the offence.", "14.")
    text.add("h3", "International cooperation", "III.", "heading")
    text.add("h4", "Urgent cases", "A.", "heading", depth=2)
    text.add("p22", "Urgent cases should be marked as such:", "22.", agreed="agreed")
    latin = [
        run("In the case of "),
        run("prima facie", italic=True),
        run(" evidence, "),
        run("first", bold=True),
    ]
    text.add("p22a", latin, "(a)", "lettered", depth=2, agreed="agreed")
    text.add("p23", "Withdrawn words.", "23.", agreed=None, withdrawn=True)
    return text.state()


def arabic_text() -> State:
    text = TextBuilder("ar", "rtl", "الاستنتاجات والتوصيات الأولية")
    text.add("h1", "التشريعات والأطر", "أولا-", "heading")
    wording = run("ينبغي للدول أن تضع تشريعات (ISO 27001) محايدة.")
    text.add("p1", [wording, {"insert": {"footnote": "f1"}}], "1-", agreed="agreed")
    text.add("f1", "انظر تقرير الدورة السادسة.", kind="footnote", of="p1")
    text.add(
        "p2",
        [run("ينبغي أن "), run("تتعاون", bold=True), run(" الدول.")],
        "2-",
        agreed="ad_ref",
        pending=["BOL"],
    )
    return text.state()


def status_of(state: State, level: str | None = None) -> Content:
    return status_document(
        state, MEETING, as_of=AS_OF, issued_at=ISSUED_AT, sequence=3, head_hash=HEAD, level=level
    )


def rolling_of(state: State) -> Content:
    return rolling_text(state, MEETING, as_of=AS_OF, head_hash=HEAD)


def words_of(block: dict[str, Any]) -> str:
    return "".join(one.get("text", "") for one in block["runs"])
