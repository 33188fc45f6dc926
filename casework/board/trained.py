"""What was done in a period to train peers: the events, the councillors who came, the peers who are new.

An event counts in the period in which it began. Of the time before the first one that was ever written down
nothing is known, which is not the same as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy.orm import Session

from db import training as rows
from domain.board import BoardPeriod, FigureRow, Measure
from domain.days import Day
from domain.measures import measure, not_held
from domain.training import Training

PARTS: dict[str, tuple[Callable[[Training], int | None], str]] = {
    "members_trained": (lambda told: told.members, "How many councillors came was not written down."),
    "new_peers": (lambda told: told.new_peers, "How many of them were new was not written down."),
}
"""What is counted within the events, and what is said of one where nobody counted."""


def trained(session: Session, period: BoardPeriod) -> Iterator[Measure]:
    """Count the training events of a period, and who came to them."""
    known = [each.told for each in rows.events(session) if each.is_held]
    if not any(each.first <= period.last for each in known):
        yield from map(not_held, ("training_events", *PARTS))
        return
    held = [each for each in known if period.first <= each.first <= period.last]
    yield measure("training_events", [_row(each, each.words) for each in held])
    for name, (count, unknown) in PARTS.items():
        counted = [each for each in held if count(each) is not None]
        yield measure(
            name,
            [_row(each, each.words) for each in counted if count(each)],
            [_row(each, unknown) for each in held if count(each) is None],
            value=sum(count(each) or 0 for each in counted),
        )


def _row(told: Training, words: str) -> FigureRow:
    return FigureRow(None, (), Day(told.first), words, told.title)
