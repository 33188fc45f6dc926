"""Coverage and aftercare: when each council was last challenged, and what was agreed with it afterwards."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the projections, which ``cpc rebuild`` fills."""
    make(
        "coverage_entries",
        ("reference", "council"),
        sa.Column("held_on", sa.Date()),
        sa.Column("precision", sa.Text(), nullable=False),
        sa.Column("next_due", sa.Date()),
        sa.Column("is_under_way", sa.Boolean(), nullable=False),
        sa.Column("cancelled_because", sa.Text()),
        check("coverage_entries", "precision", "precision IN ('day', 'month', 'year')"),
        check("coverage_entries", "next_due", "held_on IS NOT NULL OR next_due IS NULL"),
    )
    make(
        "aftercare_entries",
        ("reference", "council", "offer"),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("uptake", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date()),
        sa.Column("is_to_do", sa.Boolean(), nullable=False),
        check("aftercare_entries", "uptake", "uptake IN ('', 'taken_up', 'declined', 'to_decide')"),
        check("aftercare_entries", "offer", "(offer = '') = (uptake = '')"),
    )
    op.create_index("ix_aftercare_entries_is_to_do", "aftercare_entries", ["is_to_do"])


def make(table: str, key: tuple[str, ...], *parts: sa.Column[Any] | sa.CheckConstraint) -> None:
    """Make a table of what challenges have, council by council."""
    op.create_table(
        table,
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name=f"fk_{table}_reference"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name=f"fk_{table}_council"),
    )
    op.create_index(f"ix_{table}_council", table, ["council"])


def check(table: str, name: str, says: str) -> sa.CheckConstraint:
    """Have the database refuse what cannot be."""
    return sa.CheckConstraint(says, name=op.f(f"ck_{table}_{name}"))
