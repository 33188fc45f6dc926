"""The tables by which things are found: the public register, and whatever can be searched.

Both are projections that the histories can always make again. The words of the index stand beside it, as
each database looks for words: in a table of SQLite's FTS5, in a column of PostgreSQL's `tsvector`. They are
called ``search_words`` on both and keep up by themselves, so nothing here knows of them.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base, Challenge, Council
from domain.lifecycle import CouncilCode, Reference

WORDS = "search_words"
"""How everything is called that the databases keep for themselves to look for words."""


class RegisterEntry(Base):
    """A council's part in a challenge of which it has published something."""

    __tablename__ = "register_entries"
    __table_args__ = (Index(None, "last_published", "reference"),)

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    council: Mapped[CouncilCode] = mapped_column(ForeignKey(Council.code), primary_key=True, index=True)
    region: Mapped[str]
    year: Mapped[int]
    last_published: Mapped[date]
    changed_at: Mapped[datetime]


class SearchEntry(Base):
    """Something that can be found, and for whom it is.

    On PostgreSQL the text is followed by its words that have accents, without them: see ``accents``.
    """

    __tablename__ = "search_entries"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('council', 'challenge', 'recommendation', 'finding', 'strength', 'consideration',"
            " 'good_practice', 'review_finding')",
            name="kind",
        ),
        CheckConstraint("is_shared OR NOT is_public", name="public"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    reference: Mapped[Reference | None] = mapped_column(ForeignKey(Challenge.reference), index=True)
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code), index=True)
    title: Mapped[str]
    text: Mapped[str]
    theme: Mapped[str]
    is_shared: Mapped[bool]
    is_public: Mapped[bool]
