"""Files are looked at before they come in, and are kept as they came; texts are archived.

What a file becomes is kept in parts until it is recorded. That a text is archived stands in its record; the column is a
copy, by which lists leave it out.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("texts", sa.Column("archived", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "imports",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("text", sa.String(40), sa.ForeignKey("texts.id", name="fk_imports_text"), nullable=False),
        sa.Column("person", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made", sa.String(24), nullable=False),
        sa.Column("began", sa.Integer(), nullable=True),
        sa.Column("ended", sa.Integer(), nullable=True),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_text", "imports", ["text"])
    op.create_index("ix_imports_digest", "imports", ["digest"])
    op.create_table(
        "import_parts",
        sa.Column(
            "file", sa.String(40), sa.ForeignKey("imports.id", name="fk_import_parts_file"), nullable=False
        ),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("file", "part", name="pk_import_parts"),
    )


def downgrade() -> None:
    op.drop_table("import_parts")
    op.drop_table("imports")
    op.drop_column("texts", "archived")
