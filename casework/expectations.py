"""Derives from a history alone which messages should exist: its days are gone through once more.

Nothing that a round has stored is asked. On each day on which something was recorded or came due, the history
is read as it stood that morning and that evening. What was owed at both had to be sent, for the round of a
working day sees to it; so had what was owed from one evening to the next working morning. What was owed at
any moment may have been sent, and nothing else may.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

from domain.calendars import Calendar
from domain.lifecycle import History, PersonId, Reference
from domain.outlook import Outlook, outlook
from domain.owed import OwedNotice
from domain.people import Role
from domain.rules import Scheme

ONE_DAY = timedelta(days=1)

Slot = tuple[str, str]
"""The key of something owed, unique over all challenges, and whose part of it."""
Ready = dict[Slot, OwedNotice]


@dataclass(frozen=True, slots=True)
class Expected:
    """One person's part of a notice that had to go out, and the first day on which it was owed."""

    key: str
    slot: str
    title: str
    person: PersonId
    on: date


@dataclass(frozen=True)
class Calendars:
    """The calendar as it was known at the end of each day: one for the time from each change of it."""

    changed: Sequence[date]
    found: Sequence[Calendar]
    """One more than there are changes: what held before the first of them."""

    def on(self, day: date) -> Calendar:
        """Return the calendar as it was known at the end of a day."""
        return self.found[bisect_right(self.changed, day)]


@dataclass(frozen=True)
class Days:
    """A history with the day on which each entry became known: the day of entering it, or the day it tells.

    A story is told over again when all of it is entered at one sitting, as the demonstration does. The work
    is then done as of the days of the story.
    """

    history: History
    known: tuple[date, ...]
    are_told: bool

    @classmethod
    def entered(cls, history: History) -> Days:
        """Take each entry as known from the day on which it was written down."""
        return cls(
            history,
            _rising(max(each.recorded_on or date.min, each.on.first) for each in history),
            are_told=False,
        )

    @classmethod
    def told(cls, history: History) -> Days:
        """Take each entry as known from the day of which it tells."""
        return cls(history, _rising(each.on.first for each in history), are_told=True)

    def before(self, day: date) -> int:
        """Say how many entries were known before a day."""
        return bisect_left(self.known, day)

    def by(self, day: date) -> int:
        """Say how many entries were known at the end of a day."""
        return bisect_right(self.known, day)


def is_story(history: History) -> bool:
    """Whether a history may have been told over again: more days happen in it than it was written on."""
    lived = [each for each in history if not each.backfilled]
    written = {each.recorded_on for each in lived}
    return len(written) <= SITTING < len({each.on.first for each in lived})


SITTING = 2
"""Days on which a sitting may be written down: it may go past midnight."""


def _rising(days: Iterator[date]) -> tuple[date, ...]:
    return tuple(accumulate(days, max))


@dataclass
class Expectations:
    """What the messages of one challenge should be, as its history says.

    ``due`` had to be sent, ``allowed`` says to whom each slot may have gone, and ``lapsed`` why one is owed
    no longer. ``loose`` came due in a story on a day of which it tells nothing: who tells it may have left
    that day out, or else has sent all of it. ``advisers`` has every change of the adviser, with its day.
    """

    reference: Reference
    scheme: Scheme
    calendars: Calendars
    days: Days
    until: date
    due: dict[Slot, Expected] = field(default_factory=dict)
    loose: dict[Slot, Expected] = field(default_factory=dict)
    allowed: dict[Slot, set[PersonId]] = field(default_factory=dict)
    lapsed: dict[Slot, str] = field(default_factory=dict)
    advisers: list[tuple[date, PersonId | None]] = field(default_factory=list)

    def was_allowed(self, slot: Slot, person: PersonId) -> bool:
        """Whether a slot may have gone to somebody, be it between two entries of one day."""
        return person in self.allowed.get(slot, ()) or person in self._in_between.get(slot, ())

    def adviser(self, day: date) -> PersonId | None:
        """Return who was the adviser at the end of a day."""
        return next((who for since, who in reversed(self.advisers) if since <= day), None)

    @cached_property
    def _in_between(self) -> dict[Slot, set[PersonId]]:
        """Look at what was owed after each entry, which is asked for when something cannot be explained."""
        found: dict[Slot, set[PersonId]] = {}
        for number, day in enumerate(self.days.known, 1):
            if day <= self.until:
                _allow(found, self.ready(self.view(number, day)))
        return found

    def view(self, number: int, day: date, calendar: Calendar | None = None) -> Outlook:
        """Read the first entries of the history on a day."""
        calendar = calendar or self.calendars.on(day)
        return outlook(self.days.history[:number], self.scheme, calendar, day)

    def ready(self, view: Outlook) -> Ready:
        """Return what can be sent as things stand, under the keys of the outbox."""
        return {(f"{self.reference}/{each.key}", each.slot): each for each in view.notices if each.is_ready}


def expect(
    reference: Reference, scheme: Scheme, calendars: Calendars, days: Days, until: date
) -> Expectations:
    """Go through the days of a history to a day, and say which messages should be there at its end."""
    found = Expectations(reference, scheme, calendars, days, until)
    left: dict[Slot, Expected] = {}
    last: date | None = None
    for day, evening in _evenings(found):
        if last and calendars.on(last).next_working_day(last + ONE_DAY) < day and not days.are_told:
            found.due |= left
        ready = found.ready(evening)
        earlier = ready if days.are_told else _morning(found, day, ready)
        _allow(found.allowed, earlier)
        _allow(found.allowed, ready)
        left = {
            slot: left.get(slot) or _expected(slot, owed, day)
            for slot, owed in ready.items()
            if slot not in found.due
        }
        if days.are_told and day not in days.known:
            found.loose |= left
        elif days.are_told or calendars.on(day).is_working_day(day):
            found.due |= {slot: each for slot, each in left.items() if slot in earlier}
            left = {slot: each for slot, each in left.items() if slot not in earlier}
        _note_adviser(found, day, evening)
        last = day
    found.due |= left
    found.loose = {slot: each for slot, each in found.loose.items() if slot not in found.due}
    return found


def _evenings(found: Expectations) -> Iterator[tuple[date, Outlook]]:
    """Read the history at the end of each day on which something was entered or came due."""
    fixed = sorted({*found.days.known, *found.calendars.changed})
    day: date | None = found.days.known[0]
    while day and day <= found.until:
        view = found.view(found.days.by(day), day)
        yield day, view
        coming = bisect_right(fixed, day)
        following = [
            *fixed[coming : coming + 1],
            *(each for each in view.reminding.turning_days() if each > day),
        ]
        day = min(following, default=None)
    last = found.view(found.days.by(found.until), found.until)
    found.lapsed |= {
        (f"{found.reference}/{each.key}", each.slot): each.lapsed for each in last.notices if each.lapsed
    }


def _morning(found: Expectations, day: date, ready: Ready) -> Ready:
    """Return what could be sent before anything was entered on a day."""
    number = found.days.before(day)
    if number == found.days.by(day) and day not in found.calendars.changed:
        return ready
    return found.ready(found.view(number, day, found.calendars.on(day - ONE_DAY))) if number else {}


def _expected(slot: Slot, owed: OwedNotice, day: date) -> Expected:
    return Expected(*slot, owed.rule.title, PersonId(owed.person or ""), day)


def _allow(allowed: dict[Slot, set[PersonId]], ready: Ready) -> None:
    for slot, owed in ready.items():
        allowed.setdefault(slot, set()).add(PersonId(owed.person or ""))


def _note_adviser(found: Expectations, day: date, view: Outlook) -> None:
    who = next((each.person for each in view.reading.in_office(Role.PRINCIPAL_ADVISER)), None)
    if not found.advisers or found.advisers[-1][1] != who:
        found.advisers.append((day, who))
