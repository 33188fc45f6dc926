"""The ledger: what became of each recommendation, at each council that it was made to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"

IMPACTS = "('done', 'in progress', 'changed', 'dropped', 'not started', 'not known')"
TEXTS = ("title", "text", "theme", "region", "year", "impact", "ground", "evidence", "searched")


def upgrade() -> None:
    """Make the projection, which ``cpc rebuild`` fills."""
    op.create_table(
        "ledger_entries",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reference", "council", "number")),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("place", "actions")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("dues", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("first_due", sa.Date()),
        sa.PrimaryKeyConstraint("reference", "council", "number", "is_public", name="pk_ledger_entries"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_ledger_entries_reference"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_ledger_entries_council"),
        sa.CheckConstraint(f"impact IN {IMPACTS}", name=op.f("ck_ledger_entries_impact")),
        sa.CheckConstraint(
            "ground IN ('', 'review', 'statement', 'actions')", name=op.f("ck_ledger_entries_ground")
        ),
    )
    op.create_index("ix_ledger_entries_council_reference", "ledger_entries", ["council", "reference"])
    op.create_index("ix_ledger_entries_is_public_theme", "ledger_entries", ["is_public", "theme"])
