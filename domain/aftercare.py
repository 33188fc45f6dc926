"""What follows on a hand-over: what was agreed with each council, and what is still to do.

After each hand-over note the adviser talks with the council and says what came of it. Until then, and as long
as an offer of support is still to be decided about, it stays on the list of what waits for somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.lifecycle import CouncilCode, Event
from domain.owed import OwedDocument
from domain.reading import Reading
from domain.support import OfferKey
from domain.uptakes import Uptake


class Chore(StrEnum):
    """What an adviser has to do after a hand-over."""

    TALK = "talk"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that the adviser still has to do with a council: since when, and by when if that was said."""

    council: CouncilCode
    chore: Chore
    since: date
    offer: OfferKey | None = None
    by: date | None = None

    def is_late(self, today: date) -> bool:
        """Whether the day has passed by which it was to be done; that day itself is still in time."""
        return self.by is not None and today > self.by


def agreed(reading: Reading) -> tuple[Event, ...]:
    """Return what was said last of each offer to each council, in the order in which it was said."""
    last = {(each.council, each.details.offer): each for each in reading.aftercare if each.details.offer}
    return tuple(sorted(last.values(), key=lambda each: each.seq))


def still_to_do(reading: Reading, documents: Iterable[OwedDocument]) -> tuple[ToDo, ...]:
    """Return what is left to do after the hand-overs that the documents tell of, council by council."""
    handed_over = [each for each in documents if each.rule.hands_over and not each.lapsed]
    answers = agreed(reading)
    return tuple(
        chore
        for place in reading.councils
        for chore in (
            *_talks(place.code, handed_over, reading.aftercare),
            *_decisions(place.code, answers),
        )
    )


def _talks(
    council: CouncilCode, handed_over: Iterable[OwedDocument], said: Iterable[Event]
) -> Iterator[ToDo]:
    mine = [each.because for each in handed_over if each.council == council]
    last = max(mine, key=lambda each: each.seq, default=None)
    if last and not any(each.council == council and each.seq > last.seq for each in said):
        yield ToDo(council, Chore.TALK, last.on.last)


def _decisions(council: CouncilCode, answers: Iterable[Event]) -> Iterator[ToDo]:
    for each in answers:
        said = each.details
        if each.council == council and said.uptake is Uptake.TO_DECIDE:
            yield ToDo(council, Chore.DECIDE, each.on.last, OfferKey(said.offer or ""), said.until)
