"""The tables of the board: the papers that were filed for it, and the actions that it took.

All of them are append-only. A paper stays as the board read it, and a newer one of the same months is another
issue; whether everybody may read it, and what became of an action, are lines of their own.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base, Edition


class BoardPaper(Base):
    """A paper for the board as it was filed, in every format, with what it was made of beside it."""

    __tablename__ = "board_papers"
    __table_args__ = (
        UniqueConstraint("kind", "first_day", "last_day", "issue"),
        CheckConstraint("kind IN ('board_update', 'annual_report')", name="kind"),
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("issue >= 1", name="issue"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    issue: Mapped[int]
    title: Mapped[str]
    issued_on: Mapped[date]
    html_path: Mapped[str]
    html_hash: Mapped[str] = mapped_column(index=True)
    pdf_path: Mapped[str]
    pdf_hash: Mapped[str] = mapped_column(index=True)
    docx_path: Mapped[str]
    docx_hash: Mapped[str] = mapped_column(index=True)
    text_path: Mapped[str]
    text_hash: Mapped[str] = mapped_column(index=True)
    inputs_path: Mapped[str]
    inputs_hash: Mapped[str]
    edition: Mapped[str] = mapped_column(ForeignKey(Edition.digest))
    engine: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class BoardRelease(Base):
    """That a paper was published, or taken back; the last line of a paper says which it is."""

    __tablename__ = "board_releases"

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey(BoardPaper.id), index=True)
    is_public: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[str]


class ActionRow(Base):
    """Something that the board wants done: what, by whom and by when."""

    __tablename__ = "board_actions"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    owner: Mapped[str]
    due: Mapped[date]
    taken_on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]


class ActionNoteRow(Base):
    """What was told of an action: how it goes, that it has more time, that it is done or dropped."""

    __tablename__ = "board_action_notes"
    __table_args__ = (
        CheckConstraint("what IN ('progress', 'moved', 'done', 'dropped')", name="what"),
        CheckConstraint("(what = 'moved') = (due IS NOT NULL)", name="due"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey(ActionRow.id), index=True)
    what: Mapped[str]
    on_date: Mapped[date]
    words: Mapped[str]
    due: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[str]
