"""What lists of challenges are narrowed down by, views of them that are saved, and a count of all changes.

What a list is narrowed down by is worked out from the histories: every challenge is marked as due, so that
the next round, or ``cpc rebuild``, writes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

COUNTED = (
    *("challenges", "closures", "contents", "councils", "documents", "elections", "events", "messages"),
    *(
        "message_notes",
        "participants",
        "people",
        "personal_lines",
        "preferences",
        "receipts",
        "saved_views",
        "standings",
    ),
)
TEXTS = ("scheme", "product", "regions", "types", "searched")
DATES = ("stage_since", "late_from", "report_due", "plan_due", "review_due", "review_report_due")
ORDERS = ("next_due", "late_from", "stage_since", "visit_start", "councils")
FACETS = ("stage", "state", "late_from", "adviser", "scheme", "product", "regions", "types", "is_first_time")


def upgrade() -> None:
    """Add columns to the standings, and make two tables and the triggers that count."""
    for name in TEXTS:
        op.add_column("standings", sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column(
        "standings", sa.Column("is_first_time", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name in DATES:
        op.add_column("standings", sa.Column(name, sa.Date()))
    make_indexes()
    op.execute("UPDATE standings SET next_change = '2000-01-01'")
    make_saved_views()
    op.create_table(
        "pulse",
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name="pk_pulse"),
    )
    if op.get_bind().dialect.name == "postgresql":
        count_on_postgresql()
    else:
        count_on_sqlite()


def make_indexes() -> None:
    """Have an index for each order, and two that have all that is counted."""
    for name in ORDERS:
        op.create_index(f"ix_standings_{name}_reference", "standings", [name, "reference"])
    own = ["adviser", "next_due", "reference"]
    op.create_index("ix_standings_adviser_next_due_reference", "standings", own)
    found = ["searched", "stage", "state", "late_from"]
    op.create_index(f"ix_standings_{'_'.join(found)}", "standings", found)
    op.create_index("ix_standings_counted", "standings", list(FACETS))


def make_saved_views() -> None:
    """A selection under a name."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("account", "name", "query")),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.ForeignKeyConstraint(["account"], ["accounts.id"], name="fk_saved_views_account"),
        sa.UniqueConstraint("account", "name", name="uq_saved_views_account_name"),
    )


def count_on_sqlite() -> None:
    """Count each row that is changed: there is one writer at a time, and one row to count on."""
    op.execute("INSERT INTO pulse (shard, beats) VALUES (1, 0)")
    for table in COUNTED:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_beat_{verb.lower()} AFTER {verb} ON {table} "
                "BEGIN UPDATE pulse SET beats = beats + 1; END"
            )


def count_on_postgresql() -> None:
    """Count each transaction once, on a row that no other transaction holds."""
    op.execute(
        """
        CREATE FUNCTION pulse_beat() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF current_setting('cpc.counted', true) IS DISTINCT FROM pg_current_xact_id()::text THEN
            UPDATE pulse SET beats = beats + 1
            WHERE shard = (SELECT shard FROM pulse LIMIT 1 FOR UPDATE SKIP LOCKED);
            IF NOT FOUND THEN
              INSERT INTO pulse (beats) VALUES (1);
            END IF;
            PERFORM set_config('cpc.counted', pg_current_xact_id()::text, true);
          END IF;
          RETURN NULL;
        END $$
        """
    )
    for table in COUNTED:
        op.execute(
            f"CREATE TRIGGER {table}_beat AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION pulse_beat()"
        )
