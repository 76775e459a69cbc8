"""The tables, as `migrations/` makes them; `tests/integration/test_migrations.py` holds that both agree.

Records are append-only: no statement in this package updates or deletes a row of `entries`, `commands` or
`status_documents`, and the triggers of migration 0003 refuse one that comes from elsewhere.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.engine import Dialect

# Names are given to every constraint, so that a migration can say which one it changes on any database.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

# Wide enough for every id of docs/FORMATS.md (at most 40) and for delegation codes (at most 32).
Id = String(40)
Code = String(32)


class Bytes(LargeBinary):
    """
    Bytes, also where somebody has turned them into text or a number, as SQLite lets its owner do: what is wrong with
    that is said by verifying, and reading must come that far.
    """

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], bytes | None]:  # noqa: ARG002 - Asked for so.
        return _as_bytes


def _as_bytes(value: Any) -> bytes | None:
    if value is None:
        return None
    # A text that is no UTF-8 does not come this far.
    return bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()


Hash = String(64)
Instant = String(24)

meetings = Table(
    "meetings",
    metadata,
    Column("id", Id, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("body", String(200), nullable=False),
    Column("title", String(400), nullable=False),
    Column("session", String(200), nullable=False),
    Column("place", String(200), nullable=False),
    Column("starts", String(10), nullable=False),
    Column("ends", String(10), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("symbol", String(80), nullable=False),
    Column("language", String(16), nullable=False),
)

delegations = Table(
    "delegations",
    metadata,
    Column("meeting", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("code", Code, primary_key=True),
    Column("short", String(80), nullable=False),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("position", Integer, nullable=False),
)

group_members = Table(
    "group_members",
    metadata,
    Column("meeting", Id, primary_key=True),
    Column("group", Code, primary_key=True),
    Column("member", Code, primary_key=True),
    ForeignKeyConstraint(["meeting", "group"], ["delegations.meeting", "delegations.code"]),
    ForeignKeyConstraint(
        ["meeting", "member"], ["delegations.meeting", "delegations.code"], name="fk_group_members_member"
    ),
)

people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(200), nullable=False),
    # Kept casefolded: one name cannot be two accounts.
    Column("sign_in", String(200), nullable=False, unique=True),
    Column("password_hash", String(200)),
    Column("active", Boolean, nullable=False),
    # Equal for names that look alike; null where an earlier account had it when the column was made.
    Column("sign_in_key", Text, index=True, unique=True),
)

# Kept for as long as a copy of the session's cookie could still be shown.
ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("session", Id, primary_key=True),
    Column("ended", Instant, nullable=False),
)

participants = Table(
    "participants",
    metadata,
    Column("meeting", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("person", Id, ForeignKey("people.id"), primary_key=True, index=True),
    Column("role", String(16), nullable=False),
    Column("delegation", Code),
    ForeignKeyConstraint(
        ["meeting", "delegation"],
        ["delegations.meeting", "delegations.code"],
        name="fk_participants_delegation",
    ),
)

# People who take part no longer, or in another role; a trigger of migration 0004 fills it.
former_participants = Table(
    "former_participants",
    metadata,
    Column("meeting", Id, ForeignKey("meetings.id"), primary_key=True),
    Column("person", Id, ForeignKey("people.id"), primary_key=True),
)

# Sign-ins and rights: the list only grows, as triggers of its migration hold.
security_list = Table(
    "security_list",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("what", String(40), nullable=False),
    # No foreign keys: a line stays true whatever becomes of what it names.
    Column("person", Id),
    Column("subject", Id),
    Column("meeting", Id),
    Column("address", String(64), nullable=False),
    Column("detail", String(400), nullable=False),
    Index("ix_security_list_at", "at", "id"),
    Index("ix_security_list_meeting", "meeting", "at"),
    Index("ix_security_list_subject", "subject", "at"),
)

# Requests that wait for a second person.
requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("meeting", Id, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("what", String(40), nullable=False),
    Column("person", Id),
    Column("name", String(200), nullable=False),
    Column("sign_in", String(200), nullable=False),
    Column("role", String(16)),
    Column("delegation", Code),
    Column("by", Id, nullable=False),
    Column("at", Instant, nullable=False),
)

texts = Table(
    "texts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("meeting", Id, ForeignKey("meetings.id"), nullable=False, index=True),
    Column("title", String(400), nullable=False),
    Column("language", String(16), nullable=False),
    Column("direction", String(3), nullable=False),
    # The head of the record: what an append locks, and what it is checked against.
    Column("number", Integer, nullable=False),
    Column("hash", Hash, nullable=False),
    Column("time", Instant, nullable=False),
    # As the record says it, for lists.
    Column("archived", Boolean, nullable=False, server_default=false()),
)

entries = Table(
    "entries",
    metadata,
    Column("text", Id, ForeignKey("texts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("hash", Hash, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("command", Id, nullable=False),
    Column("time", Instant, nullable=False),
    # The stored bytes are the entry, the columns before them only find it. They stand last, since SQLite
    # reads a row from its beginning.
    Column("data", Bytes, nullable=False),
    Index("ix_entries_text_time", "text", "time"),
)

commands = Table(
    "commands",
    metadata,
    Column("text", Id, ForeignKey("texts.id"), primary_key=True),
    Column("command", Id, primary_key=True),
    Column("person", Id, nullable=False),
    Column("outcome", JSON, nullable=False),
)

# The use of each quota of a text at an instant (`server/services/quotas.py`).
quotas_used = Table(
    "quotas_used",
    metadata,
    Column("text", Id, ForeignKey("texts.id"), primary_key=True),
    Column("account", Code, primary_key=True),
    Column("characters", Float, nullable=False),
    Column("paragraphs", Float, nullable=False),
    Column("bytes", Float, nullable=False),
    Column("at", Instant, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("text", Id, ForeignKey("texts.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("hash", Hash, nullable=False),
    Column("fold_version", Integer, nullable=False),
    # Empty where the state is packed; a program before 0004 keeps it here.
    Column("state", Text, nullable=False),
    Column("packed", Bytes),
    # By the secret of the server over all the rest: whose it is.
    Column("mac", Hash),
)

# By paragraph, the numbers of the entries that concern it, a JSON list; one row for each stretch in which there are
# any. `first` is the first of the numbers, `through` up to where the record is indexed.
paragraph_entries = Table(
    "paragraph_entries",
    metadata,
    Column("text", Id, ForeignKey("texts.id"), primary_key=True),
    Column("paragraph", Id, primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("numbers", Text, nullable=False),
)

indexed = Table(
    "indexed",
    metadata,
    Column("text", Id, ForeignKey("texts.id"), primary_key=True),
    Column("through", Integer, nullable=False),
)

status_documents = Table(
    "status_documents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text", Id, ForeignKey("texts.id"), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("content", Bytes, nullable=False),
    Column("digest", Hash, nullable=False),
    Column("number", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("issued_at", Instant, nullable=False),
    UniqueConstraint("text", "sequence", name="uq_status_documents_text"),
    ForeignKeyConstraint(
        ["text", "issued"], ["entries.text", "entries.number"], name="fk_status_documents_issued"
    ),
)

# Files as they came. `began` and `ended` are the numbers of the entries that came of one, null until it is recorded.
imports = Table(
    "imports",
    metadata,
    Column("id", Id, primary_key=True),
    Column("text", Id, ForeignKey("texts.id"), nullable=False, index=True),
    Column("person", Id, nullable=False),
    Column("name", String(200), nullable=False),
    Column("digest", Hash, nullable=False, index=True),
    Column("made", Instant, nullable=False),
    Column("began", Integer),
    Column("ended", Integer),
    Column("report", JSON, nullable=False),
    Column("data", Bytes, nullable=False),
)

# The rows of a file, until it is recorded.
import_parts = Table(
    "import_parts",
    metadata,
    Column("file", Id, ForeignKey("imports.id"), primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)
