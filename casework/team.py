"""Who takes part: people put into roles, released from them, and what the peers declare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from casework import printable
from casework.case import case
from casework.record import Entry, happen
from channels.mail import check_address
from db import councils, people
from db.people import PersonFacts
from documents.house_style import house_style
from domain.councils import Council, are_neighbours, share_a_county
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, Details, Event, Happening, PersonId, Place
from domain.outlook import Outlook
from domain.people import NO_INTEREST, ROLES, Holding, Role, Side
from domain.pre_election import can_be_allowed


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to be put into a role; ``home`` is a peer's own council, ``party`` a member's group.

    Without a name or a post they are whoever the address is known as. Another name than that one counts
    where ``renames`` is said, because it changes in every challenge. Of who ``stays_known``
    nothing is changed.
    """

    role: Role
    name: str
    email: str
    post: str = ""
    organisation: str = ""
    council: CouncilCode | None = None
    party: str | None = None
    home: Council | None = None
    renames: bool = False
    stays_known: bool = False


class KnownAs(RulesRefuse):
    """An address belongs to somebody of another name."""

    def __str__(self) -> str:
        email, known, name = self.args
        return (
            f"{email} is known as {known!r}, not {name!r}. Give that name or another address, or --rename if "
            "the same person is called differently from now on, in every challenge."
        )


class KnownOtherwise(RulesRefuse):
    """An address belongs to somebody of another name, which whoever asks is not told."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} is known under another name. Ask the programme office to put them into the role."
        )


class NotOnThatSide(WrongUse):
    """A role was given for a council that is not the role's, or without the council that it needs."""

    def __str__(self) -> str:
        title, codes = self.args
        if codes:
            return f"A {title.lower()} belongs to one council. Name it with --council: {', '.join(codes)}."
        return f"A {title.lower()} does not belong to one of the councils. Leave --council out."


class NotInThatRole(RulesRefuse):
    """Somebody does not hold a role."""

    def __str__(self) -> str:
        person, title = self.args
        return f"{person} is not {title.lower()} of this challenge. `cpc team` lists who is."


class NoSuchWarning(WrongUse):
    """There is no warning of that name to allow."""

    def __str__(self) -> str:
        key, known = self.args
        open_now = f"These are open: {', '.join(known)}." if known else "None is open."
        return f"There is no warning {key!r}. {open_now}"


def assign(session: Session, reference: str, entry: Entry, newcomer: Newcomer, on: Day) -> PersonId:
    """Put somebody into a role. Where only one can hold it, who held it before is released."""
    email = check_address(newcomer.email)
    printable.check([newcomer.name, newcomer.post, newcomer.organisation])
    facts = ROLES[newcomer.role]
    view = case(session, reference, lock=True).on(entry.today)
    council = _check_council(newcomer.role, newcomer.council, view)
    known = _known(session, email)
    _check_name(newcomer, known, email)
    person = _person(session, newcomer, known, view.reading.place(council), entry.at)
    in_office = view.reading.in_office(newcomer.role, council)
    if any(each.person == person for each in in_office):
        return person
    if not facts.many:
        for each in in_office:
            _release(session, reference, entry, each, on=on, reason="succeeded by another")
    details = Details(
        role=newcomer.role,
        person=person,
        party=newcomer.party,
        home=newcomer.home.place if newcomer.home else None,
        near=tuple(_near(session, newcomer.home, view.reading.councils)) if newcomer.home else (),
    )
    happen(session, reference, entry, Event(0, Happening.ASSIGNED, on, council, details))
    return person


def _check_name(newcomer: Newcomer, known: PersonFacts | None, email: str) -> None:
    if known is None or newcomer.name in ("", known.name):
        return
    if newcomer.stays_known:
        raise KnownOtherwise(email)
    if not newcomer.renames:
        raise KnownAs(email, known.name, newcomer.name)


def _person(
    session: Session, newcomer: Newcomer, known: PersonFacts | None, host: Place | None, at: datetime
) -> PersonId:
    """Return who is meant, with what is said of them now."""
    if known and newcomer.stays_known:
        return known.id
    post = newcomer.post or (known.post if known else ROLES[newcomer.role].title)
    return people.enter(
        session,
        name=newcomer.name or (known.name if known else post),
        email=check_address(newcomer.email),
        post=post,
        organisation=newcomer.organisation or _organisation(newcomer, known, host),
        at=at,
    )


def release(
    session: Session, reference: str, entry: Entry, role: Role, person: PersonId, *, on: Day, reason: str
) -> None:
    """Let somebody give up a role."""
    view = case(session, reference, lock=True).on(entry.today)
    held = [each for each in view.reading.in_office(role) if each.person == person]
    if not held:
        raise NotInThatRole(person, ROLES[role].title)
    for each in held:
        _release(session, reference, entry, each, on=on, reason=reason)


def leave_vacant(
    session: Session,
    reference: str,
    entry: Entry,
    role: Role,
    *,
    council: CouncilCode | None,
    on: Day,
    reason: str,
) -> None:
    """Say that nobody will hold a role, and why, so that what waits for it need not."""
    view = case(session, reference, lock=True).on(entry.today)
    council = _check_council(role, council, view)
    if view.reading.vacant.get((role, council)) == reason:
        return
    details = Details(role=role, reason=reason)
    happen(session, reference, entry, Event(0, Happening.LEFT_VACANT, on, council, details))


def declare(
    session: Session, reference: str, entry: Entry, person: PersonId, *, interest: str, on: Day
) -> None:
    """Keep a peer's declaration of interests; ``none`` says that there is no interest."""
    view = case(session, reference, lock=True).on(entry.today)
    declared = {each.interest for each in view.reading.team if each.person == person}
    if not declared:
        raise NotInThatRole(person, "a peer")
    interest = interest.strip() or NO_INTEREST
    if declared == {interest}:
        return
    details = Details(person=person, interest=interest)
    happen(session, reference, entry, Event(0, Happening.DECLARED, on, details=details))


def allow(session: Session, reference: str, entry: Entry, warning: str, reason: str) -> None:
    """Allow what a warning is about, with a reason that is kept."""
    on_desk = case(session, reference, lock=True)
    view = on_desk.on(entry.today)
    known = [each.key for each in view.warnings if each.is_open]
    if warning not in known and not can_be_allowed(view.reading, on_desk.calendar, warning):
        raise NoSuchWarning(warning, tuple(known))
    details = Details(warning=warning, reason=reason)
    happen(session, reference, entry, Event(0, Happening.OVERRIDDEN, Day(entry.today), details=details))


def _release(session: Session, reference: str, entry: Entry, held: Holding, *, on: Day, reason: str) -> None:
    details = Details(role=held.role, person=held.person, reason=reason)
    happen(session, reference, entry, Event(0, Happening.RELEASED, on, held.council, details))


def _check_council(role: Role, council: CouncilCode | None, view: Outlook) -> CouncilCode | None:
    codes = [each.code for each in view.reading.councils]
    if ROLES[role].side is not Side.COUNCIL:
        if council:
            raise NotOnThatSide(ROLES[role].title, ())
        return None
    found = council or (codes[0] if len(codes) == 1 else None)
    if found not in codes:
        raise NotOnThatSide(ROLES[role].title, tuple(codes))
    return found


def _known(session: Session, email: str) -> PersonFacts | None:
    found = people.find(session, email)
    return people.by_id(session, {found})[found] if found else None


def _organisation(newcomer: Newcomer, known: PersonFacts | None, host: Place | None) -> str:
    """Say where a post is; of a peer of whom nobody has said it, what was known before, or nothing."""
    if newcomer.home:
        return newcomer.home.name
    if ROLES[newcomer.role].side is Side.PROGRAMME:
        return house_style().organisation
    if host:
        return host.name
    return known.organisation if known else ""


def _near(session: Session, home: Council, hosts: tuple[Place, ...]) -> Iterator[str]:
    """Say to which of the councils a peer's own council is close, as the warning will put it."""
    for host in hosts:
        how = _how_near(home, councils.find(session, host.code))
        if how:
            yield f"{host.code}|{how}"


def _how_near(home: Council, host: Council) -> str:
    if home.code == host.code:
        return "the council that is challenged"
    if share_a_county(home, host):
        return f"in the same county as {host.name}"
    return f"a neighbour of {host.name}" if are_neighbours(home, host) else ""
