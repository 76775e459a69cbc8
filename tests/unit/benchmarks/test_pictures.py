"""Figures that are kept, and drawn: each part in the place of what it was before."""

import json
from pathlib import Path

import pytest

from benchmarks.support import pictures
from benchmarks.support.figures import At, Figure, Goal
from benchmarks.support.kept import keep, read
from benchmarks.support.pictures import Picture, draw


def test_figures_are_kept_in_the_place_of_those_of_the_same_part(tmp_path: Path) -> None:
    path = tmp_path / "figures.jsonl"
    keep([Figure("edit: p50", 20.0, "ms"), Figure("append: alone", 800.0, "µs")], "2026-11-22", 1.0, path)
    keep(
        [Figure("edit: p50", 21.0, "ms"), Figure("start", None, "", note="left out: no git")],
        "2026-11-26",
        2.5,
        path,
    )
    assert [(row["figure"], row["value"], row["measured"], row["load"]) for row in read(path)] == [
        ("append: alone", 800.0, "2026-11-22", 1.0),
        ("edit: p50", 21.0, "2026-11-26", 2.5),
    ]


def test_a_figure_says_where_it_stands_only_if_it_is_drawn() -> None:
    said = json.loads(
        Figure("a: b", 1.0, "ms", goal=Goal("value", 2), at=At("crowd", "Adref", 100)).as_json()
    )
    assert said["at"] == {"picture": "crowd", "line": "Adref", "x": 100, "peer": False}
    assert "at" not in json.loads(Figure("a: b", 1.0, "ms").as_json())


def test_every_picture_that_figures_stand_in_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PICTURES", {"crowd": Picture("A crowd", "clients", "ms", log_x=True)})
    path = tmp_path / "figures.jsonl"
    figures = [Figure(f"crowd: {x}", x / 10, "ms", at=At("crowd", "Adref", x)) for x in (100, 300)]
    keep(
        [*figures, Figure("crowd: 1000", None, "ms", at=At("crowd", "Adref", 1000))], "2026-11-26", 1.0, path
    )
    assert draw(read(path), tmp_path) == [tmp_path / "crowd.svg"]
    drawn = (tmp_path / "crowd.svg").read_text("utf-8")
    assert "A crowd" in drawn
    assert "1,000" not in drawn
    assert "somebody" not in drawn


def test_a_peer_stands_in_the_picture_where_the_figure_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "PICTURES", {"crowd": Picture("A crowd", "clients", "ms")})
    path = tmp_path / "figures.jsonl"
    figures = [
        Figure(f"crowd: {x}", x / 10, "ms", "somebody", x / 5, at=At("crowd", "Adref", x, peer=True))
        for x in (100, 300)
    ]
    keep(figures, "2026-11-26", 1.0, path)
    draw(read(path), tmp_path)
    drawn = (tmp_path / "crowd.svg").read_text("utf-8")
    assert "somebody" in drawn
    assert "Adref" in drawn
