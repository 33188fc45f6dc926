"""The tables of coverage and aftercare: when each council was last challenged, what was agreed afterwards.

Both are projections of the histories, which can always make them again. They keep no name of a person: whose
challenge it is, its standing says.
"""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models import Base, Challenge, Council
from domain.lifecycle import CouncilCode, Reference


class CoverageEntry(Base):
    """A council's part in a challenge, by the code under which it has that part now.

    ``held_on`` is known to the day, the month or the year (``precision``), and ``next_due`` counted from it.
    A challenge that was cancelled before any visit says why.
    """

    __tablename__ = "coverage_entries"
    __table_args__ = (
        CheckConstraint("precision IN ('day', 'month', 'year')", name="precision"),
        CheckConstraint("held_on IS NOT NULL OR next_due IS NULL", name="next_due"),
    )

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    council: Mapped[CouncilCode] = mapped_column(ForeignKey(Council.code), primary_key=True, index=True)
    held_on: Mapped[date | None]
    precision: Mapped[str]
    next_due: Mapped[date | None]
    is_under_way: Mapped[bool]
    cancelled_because: Mapped[str | None]


class AftercareEntry(Base):
    """What was said last of an offer of support to a council, or what is still to do there after a hand-over.

    Without an ``offer`` it is the talk that follows on a hand-over note, and then it is still to do.
    """

    __tablename__ = "aftercare_entries"
    __table_args__ = (
        CheckConstraint("uptake IN ('', 'taken_up', 'declined', 'to_decide')", name="uptake"),
        CheckConstraint("(offer = '') = (uptake = '')", name="offer"),
    )

    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), primary_key=True)
    council: Mapped[CouncilCode] = mapped_column(ForeignKey(Council.code), primary_key=True, index=True)
    offer: Mapped[str] = mapped_column(primary_key=True)
    uptake: Mapped[str]
    words: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]
    is_to_do: Mapped[bool] = mapped_column(index=True)
