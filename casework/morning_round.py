"""What a good officer does every working morning: look at what has come due, and see to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework import announcements, digests, documents, notices, preferences
from casework.case import cases, working_days
from casework.gathering import gather
from casework.second_look import why_not
from casework.standings import standing_of
from db import letters, reminders, standings
from db import preferences as waiting
from db.session import reading, transaction
from domain.errors import ChallengeError
from domain.lifecycle import Reference

AT_ONCE = 100
"""How many challenges, or readers, are seen to in one transaction.

Fewer ask the database more often than needed, more keep its other writers waiting.
"""
NOT_ON_ITS_DAY = "it was not sent on the day for which it was written"

Refusal = tuple[Reference, str]


class NotAll(ChallengeError):
    """Some challenges could not be seen to."""

    def __str__(self) -> str:
        troubles = "; ".join(f"{reference}: {why}" for reference, why in self.args[0])
        return f"Not everything could be seen to ({troubles}). Put that right; the next round finds it again."


@dataclass(frozen=True, slots=True)
class Made:
    """How many documents and messages some work has made, and what it could not do."""

    documents: int = 0
    messages: int = 0
    refused: tuple[Refusal, ...] = ()

    def __add__(self, other: Made) -> Made:
        return Made(
            self.documents + other.documents, self.messages + other.messages, self.refused + other.refused
        )


def why_quiet(today: date) -> str | None:
    """Name what makes a day one on which nobody is written to, such as ``Saturday``, if anything does."""
    with reading() as session:
        return working_days(session).why_not(today)


def due(session: Session, today: date) -> tuple[Reference, ...]:
    """Return the challenges of which something has come due since they were last looked at."""
    return tuple(standings.due(session, today))


def begin(today: date, at: datetime) -> list[Sequence[Reference]]:
    """Take back what lies about from earlier days, and return the challenges to see to, in hundreds."""
    while _take_back(today, at):
        pass
    with reading() as session:
        found = due(session, today)
    return [found[start : start + AT_ONCE] for start in range(0, len(found), AT_ONCE)]


def see_to_each(references: Sequence[Reference], today: date, at: datetime) -> Made:
    """See to some challenges at once, or if that fails one by one, so that none holds up another."""
    try:
        with transaction() as session:
            return see_to(session, references, today, at)
    except (ChallengeError, OSError) as error:
        if len(references) == 1:
            return Made(refused=((references[0], str(error)),))
        return sum((see_to_each([each], today, at) for each in references), start=Made())


def see_to(session: Session, references: Collection[Reference], today: date, at: datetime) -> Made:
    """Prepare and write all that challenges owe and bring their standings up to date, or do nothing.

    Reminders are held, until at the end of the round it is known what else their readers are reminded of.
    """
    on_desk = cases(session, references, lock=True)
    made = [
        documents.file(each, wanted, today, at) for each in on_desk for wanted in each.documents_owed(today)
    ]
    several = notices.reminded_of_several(on_desk, today)
    written = [entry for each in on_desk for entry in notices.queue_on(each, today, at, several)]
    letters.enter(session, written)
    announcements.of_letters(session, on_desk, written, today, at)
    standings.put(session, [standing_of(each, today, at) for each in on_desk])
    return Made(len(made), len(written))


def finish(today: date, at: datetime) -> int:
    """Queue what was held, as one message to each reader, and the digests; return how many digests."""
    end_waiting(today, at)
    gather_all(at)
    return digests.write_due(today, at)


def end_waiting(today: date, at: datetime) -> None:
    """Hold again what has waited for the digest's day, if that has come; withdraw what is settled.

    Who has switched such messages off while they waited does not get them.
    """
    with transaction() as session:
        before = preferences.end_of_waiting(session, today)
        found = waiting.rolled(session, before) if before else ()
        fates = preferences.after_waiting(session, found)
        for message in found:
            if why := why_not(session, message, at):
                reminders.withdraw(session, message, why)
            else:
                message.state = fates[message.person_id]


def gather_all(at: datetime) -> None:
    """Queue the reminders that are held, as one message to each reader."""
    with reading() as session:
        readers = reminders.readers(session)
    for start in range(0, len(readers), AT_ONCE):
        with transaction() as session:
            gather(session, at, readers[start : start + AT_ONCE])


def _take_back(today: date, at: datetime) -> int:
    """Withdraw reminders that wait from an earlier day, so that they are written anew with today's words."""
    with transaction() as session:
        late = reminders.unsent_before(session, today, AT_ONCE)
        concerned = {
            each for message in late for each in reminders.withdraw(session, message, NOT_ON_ITS_DAY)
        }
        found = cases(session, sorted(concerned), lock=True) if concerned else []
        standings.put(session, [standing_of(each, today, at) for each in found])
        return len(late)
