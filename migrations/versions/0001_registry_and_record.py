"""The registry (meetings, delegations, people, texts) and the record (entries, outcomes, documents)."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("session", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.String(length=10), nullable=False),
        sa.Column("ends", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("symbol", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_meetings"),
        sa.UniqueConstraint("slug", name="uq_meetings_slug"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sign_in", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("sign_in", name="uq_people_sign_in"),
    )
    op.create_table(
        "delegations",
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("short", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_delegations_meeting"),
        sa.PrimaryKeyConstraint("meeting", "code", name="pk_delegations"),
    )
    op.create_table(
        "texts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("time", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_texts_meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
    )
    op.create_index("ix_texts_meeting", "texts", ["meeting"])
    op.create_table(
        "checkpoints",
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("fold_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name="fk_checkpoints_text"),
        sa.PrimaryKeyConstraint("text", "number", name="pk_checkpoints"),
    )
    op.create_table(
        "commands",
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name="fk_commands_text"),
        sa.PrimaryKeyConstraint("text", "command", name="pk_commands"),
    )
    op.create_table(
        "entries",
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("command", sa.String(length=40), nullable=False),
        sa.Column("time", sa.String(length=24), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name="fk_entries_text"),
        sa.PrimaryKeyConstraint("text", "number", name="pk_entries"),
    )
    op.create_index("ix_entries_text_time", "entries", ["text", "time"])
    op.create_table(
        "group_members",
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("group", sa.String(length=32), nullable=False),
        sa.Column("member", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting", "group"], ["delegations.meeting", "delegations.code"], name="fk_group_members_meeting"
        ),
        sa.ForeignKeyConstraint(
            ["meeting", "member"], ["delegations.meeting", "delegations.code"], name="fk_group_members_member"
        ),
        sa.PrimaryKeyConstraint("meeting", "group", "member", name="pk_group_members"),
    )
    op.create_table(
        "participants",
        sa.Column("meeting", sa.String(length=40), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("delegation", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting", "delegation"],
            ["delegations.meeting", "delegations.code"],
            name="fk_participants_delegation",
        ),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.id"], name="fk_participants_meeting"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_participants_person"),
        sa.PrimaryKeyConstraint("meeting", "person", name="pk_participants"),
    )
    op.create_index("ix_participants_person", "participants", ["person"])
    op.create_table(
        "status_documents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["text", "issued"], ["entries.text", "entries.number"], name="fk_status_documents_issued"
        ),
        sa.ForeignKeyConstraint(["text"], ["texts.id"], name="fk_status_documents_text"),
        sa.PrimaryKeyConstraint("id", name="pk_status_documents"),
        sa.UniqueConstraint("text", "sequence", name="uq_status_documents_text"),
    )


def downgrade() -> None:
    op.drop_table("status_documents")
    op.drop_index("ix_participants_person", "participants")
    op.drop_table("participants")
    op.drop_table("group_members")
    op.drop_index("ix_entries_text_time", "entries")
    op.drop_table("entries")
    op.drop_table("commands")
    op.drop_table("checkpoints")
    op.drop_index("ix_texts_meeting", "texts")
    op.drop_table("texts")
    op.drop_table("delegations")
    op.drop_table("people")
    op.drop_table("meetings")
