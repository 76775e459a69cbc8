"""
What sign-in names that look alike have in common, so that one of them cannot be two accounts.

Two accounts of such names that exist already both stay, the later of them without: it is found by its exact name, as a
program before this one finds all.
"""

import sqlalchemy as sa
from alembic import op

from server.services.sign_in_names import key_of

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("people", sa.Column("sign_in_key", sa.Text(), nullable=True))
    people = sa.table("people", sa.column("id"), sa.column("sign_in"), sa.column("sign_in_key"))
    taken: set[str] = set()
    for row in op.get_bind().execute(sa.select(people.c.id, people.c.sign_in).order_by(people.c.id)).all():
        key = key_of(row.sign_in)
        if key and key not in taken:
            taken.add(key)
            op.execute(sa.update(people).where(people.c.id == row.id).values(sign_in_key=key))
    op.create_index("ix_people_sign_in_key", "people", ["sign_in_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_people_sign_in_key", table_name="people")
    op.drop_column("people", "sign_in_key")
