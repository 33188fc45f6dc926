"""Forms in Excel beside the other formats, and in which of its formats a document goes out.

What was filed before went out as PDF, and goes on to do so.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0006"


def upgrade() -> None:
    """Make room for a fifth format, and for the names of those that are enclosed."""
    names = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("xlsx_path", sa.Text()))
        documents.add_column(sa.Column("xlsx_hash", sa.Text()))
        documents.add_column(sa.Column("goes_out_as", names, nullable=False, server_default='["pdf"]'))
