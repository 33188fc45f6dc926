"""What programs asked for under a key of their own: so that to ask again does nothing again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "requests",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account_id", "path", "key", "body")),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.JSON().with_variant(postgresql.JSONB(), "postgresql")),
        sa.PrimaryKeyConstraint("account_id", "path", "key", name="pk_requests"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_requests_account_id"),
        sa.CheckConstraint("status IS NOT NULL OR answer IS NULL", name=op.f("ck_requests_answered")),
    )
    op.create_index("ix_requests_at", "requests", ["at"])
