"""All words of the pages stand in the catalogue, and nothing stands in it that no page says (G28)."""

import re
from pathlib import Path

import pytest

from server.web.words import catalogue, t

WEB = Path(__file__).resolve().parents[3] / "server" / "web"
SOURCES = [*WEB.glob("*.py"), *WEB.glob("templates/*.html")]
ASKED = re.compile(r"""\bt\(\s*f?["']([^"'{]+)["']""")
# Keys that are put together from a beginning and a value: `t("role." ~ role)`, `t(f"error.{status}")`.
BEGINNINGS = re.compile(r"""["']((?:[a-z_]+\.)+)(?:["']\s*[~),]|\{)""")


def test_every_message_that_a_page_asks_for_is_there() -> None:
    asked = {key for source in SOURCES for key in ASKED.findall(source.read_text()) if not key.endswith(".")}
    assert asked - catalogue().keys() == set()
    assert len(asked) > 100


def test_no_message_is_there_that_nothing_asks_for() -> None:
    whole = "\n".join(source.read_text() for source in SOURCES)
    beginnings = tuple(set(BEGINNINGS.findall(whole)))
    unused = {
        key
        for key in catalogue()
        if f'"{key}"' not in whole and f"'{key}'" not in whole and not key.startswith(beginnings)
    }
    assert unused == set()


def test_message_is_filled_in_and_counted() -> None:
    assert t("meeting.delegations", count=1) == "1 delegation"
    assert t("meeting.delegations", count=30) == "30 delegations"
    with pytest.raises(KeyError):
        t("nothing.of.the.kind")


def test_every_template_says_its_words_through_the_catalogue() -> None:
    """Letters outside tags and expressions would be words that no translator sees."""
    for template in WEB.glob("templates/*.html"):
        bare = re.sub(
            r"\{% block page %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>",
            " ",
            template.read_text(),
            flags=re.DOTALL,
        )
        assert re.findall(r"[A-Za-z]{2,}", bare) == [], template.name
