"""Counts deadlines from what has happened, and says in words how each date came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.days import Day, Precision, add_months, long_date
from domain.lifecycle import DATES, CouncilCode, Event, Milestone
from domain.reading import Reading
from domain.rules import DeadlineRule, Offset, Per, Scheme
from domain.working_days import WorkingDays


class Standing(StrEnum):
    """How a deadline stands on a day."""

    NO_DATE = "no date yet"
    FORECAST = "forecast"
    AHEAD = "ahead"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met late"
    STOPPED = "stopped"
    NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a deadline is counted from: something that happened, or a date that is planned."""

    day: Day
    event: Event | None = None
    is_forecast: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of a challenge or of one council, with the reason for its date."""

    rule: DeadlineRule
    council: CouncilCode | None
    anchor: Anchor | None
    due: date | None
    target: date | None
    met: Day | None
    standing: Standing
    counted_from: str

    @property
    def reason(self) -> str:
        """How the date came about, in a sentence."""
        offset = f"{self.rule.offset} {'before' if self.rule.offset.is_before else 'after'}"
        source = f"(source: {self.rule.source})"
        if self.anchor is None or self.due is None:
            return f"{offset} {self.counted_from}, which has no date yet {source}."
        day = self.anchor.day
        about = (
            "" if day.precision is Precision.DAY else f", counted from its last day, {long_date(day.last)}"
        )
        leeway = f", with {self.rule.tolerance} days' leeway" if self.rule.tolerance else ""
        return f"{offset} {self.counted_from} ({day}{about}): {long_date(self.due)}{leeway} {source}."

    @property
    def name(self) -> str:
        """The deadline's name in the scheme."""
        return self.rule.name

    @property
    def title(self) -> str:
        """What is due, as a heading."""
        return self.rule.title

    @property
    def is_forecast(self) -> bool:
        """Whether what it is counted from has not happened yet."""
        return self.anchor is None or self.anchor.is_forecast

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to meet it."""
        return self.standing in (Standing.FORECAST, Standing.AHEAD, Standing.DUE_SOON, Standing.OVERDUE)

    @property
    def late_from(self) -> date | None:
        """The first day on which it counts as overdue, after its tolerance."""
        return self.due + timedelta(days=self.rule.tolerance + 1) if self.due else None


def deadlines(reading: Reading, scheme: Scheme, calendar: WorkingDays, today: date) -> tuple[Deadline, ...]:
    """Return every deadline of the scheme, each council's own where the milestone is each council's."""
    clock = _Clock(reading, scheme, calendar, today)
    return tuple(
        clock.deadline(rule, council)
        for rule in scheme.deadlines.values()
        for council in reading.is_per_council(
            scheme.milestones[rule.meets].per if rule.meets else Per.CHALLENGE
        )
    )


def counted(start: date, offset: Offset, calendar: WorkingDays) -> date:
    """Count an offset from a day: calendar months clipped to month end, days, or working days."""
    if offset.months:
        return add_months(start, offset.months)
    if offset.working_days:
        return calendar.add(start, offset.working_days)
    return start + timedelta(days=offset.days)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Counts the deadlines of one challenge on one day."""

    reading: Reading
    scheme: Scheme
    calendar: WorkingDays
    today: date

    def deadline(self, rule: DeadlineRule, council: CouncilCode | None) -> Deadline:
        anchor = self.anchor(rule, council)
        start = anchor.day.last if anchor else None
        met = self.reading.was_met(rule.meets, council) if rule.meets else None
        due = counted(start, rule.offset, self.calendar) if start else None
        return Deadline(
            rule=rule,
            council=council,
            anchor=anchor,
            due=due,
            target=counted(start, rule.target, self.calendar) if start and rule.target else None,
            met=met.on if met else None,
            standing=self.met_standing(rule, due, met.on)
            if met
            else self.open_standing(rule, council, anchor, due),
            counted_from=self.counted_from(rule, anchor),
        )

    def anchor(self, rule: DeadlineRule, council: CouncilCode | None) -> Anchor | None:
        if rule.anchor in DATES:
            planned = self.reading.day_of(rule.anchor, council)
            return Anchor(Day(planned[0]), planned[1]) if planned else None
        milestone = self.scheme.milestones[Milestone(rule.anchor)]
        met = self.reading.was_met(milestone.milestone, council)
        if met:
            return Anchor(met.on, met)
        expected = self.reading.day_of(milestone.forecast, council) if milestone.forecast else None
        return Anchor(Day(expected[0]), is_forecast=True) if expected else None

    def met_standing(self, rule: DeadlineRule, due: date | None, met: Day) -> Standing:
        return Standing.MET_LATE if due and met.first > due + timedelta(days=rule.tolerance) else Standing.MET

    def open_standing(
        self, rule: DeadlineRule, council: CouncilCode | None, anchor: Anchor | None, due: date | None
    ) -> Standing:
        if self.reading.cancelled:
            return Standing.STOPPED
        if rule.meets and self.reading.is_past(rule.meets, council, self.scheme):
            return Standing.NOT_RECORDED
        if anchor is None or due is None:
            return Standing.NO_DATE
        if anchor.is_forecast:
            return Standing.FORECAST
        if self.today > due + timedelta(days=rule.tolerance):
            return Standing.OVERDUE
        return Standing.DUE_SOON if (due - self.today).days <= self.scheme.due_soon else Standing.AHEAD

    def counted_from(self, rule: DeadlineRule, anchor: Anchor | None) -> str:
        if rule.anchor in DATES:
            return planned_title(rule.anchor)
        title = self.scheme.milestones[Milestone(rule.anchor)].title.lower()
        return f"{title}, as planned" if anchor and anchor.is_forecast else title


def planned_title(name: str) -> str:
    """Say in words which planned date a name such as ``review_start`` means."""
    what, _, edge = name.partition("_")
    return f"planned {edge} of the {'progress review' if what == 'review' else what}"
