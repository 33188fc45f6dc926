"""What an adviser may want of a message that is to come, and until when it can still be changed.

A wish is a line of the history like any other, under the key of the message. So the round, a preview and the
proof read it where they read everything else, and what was wanted before stays to be seen.
"""

from __future__ import annotations

from datetime import date

from domain.days import long_date
from domain.errors import RulesRefuse
from domain.lifecycle import Event, Happening
from domain.owed import Gap
from domain.people import ROLES, Role
from domain.reading import Reading
from domain.reminders import Coming
from domain.rules import NoticeRule
from domain.working_days import WorkingDays

HELD_TOO_LONG = "it was held back until the day of which it reminds had passed"


class Mandatory(RulesRefuse):
    """A message that its readers must have is not for one person to change."""

    def __str__(self) -> str:
        title, why, instead = self.args
        what = f"'{title}' cannot be held back, brought forward or added to: it is mandatory, because {why}."
        return f"{what} {instead}"


class PastCutOff(RulesRefuse):
    """A message can be changed no longer."""

    def __str__(self) -> str:
        title, last = self.args
        instead = "Write to its readers yourself, or wait for the next one that `cpc upcoming` lists."
        return f"'{title}' could be changed until {long_date(last)} and goes out as it is. {instead}"


class OnItsWay(RulesRefuse):
    """A message has been brought forward, so it goes out with the next round at the latest."""

    def __str__(self) -> str:
        title, on, seq = self.args
        instead = f"Undo that with `cpc correct` and its number, {seq}, as long as nothing has been sent."
        return f"'{title}' was brought forward on {long_date(on)} and goes out as it is. {instead}"


class NoUseInHolding(RulesRefuse):
    """A message would be held back until a day on which it goes out anyway, or on which it is of no use."""

    def __str__(self) -> str:
        title, until, first, last = self.args
        until, first, last = map(long_date, (until, first, last))
        return (
            f"'{title}' goes out on {first} and reminds of {last}, so to hold it until {until} is of no use. "
            "Name a day between the two, or none: then it waits until somebody lets it out."
        )


class NotHeld(RulesRefuse):
    """A message that nobody holds back cannot be let out."""

    def __str__(self) -> str:
        title, on = self.args
        when = f"goes out on {long_date(on)}"
        return f"Nobody holds '{title}' back, it {when}. To have it go now, use `cpc messages forward`."


def held_back(reading: Reading, key: str, today: date) -> Event | None:
    """Return by what a message is held back on a day, if it is; on the day that was named it goes out."""
    wish = reading.wish(key)
    if wish is None or wish.kind is not Happening.HELD_BACK:
        return None
    return wish if wish.details.until is None or today < wish.details.until else None


def brought_forward(reading: Reading, key: str) -> Event | None:
    """Return by what a message has been brought forward, if it has."""
    wish = reading.wish(key)
    return wish if wish and wish.kind is Happening.BROUGHT_FORWARD else None


def waits_for(hold: Event) -> Gap:
    """Say that a message waits for the end of being held back."""
    said = hold.details
    until = f"until {long_date(said.until)}" if said.until else "until somebody lets it out"
    text = f"it is held back {until} ({said.reason}); `cpc messages release` lets {said.key} out"
    return Gap(text, ROLES[Role.PRINCIPAL_ADVISER].title)


def goes_on(coming: Coming, reading: Reading, calendar: WorkingDays) -> date | None:
    """Return the day on which a message goes out as things stand; none if it is held back without an end."""
    wish = reading.wish(coming.key)
    if wish is None or wish.kind is not Happening.HELD_BACK:
        return coming.on
    return calendar.next_working_day(wish.details.until) if wish.details.until else None


def last_day(coming: Coming, reading: Reading, calendar: WorkingDays) -> date:
    """Return the last day on which a message can be changed: its cut-off, as the scheme counts it."""
    going = goes_on(coming, reading, calendar)
    return calendar.add(going, -coming.rule.cut_off) if going else coming.occasion.day


def check_changeable(coming: Coming, reading: Reading, calendar: WorkingDays, today: date) -> None:
    """Raise ``Mandatory``, ``OnItsWay`` or ``PastCutOff`` unless a message can be changed on a day."""
    check_optional(coming.rule)
    if wish := brought_forward(reading, coming.key):
        raise OnItsWay(coming.rule.title, wish.on.first, wish.seq)
    last = last_day(coming, reading, calendar)
    if today > last:
        raise PastCutOff(coming.rule.title, last)


def check_optional(rule: NoticeRule) -> None:
    """Raise ``Mandatory`` for a notice that everybody gets, with why and what can be done instead."""
    if not rule.optional:
        raise Mandatory(rule.title, *_why_mandatory(rule))


def check_until(coming: Coming, calendar: WorkingDays, until: date, today: date) -> None:
    """Raise ``NoUseInHolding`` unless a day to come lies between the message's own and what it reminds of."""
    day = coming.occasion.day
    if until <= max(coming.on, today) or calendar.next_working_day(until) > day:
        raise NoUseInHolding(coming.rule.title, until, coming.on, day)


def check_held(coming: Coming, reading: Reading, today: date) -> None:
    """Raise ``NotHeld`` for a message that nobody holds back."""
    if held_back(reading, coming.key, today) is None:
        raise NotHeld(coming.rule.title, coming.on)


def _why_mandatory(rule: NoticeRule) -> tuple[str, str]:
    if rule.approval:
        instead = "A programme manager decides with `cpc approve` whether it leaves the programme at all."
        return "it goes above the chief executive", instead
    if not rule.is_reminder:
        instead = "Whoever recorded that can undo it with `cpc correct`, if it is not so."
        return "it tells of what has happened", instead
    late = max(rule.days) > 0
    instead = (
        "The programme manager can move the date itself, with `cpc extend`, `cpc pause` or `cpc postpone`."
    )
    return "something is late" if late else "somebody has to act on it in time", instead
