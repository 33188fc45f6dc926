"""Who may read a paper of the board that was published: looked up whenever somebody asks.

A paper stays as it was filed, and so does what it quotes. Once a council shares that no more, or the report
in which it stands has been taken back, the paper is the programme's alone, without anybody having to see to
it. A manager then takes it back and makes another issue, which leaves that out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casework.board.lessons import Quote, taken_back
from casework.board.papers import quotes_of, rows_quoting
from casework.kept import Forgotten
from db import board
from db.board import Filed
from db.board_tables import BoardPaper
from domain.board import FigureRow
from domain.errors import RulesRefuse
from domain.lifecycle import Reference


class UnderReview(RulesRefuse):
    """A paper was published, and quotes what may not be shared any more."""

    def __str__(self) -> str:
        why = "something that it quotes may not be shared any more"
        return (
            f"“{self.args[0]}” is being reviewed, because {why}. "
            "Look among the board's papers for another issue of it, or ask the programme office."
        )


@dataclass(frozen=True, slots=True)
class Shelved:
    """A paper as it stands by now: whether it was published, and what of it may not be shared any more.

    Of one whose facts ``are_missing`` nobody can tell what it quotes.
    """

    paper: BoardPaper
    is_published: bool
    gone: tuple[FigureRow, ...] = ()
    are_missing: bool = False

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.is_published and not self.is_under_review

    @property
    def is_under_review(self) -> bool:
        """Whether it is kept from everybody until a manager has looked at it, although it was published."""
        return self.is_published and (bool(self.gone) or self.are_missing)

    @property
    def called(self) -> str:
        """Its title with its issue, by which it is told from others of the same months."""
        return f"{self.paper.title}, issue {self.paper.issue}"

    def quotes(self, reference: Reference) -> bool:
        """Say whether what may not be shared any more is of a challenge."""
        return any(row.reference == reference for row in self.gone)


def shelf(session: Session, *, only_published: bool = False) -> tuple[Shelved, ...]:
    """Return the papers, those of the latest months first; one that is under review says so."""
    return shelved(session, board.papers(session, only_published=only_published))


def shelved(session: Session, papers: Sequence[Filed]) -> tuple[Shelved, ...]:
    """Say of papers how they stand by now."""
    quotes = {each.paper.id: _quotes(each.paper) for each in papers}
    gone = taken_back(session, {each for said in quotes.values() for each in said or ()})
    return tuple(
        Shelved(each.paper, each.is_published, are_missing=True)
        if quotes[each.paper.id] is None
        else Shelved(each.paper, each.is_published, rows_quoting(each.paper, gone))
        for each in papers
    )


def _quotes(paper: BoardPaper) -> frozenset[Quote] | None:
    """Return what a paper quotes; nothing, if what it was made of is not there any more."""
    try:
        return quotes_of(paper)
    except Forgotten:
        return None


def taken_down(session: Session, number: int, *, sees_all: bool) -> Shelved:
    """Return a paper for a reader: for the programme, which sees all, or for everybody.

    ``NoPaper`` if there is none of that number for them, ``UnderReview`` if there was.
    """
    (found,) = shelved(session, [board.paper(session, number, only_published=not sees_all)])
    if found.is_under_review and not sees_all:
        raise UnderReview(found.called)
    return found


def under_review(session: Session) -> tuple[Shelved, ...]:
    """Return the papers that a manager has to look at: published once, and kept from everybody by now."""
    return tuple(each for each in shelf(session, only_published=True) if each.is_under_review)


def public_numbers(session: Session) -> frozenset[int]:
    """Return the numbers of the papers that everybody may read."""
    return frozenset(each.paper.id for each in shelf(session, only_published=True) if each.is_public)


def cautions(session: Session, were_public: Collection[int]) -> tuple[str, ...]:
    """Say of each paper that everybody could read before something was done that nobody can after it."""
    now = under_review(session) if were_public else ()
    return tuple(_caution(each) for each in now if each.paper.id in were_public)


def _caution(paper: Shelved) -> str:
    return (
        f"The board's paper “{paper.called}” is published and quotes this. Without the consent "
        "nobody but the programme can read it, and a manager makes another issue that leaves it out."
    )
