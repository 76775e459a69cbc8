"""The JSON objects that entries, commands and the state share, as `docs/FORMATS.md` shows them."""

from typing import Any, Literal, NotRequired, TypedDict

from server.domain.delta import Delta

Marks = dict[str, Any]
"""`ins`, `del:<proposal>`, `brk:<proposal>`, `mov:<proposal>` of a paragraph as a whole (W6)."""

Direction = Literal["ltr", "rtl"]
Format = Literal["plain", "markdown"]
ParagraphKind = Literal["heading", "preambular", "operative", "lettered", "plain", "footnote"]
ProposalKind = Literal["wording", "reservation", "paragraph", "deletion", "move"]
ProposalStatus = Literal["live", "retained", "dropped", "withdrawn", "lifted", "taken_back"]
Stance = Literal["supports", "can_accept", "reserves", "objects"]
DelegationKind = Literal["state", "group", "observer"]


class Level(TypedDict):
    """A level of agreement: an id for programs, a name for people."""

    id: str
    name: str


class Place(TypedDict):
    """Where a paragraph stands: after which (null: first), and how deep, counted from 1."""

    after: str | None
    depth: int


class Relation(TypedDict):
    """Why a paragraph bears the label that it has: it stands after another, or instead of it."""

    kind: Literal["after", "instead"]
    to: str


class Claim(TypedDict):
    """A claim of agreement in the file that a paragraph came in with. It freezes nothing (I22)."""

    said: str
    level: str | None
    pending: list[str]


class Tabled(TypedDict):
    """A proposal when it is tabled. `fingerprint`, of several sponsors: what the others stand by (W21)."""

    id: str
    parent: str | None
    kind: ProposalKind
    sponsors: list[str]
    set: str | None
    place: Place | None
    fingerprint: NotRequired[str]


class DescribedMeeting(TypedDict):
    """A meeting in documents."""

    body: str
    title: str
    session: str
    place: str
    starts: str
    ends: str
    time_zone: str
    symbol: str
    language: str


class DescribedDelegation(TypedDict):
    """A delegation in documents. `members` are the codes of a group's members."""

    code: str
    short: str
    name: str
    kind: DelegationKind
    members: list[str]


class Described(TypedDict):
    """The meeting of a text, and its delegations in the order of its list."""

    meeting: DescribedMeeting
    delegations: list[DescribedDelegation]


class PositionSaid(TypedDict):
    """A position as the state says it."""

    delegation: str
    proposal: str | None
    stance: Stance
    fingerprint: str
    number: int
    time: str
    statement: str | None


class Added(TypedDict):
    """A paragraph that comes into a text, with the proposals that come with it."""

    paragraph: str
    kind: ParagraphKind
    depth: int
    label: str
    marker: str
    relation: Relation | None
    after: str | None
    of: str | None
    wording: Delta
    marks: Marks
    proposals: list[Tabled]
    reason: str | None
    claim: NotRequired[Claim]
