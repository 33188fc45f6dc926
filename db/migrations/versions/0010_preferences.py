"""What people want of optional messages, and two more states: waiting for the digest, and left out."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

STATES = (
    "('held', 'rolled', 'declined', 'queued', 'sending', 'unknown', 'sent', 'delivered',"
    " 'failed', 'withdrawn')"
)


def upgrade() -> None:
    """Make the table of preferences, and let a message be optional."""
    op.create_table(
        "preferences",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_preferences"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_preferences_person_id"),
        sa.CheckConstraint("choice IN ('at_once', 'digest', 'off')", name=op.f("ck_preferences_choice")),
    )
    op.drop_index("uq_messages_key_person_id", "messages")
    with op.batch_alter_table("messages") as messages:
        messages.add_column(sa.Column("is_optional", sa.Boolean(), nullable=False, server_default=sa.false()))
        messages.drop_constraint(op.f("ck_messages_state"), type_="check")
        messages.create_check_constraint(op.f("ck_messages_state"), f"state IN {STATES}")
    not_withdrawn = sa.text("state <> 'withdrawn'")
    op.create_index(
        "uq_messages_key_person_id",
        "messages",
        ["key", "person_id"],
        unique=True,
        sqlite_where=not_withdrawn,
        postgresql_where=not_withdrawn,
    )
