"""Keeps accounts: who may sign in, as what, and who stands in for whom; all of it goes into the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.audit import note
from channels.mail import check_address
from db import accounts as rows
from db import keys, people, seats
from db.accounts import AccountFacts, Standing
from db.accounts_tables import Account
from domain.accounts import Deed
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import PersonId
from domain.people import Role
from domain.permissions import PART_OF, STAFF, AccountId, Act, Part, Scope, Seat, Visitor, may


class NoAccount(WrongUse):
    """There is no such account."""

    def __str__(self) -> str:
        return f"There is no account {self.args[0]!r}. Look for it in the list of accounts."


class HasAccount(RulesRefuse):
    """An address or a person has an account already."""

    def __str__(self) -> str:
        return f"{self.args[0]} has an account already. Change that one, or give another address."


class WhoIsIt(WrongUse):
    """Nobody is known at an address, and no name was given."""

    def __str__(self) -> str:
        return f"Nobody is known at {self.args[0]}. Say the name of whose account it is to be."


class LastManager(RulesRefuse):
    """Without this account nobody could keep accounts any more."""

    def __str__(self) -> str:
        return "This is the only programme manager who can sign in. Make another one first."


class NoSuchDeputy(WrongUse):
    """Somebody does not stand in for anybody under that number today."""

    def __str__(self) -> str:
        return "Nobody stands in like that today. Load the page again to see who stands in for whom."


class CannotStandIn(RulesRefuse):
    """Somebody cannot be the deputy of somebody."""

    def __str__(self) -> str:
        (why,) = self.args
        return f"This cannot be a deputy, because {why}. Choose somebody else or other days."


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whose account is to be made; who is known keeps the name they have."""

    email: str
    part: Part
    name: str = ""
    post: str = ""
    organisation: str = ""


def add(session: Session, who: Visitor, newcomer: Newcomer, at: datetime) -> AccountId:
    """Make an account, with no password yet."""
    email = check_address(newcomer.email.strip())
    person = _person(session, newcomer, email, at)
    if rows.by_email(session, email) or rows.by_person(session, person):
        raise HasAccount(email)
    made = rows.add(session, person, email, newcomer.part, at)
    note(session, who, Deed.ACCOUNT_MADE, at, account=made.id, part=newcomer.part)
    return made.id


def _person(session: Session, newcomer: Newcomer, email: str, at: datetime) -> PersonId:
    known = people.find(session, email)
    if known:
        return known
    if not newcomer.name.strip():
        raise WhoIsIt(email)
    return people.enter(
        session,
        name=newcomer.name.strip(),
        email=email,
        post=newcomer.post.strip(),
        organisation=newcomer.organisation.strip(),
        at=at,
    )


def get(session: Session, account: str) -> Account:
    """Return an account by its identifier or its address; ``NoAccount`` if there is none."""
    found = rows.by_id(session, AccountId(account)) or rows.by_email(session, account)
    if found is None:
        raise NoAccount(account)
    return found


def facts(session: Session, account: AccountId) -> AccountFacts:
    """Return what is known of an account; ``NoAccount`` if there is none."""
    found = rows.facts(session, account)
    if found is None:
        raise NoAccount(account)
    return found


def set_part(session: Session, who: Visitor, account: AccountId, part: Part, at: datetime) -> None:
    """Make somebody something else to the programme."""
    row = get(session, account)
    if row.part == part:
        return
    if row.part == Part.MANAGER:
        _check_another_manager(session, row)
    note(session, who, Deed.ACCOUNT_CHANGED, at, account=row.id, was=row.part, part=part)
    row.part = part
    session.flush()


def disable(session: Session, who: Visitor, account: AccountId, at: datetime) -> None:
    """Keep somebody out from now on, wherever they are signed in."""
    row = get(session, account)
    if row.disabled_at:
        return
    if row.part == Part.MANAGER:
        _check_another_manager(session, row)
    row.disabled_at = at
    keys.end_sign_ins(session, row.id, at)
    keys.end_links(session, row.id, at)
    note(session, who, Deed.ACCOUNT_DISABLED, at, account=row.id)


def enable(session: Session, who: Visitor, account: AccountId, at: datetime) -> None:
    """Let somebody in again; links that they had stay used."""
    row = get(session, account)
    if row.disabled_at:
        row.disabled_at = None
        note(session, who, Deed.ACCOUNT_ENABLED, at, account=row.id)


def _check_another_manager(session: Session, row: Account) -> None:
    if not rows.other_managers(session, row.id):
        raise LastManager


# Who asks


def visitor_of(
    session: Session,
    account: Account,
    today: date,
    *,
    deputy: int | None = None,
    scopes: frozenset[Scope] | None = None,
) -> Visitor:
    """Return an account's holder as a visitor: as themselves, or for whom they stand in today."""
    name = people.by_id(session, [account.person_id])[account.person_id].name
    standing = rows.deputy(session, deputy) if deputy else None
    principal = _principal(session, account, standing, today) if standing else None
    if standing is None or principal is None:
        return as_themselves(session, account.id, Part(account.part), account.person_id, name, scopes=scopes)
    return Visitor(
        Part(principal.part),
        account.id,
        principal.person_id,
        name,
        _seats(session, principal.person_id),
        acting_for=standing.for_name,
        deputy_of=principal.id,
        scopes=scopes,
    )


def as_themselves(
    session: Session,
    account: AccountId,
    part: Part,
    person: PersonId,
    name: str,
    *,
    scopes: frozenset[Scope] | None = None,
) -> Visitor:
    """Return somebody of whom it is known who they are as a visitor, with the challenges that are theirs."""
    return Visitor(part, account, person, name, _seats(session, person), scopes=scopes)


def _principal(session: Session, account: Account, standing: Standing, today: date) -> Account | None:
    """Return for whom an account stands in today; nobody if their own account is closed."""
    if standing.account != account.id or not standing.holds_on(today):
        return None
    found = rows.by_id(session, standing.for_account)
    return found if found and found.disabled_at is None else None


def _seats(session: Session, person: PersonId) -> frozenset[Seat]:
    held = seats.of_person(session, person)
    return frozenset(Seat(each.reference, PART_OF[Role(each.role)], each.council) for each in held)


# Standing in


def name_deputy(
    session: Session,
    who: Visitor,
    account: AccountId,
    for_account: AccountId,
    *,
    first: date,
    last: date,
    at: datetime,
) -> int:
    """Let somebody stand in for somebody else from the first to the last day."""
    deputy, principal = get(session, account), get(session, for_account)
    _check_deputy(deputy, principal, first, last)
    number = rows.add_deputy(session, deputy.id, principal.id, first=first, last=last, at=at)
    note(session, who, Deed.DEPUTY_NAMED, at, deputy=deputy.id, principal=principal.id, number=number)
    return number


def _check_deputy(deputy: Account, principal: Account, first: date, last: date) -> None:
    if deputy.id == principal.id:
        raise CannotStandIn("nobody stands in for themselves")
    if deputy.disabled_at or principal.disabled_at:
        raise CannotStandIn("one of the two accounts is disabled")
    if last < first:
        raise CannotStandIn("the last day is before the first")
    if Part(deputy.part) not in STAFF and Part(principal.part) in STAFF:
        raise CannotStandIn("only those who work for the programme stand in for one another")
    if Part(principal.part) not in STAFF and deputy.part != principal.part:
        raise CannotStandIn("a council's contact or a peer is represented by another one")


def end_deputy(session: Session, who: Visitor, number: int, at: datetime) -> None:
    """End that somebody stands in: what concerns oneself, or anything if one keeps accounts."""
    standing = rows.deputy(session, number)
    concerned = standing and who.account in (standing.account, standing.for_account)
    if standing is None or not (concerned or may(who, Act.KEEP_ACCOUNTS)):
        raise NoSuchDeputy
    rows.end_deputy(session, number, at)
    note(session, who, Deed.DEPUTY_ENDED, at, number=number)
