"""Surveys: whom they asked, in groups, and the answers, which name nobody and are kept in no order."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

GROUP = ("reference", "survey", "council", "audience")


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "survey_groups",
        *text(*GROUP, "year"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(*GROUP, name="pk_survey_groups"),
        of_a_challenge("survey_groups"),
    )
    op.create_index("ix_survey_groups_survey_year", "survey_groups", ["survey", "year"])
    op.create_table(
        "survey_answers",
        *text("id", *GROUP),
        sa.Column("answers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_survey_answers"),
        of_a_challenge("survey_answers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_survey_answers_reference_survey_council_audience", "survey_answers", [*GROUP])


def text(*names: str) -> list[sa.Column[str]]:
    """Return columns of text that always say something, be it nothing."""
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def of_a_challenge(table: str) -> sa.ForeignKeyConstraint:
    """Return the constraint that what a table holds is of a challenge that is there."""
    return sa.ForeignKeyConstraint(
        ["reference"], ["challenges.reference"], name=f"fk_{table}_reference_challenges"
    )
