"""Which councils the programme has not reached: those that never had a challenge, and those due again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from casework.board.seen import Seen
from casework.board.takeup import NOT_KNOWN
from casework.coverage import heirs_of
from db import councils
from domain.board import FigureRow, Measure, grouped
from domain.councils import Council
from domain.days import long_date
from domain.lifecycle import CouncilCode
from domain.measures import measure

AGAIN = "next_challenge"
"""What the schemes call the day by which a council's next challenge is due."""


def reach(session: Session, found: Sequence[Seen], stands: date) -> Iterator[Measure]:
    """Count the councils without a challenge by a day, and those whose next one was due before it."""
    register = councils.listed(session, past=True)
    expected = [each for each in register if _is_expected(each, stands)]
    last = _last(found, heirs_of(register), stands)
    never = [_row(each) for each in expected if each.code not in last]
    yield measure("never_visited", never, splits=[grouped("region", [(row.words, row) for row in never])])
    dues = [(last[each.code], each) for each in expected if each.code in last]
    dated = [(each, council, _next_due(each)) for each, council in dues]
    yield measure(
        "due_again",
        [
            _due(each, council, f"The next was due by {long_date(due)}.")
            for each, council, due in dated
            if due and due < stands
        ],
        [
            _due(each, council, "The day of the visit is not known.")
            for each, council, due in dated
            if not due
        ],
    )


def _is_expected(council: Council, stands: date) -> bool:
    """Say whether a council of England's principal ones exists on a day."""
    has_begun = council.started_on is None or council.started_on <= stands
    has_ended = council.ended_on is not None and council.ended_on <= stands
    return council.is_principal and has_begun and not has_ended


def _row(council: Council) -> FigureRow:
    return FigureRow(None, (council.name,), words=council.region or NOT_KNOWN)


def _due(seen: Seen, council: Council, words: str) -> FigureRow:
    """Return the line for a council, which may have come in the place of the one that was visited."""
    name = f"{council.name}{seen.mark}"
    return FigureRow(seen.on_desk.reference, (name,), seen.visited_on, words)


def _last(
    found: Sequence[Seen], heirs: Mapping[CouncilCode, Collection[CouncilCode]], stands: date
) -> dict[CouncilCode, Seen]:
    """Return the last challenge in which a council, or one whose place it took, had been visited by a day."""
    dated = [(each, each.visited_on or each.earliest) for each in found if each.was_visited]
    held = [(each, on) for each, on in dated if on.first <= stands]
    in_order = sorted(held, key=lambda pair: pair[1].first)
    return {
        code: each
        for each, _ in in_order
        for took_part in each.known.reading.ever_took_part
        for code in (took_part, *heirs.get(took_part, ()))
    }


def _next_due(seen: Seen) -> date | None:
    """Return by when the next challenge is due, counted as the scheme does."""
    return next((each.due for each in seen.stood.deadlines if each.name == AGAIN), None)
