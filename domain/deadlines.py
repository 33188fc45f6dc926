"""Says what is due, by when and how each stands, counted from what has happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.counting import Count, Do, Step
from domain.days import Day, Precision, long_date
from domain.lifecycle import DATES, CouncilCode, Event, Milestone
from domain.pauses import Pause
from domain.reading import Reading
from domain.rules import DeadlineRule, Per, Roll, Scheme
from domain.working_days import WorkingDays


class Standing(StrEnum):
    """How a deadline stands on a day."""

    NO_DATE = "no date yet"
    FORECAST = "forecast"
    AHEAD = "ahead"
    DUE_SOON = "due soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
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
    """One deadline of a challenge or of one council, with the steps by which its date was counted.

    ``pause`` is the one that holds it up now; until that ends the date stands as it was.
    """

    rule: DeadlineRule
    council: CouncilCode | None
    anchor: Anchor | None
    steps: tuple[Step, ...]
    target_steps: tuple[Step, ...]
    met: Day | None
    standing: Standing
    counted_from: str
    pause: Pause | None = None

    @property
    def due(self) -> date | None:
        """The last day on which it is met in time, not counting any leeway."""
        return self.steps[-1].end if self.steps else None

    @property
    def target(self) -> date | None:
        """The day that is aimed at, before the last one."""
        return self.target_steps[-1].end if self.target_steps else None

    @property
    def since(self) -> date | None:
        """The day on which its date came to be what it is, by its anchor or by what moved it last."""
        if self.anchor is None or self.anchor.event is None:
            return None
        moved = (event.on.last for step in self.steps for event in step.events[-1:])
        return max((self.anchor.event.on.last, *moved))

    @property
    def reason(self) -> str:
        """How the date came about, in a sentence; in a second one, what holds it up."""
        offset = f"{self.rule.offset} {'before' if self.rule.offset.is_before else 'after'}"
        if self.anchor is None or self.due is None:
            return f"{offset} {self.counted_from}, which has no date yet."
        day = self.anchor.day
        about = (
            "" if day.precision is Precision.DAY else f", counted from its last day, {long_date(day.last)}"
        )
        moved = "".join(_in_passing(self.steps, self.rule))
        leeway = f", with {self.rule.tolerance} days' leeway" if self.rule.tolerance else ""
        said = f"{offset} {self.counted_from} ({day}{about}){moved}: {long_date(self.due)}{leeway}."
        if self.pause:
            said += f" The clock has been stopped since {long_date(self.pause.first)}."
        return said

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
        return self.standing in OPEN

    @property
    def late_from(self) -> date | None:
        """The first day on which it counts as overdue, after its tolerance."""
        return self.due + timedelta(days=self.rule.tolerance + 1) if self.due else None


OPEN = (Standing.FORECAST, Standing.AHEAD, Standing.DUE_SOON, Standing.OVERDUE, Standing.PAUSED)


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
        count = self.count(rule, council, met)
        steps = count.steps(start, rule.offset, rule.tolerance) if start else ()
        due = steps[-1].end if steps else None
        pause = None if met else self.pause(rule, council, due)
        return Deadline(
            rule=rule,
            council=council,
            anchor=anchor,
            steps=steps,
            target_steps=count.steps(start, rule.target) if start and rule.target else (),
            met=met.on if met else None,
            standing=self.met_standing(rule, due, met.on)
            if met
            else self.open_standing(rule, council, anchor, due, pause),
            counted_from=self.counted_from(rule, anchor),
            pause=pause,
        )

    def count(self, rule: DeadlineRule, council: CouncilCode | None, met: Event | None) -> Count:
        """Take what lies in the ledger for a deadline; a pause after it was met is none of its."""
        pauses = self.reading.pauses(council)
        if met and pauses:
            pauses = tuple(each for each in pauses if each.first <= met.on.last)
        return Count(rule, self.calendar, self.reading.extensions_of(rule.name, council), pauses)

    def pause(self, rule: DeadlineRule, council: CouncilCode | None, due: date | None) -> Pause | None:
        """Return the pause that holds a deadline up now, if it began before the time was over."""
        found = None if rule.never_pauses or due is None else self.reading.open_pause(council)
        return found if found and due and found.first <= due + timedelta(days=rule.tolerance) else None

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
        self,
        rule: DeadlineRule,
        council: CouncilCode | None,
        anchor: Anchor | None,
        due: date | None,
        pause: Pause | None,
    ) -> Standing:
        if self.reading.cancelled:
            return Standing.STOPPED
        if rule.meets and self.reading.is_past(rule.meets, council, self.scheme):
            return Standing.NOT_RECORDED
        if anchor is None or due is None:
            return Standing.NO_DATE
        if anchor.is_forecast:
            return Standing.FORECAST
        return Standing.PAUSED if pause else self.running_standing(rule, due)

    def running_standing(self, rule: DeadlineRule, due: date) -> Standing:
        if self.today > due + timedelta(days=rule.tolerance):
            return Standing.OVERDUE
        return Standing.DUE_SOON if (due - self.today).days <= self.scheme.due_soon else Standing.AHEAD

    def counted_from(self, rule: DeadlineRule, anchor: Anchor | None) -> str:
        if rule.anchor in DATES:
            return planned_title(rule.anchor)
        title = self.scheme.milestones[Milestone(rule.anchor)].title.lower()
        return f"{title}, as planned" if anchor and anchor.is_forecast else title


def _in_passing(steps: tuple[Step, ...], rule: DeadlineRule) -> Iterator[str]:
    """Say briefly what made a date other than the rule alone would have it."""
    added = {do: [step for step in steps if step.do is do] for do in (Do.EXTEND, Do.PAUSE)}
    for do, why in ((Do.EXTEND, "of extension"), (Do.PAUSE, "on which the clock stood still")):
        if found := added[do]:
            yield f", plus {found[0].unit.of(sum(step.count for step in found))} {why}"
    if steps[-1].do is Do.ROLL:
        yield f", then {'on to the next' if rule.roll is Roll.NEXT else 'back to the last'} working day"


def planned_title(name: str) -> str:
    """Say in words which planned date a name such as ``review_start`` means."""
    what, _, edge = name.partition("_")
    return f"planned {edge} of the {'progress review' if what == 'review' else what}"
