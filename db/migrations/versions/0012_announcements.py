"""What is announced: to a programme's team in Teams and Slack, and by signed calls to other systems."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

TEXTS = ("reference", "key", "destination", "what", "subject", "text", "state")
MOMENTS = ("next_try_at", "held_until", "sent_at", "again_at")
RULES = {
    "state": "state IN ('queued', 'sending', 'unknown', 'sent', 'failed')",
    "sent": "state <> 'sent' OR sent_at IS NOT NULL",
    "holder": "(state = 'sending') = (holder IS NOT NULL)",
    "held_until": "(holder IS NULL) = (held_until IS NULL)",
    "again": "(again_at IS NULL) = (again_by IS NULL)",
}


def upgrade() -> None:
    """Make the table."""
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("facts", json, nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in MOMENTS),
        *(sa.Column(name, sa.Text()) for name in ("holder", "note", "error", "again_by")),
        sa.PrimaryKeyConstraint("id", name="pk_announcements"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_announcements_reference"),
        sa.UniqueConstraint("key", "destination", name="uq_announcements_key_destination"),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_announcements_{name}")) for name, rule in RULES.items()),
    )
    op.create_index("ix_announcements_reference", "announcements", ["reference"])
    op.create_index(
        "ix_announcements_destination_state_reference", "announcements", ["destination", "state", "reference"]
    )
