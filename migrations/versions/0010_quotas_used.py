"""The table of used quotas by a name that says so: it was called `accounts`, as the people who sign in are."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COLUMNS = "text, account, characters, paragraphs, bytes, at"


def upgrade() -> None:
    _rename("accounts", "quotas_used")


def downgrade() -> None:
    _rename("quotas_used", "accounts")


def _rename(old: str, new: str) -> None:
    # Made again, so that its keys are named as it is, in SQLite too.
    op.create_table(
        new,
        sa.Column("text", sa.String(40), sa.ForeignKey("texts.id", name=f"fk_{new}_text"), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("characters", sa.Float(), nullable=False),
        sa.Column("paragraphs", sa.Float(), nullable=False),
        sa.Column("bytes", sa.Float(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("text", "account", name=f"pk_{new}"),
    )
    op.execute(f"INSERT INTO {new} ({COLUMNS}) SELECT {COLUMNS} FROM {old}")  # noqa: S608  All three are those above.
    op.drop_table(old)
