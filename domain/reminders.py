"""On which mornings people are reminded of what, and to whom the next letter goes if nothing happens.

A reminder is counted from a deadline, from a milestone or from the day on which a survey opens. Nothing is
scheduled: a morning that was missed is found again by asking, and one that had passed before anybody knew of
the matter is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from domain.deadlines import Deadline, Standing
from domain.lifecycle import CouncilCode, Event, Happening, History, Milestone, in_force
from domain.owed import key_of
from domain.people import Role
from domain.reading import Reading
from domain.rules import NoticeRule, Scheme, roles_in
from domain.surveys import Opening, openings
from domain.working_days import FIRST_YEAR, LAST_YEAR, WorkingDays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day that is reminded of: when a deadline is due, or when a milestone is planned or was met.

    It was ``known`` from a day on, so nothing is said of what would have been said before that. What is
    asked for may be ``met_by`` a milestone, or ``settled`` in another way; the words say how. Of a day that
    is only planned nobody is reminded ``after``, and of one that has come nobody ``before``.
    """

    day: date
    known: date
    council: CouncilCode | None = None
    deadline: Deadline | None = None
    met_by: tuple[Milestone, ...] = ()
    settled: str | None = None
    before: bool = True
    after: bool = True
    opening: Opening | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """The next letter of a ladder: when it goes out if nothing happens, and to whom beside the readers."""

    on: date
    to: tuple[Role, ...]
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class Coming:
    """A reminder that is still to go out: under which key, of what, and on which morning."""

    key: str
    rule: NoticeRule
    occasion: Occasion
    on: date


@dataclass(frozen=True)
class Reminding:
    """Says of what, and on which mornings, people are reminded, as far as is known today."""

    reading: Reading
    scheme: Scheme
    calendar: WorkingDays
    today: date
    deadlines: Sequence[Deadline]

    @cached_property
    def _due(self) -> dict[str, list[Occasion]]:
        """The deadlines that can be reminded of, by name."""
        found: dict[str, list[Occasion]] = {}
        for deadline in self.deadlines:
            if occasion := self._of_deadline(deadline):
                found.setdefault(deadline.name, []).append(occasion)
        return found

    @cached_property
    def _openings(self) -> tuple[Opening, ...]:
        return openings(self.reading, self.scheme, self.today)

    def occasions(self, rule: NoticeRule) -> Iterator[Occasion]:
        """Return what a reminder is counted from; what was brought in from the past reminds of nothing."""
        if rule.milestone:
            yield from self._of_milestone(rule, rule.milestone)
        if rule.deadline:
            yield from self._due.get(rule.deadline, ())
        if rule.survey:
            yield from self._of_survey(rule.survey)

    def mornings(self, rule: NoticeRule, occasion: Occasion) -> Iterator[tuple[int, date]]:
        """Return the mornings of the reminders of an occasion, with their distance from it, in order.

        A reminder whose morning had passed before anybody knew of the matter is none: a window that is
        longer than the time left does not fire at once. Nor is one of what stood as done that morning, or
        while the challenge lay cancelled or its clock stood still. What was owed on its morning is settled
        by what is recorded later, and stays.
        """
        for distance in sorted(rule.days):
            on = self._laid_down(rule, occasion, distance)
            is_asked = occasion.after if distance > 0 else occasion.before
            is_in_time = occasion.known <= on and not self._stood_as_done(occasion, on)
            if is_asked and is_in_time and not self._is_quiet(on, occasion):
                yield distance, on

    def turning_days(self) -> Iterator[date]:
        """Return every morning on which somebody is reminded of something, or is so no longer."""
        for rule in self.scheme.reminders:
            for occasion in self.occasions(rule):
                for distance, on in self.mornings(rule, occasion):
                    yield on
                    wish = self._wish(rule, occasion, distance)
                    if wish and wish.kind is Happening.HELD_BACK:
                        yield wish.details.until or occasion.day + ONE_DAY

    def coming(self) -> Iterator[Coming]:
        """Return the reminders that are to go out as far as is known, and of a ladder the last that came.

        Whether that has been written already, the rules do not know.
        """
        for rule in self.scheme.reminders:
            for occasion in self.occasions(rule):
                mornings = [] if occasion.settled else [*self.mornings(rule, occasion)]
                come = [place for place, (_, on) in enumerate(mornings) if on <= self.today]
                for distance, on in mornings[come[-1] if come else 0 :]:
                    yield Coming(self.key(rule, occasion, distance, on), rule, occasion, on)

    def key(self, rule: NoticeRule, occasion: Occasion, distance: int, on: date) -> str:
        """Return the key of a reminder; what was brought forward keeps the one that was named for it.

        A survey is named by the council with which it opened, like the links to it: of two that became one
        council each may have its own.
        """
        wish = self._wish(rule, occasion, distance)
        if wish and wish.kind is Happening.BROUGHT_FORWARD and wish.details.key:
            return wish.details.key
        asked = occasion.opening
        named = asked.council if asked else self.reading.named_on(occasion.council, on)
        return key_of("notice", rule.name, named, f"{occasion.day}{distance:+d}")

    def next_rung(self, rule: NoticeRule, deadline: Deadline) -> Rung | None:
        """Return the first letter after today that goes to people who do not get this reminder."""
        rungs = (
            Rung(on, to, other.approval)
            for occasion in self._due.get(deadline.name, ())
            for other in self.scheme.reminders
            if occasion.deadline is deadline and other.deadline == deadline.name
            if (to := _beside(other, rule))
            for _, on in self.mornings(other, occasion)
            if on > self.today
        )
        return min(rungs, key=lambda each: each.on, default=None)

    def _of_deadline(self, deadline: Deadline) -> Occasion | None:
        anchor, since, due = deadline.anchor, deadline.since, deadline.due
        if anchor is None or anchor.event is None or anchor.event.backfilled or since is None or due is None:
            return None
        causes = [anchor.event, *(event for step in deadline.steps for event in step.events[-1:])]
        meets = deadline.rule.meets
        return Occasion(
            due,
            max(since, *map(self._known, causes)),
            deadline.council,
            deadline,
            met_by=(meets,) if meets else (),
            settled=_why_settled(deadline),
        )

    def _of_milestone(self, rule: NoticeRule, milestone: Milestone) -> Iterator[Occasion]:
        unless = (rule.unless,) if rule.unless else ()
        planned = self.scheme.milestones[milestone].forecast
        for council in self.reading.is_per_council(self.scheme.milestones[milestone].per):
            said = self.reading.day_of(planned, council) if planned and min(rule.days) <= 0 else None
            if said and not said[1].backfilled:
                yield self._occasion(*said, council, (milestone, *unless), after=False)
            met = self.reading.was_met(milestone, council) if max(rule.days) > 0 else None
            if met and not met.backfilled:
                yield self._occasion(met.on.last, met, council, unless, before=False)

    def _of_survey(self, name: str) -> Iterator[Occasion]:
        for each in self._openings:
            if each.survey.name == name:
                closed = CLOSED if each.has_closed(self.today) else None
                yield Occasion(
                    each.first,
                    each.first,
                    self.reading.heir(each.council),
                    settled=CANCELLED if self.reading.cancelled else closed,
                    opening=each,
                )

    def _occasion(
        self,
        day: date,
        because: Event,
        council: CouncilCode | None,
        met_by: tuple[Milestone, ...],
        *,
        before: bool = True,
        after: bool = True,
    ) -> Occasion:
        settled = next(filter(None, (self._why_done(each, council) for each in met_by)), None)
        return Occasion(
            day,
            self._known(because),
            council,
            met_by=met_by,
            settled=CANCELLED if self.reading.cancelled else settled,
            before=before,
            after=after,
        )

    def _why_done(self, milestone: Milestone, council: CouncilCode | None) -> str | None:
        if met := self.reading.was_met(milestone, council):
            return f"it was done {met.on.when}"
        return PASSED if self.reading.is_past(milestone, council, self.scheme) else None

    def _known(self, event: Event) -> date:
        return event.known(self.today)

    def _stood_as_done(self, occasion: Occasion, morning: date) -> bool:
        return any(self._stood_as_met(each, occasion.council, morning) for each in occasion.met_by)

    def _stood_as_met(self, milestone: Milestone, council: CouncilCode | None, morning: date) -> bool:
        """Say whether a milestone stood as met from before a morning to the end of that day."""
        met = self.reading.was_met(milestone, council)
        if not self.reading.void:
            return met is not None and self._known(met) < morning
        reports = {
            event.seq
            for event in self.reading.void
            if event.kind is milestone and self.reading.heir(event.council) in (None, council)
        } | ({met.seq} if met else set())
        return all(
            any(event.seq in reports for event in in_force(history)) for history in self._histories(morning)
        )

    def _histories(self, morning: date) -> Iterator[History]:
        """Return the history as it stood before a morning, and after each event that came to it that day."""
        written = sorted((*self.reading.events, *self.reading.void), key=lambda each: each.seq)
        history = [event for event in written if self._known(event) < morning]
        yield history
        for event in written:
            if self._known(event) == morning:
                history = [*history, event]
                yield history

    def _is_quiet(self, day: date, occasion: Occasion) -> bool:
        deadline = occasion.deadline
        runs_on = deadline is not None and deadline.rule.never_pauses
        stood_still = not runs_on and self.reading.stood_still(day, occasion.council)
        return stood_still or self.reading.rested(day)

    def _laid_down(self, rule: NoticeRule, occasion: Occasion, distance: int) -> date:
        """Return the morning of a reminder, or the day before it on which somebody brought it forward."""
        on, wish = self._morning(occasion.day, distance), self._wish(rule, occasion, distance)
        is_sooner = wish and wish.kind is Happening.BROUGHT_FORWARD
        return min(on, max(wish.on.first, occasion.known)) if wish and is_sooner else on

    def _wish(self, rule: NoticeRule, occasion: Occasion, distance: int) -> Event | None:
        """Return what was wanted last of a reminder; nobody's wish counts where it is mandatory."""
        if not (rule.optional and self.reading.wishes):
            return None
        return self.reading.wish(
            key_of("notice", rule.name, occasion.council, f"{occasion.day}{distance:+d}")
        )

    def _morning(self, day: date, distance: int) -> date:
        """Return the working morning of a reminder: the next one, but not after what it reminds of is due."""
        wanted = day + timedelta(days=distance)
        if not FIRST_YEAR < wanted.year < LAST_YEAR:
            return wanted  # Nobody has laid down who works on such a day.
        morning = self.calendar.next_working_day(wanted)
        return morning if distance > 0 or morning <= day else self.calendar.add(day + ONE_DAY, -1)


CANCELLED = "the challenge has been cancelled"
PASSED = "what comes after it has been recorded"
CLOSED = "the survey has closed"


def _why_settled(deadline: Deadline) -> str | None:
    if deadline.met:
        return f"it was met {deadline.met.when}"
    settled = {
        Standing.STOPPED: CANCELLED,
        Standing.NOT_RECORDED: PASSED,
        Standing.PAUSED: "its clock has been stopped",
    }
    return settled.get(deadline.standing)


def _beside(other: NoticeRule, rule: NoticeRule) -> tuple[Role, ...]:
    """Return the roles that one notice goes to and another does not."""
    known = {role for audience in rule.to for role in roles_in(audience)}
    return tuple(role for audience in other.to for role in roles_in(audience) if role not in known)
