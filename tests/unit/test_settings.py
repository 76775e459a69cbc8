"""Settings from the environment (G26 of docs/SPEC.md)."""

import stat
from pathlib import Path

import pytest

from server.settings import Settings, SettingsError, from_environment, is_loopback, kept_secret


def test_settings_of_an_empty_environment_are_the_defaults(tmp_path: Path) -> None:
    settings = from_environment({"INSTANCE": str(tmp_path)})
    assert settings == Settings(
        secret_key=kept_secret(tmp_path),
        database_url=f"sqlite:///{tmp_path}/adref.sqlite",
        host="127.0.0.1",
        port=8000,
        demo=False,
        instance=tmp_path,
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ("plain", "warning")),
        ({"LOG_FORMAT": "json"}, ("json", "info")),
        ({"LOG_FORMAT": "JSON", "LOG_LEVEL": "Error"}, ("json", "error")),
    ],
)
def test_logs_tell_more_to_programs_than_to_people(
    tmp_path: Path, given: dict[str, str], expected: tuple[str, str]
) -> None:
    settings = from_environment({"INSTANCE": str(tmp_path), **given})
    assert (settings.log_format, settings.log_level) == expected


def test_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "instance")
    assert len(first) == 64
    assert kept_secret(tmp_path / "instance") == first
    path = tmp_path / "instance" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret_key"]


def test_secret_that_is_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("\n")
    with pytest.raises(SettingsError, match="holds no usable secret"):
        kept_secret(tmp_path)


def test_secret_is_not_shown_where_settings_are_logged(tmp_path: Path) -> None:
    assert "hidden" not in repr(
        from_environment({"SECRET_KEY": "hidden", "METRICS_TOKEN": "hidden", "INSTANCE": str(tmp_path)})
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"PORT": "http"},
        {"PORT": "70000"},
        {"PORT": "-1"},
        {"DEMO": "perhaps"},
        {"PROXIES": "x"},
        {"LOG_FORMAT": "xml"},
        {"LOG_LEVEL": "loud"},
    ],
)
def test_setting_that_cannot_be_used_is_named(tmp_path: Path, wrong: dict[str, str]) -> None:
    name = next(iter(wrong))
    with pytest.raises(SettingsError, match=name):
        from_environment({"INSTANCE": str(tmp_path), **wrong})


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "meeting.example.org", ""])
def test_demonstration_refuses_every_address_but_loopback(tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="loopback"):
        Settings(secret_key="x", database_url="sqlite://", host=host, demo=True, instance=tmp_path)


def test_demonstration_refuses_trusted_proxies(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PROXIES"):
        from_environment({"INSTANCE": str(tmp_path), "DEMO": "1", "PROXIES": "1"})


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("[::1]", True),
        ("localhost", True),
        ("LOCALHOST.", True),
        ("adref.localhost", True),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
        ("10.0.0.1", False),
        ("2130706433", False),
    ],
)
def test_loopback_is_told_without_looking_up_names(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_redis_is_named_by_its_address_or_not_at_all(tmp_path: Path) -> None:
    assert from_environment({"INSTANCE": str(tmp_path), "REDIS_URL": ""}).redis_url is None
    url = "redis://:secret@127.0.0.1:6379/0"
    settings = from_environment({"INSTANCE": str(tmp_path), "REDIS_URL": url})
    assert settings.redis_url == url
    assert "secret@" not in repr(settings)
    with pytest.raises(SettingsError, match="REDIS_URL"):
        from_environment({"INSTANCE": str(tmp_path), "REDIS_URL": "127.0.0.1:6379"})
