"""A challenge as the board counts it: what is known of it by now, and how it stood when the period ended."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from casework.board.progress import Progress, Reached, Step
from casework.case import Case, cases
from casework.standings import AT_ONCE
from db import standings
from domain.board import BoardPeriod, FigureRow
from domain.days import Day
from domain.lifecycle import CouncilCode, Happening, Milestone, Place
from domain.outlook import Outlook


@dataclass(frozen=True)
class Seen:
    """A challenge with what is known of it by now, and its outlook on the day as of which things stand."""

    on_desk: Case
    known: Outlook
    stood: Outlook

    @property
    def places(self) -> tuple[Place, ...]:
        """The councils that take part."""
        return self.known.reading.councils

    @property
    def is_of_the_past(self) -> bool:
        """Whether it was gathered from public pages, so that what is missing may still have happened."""
        return self.known.reading.opened is None

    @property
    def mark(self) -> str:
        """What stands behind the name of a council where its challenge is a sample."""
        return " (sample)" if self.known.reading.is_invented else ""

    def row(self, on: Day | None = None, words: str = "", council: CouncilCode | None = None) -> FigureRow:
        """Return a line for the challenge, or for one council's part in it; a sample says that it is one.

        A part goes by the name of the council that has it now, whoever had it then.
        """
        heir = self.known.reading.heir(council)
        named = [each.name for each in self.places if heir in (None, each.code)]
        return FigureRow(self.on_desk.reference, tuple(f"{name}{self.mark}" for name in named), on, words)

    def met(self, milestone: Milestone, council: CouncilCode | None = None) -> Day | None:
        """Return when a milestone was met, as far as that is known."""
        found = self.known.reading.was_met(milestone, council)
        return found.on if found else None

    @property
    def visited_on(self) -> Day | None:
        """When the visit began, or if nobody knows that, when it ended."""
        return self.met(Milestone.VISIT_STARTED) or self.met(Milestone.VISIT_ENDED)

    @property
    def was_visited(self) -> bool:
        """Whether the visit was held, known or not on which day."""
        return self.known.reading.is_past(Milestone.VISIT_STARTED, None, self.known.scheme)

    @property
    def earliest(self) -> Day:
        """The first day that is known on which something was done."""
        days = [event.on for event in self.known.reading.met.values()]
        return min(days, key=lambda day: day.first) if days else Day(self.stood.today)

    def told(self, kind: Happening) -> Iterator[tuple[Day, str, CouncilCode | None]]:
        """Go through what happened of a kind: on which day, why, and at which council."""
        for event in self.known.reading.events:
            if event.kind is kind:
                yield event.on, event.details.reason or "", event.council


def seen(session: Session, period: BoardPeriod, today: date, progress: Progress) -> list[Seen]:
    """Read every challenge once, and tell how far the reading is."""
    references, found = standings.references(session), list[Seen]()
    progress(Reached(Step.READING))
    for start in range(0, len(references), AT_ONCE):
        on_desk = cases(session, references[start : start + AT_ONCE])
        found += _views(on_desk, period, today)
        progress(Reached(Step.READING, len(found), len(references)))
    return found


def _views(on_desk: Collection[Case], period: BoardPeriod, today: date) -> Iterator[Seen]:
    for each in on_desk:
        yield Seen(each, each.on(today), each.on(period.stands_on(today)))
