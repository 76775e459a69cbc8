"""Real negotiating texts of others, in and out again (docs/SPEC.md, I12). They lie beside the project, if anywhere."""

import re
from pathlib import Path

import pytest

from server.exchange.plain_text import Format, Parsed, decode, write
from server.exchange.plain_text_source import clean
from tests.support.texts_in import DELEGATIONS, NAMES, imported, read, squeezed

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SOURCES = sorted(
    path for path in (*DATA.glob("*.txt"), *DATA.glob("*.md"), *DATA.glob("seeds/*.txt")) if path.is_file()
)
# Where a word was broken at a hyphen, the exporter writes it in one piece.
_BROKEN = re.compile(r"(?<=\w)-\s+")


def given(name: str) -> Path:
    found = next((path for path in SOURCES if path.name.startswith(name)), None)
    if found is None:
        pytest.skip("The texts of others are not beside the project: nothing to bring in.")
    return found


def format_of(path: Path) -> Format:
    return "markdown" if path.suffix == ".md" else "plain"


def parsed(path: Path, *, keep: bool = False) -> Parsed:
    return read(decode(path.read_bytes()), format_of(path), keep=keep)


@pytest.mark.skipif(not SOURCES, reason="The texts of others are not beside the project.")
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_real_text_comes_back_white_space_aside(path: Path) -> None:
    """I12: where nothing is left out, no exception, and no two words glued or parted."""
    source = clean(decode(path.read_bytes()).text).text
    found = parsed(path, keep=True)
    written = write(imported(found, format_of(path)), str)
    claims = [one.text for one in found.came if one.left_out == "claim"]
    assert claims == []
    # Emphasis that crossed a bracket stands within it.
    signs = "*" if found.counts["moved"] else ""
    assert squeezed(written.text).replace(signs or "\0", "") == squeezed(source).replace(signs or "\0", "")
    assert written.exceptions == ()
    if not signs:
        assert _words(written.text) == _words(source)


@pytest.mark.skipif(not SOURCES, reason="The texts of others are not beside the project.")
@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_real_text_says_every_line_that_it_leaves_out(path: Path) -> None:
    """I17: what comes in and what is left out are the whole file, and each line left out is no part of the text."""
    source = clean(decode(path.read_bytes()).text).text
    found = parsed(path)
    text = write(imported(found, format_of(path)), str).text
    left_out = "".join(one.text for one in found.came if one.left_out)
    assert sorted(squeezed(text + left_out)) == sorted(squeezed(source))
    assert found.counts["left_out"] == sum(bool(one.left_out) for one in found.came)
    whys = {one.left_out for one in found.came if one.left_out}
    assert len([one for one in found.repairs if one.code == "source" and "Left out" in one.advice]) == len(
        whys
    )


def test_grammar_of_attributions_is_read_where_all_names_are_known() -> None:
    """I11, I16: what is attributed is written in one form, all else as it came."""
    source = [line.split("<=")[0] for line in given("09_").read_text().splitlines() if line[:1] != "#"]
    found = read("\n\n".join(source), "plain", DELEGATIONS)
    assert (found.counts["attributed"], found.counts["alternatives"], found.counts["claims"]) == (3, 2, 1)
    written = write(imported(found), lambda code: NAMES.get(code, code)).text.splitlines()[::2]
    changed = [line for line, before in zip(written, source, strict=True) if _words(line) != _words(before)]
    assert changed == [
        "2. States should enhance the capacity of central authorities.",
        "3. States should cooperate in a [timely – US; G77: delete] manner.",
        "4. States should preserve electronic evidence [, in accordance with domestic law. – G77; US, Canada, Japan, EU: delete]",  # noqa: E501 - one line of the text.
        "5. States should address [cybercrime – EU, G77][the criminal use of ICTs – RF].",
    ]


def _words(text: str) -> list[str]:
    return _BROKEN.sub("-", text).split()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("01_", {"brackets": 420, "deepest": 7, "crossing": 16, "unclosed": 5, "unopened": 2}),
        # Nine and five more of its square brackets are links: of 1,024 and 222 these are left.
        ("03_paris_agreement_2015-12-04", {"brackets": 1015, "deepest": 10, "footnotes": 14}),
        ("03_paris_agreement_2015-12-09", {"brackets": 217, "deepest": 5, "footnotes": 0}),
        ("04_", {"brackets": 231, "deepest": 3, "crossing": 7, "unclosed": 0, "sections": 45}),
        ("note-verbale", {"brackets": 0, "repairs": 0}),
        ("resolution-22-7", {"operative": 8, "preambular": 5}),
    ],
)
def test_real_text_counted_as_it_is_known(name: str, counts: dict[str, int]) -> None:
    """I7"""
    found = parsed(given(name)).counts
    assert {key: found[key] for key in counts} == counts


def test_real_non_paper_has_its_articles_and_paragraphs() -> None:
    """I3, I4"""
    paragraphs = parsed(given("04_")).paragraphs
    articles = [one["label"] for one in paragraphs if one["label"].startswith("Article")]
    assert articles == [f"Article {number}" for number in range(1, 27)]
    decisions = [one["label"] for one in paragraphs if one["kind"] == "operative"][-93:]
    assert decisions == [str(number) for number in range(1, 94)]


@pytest.mark.parametrize("name", ["01_", "03_paris_agreement_2015-12-04", "04_"])
def test_real_text_every_repair_names_its_paragraph(name: str) -> None:
    """I7"""
    found = parsed(given(name))
    ids = {one["paragraph"] for one in found.paragraphs}
    told = [one for one in found.repairs if one.code != "source"]
    assert told
    assert all(one.paragraph in ids and one.label and one.where and one.advice for one in told)
