"""A checkpoint carries a code that only this server can make: one that another hand wrote is not used.

Checkpoints without it are thrown away: they are copies, and are made again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM checkpoints")
    op.add_column("checkpoints", sa.Column("mac", sa.String(64), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM checkpoints")
    op.drop_column("checkpoints", "mac")
