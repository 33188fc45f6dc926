"""Counts a date step by step: the offset, what extends it, the days on which the clock stood still, the roll.

A date and its proof come from the same steps, so that one cannot say what the other did not do. Steps are
worked out from all extensions and pauses in force, never from an earlier date: what was recorded first, or
undone since, leaves no trace in the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.days import add_months
from domain.lifecycle import Event
from domain.pauses import Pause
from domain.rules import DeadlineRule, Offset, Roll, Unit
from domain.working_days import WorkingDays

ONE_DAY = timedelta(days=1)


class Do(StrEnum):
    """What a step does to a date; the first three count the offset, each in its unit."""

    MONTHS = "months"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    EXTEND = "extend"
    PAUSE = "pause"
    ROLL = "roll"


COUNTING = {Unit.MONTHS: Do.MONTHS, Unit.DAYS: Do.DAYS, Unit.WORKING_DAYS: Do.WORKING_DAYS}


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from the anchor to a date: ``count`` units on, or back if negative.

    ``events`` are those that gave the time, if the rule did not. A pause leaves out the days of ``gap``: from
    the first to the one on which the clock ran again, which counts.
    """

    do: Do
    start: date
    end: date
    count: int
    unit: Unit
    events: tuple[Event, ...] = ()
    gap: tuple[date, date] | None = None


def counted(start: date, offset: Offset, calendar: WorkingDays) -> date:
    """Count an offset from a day: calendar months clipped to month end, days, or working days."""
    return _moved(start, offset.count, offset.unit, calendar)


def _moved(start: date, count: int, unit: Unit, calendar: WorkingDays) -> date:
    if unit is Unit.MONTHS:
        return add_months(start, count)
    if unit is Unit.WORKING_DAYS:
        return calendar.add(start, count)
    return start + timedelta(days=count)


@dataclass(frozen=True, slots=True)
class Count:
    """Counts the dates of one deadline: its rule, with what extends it and stops its clock."""

    rule: DeadlineRule
    calendar: WorkingDays
    extensions: Iterable[Event] = ()
    pauses: Iterable[Pause] = ()

    def steps(self, anchor: date, offset: Offset, leeway: int = 0) -> tuple[Step, ...]:
        """Return the steps from the anchor to a date, which is the end of the last.

        A pause makes the time longer if it began before the time was over, its leeway included. What is
        counted back from a day does not move by a pause, because that day does not.
        """
        found = [self._step(COUNTING[offset.unit], anchor, offset.count, offset.unit)]
        for event, count in self._granted():
            found.append(self._step(Do.EXTEND, found[-1].end, count, offset.day_unit, events=(event,)))
        for pause in () if offset.is_before or self.rule.never_pauses else self.pauses:
            in_time = self._rolled(found[-1].end) + timedelta(days=leeway)
            if pause.resumed and pause.first <= in_time:
                gap = max(pause.first, anchor + ONE_DAY), pause.resumed.on.first
                found += self._pause(found[-1].end, (pause.paused, pause.resumed), gap, offset.day_unit)
        return (*found, *self._roll(found[-1].end))

    def _pause(
        self, start: date, events: tuple[Event, Event], gap: tuple[date, date], unit: Unit
    ) -> tuple[Step, ...]:
        count = self._days_in(gap, unit)
        return (self._step(Do.PAUSE, start, count, unit, events=events, gap=gap),) if count else ()

    def _roll(self, day: date) -> tuple[Step, ...]:
        rolled = self._rolled(day)
        return () if rolled == day else (Step(Do.ROLL, day, rolled, (rolled - day).days, Unit.DAYS),)

    def _step(
        self,
        do: Do,
        start: date,
        count: int,
        unit: Unit,
        *,
        events: tuple[Event, ...] = (),
        gap: tuple[date, date] | None = None,
    ) -> Step:
        return Step(do, start, _moved(start, count, unit, self.calendar), count, unit, events, gap)

    def _granted(self) -> Iterator[tuple[Event, int]]:
        """Return the extensions with the days that each adds, until the rule allows no more."""
        left = self.rule.extend_at_most
        for event in self.extensions:
            count = min(event.details.days or 0, left)
            if count > 0:
                left -= count
                yield event, count

    def _days_in(self, gap: tuple[date, date], unit: Unit) -> int:
        """Count the days of a pause that would have counted; none if it was over before the anchor."""
        since, until = gap
        if until <= since:
            return 0
        if unit is Unit.WORKING_DAYS:
            return self.calendar.count(since - ONE_DAY, until - ONE_DAY)
        return (until - since).days

    def _rolled(self, day: date) -> date:
        if self.rule.roll is None or self.calendar.is_working_day(day):
            return day
        return self.calendar.add(day, 1 if self.rule.roll is Roll.NEXT else -1)
