"""Keeps what an adviser wants of a message that is to come: to wait, to go sooner, or to say something more.

Each verb writes one line of the history, or none if the same has been said before. What follows from it is
the outlook's to say: nothing is scheduled, so nothing has to be scheduled anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.personal_lines import plain
from casework.record import Entry, happen
from db import personal_lines
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse, either
from domain.lifecycle import CouncilCode, Details, Event, Happening, PersonId
from domain.notices import addressed
from domain.outlook import Outlook
from domain.owed import OwedNotice
from domain.people import Role
from domain.reminders import Coming
from domain.rules import Scheme
from domain.wishes import (
    brought_forward,
    check_changeable,
    check_held,
    check_optional,
    check_until,
    goes_on,
    held_back,
    last_day,
)


class WhichMessage(WrongUse):
    """Several messages of that name are to come."""

    def __str__(self) -> str:
        reference, name, keys = self.args
        return f"Several messages of {reference} are to come as {name!r}. Name one: {either(keys)}."


class NothingToCome(WrongUse):
    """No message of that key or name is to come."""

    def __str__(self) -> str:
        reference, name, keys = self.args
        known = (
            f"These can be changed: {', '.join(keys)}."
            if keys
            else "None that can be changed is to come yet."
        )
        return f"Nothing of {reference} is to come as {name!r}. {known}"


class AlreadyWritten(RulesRefuse):
    """A message has been written, so nothing about it can be changed."""

    def __str__(self) -> str:
        reference, title = self.args
        see = f"`cpc messages {reference}` says what became of it."
        return f"'{title}' has been written already, as it was then. {see}"


class NotAReader(WrongUse):
    """A personal paragraph is for somebody who does not get the message."""

    def __str__(self) -> str:
        title, readers = self.args
        known = ", ".join(readers) or "there is none yet"
        return f"That person does not get '{title}'. Name one of its readers: {known}."


class NobodySigns(WrongUse):
    """Nobody is there in whose name a personal paragraph could stand."""

    def __str__(self) -> str:
        return (
            f"Nobody is principal adviser of {self.args[0]}, in whose name a personal paragraph stands. "
            "Assign somebody, or name another who takes part with --from."
        )


class NothingSaid(WrongUse):
    """There is no personal paragraph that could be taken away."""

    def __str__(self) -> str:
        return f"'{self.args[0]}' has no personal paragraph to take away. Give the words that it is to have."


@dataclass(frozen=True, slots=True)
class ToCome:
    """An optional message to come: when it goes, until when that can be changed, and what is wanted of it.

    It ``goes`` on no day if it is held back without an end, and ``is_open`` to changes or not any more. The
    ``lines`` are the events that added a personal paragraph, by its reader or none if it is for everybody.
    """

    key: str
    name: str
    title: str
    council: CouncilCode | None
    reminds_of: date
    goes: date | None
    until: date
    is_open: bool
    held: Event | None
    lines: Mapping[PersonId | None, Event]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wants to add to a message: to one reader or all, in whose name if not the adviser's."""

    text: str
    reader: PersonId | None = None
    signer: PersonId | None = None


def to_come(on_desk: Case, today: date) -> tuple[ToCome, ...]:
    """Return the optional messages that are to go out and have not been written, the first to go first."""
    view = on_desk.on(today)
    found = (_standing(view, each) for each in _unwritten(on_desk, view))
    return tuple(sorted(found, key=lambda each: (each.goes or each.reminds_of, each.key)))


def hold(
    session: Session, reference: str, entry: Entry, name: str, reason: str, *, until: date | None = None
) -> ToCome:
    """Hold a message back until a day, or until somebody lets it out; held too long, it lapses.

    A message is named by its key, or by its notice's name if only one of that name is to come. ``Mandatory``,
    ``OnItsWay`` and ``PastCutOff`` refuse what cannot be changed, ``NoUseInHolding`` a day without sense.
    """
    on_desk, coming = _take(session, reference, entry, name)
    if until:
        check_until(coming, on_desk.calendar, until, entry.today)
    said = Details(key=coming.key, reason=reason, until=until)
    return _wish(on_desk, entry, coming, Happening.HELD_BACK, said)


def release(session: Session, reference: str, entry: Entry, name: str) -> ToCome:
    """Let out a message that is held back: it goes on its morning, or at once if that has passed.

    ``NotHeld`` if nobody holds it back.
    """
    on_desk, coming = _take(session, reference, entry, name)
    view = on_desk.on(entry.today)
    known = view.reading.wish(coming.key)
    if known is None or known.kind is not Happening.LET_OUT:
        check_held(coming, view.reading, entry.today)
    return _wish(on_desk, entry, coming, Happening.LET_OUT, Details(key=coming.key))


def bring_forward(session: Session, reference: str, entry: Entry, name: str, reason: str) -> ToCome:
    """Have a message go out now instead of on its morning; on that morning it does not go again."""
    on_desk, coming = _take(session, reference, entry, name)
    return _wish(on_desk, entry, coming, Happening.BROUGHT_FORWARD, Details(key=coming.key, reason=reason))


def say(session: Session, reference: str, entry: Entry, name: str, words: Words) -> ToCome:
    """Add a personal paragraph to a message, in the place of an earlier one; no words take that away.

    ``NotAParagraph``, ``TooLong`` and ``Unprintable`` refuse what no letter can hold.
    """
    on_desk, coming = _take(session, reference, entry, name)
    view, found = on_desk.on(entry.today), plain(words.text)
    readers = {each.person for each in readers_of(view, coming) if each.person}
    if words.reader and words.reader not in readers:
        raise NotAReader(coming.rule.title, sorted(on_desk.people[each].name for each in readers))
    known = view.reading.lines_of(coming.key).get(words.reader)
    if not found:
        if known is None:
            raise NothingSaid(coming.rule.title)
        return _write(on_desk, entry, coming, Details(key=coming.key, reader=words.reader))
    said = Details(
        key=coming.key,
        digest=personal_lines.keep(session, on_desk.reference, found, entry.at),
        reader=words.reader,
        person=words.signer or _adviser(on_desk, view),
    )
    if known and known.details == said:
        return _standing(view, coming)
    return _write(on_desk, entry, coming, said)


def _take(session: Session, reference: str, entry: Entry, name: str) -> tuple[Case, Coming]:
    """Take a challenge onto the desk with the one message that is meant, if that can be changed."""
    on_desk = case(session, reference, lock=True)
    view = on_desk.on(entry.today)
    coming = _named(on_desk, view, name)
    check_changeable(coming, view.reading, on_desk.calendar, entry.today)
    return on_desk, coming


def _named(on_desk: Case, view: Outlook, name: str) -> Coming:
    notice = _notice_in(on_desk.scheme, name)
    if rule := on_desk.scheme.notices.get(notice):
        check_optional(rule)
    unwritten = [*_unwritten(on_desk, view)]
    found = [each for each in unwritten if name in (each.key, each.rule.name)]
    if len(found) > 1:
        raise WhichMessage(on_desk.reference, name, [each.key for each in found])
    if not found and any(key == on_desk.key(name) for key, _ in on_desk.done.told):
        raise AlreadyWritten(on_desk.reference, on_desk.scheme.notices[notice].title)
    if not found:
        raise NothingToCome(on_desk.reference, name, [each.key for each in unwritten])
    return found[0]


def _notice_in(scheme: Scheme, name: str) -> str:
    """Return the notice that a key or a name speaks of."""
    parts = name.split("/")
    return next((each for each in parts if each in scheme.notices), name)


def _unwritten(on_desk: Case, view: Outlook) -> Iterator[Coming]:
    """Return the optional reminders that are to go out and of which nothing has been written."""
    written = {key for key, _ in on_desk.done.told}
    for each in view.reminding.coming():
        if each.rule.optional and on_desk.key(each.key) not in written:
            yield each


def _standing(view: Outlook, coming: Coming) -> ToCome:
    reading, until = view.reading, last_day(coming, view.reading, view.calendar)
    return ToCome(
        coming.key,
        coming.rule.name,
        coming.rule.title,
        coming.occasion.council,
        coming.occasion.day,
        goes_on(coming, reading, view.calendar),
        until,
        view.today <= until and brought_forward(reading, coming.key) is None,
        held_back(reading, coming.key, view.today),
        reading.lines_of(coming.key),
    )


def _wish(on_desk: Case, entry: Entry, coming: Coming, kind: Happening, said: Details) -> ToCome:
    view = on_desk.on(entry.today)
    known = view.reading.wish(coming.key)
    if known and (known.kind, known.details) == (kind, said):
        return _standing(view, coming)
    return _write(on_desk, entry, coming, said, kind)


def _write(
    on_desk: Case,
    entry: Entry,
    coming: Coming,
    said: Details,
    kind: Happening = Happening.PERSONAL_LINE,
) -> ToCome:
    """Write down what is wanted, and return the message as it stands then."""
    event = Event(0, kind, Day(entry.today), details=said)
    happen(on_desk.session, on_desk.reference, entry, event)
    view = case(on_desk.session, on_desk.reference).on(entry.today)
    return _standing(view, next(each for each in view.reminding.coming() if each.key == coming.key))


def readers_of(view: Outlook, coming: Coming) -> tuple[OwedNotice, ...]:
    """Return a message to come as it is owed to each of its readers."""
    cause = OwedNotice(
        key=coming.key,
        slot="",
        rule=coming.rule,
        on=coming.on,
        role=None,
        council=coming.occasion.council,
        deadline=coming.occasion.deadline,
        counted_from=coming.occasion.day,
    )
    return addressed(cause, view.reading, view.documents)


def _adviser(on_desk: Case, view: Outlook) -> PersonId:
    found = view.reading.in_office(Role.PRINCIPAL_ADVISER)
    if not found:
        raise NobodySigns(on_desk.reference)
    return found[0].person
