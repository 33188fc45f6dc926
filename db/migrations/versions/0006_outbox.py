"""The outbox: who has a message in hand, every attempt to send it, and what providers and people told of it.

Attempts are written before a channel is asked and settled once; receipts and notes are never changed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"

STATES = "('held', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'failed', 'withdrawn')"
FIXED = ("id", "message_id", "number", "name", "channel", "to_email", "holder", "began_at")
APPEND_ONLY = ("receipts", "message_notes")


def upgrade() -> None:
    """Give messages their new columns, and make the three tables with their guards."""
    change_messages()
    make_attempts()
    make_receipts()
    make_notes()
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in APPEND_ONLY:
        guard = on_postgresql if is_postgresql else on_sqlite
        guard(table, "1 = 1")
    changed = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in FIXED)
    (on_postgresql if is_postgresql else on_sqlite)("attempts", f"OLD.outcome IS NOT NULL OR {changed}")


def change_messages() -> None:
    """A message knows who has it in hand, when it is tried next, and by which channel it went out."""
    op.drop_index("uq_messages_key_person_id", "messages")
    with op.batch_alter_table("messages") as messages:
        for name in ("channel", "words", "holder"):
            messages.add_column(sa.Column(name, sa.Text()))
        messages.add_column(sa.Column("issue", sa.Integer(), nullable=False, server_default="1"))
        for name in ("next_try_at", "held_until", "seen_to_at"):
            messages.add_column(sa.Column(name, sa.DateTime(timezone=True)))
        for name in ("state", "sent"):
            messages.drop_constraint(op.f(f"ck_messages_{name}"), type_="check")
        for name, rule in {
            "state": f"state IN {STATES}",
            "sent": "state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL",
            "not_sent": "state IN ('sent', 'delivered', 'failed') OR sent_at IS NULL",
            "holder": "(state = 'sending') = (holder IS NOT NULL)",
            "held_until": "(holder IS NULL) = (held_until IS NULL)",
        }.items():
            messages.create_check_constraint(op.f(f"ck_messages_{name}"), rule)
    not_withdrawn = sa.text("state <> 'withdrawn'")
    op.create_index(
        "uq_messages_key_person_id",
        "messages",
        ["key", "person_id"],
        unique=True,
        sqlite_where=not_withdrawn,
        postgresql_where=not_withdrawn,
    )
    # Whatever went out before went to the folder: there was nothing else.
    op.execute("UPDATE messages SET channel = 'folder' WHERE state = 'sent'")


def make_attempts() -> None:
    """One row for each try."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("name", "channel", "to_email", "holder")),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text()),
        sa.Column("provider_id", sa.Text()),
        sa.Column("template_version", sa.Integer()),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_attempts_message_id"),
        sa.UniqueConstraint("message_id", "number", name="uq_attempts_message_id_number"),
        sa.CheckConstraint(
            "outcome IN ('taken', 'refused', 'busy', 'not_sent', 'lost')", name=op.f("ck_attempts_outcome")
        ),
        sa.CheckConstraint("(outcome IS NULL) = (ended_at IS NULL)", name=op.f("ck_attempts_ended")),
    )
    op.create_index("ix_attempts_name", "attempts", ["name"])
    op.create_index("ix_attempts_provider_id", "attempts", ["provider_id"])


def make_receipts() -> None:
    """One row for each thing that a provider told, however often it did."""
    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("channel", "provider_id", "status")),
        sa.Column("name", sa.Text()),
        sa.Column("to_email", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_receipts"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_receipts_message_id"),
        sa.UniqueConstraint(
            "channel", "provider_id", "status", name="uq_receipts_channel_provider_id_status"
        ),
    )
    op.create_index("ix_receipts_message_id", "receipts", ["message_id"])


def make_notes() -> None:
    """One row for each thing that somebody did about a message."""
    op.create_table(
        "message_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("by", "what", "said")),
        sa.PrimaryKeyConstraint("id", name="pk_message_notes"),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name="fk_message_notes_message_id"),
    )
    op.create_index("ix_message_notes_message_id", "message_notes", ["message_id"])


def on_sqlite(table: str, when: str) -> None:
    """Refuse to delete or replace a row, and to change one of which a condition holds."""
    refusal = f"SELECT RAISE(ABORT, '{words(table)}')"
    op.execute(
        f"CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table} WHEN {when} BEGIN {refusal}; END"
    )
    op.execute(f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} BEGIN {refusal}; END")
    op.execute(
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) BEGIN {refusal}; END"
    )


def on_postgresql(table: str, when: str) -> None:
    """Refuse to delete a row, to empty the table, and to change a row of which a condition holds."""
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{words(table)}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE ON {table} "
        f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def words(table: str) -> str:
    """Say why a change is refused, and what to do instead."""
    return f"{table} says what has happened: it is not changed. Add a row for what happened since."
