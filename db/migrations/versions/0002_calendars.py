"""Closures, bank holidays proclaimed for once, and elections; and of which challenge a slot is.

One message can tell a person of dates in many challenges, so a slot names its own challenge from now on
instead of being taken to be of the message's.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the two tables, and give every slot its challenge."""
    make_closures()
    make_elections()
    tie_slots()


def make_closures() -> None:
    """Days on which nobody works: in a division by law, at one council, or everywhere."""
    op.create_table(
        "closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("last_date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("division", sa.String(40)),
        sa.Column("council", sa.Text()),
        *audit(),
        sa.PrimaryKeyConstraint("id", name="pk_closures"),
        sa.CheckConstraint(
            "division IN ('England', 'Wales', 'Scotland', 'Northern Ireland')",
            name=op.f("ck_closures_division"),
        ),
        sa.CheckConstraint("last_date >= first_date", name=op.f("ck_closures_period")),
        sa.CheckConstraint("division IS NULL OR council IS NULL", name=op.f("ck_closures_whose")),
        removed_by_somebody("closures"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_closures_council"),
    )


def make_elections() -> None:
    """Elections of one council, or of all where none is named; one that is not held strikes another out."""
    op.create_table(
        "elections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("council", sa.Text()),
        sa.Column("notice_date", sa.Date()),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        *audit(),
        sa.PrimaryKeyConstraint("id", name="pk_elections"),
        sa.CheckConstraint("notice_date <= poll_date", name=op.f("ck_elections_notice")),
        removed_by_somebody("elections"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_elections_council"),
    )


def tie_slots() -> None:
    """Take the challenge of every slot from its message."""
    with op.batch_alter_table("message_slots") as slots:
        slots.add_column(sa.Column("reference", sa.Text()))
    op.execute(
        "UPDATE message_slots SET reference = "
        "(SELECT reference FROM messages WHERE messages.id = message_slots.message_id)"
    )
    with op.batch_alter_table("message_slots") as slots:
        slots.alter_column("reference", existing_type=sa.Text(), nullable=False)
        slots.create_foreign_key("fk_message_slots_reference", "challenges", ["reference"], ["reference"])
        slots.create_index("ix_message_slots_reference", ["reference"])


def audit() -> tuple[sa.Column[Any], ...]:
    """Make the columns that say who added a row and who took it out of force, and when."""
    return (
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True)),
        sa.Column("removed_by", sa.Text()),
    )


def removed_by_somebody(table: str) -> sa.CheckConstraint:
    """Hold that a row is removed at a moment and by somebody, or not at all."""
    return sa.CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name=op.f(f"ck_{table}_removed"))
