"""Which notices a history owes on a day, and to whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from domain.documents import events_for, why_lapsed
from domain.lifecycle import CouncilCode, PersonId
from domain.owed import Gap, OwedDocument, OwedNotice, key_of, nobody
from domain.people import ROLES, Holding, Role, Side, role_named, roles_on
from domain.reading import Reading
from domain.reminders import Reminding
from domain.rules import NoticeRule, Per, Scheme
from domain.surveys import Opening, respondents
from domain.wishes import HELD_TOO_LONG, held_back, waits_for

GONE = "the person has given up the role"
ANSWERED = "the survey has been answered"
OVERTAKEN = "a later reminder has taken its place"


class Seat(NamedTuple):
    """A role to write to, of one council if it is a council's.

    What a council that was abolished was told is ``named`` by it still, so that nobody is told again.
    """

    role: Role
    council: CouncilCode | None = None
    named: CouncilCode | None = None

    def held(self, holdings: list[Holding]) -> list[Holding]:
        """Return who among some holds it or held it, at the old council too."""
        return [
            each for each in holdings if each.role is self.role and each.council in (self.council, self.named)
        ]

    def notice(
        self,
        cause: OwedNotice,
        waits_for: tuple[Gap, ...],
        person: PersonId | None = None,
        which: str = "",
        lapsed: str | None = None,
    ) -> OwedNotice:
        """Address a notice to the seat, or to one of the many who share it."""
        return OwedNotice(  # Not `replace`: a round comes here a million times.
            key=cause.key,
            slot=f"{self.role}@{self.named}{which}" if self.named else f"{self.role}{which}",
            rule=cause.rule,
            on=cause.on,
            role=self.role,
            council=cause.council,
            role_council=self.council,
            person=person,
            because=cause.because,
            deadline=cause.deadline,
            counted_from=cause.counted_from,
            opening=cause.opening,
            waits_for=waits_for,
            lapsed=cause.lapsed or lapsed,
        )


def owed_notices(
    reading: Reading,
    scheme: Scheme,
    reminding: Reminding,
    documents: Iterable[OwedDocument],
) -> tuple[OwedNotice, ...]:
    """Return the notices that are owed by now, sent or not, each once under its key and slot."""
    waiting = _waiting(documents)
    found: dict[tuple[str, str], OwedNotice] = {}
    for rule in scheme.notices.values():
        causes = _reminders(rule, reminding) if rule.is_reminder else _events(rule, reading)
        for cause in causes:
            for notice in _to_each(cause, reading, waiting):
                known = found.get((notice.key, notice.slot))
                if known is None or known.lapsed:
                    found[notice.key, notice.slot] = notice
    return tuple(found.values())


def addressed(
    cause: OwedNotice, reading: Reading, documents: Iterable[OwedDocument]
) -> tuple[OwedNotice, ...]:
    """Return a notice as it is owed to each of its readers."""
    return tuple(_to_each(cause, reading, _waiting(documents)))


def _waiting(documents: Iterable[OwedDocument]) -> list[OwedDocument]:
    return [each for each in documents if each.waits_for and not each.lapsed]


def _events(rule: NoticeRule, reading: Reading) -> Iterator[OwedNotice]:
    counts: dict[CouncilCode | None, int] = {}
    for event in events_for((*rule.when, *rule.first_time_when), reading):
        if rule.about and ROLES[role_named(event.details.role)].side is not rule.about:
            continue
        if event.kind in rule.first_time_when:
            if not reading.was_first_time(event):
                continue
            number = str(event.kind)
        else:
            counts[event.council] = counts.get(event.council, 0) + 1
            number = str(counts[event.council]) if rule.again else "1"
        yield OwedNotice(
            key=key_of("notice", rule.name, event.council, number),
            slot="",
            rule=rule,
            on=event.on.last,
            role=None,
            council=reading.heir(event.council),
            because=event,
            lapsed=why_lapsed(event, reading),
        )


def _reminders(rule: NoticeRule, reminding: Reminding) -> Iterator[OwedNotice]:
    for occasion in reminding.occasions(rule):
        mornings = reminding.mornings(rule, occasion)
        come = [(distance, on) for distance, on in mornings if on <= reminding.today]
        for distance, on in come:
            is_last = on == come[-1][1]
            key = reminding.key(rule, occasion, distance, on)
            hold = held_back(reminding.reading, key, reminding.today) if rule.optional else None
            is_pointless = hold and reminding.today > occasion.day
            yield OwedNotice(
                key=key,
                slot="",
                rule=rule,
                on=on,
                role=None,
                council=occasion.council,
                deadline=occasion.deadline,
                counted_from=occasion.day,
                opening=occasion.opening,
                waits_for=(waits_for(hold),) if hold else (),
                lapsed=occasion.settled
                or (None if is_last else OVERTAKEN)
                or (HELD_TOO_LONG if is_pointless else None),
            )


def _to_each(cause: OwedNotice, reading: Reading, waiting: list[OwedDocument]) -> Iterator[OwedNotice]:
    if cause.opening:
        yield from _to_respondents(cause, reading, cause.opening)
        return
    gaps = tuple(_missing_papers(cause, waiting))
    for audience in cause.rule.to:
        waiting_for = (*cause.waits_for, *_unapproved(cause, audience, reading), *gaps)
        if isinstance(audience, Role):
            yield from _asked(cause, audience, reading, waiting_for)
        else:
            yield from _side(cause, audience, reading, waiting_for)


def _to_respondents(cause: OwedNotice, reading: Reading, opening: Opening) -> Iterator[OwedNotice]:
    """Owe it to everybody whom a survey asks: no successor answers for somebody, and nobody is waited for."""
    for each in respondents(reading, opening):
        holding = each.holding
        seat = Seat(holding.role, reading.heir(holding.council), holding.council)
        gone = GONE if each.has_left else ANSWERED if each.has_answered else None
        yield seat.notice(cause, (), each.person, f":{each.person}", gone)


def _unapproved(cause: OwedNotice, audience: Role | Side, reading: Reading) -> Iterator[Gap]:
    """Hold back, however long, what goes outside the programme and needs somebody's word for it."""
    side = ROLES[audience].side if isinstance(audience, Role) else audience
    if cause.rule.approval and side is not Side.PROGRAMME and cause.key not in reading.approved:
        text = f"nobody has approved '{cause.rule.title}'; `cpc approve` lets it out as {cause.key}"
        yield Gap(text, ROLES[Role.PROGRAMME_MANAGER].title)


def _missing_papers(cause: OwedNotice, waiting: list[OwedDocument]) -> Iterator[Gap]:
    for paper in waiting:
        same_council = cause.council is None or paper.council in (None, cause.council)
        if paper.rule.name in cause.rule.attach and same_council:
            yield from (
                Gap(f"the {paper.rule.title.lower()} waits: {gap.text}", gap.who) for gap in paper.waits_for
            )


def _side(cause: OwedNotice, side: Side, reading: Reading, gaps: tuple[Gap, ...]) -> Iterator[OwedNotice]:
    """Owe it to all of a side who were there; if nobody was, the message waits for the first to come."""
    roles = roles_on(side)
    concerned = _concerned(cause, [each for each in reading.holdings if each.role in roles], reading)
    if not concerned and cause.rule.per is not Per.PEER:
        yield replace(cause, slot=str(side), waits_for=(nobody(roles[0]), *gaps))
    for role in roles:
        for seat in _seats(cause, role, reading):
            yield from _slots(cause, seat, seat.held(concerned), reading, gaps)


def _asked(cause: OwedNotice, role: Role, reading: Reading, gaps: tuple[Gap, ...]) -> Iterator[OwedNotice]:
    """Owe it to a role that is named, of each council if it is a council's; if nobody holds it, it waits."""
    for seat in _seats(cause, role, reading):
        concerned = _concerned(cause, seat.held(reading.holdings), reading)
        found = [*_slots(cause, seat, concerned, reading, gaps)]
        is_told = ROLES[role].optional or any(each.person for each in found)
        yield from found if is_told else [_vacant(cause, seat, reading, gaps)]


def _slots(
    cause: OwedNotice, seat: Seat, concerned: list[Holding], reading: Reading, gaps: tuple[Gap, ...]
) -> Iterator[OwedNotice]:
    if not concerned:
        return
    if ROLES[seat.role].many or cause.rule.per is Per.PEER:
        for each in concerned:
            gone = GONE if reading.left_on(each) else None
            yield seat.notice(cause, gaps, each.person, f":{each.person}", gone)
        return
    # A successor takes the slot over, with what was sent to it.
    in_office = reading.in_office(seat.role, seat.council)
    person, gone = (in_office[-1].person, None) if in_office else (None, GONE)
    yield seat.notice(cause, gaps, person, lapsed=gone)


def _seats(cause: OwedNotice, role: Role, reading: Reading) -> list[Seat]:
    """Return whom a notice to a role is for: that of each council which it concerns, if it is a council's."""
    if ROLES[role].side is not Side.COUNCIL:
        return [Seat(role)]
    return [Seat(role, reading.heir(code), code) for code in _councils(cause, reading)]


def _councils(cause: OwedNotice, reading: Reading) -> Sequence[CouncilCode]:
    """Return the councils that a cause concerns, by their codes of its day."""
    event = cause.because
    if event:
        return [event.council] if event.council else reading.councils_at(event)
    named = reading.named_on(cause.council, cause.on)
    return [named] if named else reading.councils_on(cause.on)


def _vacant(cause: OwedNotice, seat: Seat, reading: Reading, gaps: tuple[Gap, ...]) -> OwedNotice:
    reason = reading.vacant.get((seat.role, seat.council))
    if reason is None:
        return seat.notice(cause, (nobody(seat.role), *gaps))
    return seat.notice(cause, (), lapsed=f"the role stays vacant: {reason}")


def _concerned(cause: OwedNotice, holdings: list[Holding], reading: Reading) -> list[Holding]:
    """Return those who were there on the day, or else those who came first after it.

    Where the rule says until when, it is also everybody who has come since.
    """
    if cause.rule.per is Per.PEER or cause.rule.until:
        return [each for each in holdings if reading.came_before(cause.rule.until, each)]
    first = cause.because.on.first if cause.because else cause.on
    present = [each for each in holdings if each.since <= cause.on and _was_there(each, first, reading)]
    later = min((each.since for each in holdings if each.since > cause.on), default=None)
    return present or [each for each in holdings if each.since == later]


def _was_there(holding: Holding, on: date, reading: Reading) -> bool:
    """Say whether somebody still held a role on a day; on the day of leaving they did."""
    left = reading.left_on(holding)
    return left is None or left.on.last >= on
