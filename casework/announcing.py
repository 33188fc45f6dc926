"""Takes announcements where they are to be heard: those of a challenge in their order, none twice on a guess.

It goes as with messages: taken in hand, handed over, written down, and a destination that is down is left in
peace. A signed call whose answer was lost is made again under the same name, by which its receiver knows it;
what may stand in Teams or Slack already waits for a person.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from casework.parcels import place
from casework.workers import LEASE, is_gone, worker
from channels import ways
from channels.backoff import pause
from channels.mail import Channel, Mail, Receipt, TryAgain, Undeliverable
from db import announcements
from db.announcements_tables import Announcement
from db.session import transaction
from documents.house_style import house_style
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import PROGRAMME_TIME
from settings import settings

AT_ONCE = 10
"""How many are taken in hand with one commit: however slow the answers, the lease lasts longer."""
REPLAYED = "webhook"
"""Whoever gets signed calls knows a repeat by its name; in Teams and Slack it would stand there twice."""

Chance = Callable[[], float]
Sessions = Callable[[], AbstractContextManager[Session]]


class NoAnnouncement(WrongUse):
    """There is no announcement of that number."""

    def __str__(self) -> str:
        return f"There is no announcement {self.args[0]}. `cpc announcements` lists them."


class NotForPeople(RulesRefuse):
    """An announcement does not wait for anybody."""

    def __str__(self) -> str:
        number, state = self.args
        return (
            f"Announcement {number} is {state}, so nobody has to see to it. "
            "`cpc announcements --failed` lists those that wait for somebody."
        )


@dataclass(frozen=True, slots=True)
class Call:
    """An announcement in hand."""

    number: int
    attempt: int
    mail: Mail


@dataclass(frozen=True, slots=True)
class Told:
    """What came of handing an announcement over; with neither receipt nor error, it was not handed over."""

    call: Call
    receipt: Receipt | None = None
    error: TryAgain | Undeliverable | None = None

    @property
    def stops_all(self) -> bool:
        """Whether the next one to the same destination would fare the same."""
        return isinstance(self.error, TryAgain) and self.error.concerns_all


def announce_all(clock: Callable[[], datetime], reference: str | None = None) -> list[Told]:
    """Take what waits to every destination of this installation, of one challenge or of all."""
    here = settings()
    with ExitStack() as stack:
        found = ways.team_posts(here) if here.is_for_real else ()
        open_ = [stack.enter_context(closing(each)) for each in found]
        return [told for way in open_ for told in announce(way, clock, reference)]


def announce(
    way: Channel,
    clock: Callable[[], datetime],
    reference: str | None = None,
    *,
    sessions: Sessions = transaction,
    chance: Chance = random.random,
) -> Iterator[Told]:
    """Take what waits to one destination, each once; give what came of each."""
    with sessions() as session:
        _take_over(session, way, clock())
    done: list[Told] = []
    tried, started = set[int](), clock()
    while True:
        with sessions() as session:
            _record(session, way, done, clock(), chance)
            tried |= {each.call.number for each in done}
            stop = any(each.stops_all for each in done)
            found = [] if stop else _due(session, way, started, tried, reference)
            calls = _take(session, found, clock())
        yield from done
        if not calls:
            return
        done = list(_hand_over(way, calls))


def _take_over(session: Session, way: Channel, at: datetime) -> None:
    """Take announcements out of the hands of workers that are no more."""
    for each in announcements.in_hand(session, way.name):
        if is_gone(each.holder or "") or (each.held_until and each.held_until <= at):
            _let_go(each, "queued" if way.is_safe_to_repeat else "unknown")
            each.error = None if way.is_safe_to_repeat else _in_doubt("the worker was stopped over it")
    session.flush()


def _due(
    session: Session, way: Channel, by: datetime, tried: set[int], reference: str | None
) -> Sequence[Announcement]:
    return announcements.due(session, way.name, by, but=tried, at_most=AT_ONCE, reference=reference)


def _take(session: Session, found: Sequence[Announcement], at: datetime) -> list[Call]:
    for each in found:
        each.state, each.holder, each.held_until = "sending", worker(), at + LEASE
        each.attempts += 1
    session.flush()
    return [Call(each.id, each.attempts, mail_of(each)) for each in found]


def _hand_over(way: Channel, calls: Iterable[Call]) -> Iterator[Told]:
    stopped = False
    for call in calls:
        told = Told(call) if stopped else _send(way, call)
        stopped = stopped or told.stops_all
        yield told


def _send(way: Channel, call: Call) -> Told:
    try:
        return Told(call, way.send(call.mail))
    except (TryAgain, Undeliverable) as error:
        return Told(call, error=error)


def _record(session: Session, way: Channel, told: Sequence[Told], at: datetime, chance: Chance) -> None:
    """Write down what came of announcements, unless somebody else has one in hand by now."""
    for each in told:
        row = announcements.lock(session, each.call.number)
        if row is not None and row.attempts == each.call.attempt and row.state in {"sending", "unknown"}:
            _settle(row, each, way, at, chance)
    session.flush()
    for each in told:
        if isinstance(each.error, TryAgain) and each.stops_all and each.error.after:
            announcements.rest(session, way.name, at + each.error.after)


def _settle(row: Announcement, told: Told, way: Channel, at: datetime, chance: Chance) -> None:
    error = told.error
    if told.receipt:
        _let_go(row, "sent")
        row.sent_at, row.note, row.error = at, told.receipt.note, None
    elif isinstance(error, Undeliverable):
        _let_go(row, "failed", error=str(error))
    elif error and error.may_have_arrived and not way.is_safe_to_repeat:
        _let_go(row, "unknown", error=_in_doubt(str(error.args[-1])))
    elif error:
        wait = pause(row.attempts, chance(), after=error.after)
        _let_go(row, "queued", next_try_at=at + wait, error=str(error))
    else:
        _let_go(row, "queued", error=row.error)


def _let_go(
    row: Announcement, state: str, *, next_try_at: datetime | None = None, error: str | None = None
) -> None:
    row.state, row.next_try_at, row.error = state, next_try_at, error
    row.holder = row.held_until = None


def _in_doubt(why: str) -> str:
    return f"Nobody knows whether it has arrived: {why}."


def mail_of(row: Announcement) -> Mail:
    """Return an announcement as it is told; it goes to no person and so to no address."""
    house, base = house_style(), settings().base_url.rstrip("/")
    return Mail(
        key=row.key,
        to_name=row.destination,
        to_email="",
        from_name=house.programme,
        from_email=house.email,
        subject=f"{place()}{row.subject}",
        text=row.text,
        html="",
        queued_at=row.queued_at,
        facts=row.facts,
        place=row.id,
        link=f"{base}/challenges/{row.reference}" if base else None,
    )


# What a person does


def retry(session: Session, number: int, by: str, at: datetime) -> Announcement:
    """Have an announcement made again that failed, or of which nobody knows."""
    found = announcements.lock(session, number)
    if found is None:
        raise NoAnnouncement(number)
    if found.state not in {"failed", "unknown"}:
        raise NotForPeople(number, found.state)
    _let_go(found, "queued")
    found.again_at, found.again_by = at, by
    return found


def replay(
    session: Session, first: date, last: date, by: str, at: datetime, *, reference: str | None = None
) -> int:
    """Have every signed call of some days made once more, for a receiver that has lost them; return how many.

    Each keeps its name, so that whoever has it already takes no notice.
    """
    begin, end = (
        datetime.combine(each, edge, PROGRAMME_TIME) for each, edge in ((first, time.min), (last, time.max))
    )
    return announcements.again(session, REPLAYED, begin, end, by=by, at=at, reference=reference)
