"""What of a challenge falls into a pre-election period, and what has been allowed there all the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.calendars import Calendar
from domain.elections import PreElection
from domain.lifecycle import CouncilCode, Milestone
from domain.people import ChallengeWarning
from domain.reading import Reading
from domain.rules import MilestoneRule, Scheme


def periods(
    reading: Reading, calendar: Calendar, council: CouncilCode | None, first: date, last: date
) -> Iterator[PreElection]:
    """Return the pre-election periods that some days meet, of a council or of any that takes part."""
    for place in reading.councils:
        if council in (None, place.code):
            yield from calendar.pre_election(place.code, first, last)


def name_in(reading: Reading, period: PreElection) -> str:
    """Name the council of a period as the challenge does."""
    return next(place.name for place in reading.councils if place.code == period.council)


def poll_warnings(
    reading: Reading, scheme: Scheme, calendar: Calendar, today: date
) -> tuple[ChallengeWarning, ...]:
    """Warn of a pre-election period that runs today or on planned days, while work is left for those days."""
    found: dict[str, ChallengeWarning] = {}
    for rule, council in _left_to_do(reading, scheme):
        for first, last in ((today, today), *_planned_days(reading, rule, council)):
            for period in periods(reading, calendar, council, first, last):
                text = f"{name_in(reading, period)} has its pre-election period from {period}."
                found[period.key] = ChallengeWarning(period.key, text, reading.allowed.get(period.key))
    return tuple(found.values())


def can_be_allowed(reading: Reading, calendar: Calendar, warning: str) -> bool:
    """Whether a warning is of a pre-election period, which may be allowed before it is in the way."""
    return warning not in reading.allowed and any(
        warning == period.key
        for place in reading.councils
        for period in calendar.pre_election_periods(place.code)
    )


def _left_to_do(reading: Reading, scheme: Scheme) -> Iterator[tuple[MilestoneRule, CouncilCode | None]]:
    """Name what may not be done before a poll and has not been done yet."""
    if reading.cancelled or (Milestone.CLOSED, None) in reading.met:
        return
    for rule in scheme.milestones.values():
        for council in reading.is_per_council(rule.per) if rule.not_in_pre_election else ():
            if not reading.is_past(rule.milestone, council, scheme):
                yield rule, council


def _planned_days(
    reading: Reading, rule: MilestoneRule, council: CouncilCode | None
) -> Iterator[tuple[date, date]]:
    what = (rule.forecast or "").partition("_")[0]
    start, end = reading.day_of(f"{what}_start", council), reading.day_of(f"{what}_end", council)
    if start and end:
        yield start[0], end[0]
