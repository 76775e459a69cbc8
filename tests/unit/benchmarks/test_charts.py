"""Pictures of figures: what is drawn is in them, and the same figures draw the same picture."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from benchmarks.support.charts import lines, number

SERIES = {
    "Adref": [(100.0, 0.4), (300.0, 0.5), (1000.0, 0.6)],
    "Hocuspocus": [(100.0, 0.6), (300.0, 0.61), (1000.0, 0.61)],
    "y-websocket": [(100.0, 0.7), (300.0, 0.7)],
}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(path: Path, **axes: bool) -> ET.Element:
    lines(path, "CPU of a crowd", SERIES, "clients", "CPU seconds", **axes)
    return ET.parse(path).getroot()


def said(picture: ET.Element) -> dict[str, float]:
    """What is written in the picture, and how far down."""
    found = {}
    for text in picture.iter(f"{SVG}text"):
        height = text.attrib.get("y") or text.attrib["transform"].partition("translate(")[2].split()[1]
        found["".join(text.itertext())] = float(height.rstrip(")"))
    return found


@pytest.mark.parametrize("log_y", [False, True])
def test_a_picture_names_its_lines_axes_and_sizes(tmp_path: Path, log_y: bool) -> None:
    words = said(drawn(tmp_path / "crowd.svg", log_x=True, log_y=log_y))
    assert {"CPU of a crowd", "clients", "CPU seconds", "100", "300", "1,000", *SERIES} <= set(words)


def test_a_line_has_its_points_and_higher_ones_stand_higher(tmp_path: Path) -> None:
    picture = drawn(tmp_path / "crowd.svg")
    # The grid has lines too; ours were drawn last.
    paths = [one.attrib["d"] for one in picture.iter(f"{SVG}path") if one.attrib.get("clip-path")]
    ours = [[float(at) for at in step.split()] for step in paths[-3].removeprefix("M").split("L")]
    assert len(ours) == len(SERIES["Adref"])
    assert [x for x, _ in ours] == sorted(x for x, _ in ours)
    # A picture counts downwards.
    assert [y for _, y in ours] == sorted((y for _, y in ours), reverse=True)


def test_names_whose_lines_end_together_do_not_meet(tmp_path: Path) -> None:
    words = said(drawn(tmp_path / "crowd.svg"))
    assert words["Hocuspocus"] <= words["Adref"] - 11


def test_the_same_figures_draw_the_same_bytes(tmp_path: Path) -> None:
    drawn(tmp_path / "one.svg")
    drawn(tmp_path / "other.svg")
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "other.svg").read_bytes()


def test_a_picture_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing to draw"):
        lines(tmp_path / "none.svg", "None", {"zero": [(0.0, 0.0)]}, "x", "y", log_x=True, log_y=True)


def test_numbers_at_an_axis_are_written_out() -> None:
    assert [number(value) for value in (0.25, 1.0, 1_000, 1_000_000)] == ["0.25", "1", "1,000", "1,000,000"]
