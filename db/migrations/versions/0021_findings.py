"""What there is to learn: findings, the words by which they are found, and where member peers come from."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

WORDS = "search_words_findings"
WEIGHTS = {"title": "A", "text": "B", "area_words": "D"}
"""What is looked into, and how much it counts on PostgreSQL; on SQLite the question says how much."""
PLAIN = "regexp_replace({0}, '[^[:alnum:]]+', ' ', 'g')"


def upgrade() -> None:
    """Make both projections, which ``cpc rebuild`` fills."""
    make_findings()
    make_homes()
    if op.get_bind().dialect.name == "postgresql":
        look_for_words_on_postgresql()
    else:
        look_for_words_on_sqlite()


def text(*names: str) -> list[sa.Column[str]]:
    """Return columns of text that always say something, be it nothing."""
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def make_findings() -> None:
    """What was found, tagged, and for whom it is."""
    op.create_table(
        "finding_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        *text("reference"),
        sa.Column("council", sa.Text()),
        *text("councils", "key", "kind", "title", "text", "theme", "areas", "area_words", "vocabulary"),
        *text("source", "consent"),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_final", "is_shared", "is_public")),
        *text("year", "regions", "types"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_entries"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_finding_entries_reference"),
        sa.ForeignKeyConstraint(["council"], ["councils.code"], name="fk_finding_entries_council"),
        check("kind", "kind IN ('strength', 'good practice', 'challenge', 'lesson')"),
        check("consent", "consent IN ('given', 'refused', 'withdrawn', 'not_asked')"),
        check("shared", "consent = 'given' OR NOT is_shared"),
        check("public", "is_shared OR NOT is_public"),
    )
    for name in ("reference", "council"):
        op.create_index(f"ix_finding_entries_{name}", "finding_entries", [name])
    op.create_index("ix_finding_entries_kind_theme", "finding_entries", ["kind", "theme"])


def check(name: str, rule: str) -> sa.CheckConstraint:
    """Return a rule of the findings' table under its name."""
    return sa.CheckConstraint(rule, name=op.f(f"ck_finding_entries_{name}"))


def make_homes() -> None:
    """Who is a member peer, and where at home."""
    op.create_table(
        "peer_homes",
        sa.Column("id", sa.Integer(), nullable=False),
        *text("reference", "person_id", "home", "region"),
        sa.PrimaryKeyConstraint("id", name="pk_peer_homes"),
        sa.ForeignKeyConstraint(["reference"], ["challenges.reference"], name="fk_peer_homes_reference"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_peer_homes_person_id"),
    )
    for name in ("reference", "region"):
        op.create_index(f"ix_peer_homes_{name}", "peer_homes", [name])


def look_for_words_on_postgresql() -> None:
    """Keep the stems of every finding beside it."""
    stems = " || ".join(
        f"setweight(to_tsvector('english', {PLAIN.format(name)}), '{weight}')"
        for name, weight in WEIGHTS.items()
    )
    op.execute(
        f"ALTER TABLE finding_entries ADD COLUMN {WORDS} tsvector GENERATED ALWAYS AS ({stems}) STORED"
    )
    op.execute(f"CREATE INDEX {WORDS}_index ON finding_entries USING gin ({WORDS})")


def look_for_words_on_sqlite() -> None:
    """Keep the stems in a table of their own, and have triggers keep it up."""
    columns = ", ".join(WEIGHTS)
    op.execute(
        f"CREATE VIRTUAL TABLE {WORDS} USING fts5({columns}, content='finding_entries', content_rowid='id',"
        " tokenize='porter unicode61 remove_diacritics 2')"
    )
    new, old = (", ".join(f"{row}.{name}" for name in WEIGHTS) for row in ("NEW", "OLD"))
    add = f"INSERT INTO {WORDS}(rowid, {columns}) VALUES (NEW.id, {new});"
    drop = f"INSERT INTO {WORDS}({WORDS}, rowid, {columns}) VALUES ('delete', OLD.id, {old});"
    for change, what in {"insert": add, "delete": drop, "update": f"{drop} {add}"}.items():
        op.execute(
            f"CREATE TRIGGER {WORDS}_{change} AFTER {change.upper()} ON finding_entries BEGIN {what} END"
        )
