"""The words of personal paragraphs, apart from the events that say to which letter they belong."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table of personal paragraphs."""
    op.create_table(
        "personal_lines",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", "digest", name="pk_personal_lines"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_personal_lines_reference"),
    )
