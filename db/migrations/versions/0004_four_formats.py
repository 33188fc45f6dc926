"""Documents in four formats, with all that is needed to make them again: words, inputs and engine.

What was filed before stays as it was; the new columns are empty for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

NEW = (
    "docx_path",
    "docx_hash",
    "text_path",
    "text_hash",
    "changes_path",
    "changes_hash",
    "inputs_path",
    "edition",
    "engine",
)


def upgrade() -> None:
    """Make the table of editions, and room for two more formats beside the page and the PDF."""
    op.create_table(
        "editions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("sources", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_editions"),
    )
    with op.batch_alter_table("documents") as documents:
        for name in NEW:
            documents.add_column(sa.Column(name, sa.Text()))
        documents.add_column(sa.Column("template_version", sa.Integer()))
        documents.create_foreign_key("fk_documents_edition", "editions", ["edition"], ["digest"])
