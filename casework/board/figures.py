"""The figures of a period for the board, each with the rows behind it, from the histories as they are known.

What happened is counted by the day on which it happened, whenever it was written down. What stands open is
told as of the last day of the period, so that the paper of a year says the same whenever it is made anew,
but for what has come to be known since.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from casework.board.lessons import lessons
from casework.board.peers import peers
from casework.board.progress import Progress, Reached, Step, untold
from casework.board.reach import reach
from casework.board.recurring import recurring
from casework.board.seen import Seen, seen
from casework.board.surveyed import surveyed
from casework.board.takeup import take_up
from casework.board.timeliness import ahead, done, standing
from casework.board.trained import trained
from domain.board import BoardFigures, BoardPeriod, Measure


def figures(
    session: Session, first: date, last: date, today: date, progress: Progress = untold
) -> BoardFigures:
    """Count what the board asks for of a period; ``BadPeriod`` if there is nothing to tell of it yet."""
    period = BoardPeriod.told_on(first, last, today)
    found = seen(session, period, today, progress)
    progress(Reached(Step.COUNTING))
    return BoardFigures(
        period=period,
        ahead=period.ahead(today),
        stands=period.stands_on(today),
        known_since=min((each.earliest for each in found), key=lambda day: day.first, default=None),
        challenges=len(found),
        samples=sum(each.known.reading.is_invented for each in found),
        measures=tuple(_measures(session, found, period, today)),
    )


def _measures(session: Session, found: list[Seen], period: BoardPeriod, today: date) -> Iterator[Measure]:
    yield from take_up(found, period)
    yield from done(found, period)
    yield from standing(found, period, today)
    yield from ahead(found, period, today)
    yield from lessons(session, found, period)
    yield from recurring(session, found, period)
    yield from reach(session, found, period.stands_on(today))
    yield from peers(found, period)
    yield from trained(session, period)
    yield surveyed(session, period, today)
