"""Which councils the programme has not reached: those that never had a challenge, and those due again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from casework.board.seen import Seen
from casework.board.takeup import NOT_KNOWN
from db import councils
from domain.board import FigureRow, Measure, grouped
from domain.councils import Council, CouncilType, Nation
from domain.days import long_date
from domain.lifecycle import CouncilCode
from domain.measures import measure

PRINCIPAL = frozenset(
    {
        CouncilType.COUNTY,
        CouncilType.DISTRICT,
        CouncilType.UNITARY,
        CouncilType.METROPOLITAN,
        CouncilType.LONDON_BOROUGH,
        CouncilType.CITY_CORPORATION,
    }
)
"""The kinds of council of which each is expected to have a challenge every five years."""
AGAIN = "next_challenge"
"""What the schemes call the day by which a council's next challenge is due."""


def reach(session: Session, found: Sequence[Seen], stands: date) -> Iterator[Measure]:
    """Count the councils without a challenge by a day, and those whose next one was due before it."""
    expected = [each for each in councils.listed(session, past=True) if _is_expected(each, stands)]
    last = _last(found, stands)
    never = [_row(each) for each in expected if each.code not in last]
    yield measure("never_visited", never, splits=[grouped("region", [(row.words, row) for row in never])])
    dues = [(last[each.code], each.code) for each in expected if each.code in last]
    dated = [(each, code, _next_due(each)) for each, code in dues]
    over = [(each, code, due) for each, code, due in dated if due and due < stands]
    words = "The next was due by {}."
    yield measure(
        "due_again",
        [each.row(each.visited_on, words.format(long_date(due)), code) for each, code, due in over],
        [
            each.row(words="The day of the visit is not known.", council=code)
            for each, code, due in dated
            if not due
        ],
    )


def _is_expected(council: Council, stands: date) -> bool:
    """Say whether a council of England's principal ones exists on a day."""
    has_begun = council.started_on is None or council.started_on <= stands
    has_ended = council.ended_on is not None and council.ended_on <= stands
    is_principal = council.nation is Nation.ENGLAND and council.type in PRINCIPAL
    return is_principal and has_begun and not has_ended


def _row(council: Council) -> FigureRow:
    return FigureRow(None, (council.name,), words=council.region or NOT_KNOWN)


def _last(found: Sequence[Seen], stands: date) -> dict[CouncilCode, Seen]:
    """Return the last challenge of each council in which it had been visited by a day."""
    dated = [(each, each.visited_on or each.earliest) for each in found if each.was_visited]
    held = [(each, on) for each, on in dated if on.first <= stands]
    in_order = sorted(held, key=lambda pair: pair[1].first)
    return {code: each for each, _ in in_order for code in each.known.reading.ever_took_part}


def _next_due(seen: Seen) -> date | None:
    """Return by when the next challenge is due, counted as the scheme does."""
    return next((each.due for each in seen.stood.deadlines if each.name == AGAIN), None)
