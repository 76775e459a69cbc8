"""
The security list, which only grows, and requests that wait for a second person.

It names persons and addresses, and so is no part of any record of a text.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

SENTENCE = "What is on the security list is never changed and never deleted."


def upgrade() -> None:
    op.create_table(
        "security_list",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("person", sa.String(40), nullable=True),
        sa.Column("subject", sa.String(40), nullable=True),
        sa.Column("meeting", sa.String(40), nullable=True),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("detail", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_security_list"),
    )
    op.create_index("ix_security_list_at", "security_list", ["at", "id"])
    op.create_index("ix_security_list_meeting", "security_list", ["meeting", "at"])
    op.create_index("ix_security_list_subject", "security_list", ["subject", "at"])
    op.create_table(
        "requests",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column(
            "meeting", sa.String(40), sa.ForeignKey("meetings.id", name="fk_requests_meeting"), nullable=False
        ),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("person", sa.String(40), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sign_in", sa.String(200), nullable=False),
        sa.Column("role", sa.String(16), nullable=True),
        sa.Column("delegation", sa.String(32), nullable=True),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
    )
    op.create_index("ix_requests_meeting", "requests", ["meeting"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER security_list_no_{change.lower()} BEFORE {change} ON security_list "
                f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
            )
        return
    # The function is that of migration 0003, for every table that only grows.
    op.execute(
        "CREATE TRIGGER security_list_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON security_list "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    # Its triggers go with a table.
    op.drop_table("requests")
    op.drop_table("security_list")
