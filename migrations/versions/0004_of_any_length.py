"""What keeps a question about a long record from reading all of it.

An index from paragraphs to entries, which follows the record at a distance: nothing fills it here, since whoever has
the text open goes on with it, whoever wrote the entries. Checkpoints are packed from now on, in a column of their own,
so that a program before this one still finds its own in the old one. And who took part in a meeting is remembered when
they no longer do, since the record names them: by a trigger, so that a program before this one does it too.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("checkpoints", sa.Column("packed", sa.LargeBinary(), nullable=True))
    op.create_table(
        "indexed",
        sa.Column("text", sa.String(40), sa.ForeignKey("texts.id", name="fk_indexed_text"), nullable=False),
        sa.Column("through", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("text", name="pk_indexed"),
    )
    op.create_table(
        "paragraph_entries",
        sa.Column(
            "text", sa.String(40), sa.ForeignKey("texts.id", name="fk_paragraph_entries_text"), nullable=False
        ),
        sa.Column("paragraph", sa.String(40), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text", "paragraph", "first", name="pk_paragraph_entries"),
    )
    op.create_table(
        "former_participants",
        sa.Column(
            "meeting",
            sa.String(40),
            sa.ForeignKey("meetings.id", name="fk_former_participants_meeting"),
            nullable=False,
        ),
        sa.Column(
            "person",
            sa.String(40),
            sa.ForeignKey("people.id", name="fk_former_participants_person"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("meeting", "person", name="pk_former_participants"),
    )
    op.execute(
        "INSERT INTO former_participants (meeting, person) "
        "SELECT DISTINCT texts.meeting, acted.person "
        "FROM (SELECT DISTINCT text, person FROM commands) AS acted "
        "JOIN texts ON texts.id = acted.text JOIN people ON people.id = acted.person "
        "LEFT JOIN participants ON participants.meeting = texts.meeting AND participants.person = acted.person "
        "WHERE participants.person IS NULL"
    )
    _remember()


def _remember() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER participants_remembered BEFORE DELETE ON participants BEGIN "
            "INSERT OR IGNORE INTO former_participants (meeting, person) VALUES (OLD.meeting, OLD.person); END"
        )
        return
    op.execute(
        "CREATE FUNCTION remember_participant() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO former_participants (meeting, person) VALUES (OLD.meeting, OLD.person) "
        "ON CONFLICT DO NOTHING; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER participants_remembered BEFORE DELETE ON participants "
        "FOR EACH ROW EXECUTE FUNCTION remember_participant()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER participants_remembered")
    else:
        op.execute("DROP TRIGGER participants_remembered ON participants")
        op.execute("DROP FUNCTION remember_participant()")
    op.drop_table("former_participants")
    op.drop_table("paragraph_entries")
    op.drop_table("indexed")
    # What this column holds is of no use to the program before.
    op.execute("DELETE FROM checkpoints WHERE packed IS NOT NULL")
    op.drop_column("checkpoints", "packed")
