"""The table of the ledger: a line for each recommendation and council, which the histories can make again.

A line stands twice where the council has published the report: as the programme knows it, and as everybody
may. What a council says of its actions between two plans, and its statement for the review, are no part of
the second, so nobody can read them off a rating or a count.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.index_tables import WORDS
from db.models import Base, Challenge, Council
from domain.lifecycle import CouncilCode, Reference

LEDGER_WORDS = f"{WORDS}_ledger"
"""What the databases keep for themselves to look for words of the ledger."""


class LedgerEntry(Base):
    """What became of a recommendation at one council.

    ``place`` is where it stands in its report. ``dues`` holds the last day of each action that is open, so
    that what is overdue on a day can be told on that day; ``first_due`` is the earliest of them. ``searched``
    has the words by which it is found, without accents.
    """

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint(
            "impact IN ('done', 'in progress', 'changed', 'dropped', 'not started', 'not known')",
            name="impact",
        ),
        CheckConstraint("ground IN ('', 'review', 'statement', 'actions')", name="ground"),
        UniqueConstraint("reference", "council", "number", "is_public"),
        Index(None, "council", "reference"),
        Index(None, "is_public", "theme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference))
    council: Mapped[CouncilCode] = mapped_column(ForeignKey(Council.code))
    number: Mapped[str]
    is_public: Mapped[bool]
    place: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    theme: Mapped[str]
    region: Mapped[str]
    year: Mapped[str]
    impact: Mapped[str]
    ground: Mapped[str]
    evidence: Mapped[str]
    actions: Mapped[int]
    dues: Mapped[list[str]]
    first_due: Mapped[date | None]
    searched: Mapped[str]

    def overdue(self, today: date) -> int:
        """Return how many of its open actions should have been done before a day."""
        return sum(each < today.isoformat() for each in self.dues)
