"""Sessions that were ended by signing out, so that a copy of their cookie is of no use."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ended_sessions",
        sa.Column("session", sa.String(length=40), nullable=False),
        sa.Column("ended", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("session", name="pk_ended_sessions"),
    )


def downgrade() -> None:
    op.drop_table("ended_sessions")
