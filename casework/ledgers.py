"""The ledger of the whole programme, a page of it or all of it: by council, never in an order of results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from db import councils
from db import ledger as rows
from db.ledger import Asked, Choices
from db.ledger_tables import LedgerEntry
from domain.ledger import Impact
from domain.lifecycle import CouncilCode
from domain.searching import Sight

PAGE = 25
"""How many lines stand on a page."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A line as it stands on a day: with the name of its council, and how many actions are overdue."""

    entry: LedgerEntry
    council: str
    overdue: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A page of the ledger, how many lines there are of each impact, and by what it can be narrowed down."""

    lines: tuple[Listed, ...]
    asked: Asked
    counts: tuple[tuple[Impact, int], ...]
    choices: Choices
    number: int

    @property
    def total(self) -> int:
        """How many lines there are."""
        return sum(count for _, count in self.counts)

    @property
    def pages(self) -> int:
        """How many pages there are; nothing at all has one."""
        return max(1, -(-self.total // PAGE))


def page(session: Session, asked: Asked, sight: Sight, today: date, number: int = 1) -> LedgerPage:
    """Return a page of the lines that somebody sees; one beyond the last is empty."""
    found = listed(session, asked, sight, today, start=(number - 1) * PAGE, most=PAGE)
    counts = tuple(rows.counted(session, asked, sight).items())
    return LedgerPage(found, asked, counts, rows.choices(session, sight), number)


def listed(
    session: Session, asked: Asked, sight: Sight, today: date, *, start: int = 0, most: int | None = None
) -> tuple[Listed, ...]:
    """Return lines by council, challenge and report."""
    found = rows.named(session, asked, sight, start=start, most=most)
    return tuple(Listed(each, name, each.overdue(today)) for each, name in found)


def family(session: Session, name: str) -> frozenset[CouncilCode]:
    """Return under which codes a council's recommendations stand: its own, and those before and after it."""
    return councils.family(session, councils.find(session, name).code)
