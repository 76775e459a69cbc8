"""What whoever runs the server asks it: whether it is ready, and its figures."""

import re
from dataclasses import replace
from unittest.mock import patch

import pytest
from sqlalchemy.exc import OperationalError

from server.persistence.migrate import downgrade
from server.web import house as houses
from tests.support.house import House, said

TOKEN = "of-the-tests"


@pytest.fixture
def with_token(house: House) -> House:
    extensions = house.app.extensions
    extensions[houses.EXTENSION] = replace(extensions[houses.EXTENSION], metrics_token=TOKEN)
    return house


def test_readyz_is_200_where_it_serves(house: House) -> None:
    """Q3."""
    answer = house.browser().get("/readyz")
    assert (answer.status_code, said(answer)) == (200, {"serving": "ok", "database": "ok"})


def test_readyz_is_503_where_the_tables_are_old(house: House) -> None:
    """Q3."""
    downgrade(house.server.settings.database_url, "base")
    answer = house.browser().get("/readyz")
    assert answer.status_code == 503
    assert "upgrade them" in said(answer)["database"]


def test_readyz_is_503_where_the_database_is_away(house: House) -> None:
    """Q3: and says so instead of failing."""
    with patch("server.app.is_current", side_effect=OperationalError("SELECT 1", {}, OSError("refused"))):
        answer = house.browser().get("/readyz")
    assert (answer.status_code, said(answer)["database"]) == (503, "The database does not answer.")


def test_readyz_is_503_while_the_server_drains(house: House) -> None:
    """Q3: it is still well."""
    house.server.gateway.stop(1.0)
    answer = house.browser().get("/readyz")
    assert (answer.status_code, said(answer)) == (503, {"serving": "stopping", "database": "ok"})
    assert house.browser().get("/healthz").status_code == 200


def test_metrics_are_shown_to_this_machine(house: House) -> None:
    """Q4."""
    answer = house.browser().get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    for name in ("connections", "commands_waiting", "longest_queue", "draining"):
        assert re.search(rf"^adref_{name} 0\.0$", answer.text, re.MULTILINE)
    # A text was opened and a document issued.
    assert re.search(r"^adref_commit_seconds_count [1-9]", answer.text, re.MULTILINE)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_metrics_are_not_shown_through_a_proxy(with_token: House, header: str) -> None:
    """Q4: a proxy on this machine passes on what comes from anywhere; with the token it may."""
    headers = {header: "127.0.0.1"}
    answer = with_token.browser().get("/metrics", headers=headers)
    assert answer.status_code == 403
    assert "adref_" not in answer.text
    headers["Authorization"] = f"Bearer {TOKEN}"
    assert with_token.browser().get("/metrics", headers=headers).status_code == 200


@pytest.mark.parametrize("said_token", ["", "Bearer ", "Bearer None", f"Bearer {TOKEN}x", TOKEN, "Bearer é"])
@pytest.mark.parametrize("configured", [True, False])
def test_metrics_are_not_shown_elsewhere_without_the_token(
    house: House, with_token: House, said_token: str, configured: bool
) -> None:
    """Q4."""
    if not configured:
        extensions = house.app.extensions
        extensions[houses.EXTENSION] = replace(extensions[houses.EXTENSION], metrics_token=None)
    answer = house.browser().get(
        "/metrics",
        headers={"Authorization": said_token},
        environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
    )
    assert answer.status_code == 403


def test_metrics_are_shown_elsewhere_with_the_token(with_token: House) -> None:
    """Q4."""
    answer = with_token.browser().get(
        "/metrics",
        headers={"Authorization": f"Bearer {TOKEN}"},
        environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
    )
    assert answer.status_code == 200


def test_every_answer_names_its_request(house: House) -> None:
    """Q1."""
    numbers = [
        house.browser().get(path).headers["X-Request-Id"] for path in ("/healthz", "/healthz", "/nothing")
    ]
    assert len(set(numbers)) == 3
    assert all(re.fullmatch(r"r-[A-Za-z0-9_-]{16}", number) for number in numbers)
