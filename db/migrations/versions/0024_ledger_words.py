"""The ledger is searched by the stems of words, as everything else is.

SQLite keeps the words beside the lines, so each line gets a number of its own: the one that SQLite gives to a
line by itself may change when a database is made smaller.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

TABLE, BEFORE = "ledger_entries", "ledger_entries_before"
WORDS = "search_words_ledger"
KEY = ("reference", "council", "number", "is_public")
TEXTS = ("title", "text", "theme", "region", "year", "impact", "ground", "evidence", "searched")
IMPACTS = "('done', 'in progress', 'changed', 'dropped', 'not started', 'not known')"
INDEXES = (("council", "reference"), ("is_public", "theme"))


def upgrade() -> None:
    """Number the lines, and look for words in what is kept of them for that."""
    if op.get_bind().dialect.name == "postgresql":
        on_postgresql()
    else:
        on_sqlite()


def on_postgresql() -> None:
    """Keep the stems of every line beside it."""
    op.drop_constraint("pk_ledger_entries", TABLE)
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN id SERIAL CONSTRAINT pk_ledger_entries PRIMARY KEY")
    op.create_unique_constraint("uq_ledger_entries_reference_council_number_is_public", TABLE, list(KEY))
    stems = "to_tsvector('english', searched)"
    op.execute(f"ALTER TABLE {TABLE} ADD COLUMN {WORDS} tsvector GENERATED ALWAYS AS ({stems}) STORED")
    op.execute(f"CREATE INDEX {WORDS}_index ON {TABLE} USING gin ({WORDS})")


def on_sqlite() -> None:
    """Make the table anew with its lines, and keep their stems in one that triggers keep up."""
    for columns in INDEXES:
        op.drop_index(f"ix_ledger_entries_{'_'.join(columns)}", TABLE)
    op.rename_table(TABLE, BEFORE)
    make_lines()
    kept = ", ".join((*KEY, "place", "actions", *TEXTS, "dues", "first_due"))
    op.execute(f"INSERT INTO {TABLE} ({kept}) SELECT {kept} FROM {BEFORE}")
    op.drop_table(BEFORE)
    for columns in INDEXES:
        op.create_index(f"ix_ledger_entries_{'_'.join(columns)}", TABLE, list(columns))
    keep_words()


def make_lines() -> None:
    """The lines as they were, each with its number."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reference", "council", "number")),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("place", "actions")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("dues", sa.JSON(), nullable=False),
        sa.Column("first_due", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entries"),
        sa.UniqueConstraint(*KEY, name="uq_ledger_entries_reference_council_number_is_public"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_ledger_entries_reference"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_ledger_entries_council"),
        sa.CheckConstraint(f"impact IN {IMPACTS}", name=op.f("ck_ledger_entries_impact")),
        sa.CheckConstraint(
            "ground IN ('', 'review', 'statement', 'actions')", name=op.f("ck_ledger_entries_ground")
        ),
    )


def keep_words() -> None:
    """The stems of the words of the lines, also of those that are there."""
    op.execute(
        f"CREATE VIRTUAL TABLE {WORDS} USING fts5(searched, content='{TABLE}', content_rowid='id',"
        " tokenize='porter unicode61 remove_diacritics 2')"
    )
    op.execute(f"INSERT INTO {WORDS}({WORDS}) VALUES ('rebuild')")
    add = f"INSERT INTO {WORDS}(rowid, searched) VALUES (NEW.id, NEW.searched);"
    drop = f"INSERT INTO {WORDS}({WORDS}, rowid, searched) VALUES ('delete', OLD.id, OLD.searched);"
    for change, what in {"insert": add, "delete": drop, "update": f"{drop} {add}"}.items():
        op.execute(f"CREATE TRIGGER {WORDS}_{change} AFTER {change.upper()} ON {TABLE} BEGIN {what} END")
