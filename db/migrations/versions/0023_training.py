"""Training events for peers: that there was one, and what was said of it, to which lines are only added."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

TABLES = ("training_events", "training_lines")


def upgrade() -> None:
    """Make both tables, and the triggers that keep them append-only."""
    op.create_table(
        "training_events",
        number("id"),
        *who_said_it(),
        sa.PrimaryKeyConstraint("id", name="pk_training_events"),
    )
    op.create_table(
        "training_lines",
        number("id"),
        number("event_id"),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        day("first_day"),
        day("last_day"),
        text("title"),
        text("place"),
        number("took_part"),
        *(number(name, nullable=True) for name in ("members", "new_peers")),
        day("on_date"),
        text("reason"),
        *who_said_it(),
        sa.PrimaryKeyConstraint("id", name="pk_training_lines"),
        sa.ForeignKeyConstraint(["event_id"], ["training_events.id"], name="fk_training_lines_event_id"),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_training_lines_days")),
        sa.CheckConstraint(
            "took_part >= 1 AND (members IS NULL OR members BETWEEN 0 AND took_part)"
            " AND (new_peers IS NULL OR new_peers BETWEEN 0 AND took_part)",
            name=op.f("ck_training_lines_counts"),
        ),
    )
    op.create_index("ix_training_lines_event_id", "training_lines", ["event_id"])
    for table in TABLES:
        if op.get_bind().dialect.name == "postgresql":
            guard_on_postgresql(table)
        else:
            guard_on_sqlite(table)


def guard_on_sqlite(table: str) -> None:
    """Refuse to change, delete or replace a row."""
    refusal = f"SELECT RAISE(ABORT, '{refused(table)}')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refusal}; END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) BEGIN {refusal}; END"
    )


def guard_on_postgresql(table: str) -> None:
    """Refuse to change or delete a row, or to empty the table."""
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{refused(table)}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def refused(table: str) -> str:
    """Say why a change is refused, and what to do instead."""
    return f"{table} is append-only: nothing in it is changed or deleted. Add a line instead."


def who_said_it() -> list[sa.Column[object]]:
    """Make the columns that every line has: when it was written, and by whom."""
    return [
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
    ]


def text(name: str) -> sa.Column[str]:
    """Make a column of text."""
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    """Make a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=nullable)


def day(name: str) -> sa.Column[object]:
    """Make a column of days."""
    return sa.Column(name, sa.Date(), nullable=False)
