"""The first tables, and the triggers that keep events and contents append-only.

There is no way back from here: what councils did is not undone by dropping the tables it is written in.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

APPEND_ONLY = ("events", "contents")
WHOLE_ROW = {
    "events": "id = NEW.id OR (reference = NEW.reference AND seq = NEW.seq)",
    "contents": "id = NEW.id",
}
"""What SQLite's INSERT OR REPLACE would replace; it asks no trigger before it deletes."""


def upgrade() -> None:
    """Make the tables and their triggers."""
    make_register()
    make_challenges()
    make_history()
    make_paperwork()
    make_projection()
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            guard_on_postgresql(table)
        else:
            guard_on_sqlite(table)


def make_register() -> None:
    """Councils, their names, and people."""
    op.create_table(
        "councils",
        text("code"),
        text("name"),
        text("short_name"),
        text("gss_code"),
        text("slug"),
        choice("type"),
        choice("nation"),
        text("region"),
        text("county"),
        sa.Column("start_date", sa.Date()),
        sa.Column("end_date", sa.Date()),
        text("replaced_by"),
        sa.Column("latitude", sa.Double()),
        sa.Column("longitude", sa.Double()),
        sa.Column("area", sa.Double()),
        sa.PrimaryKeyConstraint("code", name="pk_councils"),
        one_of("councils", "type", "CTY", "NMD", "UA", "MD", "LBO", "CC", "COMB", "SRA", "WPA", "SCO", "NID"),
        one_of("councils", "nation", "England", "Wales", "Scotland", "Northern Ireland"),
    )
    op.create_table(
        "council_names",
        text("name_key"),
        text("council"),
        sa.PrimaryKeyConstraint("name_key", "council", name="pk_council_names"),
        leads_to("council_names", "council", "councils.code"),
    )
    op.create_index("ix_council_names_council", "council_names", ["council"])
    op.create_table(
        "people",
        text("id"),
        text("name"),
        text("email"),
        text("post"),
        text("organisation"),
        moment("created_at"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )


def make_challenges() -> None:
    """Challenges and the councils that take part."""
    op.create_table(
        "challenges",
        text("reference"),
        text("scheme"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        moment("created_at"),
        number("version"),
        sa.PrimaryKeyConstraint("reference", name="pk_challenges"),
    )
    op.create_table(
        "participants",
        text("reference"),
        text("council"),
        number("position"),
        sa.PrimaryKeyConstraint("reference", "council", name="pk_participants"),
        sa.UniqueConstraint("reference", "position", name="uq_participants_reference_position"),
        leads_to("participants", "reference", "challenges.reference"),
        leads_to("participants", "council", "councils.code"),
    )
    op.create_index("ix_participants_council", "participants", ["council"])


def make_history() -> None:
    """What happened, and what people wrote about it."""
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        text("reference"),
        number("seq"),
        text("kind"),
        sa.Column("on_date", sa.Date(), nullable=False),
        choice("precision"),
        choice("basis"),
        text("council", nullable=True),
        json("details"),
        moment("recorded_at"),
        text("recorded_by"),
        sa.Column("undoes", sa.Integer()),
        sa.Column("backfilled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events"),
        sa.UniqueConstraint("reference", "seq", name="uq_events_reference_seq"),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq")),
        sa.CheckConstraint("undoes < seq", name=op.f("ck_events_undoes")),
        one_of("events", "precision", "day", "month", "year"),
        one_of("events", "basis", "recorded", "published", "decided", "announced", "planned"),
        leads_to("events", "reference", "challenges.reference"),
        leads_to("events", "council", "councils.code"),
        sa.ForeignKeyConstraint(
            ["reference", "undoes"], ["events.reference", "events.seq"], name="fk_events_reference_undoes"
        ),
    )
    op.create_table(
        "contents",
        sa.Column("id", sa.Integer(), nullable=False),
        text("reference"),
        text("kind"),
        text("council", nullable=True),
        text("hash"),
        json("body"),
        text("source_name"),
        moment("recorded_at"),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint(
            "reference", "kind", "council", "hash", name="uq_contents_reference_kind_council_hash"
        ),
        leads_to("contents", "reference", "challenges.reference"),
        leads_to("contents", "council", "councils.code"),
    )
    whole_challenge = sa.text("council IS NULL")
    op.create_index(
        "uq_contents_reference_kind_hash",
        "contents",
        ["reference", "kind", "hash"],
        unique=True,
        sqlite_where=whole_challenge,
        postgresql_where=whole_challenge,
    )


def make_paperwork() -> None:
    """Documents and messages, each unique under the key by which it was owed."""
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        text("reference"),
        text("key"),
        text("document"),
        text("council", nullable=True),
        text("person", nullable=True),
        text("title"),
        sa.Column("issued_on", sa.Date(), nullable=False),
        text("html_path"),
        text("pdf_path"),
        text("html_hash"),
        text("pdf_hash"),
        text("inputs_hash"),
        moment("made_at"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
        sa.UniqueConstraint("key", name="uq_documents_key"),
        leads_to("documents", "reference", "challenges.reference"),
        leads_to("documents", "council", "councils.code"),
        leads_to("documents", "person", "people.id"),
    )
    op.create_index("ix_documents_reference", "documents", ["reference"])
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        text("reference"),
        text("key"),
        text("notice"),
        text("council", nullable=True),
        text("person_id"),
        text("to_name"),
        text("to_email"),
        text("subject"),
        text("text"),
        text("html"),
        json("attachments"),
        text("reason"),
        text("state"),
        moment("queued_at"),
        moment("sent_at", nullable=True),
        text("sent_as", nullable=True),
        text("error", nullable=True),
        number("attempts"),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("key", "person_id", name="uq_messages_key_person_id"),
        one_of("messages", "state", "queued", "sent", "failed"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_messages_sent")),
        leads_to("messages", "reference", "challenges.reference"),
        leads_to("messages", "council", "councils.code"),
        leads_to("messages", "person_id", "people.id"),
    )
    for column in ("reference", "person_id", "state"):
        op.create_index(f"ix_messages_{column}", "messages", [column])
    op.create_table(
        "message_slots",
        text("key"),
        text("slot"),
        number("message_id"),
        sa.PrimaryKeyConstraint("key", "slot", name="pk_message_slots"),
        leads_to("message_slots", "message_id", "messages.id"),
    )
    op.create_index("ix_message_slots_message_id", "message_slots", ["message_id"])


def make_projection() -> None:
    """Where each challenge stands, for lists."""
    op.create_table(
        "standings",
        text("reference"),
        json("stages"),
        text("stage"),
        text("state"),
        text("councils"),
        sa.Column("visit_start", sa.Date()),
        text("next_deadline", nullable=True),
        sa.Column("next_due", sa.Date()),
        number("overdue"),
        sa.Column("next_change", sa.Date()),
        number("owed"),
        number("waiting"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("reference", name="pk_standings"),
        one_of("standings", "state", "live", "paused", "postponed", "cancelled", "closed", "superseded"),
        leads_to("standings", "reference", "challenges.reference"),
    )
    op.create_index("ix_standings_state_next_change", "standings", ["state", "next_change"])


def guard_on_sqlite(table: str) -> None:
    """Refuse to change, delete or replace a row."""
    refusal = f"SELECT RAISE(ABORT, '{words(table)}')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refusal}; END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {WHOLE_ROW[table]}) BEGIN {refusal}; END"
    )


def guard_on_postgresql(table: str) -> None:
    """Refuse to change or delete a row, or to empty the table."""
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{words(table)}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def words(table: str) -> str:
    """Say why a change is refused, and what to do instead."""
    return f"{table} is append-only: nothing in it is changed or deleted. Record a correction instead."


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """Make a column of text."""
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str) -> sa.Column[int]:
    """Make a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Make a column of moments, in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def json(name: str) -> sa.Column[Any]:
    """Make a column of values that lists and names are made of."""
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def choice(name: str) -> sa.Column[str]:
    """Make a column that holds one of a few values."""
    return sa.Column(name, sa.String(40), nullable=False)


def one_of(table: str, column: str, *values: str) -> sa.CheckConstraint:
    """Name the values that a column may hold."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def leads_to(table: str, column: str, where: str) -> sa.ForeignKeyConstraint:
    """Tie a column to the row it names."""
    return sa.ForeignKeyConstraint([column], [where], name=f"fk_{table}_{column}")
