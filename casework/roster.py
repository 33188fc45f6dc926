"""Who takes part in a challenge, side by side: the programme, the peer team and each council's own people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casework.case import Case
from casework.disclosure import Reader
from casework.spoken import place_name
from domain.lifecycle import CouncilCode, PersonId
from domain.people import ROLES, Holding, Role, Side
from domain.permissions import Act
from domain.rules import Per


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a role. What is empty or ``None`` is not known, or not for whoever looks.

    ``declared`` is what a peer declared: nothing if they have not, "none" if there was none.
    """

    role: str
    place: str
    name: str
    post: str
    organisation: str
    email: str
    party: str
    home: str
    declared: str | None
    since: date
    left: date | None
    person: PersonId


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A role that nobody holds: why it stays vacant, or else who can fill it."""

    role: Role
    title: str
    council: CouncilCode | None
    place: str
    filled_by: str
    because: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of one side, those who have left, and the roles that nobody holds."""

    side: Side
    members: tuple[Member, ...]
    left: tuple[Member, ...]
    vacancies: tuple[Vacancy, ...]


def rosters(reader: Reader, on_desk: Case) -> tuple[Roster, ...]:
    """Return who takes part, for each side; councils and peers see neither who left nor what was declared."""
    return tuple(_roster(reader, on_desk, side) for side in (Side.PEERS, Side.COUNCIL, Side.PROGRAMME))


def _roster(reader: Reader, on_desk: Case, side: Side) -> Roster:
    known = reader.view.reading
    theirs = [each for each in _in_order(reader, side) if reader.is_of(each.council)]
    return Roster(
        side,
        tuple(_member(reader, on_desk, each) for each in theirs if known.left_on(each) is None),
        tuple(
            _member(reader, on_desk, each)
            for each in theirs
            if known.left_on(each) and reader.sees_everything
        ),
        tuple(_vacancies(reader, side)),
    )


def _in_order(reader: Reader, side: Side) -> list[Holding]:
    order = list(ROLES)
    its = (each for each in reader.view.reading.holdings if ROLES[each.role].side is side)
    return sorted(its, key=lambda each: order.index(each.role))


def _member(reader: Reader, on_desk: Case, held: Holding) -> Member:
    who, left = on_desk.people[held.person], reader.view.reading.left_on(held)
    return Member(
        role=ROLES[held.role].title,
        place=place_name(reader.view, held.council),
        name=who.name,
        post=who.post,
        organisation=who.organisation,
        email=who.email if reader.may(Act.SEE_ADDRESSES) else "",
        party=held.party or "",
        home=held.home.name if held.home else "",
        declared=held.interest if reader.sees_everything else None,
        since=held.since,
        left=left.on.last if left else None,
        person=held.person,
    )


def _vacancies(reader: Reader, side: Side) -> Iterator[Vacancy]:
    """Name the roles that nobody holds, for each council where the role is a council's."""
    known = reader.view.reading
    per = Per.COUNCIL if side is Side.COUNCIL else Per.CHALLENGE
    for role, facts in ROLES.items():
        for council in known.is_per_council(per):
            is_theirs = facts.side is side and not facts.optional and reader.is_of(council)
            if is_theirs and not known.in_office(role, council):
                place, filled_by = place_name(reader.view, council), ROLES[facts.filled_by].title
                because = known.vacant.get((role, council), "")
                yield Vacancy(role, facts.title, council, place, filled_by, because)
