"""The use of quotas by each delegation, and by Secretariat and Chair, in a text."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("text", sa.String(40), sa.ForeignKey("texts.id", name="fk_accounts_text"), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("characters", sa.Float(), nullable=False),
        sa.Column("paragraphs", sa.Float(), nullable=False),
        sa.Column("bytes", sa.Float(), nullable=False),
        sa.Column("at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("text", "account", name="pk_accounts"),
    )


def downgrade() -> None:
    op.drop_table("accounts")
