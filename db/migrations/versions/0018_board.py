"""The board: its papers, whether they are published, its actions and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

TABLES = ("board_papers", "board_releases", "board_actions", "board_action_notes")
FORMATS = ("html", "pdf", "docx", "text")
WHOLE_ROW = {
    "board_papers": "id = NEW.id OR (kind = NEW.kind AND first_day = NEW.first_day"
    " AND last_day = NEW.last_day AND issue = NEW.issue)"
}
"""What SQLite's INSERT OR REPLACE would replace, where that is more than a row of the same number."""


def upgrade() -> None:
    """Make the tables, and the triggers that keep them append-only."""
    make_papers()
    make_actions()
    for table in TABLES:
        if op.get_bind().dialect.name == "postgresql":
            guard_on_postgresql(table)
        else:
            guard_on_sqlite(table)


def make_papers() -> None:
    """Make what is filed for the board, and what tells that it was published."""
    files = [text(f"{each}_{what}") for each in (*FORMATS, "inputs") for what in ("path", "hash")]
    op.create_table(
        "board_papers",
        number("id"),
        text("kind"),
        *(day(name) for name in ("first_day", "last_day", "issued_on")),
        number("issue"),
        text("title"),
        *files,
        text("edition"),
        text("engine"),
        moment("made_at"),
        text("made_by"),
        sa.PrimaryKeyConstraint("id", name="pk_board_papers"),
        sa.UniqueConstraint(
            "kind", "first_day", "last_day", "issue", name="uq_board_papers_kind_first_day_last_day_issue"
        ),
        sa.ForeignKeyConstraint(["edition"], ["editions.digest"], name="fk_board_papers_edition"),
        check("board_papers", "kind", "kind IN ('board_update', 'annual_report')"),
        check("board_papers", "days", "first_day <= last_day"),
        check("board_papers", "issue", "issue >= 1"),
    )
    for each in FORMATS:
        op.create_index(f"ix_board_papers_{each}_hash", "board_papers", [f"{each}_hash"])
    op.create_table(
        "board_releases",
        number("id"),
        number("paper_id"),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        moment("at"),
        text("by"),
        sa.PrimaryKeyConstraint("id", name="pk_board_releases"),
        sa.ForeignKeyConstraint(["paper_id"], ["board_papers.id"], name="fk_board_releases_paper_id"),
    )
    op.create_index("ix_board_releases_paper_id", "board_releases", ["paper_id"])


def make_actions() -> None:
    """Make what the board wants done, and what was told of it."""
    op.create_table(
        "board_actions",
        number("id"),
        text("text"),
        text("owner"),
        *(day(name) for name in ("due", "taken_on")),
        moment("at"),
        text("by"),
        sa.PrimaryKeyConstraint("id", name="pk_board_actions"),
    )
    op.create_table(
        "board_action_notes",
        number("id"),
        number("action_id"),
        text("what"),
        day("on_date"),
        text("words"),
        sa.Column("due", sa.Date()),
        moment("at"),
        text("by"),
        sa.PrimaryKeyConstraint("id", name="pk_board_action_notes"),
        sa.ForeignKeyConstraint(["action_id"], ["board_actions.id"], name="fk_board_action_notes_action_id"),
        check("board_action_notes", "what", "what IN ('progress', 'moved', 'done', 'dropped')"),
        check("board_action_notes", "due", "(what = 'moved') = (due IS NOT NULL)"),
    )
    op.create_index("ix_board_action_notes_action_id", "board_action_notes", ["action_id"])


def guard_on_sqlite(table: str) -> None:
    """Refuse to change, delete or replace a row."""
    refusal = f"SELECT RAISE(ABORT, '{refused(table)}')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_refuse_{verb.lower()} BEFORE {verb} ON {table} BEGIN {refusal}; END"
        )
    same = WHOLE_ROW.get(table, "id = NEW.id")
    op.execute(
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}) BEGIN {refusal}; END"
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


def text(name: str) -> sa.Column[str]:
    """Make a column of text."""
    return sa.Column(name, sa.Text(), nullable=False)


def number(name: str) -> sa.Column[int]:
    """Make a column of whole numbers."""
    return sa.Column(name, sa.Integer(), nullable=False)


def day(name: str) -> sa.Column[object]:
    """Make a column of days."""
    return sa.Column(name, sa.Date(), nullable=False)


def moment(name: str) -> sa.Column[object]:
    """Make a column of moments, in UTC."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """Say what must never break."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
