"""What things are found by: the public register, an index of words, and documents by their hash."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

KINDS = (
    "('council', 'challenge', 'recommendation', 'finding', 'strength', 'consideration', 'good_practice',"
    " 'review_finding')"
)
PLAIN = "regexp_replace({0}, '[^[:alnum:]]+', ' ', 'g')"
"""PostgreSQL would take ``CPC-2024-001`` for numbers below nothing, and words around a stroke for a path."""
HASHES = ("html_hash", "pdf_hash", "docx_hash", "text_hash", "xlsx_hash", "changes_hash")


def upgrade() -> None:
    """Make both projections, which ``cpc rebuild`` fills, and find documents by their hash."""
    make_register()
    make_index()
    if op.get_bind().dialect.name == "postgresql":
        look_for_words_on_postgresql()
    else:
        look_for_words_on_sqlite()
    for name in HASHES:
        op.create_index(f"ix_documents_{name}", "documents", [name])


def make_register() -> None:
    """The parts of councils in challenges of which they have published something."""
    op.create_table(
        "register_entries",
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("council", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_published", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reference", "council", name="pk_register_entries"),
        sa.ForeignKeyConstraint(
            ["reference"], ["challenges.reference"], name="fk_register_entries_reference"
        ),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_register_entries_council"),
    )
    op.create_index("ix_register_entries_council", "register_entries", ["council"])
    columns = ["last_published", "reference"]
    op.create_index("ix_register_entries_last_published_reference", "register_entries", columns)


def make_index() -> None:
    """What can be found."""
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("council", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_entries"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_search_entries_reference"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_search_entries_council"),
        sa.CheckConstraint(f"kind IN {KINDS}", name=op.f("ck_search_entries_kind")),
        sa.CheckConstraint("is_shared OR NOT is_public", name=op.f("ck_search_entries_public")),
    )
    for name in ("reference", "council"):
        op.create_index(f"ix_search_entries_{name}", "search_entries", [name])


def look_for_words_on_postgresql() -> None:
    """Keep the stems of every entry beside it, those of its title in front."""
    title, text = (f"to_tsvector('english', {PLAIN.format(name)})" for name in ("title", "text"))
    stems = f"setweight({title}, 'A') || setweight({text}, 'B')"
    op.execute(
        f"ALTER TABLE search_entries ADD COLUMN search_words tsvector GENERATED ALWAYS AS ({stems}) STORED"
    )
    op.execute("CREATE INDEX search_words_index ON search_entries USING gin (search_words)")


def look_for_words_on_sqlite() -> None:
    """Keep the stems in a table of their own, and have triggers keep it up."""
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5(title, text, content='search_entries',"
        " content_rowid='id', tokenize='porter unicode61 remove_diacritics 2')"
    )
    add = "INSERT INTO search_words(rowid, title, text) VALUES (NEW.id, NEW.title, NEW.text);"
    drop = (
        "INSERT INTO search_words(search_words, rowid, title, text)"
        " VALUES ('delete', OLD.id, OLD.title, OLD.text);"
    )
    for change, what in {"insert": add, "delete": drop, "update": f"{drop} {add}"}.items():
        op.execute(
            f"CREATE TRIGGER search_words_{change} AFTER {change.upper()} ON search_entries BEGIN {what} END"
        )
