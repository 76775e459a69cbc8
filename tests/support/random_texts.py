"""Random texts in which every paragraph has a word of its own, so that a leak can be told from chance."""

from dataclasses import dataclass

from hypothesis import strategies as st

from server.domain.state import State
from tests.support.documents import TextBuilder, run, tabled

SHAPES = (
    "clean",
    "bracketed",
    "proposed",
    "repair",
    "withdrawn",
    "ad_ref",
    "agreed",
    "heading",
    "open heading",
)
AGREED = ("ad_ref", "agreed")


@dataclass(frozen=True)
class Told:
    """A text, and the words of its own by how their paragraphs stand."""

    state: State
    words: dict[str, list[str]]

    def of(self, *shapes: str) -> list[str]:
        return [word for shape in shapes for word in self.words[shape]]


@st.composite
def texts(draw: st.DrawFn, /) -> Told:
    text = TextBuilder()
    words: dict[str, list[str]] = {shape: [] for shape in SHAPES}
    for index, shape in enumerate(draw(st.lists(st.sampled_from(SHAPES), max_size=12))):
        word, name, proposal = f"qword{index:03d}z", f"p{index:03d}", f"x{index:03d}"
        words[shape].append(word)
        _add(text, shape, name, word, proposal, depth=draw(st.integers(1, 3)))
    return Told(text.state(), words)


def _add(text: TextBuilder, shape: str, name: str, word: str, proposal: str, depth: int) -> None:
    marker = f"{name[1:]}."
    match shape:
        case "bracketed":
            mine = [tabled(proposal, "EU")]
            text.add(name, [run(f"{word} "), run(f"{word}", ins=proposal)], marker, proposals=mine)
        case "proposed":
            mine = [tabled(proposal, "EU", kind="paragraph")]
            text.add(name, [run(word, ins=proposal)], marker, marks={"ins": proposal}, proposals=mine)
        case "repair":
            text.add(name, [run(word), {"insert": {"repair": "["}}], marker)
        case "heading":
            text.add(name, word, kind="heading", depth=depth)
        case "open heading":
            mine = [tabled(proposal, "EU")]
            text.add(name, [run(word, delete=proposal)], marker, "heading", depth=depth, proposals=mine)
        case _:
            agreed = shape if shape in AGREED else None
            note = f"f{name}"
            text.add(
                name,
                [run(word), {"insert": {"footnote": note}}],
                marker,
                agreed=agreed,
                withdrawn=shape == "withdrawn",
            )
            text.add(note, f"n{word}", kind="footnote", of=name)
