"""The settings, read from the environment once and then passed on by hand."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECRET_BYTES = 32
MEGABYTE = 1024 * 1024


class SettingsError(Exception):
    """A setting cannot be used; the message says which and what it may be."""


@dataclass(frozen=True)
class Settings:
    """How one server runs. Paths are absolute; `upload_limit` is in bytes; `proxies` counts trusted ones before it."""

    secret_key: str = field(repr=False)
    database_url: str
    redis_url: str | None = field(default=None, repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    demo: bool = False
    proxies: int = 0
    instance: Path = ROOT / "instance"
    client_dist: Path = ROOT / "client" / "dist"
    upload_limit: int = 8 * MEGABYTE
    log_format: str = "plain"
    log_level: str = "warning"
    metrics_token: str | None = field(default=None, repr=False)
    testing: bool = False

    def __post_init__(self) -> None:
        if self.demo and not is_loopback(self.host):
            raise SettingsError(
                f"HOST is {self.host}: a server with a demonstration, whose passwords are public, "
                "may listen on a loopback address only (127.0.0.1, ::1 or localhost)."
            )
        if self.demo and self.proxies:
            raise SettingsError(
                "PROXIES is set: a server with a demonstration answers no request from a proxy."
            )


def is_loopback(host: str) -> bool:
    """Whether a name or address (without port) can only be this machine. No name is looked up."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from environment variables, the defaults where they are unset or empty.

    DATABASE_URL, REDIS_URL, SECRET_KEY, HOST, PORT, DEMO (1 or 0), PROXIES, INSTANCE, UPLOAD_LIMIT_MB,
    LOG_FORMAT (plain or json), LOG_LEVEL, METRICS_TOKEN. Where no SECRET_KEY is given, one is made once and kept in
    the instance folder. Raises SettingsError.
    """
    given = {name: value for name, value in environment.items() if value}
    instance = Path(given.get("INSTANCE", ROOT / "instance")).resolve()
    log_format = _one_of(given, "LOG_FORMAT", "plain", "json")
    usual = ("info", "warning") if log_format == "json" else ("warning", "info")
    return Settings(
        secret_key=given.get("SECRET_KEY") or kept_secret(instance),
        database_url=given.get("DATABASE_URL", f"sqlite:///{instance / 'adref.sqlite'}"),
        redis_url=_redis(given),
        host=given.get("HOST", "127.0.0.1"),
        port=_number(given, "PORT", 8000, 65535),
        demo=_flag(given, "DEMO"),
        proxies=_number(given, "PROXIES", 0, 10),
        instance=instance,
        upload_limit=_number(given, "UPLOAD_LIMIT_MB", 8, 200) * MEGABYTE,
        log_format=log_format,
        log_level=_one_of(given, "LOG_LEVEL", *usual, "debug", "error"),
        metrics_token=given.get("METRICS_TOKEN"),
    )


def kept_secret(instance: Path) -> str:
    """The secret of this installation, readable by its owner only; made when first asked for."""
    path = instance / "secret_key"
    # The database lies here too, with hashes of passwords and wording that is not public.
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Two processes may start at once: only one creates the file, and both then read what it holds.
    draft = instance / f".secret_key.{os.getpid()}"
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(SECRET_BYTES))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < SECRET_BYTES:
        raise SettingsError(f"{path} holds no usable secret: remove it, and the next start makes another.")
    return secret


def _redis(given: Mapping[str, str]) -> str | None:
    url = given.get("REDIS_URL")
    if url is not None and not url.startswith(("redis://", "rediss://")):
        raise SettingsError("REDIS_URL names no Redis: it begins with redis:// or rediss://.")
    return url


def _one_of(given: Mapping[str, str], name: str, *choices: str) -> str:
    """One of the choices, the first where nothing is said."""
    value = given.get(name, choices[0]).lower()
    if value not in choices:
        raise SettingsError(f"{name} is {value}: it may be {', '.join(sorted(choices))}.")
    return value


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0").lower()
    if value not in {"0", "1", "no", "yes", "false", "true"}:
        raise SettingsError(f"{name} is {value}: it may be 1 or 0.")
    return value in {"1", "yes", "true"}


def _number(given: Mapping[str, str], name: str, default: int, highest: int) -> int:
    value = given.get(name, str(default))
    if not value.isdecimal() or int(value) > highest:
        raise SettingsError(f"{name} is {value}: it may be a number from 0 to {highest}.")
    return int(value)
