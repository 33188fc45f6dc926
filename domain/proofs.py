"""The proof card of a date: every step of its derivation, with each day that was counted and each left out.

A card can be checked by somebody who has nothing but the card: every step starts where the one before
ended, and names the days between. It is worked out when asked for, because an outlook needs dates by the
million and cards one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from domain.calendars import Calendar
from domain.counting import ONE_DAY, Do, Step
from domain.days import long_date
from domain.deadlines import Deadline
from domain.rules import DeadlineRule, Offset, Unit

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NamedDay:
    """A day that a step went through, with what keeps people from work on it if it does not count."""

    day: date
    left_out: str | None = None

    def to_json(self) -> Shape:
        """Return the day; only one that is left out says why."""
        why = {"left_out": self.left_out} if self.left_out else {}
        return {"day": self.day.isoformat(), **why}


@dataclass(frozen=True, slots=True)
class ProofStep:
    """A step with the days that it went through, and those of the pause that it makes up for.

    They are named where it makes a difference which of them are working days.
    """

    step: Step
    days: tuple[NamedDay, ...] = ()
    stopped: tuple[NamedDay, ...] = ()

    def to_json(self) -> Shape:
        """Return the step in plain JSON values; what does not belong to it is left out."""
        step = self.step
        said: Shape = {
            "do": str(step.do),
            "from": step.start.isoformat(),
            "to": step.end.isoformat(),
            "count": step.count,
            "unit": str(step.unit),
        }
        if step.events:
            said |= {"events": [each.seq for each in step.events], "reason": step.events[0].details.reason}
        if step.gap:
            said |= {"paused": step.events[0].on.first.isoformat(), "until": step.gap[1].isoformat()}
        for name, days in (("days", self.days), ("stopped", self.stopped)):
            said |= {name: [each.to_json() for each in days]} if days else {}
        return said


@dataclass(frozen=True)
class Proof:
    """How the dates of one deadline came about on a day: what is due, and what is aimed at before."""

    deadline: Deadline
    scheme: str
    calendar: Calendar
    today: date

    @cached_property
    def steps(self) -> tuple[ProofStep, ...]:
        """The way from the anchor to the day on which it is due."""
        return tuple(map(self._with_days, self.deadline.steps))

    @cached_property
    def target_steps(self) -> tuple[ProofStep, ...]:
        """The way from the anchor to the day that is aimed at."""
        return tuple(map(self._with_days, self.deadline.target_steps))

    @cached_property
    def provisional(self) -> tuple[str, ...]:
        """Why the date may still move by itself; nothing if it stands."""
        return tuple(self._doubts()) if self.deadline.due else ()

    def to_json(self) -> Shape:
        """Return the card in plain JSON values. Keys stay; new ones may be added."""
        deadline = self.deadline
        return {
            "scheme": self.scheme,
            "on": self.today.isoformat(),
            "council": deadline.council,
            "rule": _rule(deadline.rule),
            "anchor": _anchor(deadline),
            "steps": [each.to_json() for each in self.steps],
            "due": _iso(deadline.due),
            "target_steps": [each.to_json() for each in self.target_steps],
            "target": _iso(deadline.target),
            "late_from": _iso(deadline.late_from),
            "provisional": list(self.provisional),
        }

    def _with_days(self, step: Step) -> ProofStep:
        if step.do is Do.ROLL:
            return ProofStep(step, self._days(_rolled_over(step)))
        if step.unit is not Unit.WORKING_DAYS:
            return ProofStep(step)
        stopped = self._days(_from(*step.gap)) if step.gap else ()
        return ProofStep(step, self._days(_gone_through(step)), stopped)

    def _days(self, every: Iterable[date]) -> tuple[NamedDay, ...]:
        return tuple(NamedDay(day, self.calendar.why_not(day)) for day in every)

    def _doubts(self) -> Iterator[str]:
        if self.deadline.is_forecast:
            yield "what it is counted from has not happened yet"
        if pause := self.deadline.pause:
            yield f"the clock has been stopped since {long_date(pause.first)}, by event {pause.paused.seq}"
        rule, due = self.deadline.rule, self.deadline.due
        needs_bank_holidays = rule.roll or rule.offset.working_days
        if needs_bank_holidays and due and self.calendar.is_provisional(due, self.today):
            until = long_date(self.calendar.published_to(self.today))
            yield f"bank holidays have been published only to {until}"


def _gone_through(step: Step) -> list[date]:
    """Return the days of a step that counts: not the first, from which it counts, but the last."""
    if step.count > 0:
        return _from(step.start + ONE_DAY, step.end + ONE_DAY)
    return _from(step.end, step.start)


def _rolled_over(step: Step) -> list[date]:
    """Return the days that a roll passes over: the first one too, but not the last."""
    if step.count > 0:
        return _from(step.start, step.end)
    return _from(step.end + ONE_DAY, step.start + ONE_DAY)


def _from(first: date, until: date) -> list[date]:
    return [first + ONE_DAY * number for number in range((until - first).days)]


def _rule(rule: DeadlineRule) -> Shape:
    return {
        "name": rule.name,
        "title": rule.title,
        "offset": _offset(rule.offset),
        "target": _offset(rule.target) if rule.target else None,
        "tolerance_days": rule.tolerance,
        "extend_at_most": rule.extend_at_most,
        "never_pauses": rule.never_pauses,
        "roll": str(rule.roll) if rule.roll else None,
        "source": rule.source,
        "note": rule.note,
    }


def _offset(offset: Offset) -> Shape:
    return {"count": offset.count, "unit": str(offset.unit)}


def _anchor(deadline: Deadline) -> Shape | None:
    anchor = deadline.anchor
    if anchor is None:
        return None
    return {
        "name": deadline.rule.anchor,
        "title": deadline.counted_from,
        "on": anchor.day.iso,
        "counted_from": anchor.day.last.isoformat(),
        "event": anchor.event.seq if anchor.event else "planned",
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
