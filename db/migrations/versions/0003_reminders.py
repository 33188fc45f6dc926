"""Reminders that are gathered into one message, or withdrawn; and of which adviser a challenge is.

A message that was withdrawn is kept, and what it was about may be owed to the same person again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NOT_WITHDRAWN = sa.text("state <> 'withdrawn'")


def upgrade() -> None:
    """Let a message tell of several challenges, wait for others or be withdrawn; name advisers."""
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("part", sa.Text()))
        messages.alter_column("reference", existing_type=sa.Text(), nullable=True)
        messages.drop_constraint("uq_messages_key_person_id", type_="unique")
        messages.drop_constraint(op.f("ck_messages_state"), type_="check")
        messages.create_check_constraint(
            op.f("ck_messages_state"), "state IN ('held', 'queued', 'sent', 'failed', 'withdrawn')"
        )
    op.create_index(
        "uq_messages_key_person_id",
        "messages",
        ["key", "person_id"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )
    with op.batch_alter_table("standings") as standings:
        standings.add_column(sa.Column("adviser", sa.Text()))
        standings.create_foreign_key("fk_standings_adviser", "people", ["adviser"], ["id"])
        standings.create_index("ix_standings_adviser", ["adviser"])
