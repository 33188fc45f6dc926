"""Accounts and who stands in for whom; what opens a door for them is in ``db.keys``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from db.accounts_tables import Account, Deputy, SignIn
from db.models import Person
from domain.lifecycle import PersonId
from domain.permissions import STAFF, AccountId, Part


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """An account with the name of its person, and when it was last used."""

    id: AccountId
    person: PersonId
    name: str
    post: str
    organisation: str
    email: str
    part: Part
    has_password: bool
    is_disabled: bool
    seen_at: datetime | None

    @property
    def is_staff(self) -> bool:
        """Whether they work for the programme."""
        return self.part in STAFF


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody who stands in for somebody else, from the first to the last day."""

    id: int
    account: AccountId
    name: str
    for_account: AccountId
    for_name: str
    first_day: date
    last_day: date

    def holds_on(self, day: date) -> bool:
        """Whether they stand in on a day; on the first and the last they do."""
        return self.first_day <= day <= self.last_day


def add(session: Session, person: PersonId, email: str, part: Part, at: datetime) -> Account:
    """Keep a new account."""
    made = Account(person_id=person, email=email.lower(), part=part, made_at=at)
    session.add(made)
    session.flush()
    return made


def by_id(session: Session, account: AccountId) -> Account | None:
    """Return an account, if there is one."""
    return session.get(Account, account)


def by_email(session: Session, email: str) -> Account | None:
    """Return whose address it is, if it is anybody's."""
    return session.scalar(select(Account).where(Account.email == email.lower()))


def by_person(session: Session, person: PersonId) -> Account | None:
    """Return somebody's account, if they have one."""
    return session.scalar(select(Account).where(Account.person_id == person))


def there_are_any(session: Session) -> bool:
    """Whether anybody has an account."""
    return session.scalar(select(Account.id).limit(1)) is not None


def other_managers(session: Session, account: AccountId) -> int:
    """Count the programme managers who may sign in, but for one; nobody makes another at the same time."""
    managers = select(Account.id).where(
        Account.part == Part.MANAGER, Account.disabled_at.is_(None), Account.id != account
    )
    return len(session.scalars(managers.with_for_update()).all())


def listed(session: Session, *, part: Part | None = None) -> Sequence[AccountFacts]:
    """Return the accounts by name, all or those with a part."""
    query = _facts().order_by(func.lower(Person.name), Account.id)
    rows = session.execute(query.where(Account.part == part) if part else query)
    return [_of(row) for row in rows]


def facts(session: Session, account: AccountId) -> AccountFacts | None:
    """Return what is known of one account."""
    row = session.execute(_facts().where(Account.id == account)).one_or_none()
    return _of(row) if row else None


def _facts() -> Select[Account, Person, datetime | None]:
    seen = select(SignIn.account_id, func.max(SignIn.seen_at).label("seen_at"))
    last = seen.group_by(SignIn.account_id).subquery()
    query = select(Account, Person, last.c.seen_at).join(Person, Person.id == Account.person_id)
    return query.outerjoin(last, last.c.account_id == Account.id)


def _of(row: Row[Account, Person, datetime | None]) -> AccountFacts:
    account, person, seen_at = row
    return AccountFacts(
        account.id,
        person.id,
        person.name,
        person.post,
        person.organisation,
        account.email,
        Part(account.part),
        account.password_hash is not None,
        account.disabled_at is not None,
        seen_at,
    )


# Deputies


def add_deputy(
    session: Session, account: AccountId, for_account: AccountId, *, first: date, last: date, at: datetime
) -> int:
    """Keep who stands in for whom, and when."""
    row = Deputy(account_id=account, for_account_id=for_account, first_day=first, last_day=last, made_at=at)
    session.add(row)
    session.flush()
    return row.id


def deputy(session: Session, number: int) -> Standing | None:
    """Return who stands in under a number, unless it was ended."""
    row = session.execute(_deputies().where(Deputy.id == number)).one_or_none()
    return Standing(*row) if row else None


def deputies(
    session: Session, *, of: AccountId | None = None, by: AccountId | None = None, until: date | None = None
) -> Sequence[Standing]:
    """Return who stands in for one account, or for whom one stands in; those that are not over by a day."""
    query = _deputies().order_by(Deputy.first_day, Deputy.id)
    query = query.where(Deputy.for_account_id == of) if of else query
    query = query.where(Deputy.account_id == by) if by else query
    query = query.where(Deputy.last_day >= until) if until else query
    return [Standing(*row) for row in session.execute(query)]


def end_deputy(session: Session, number: int, at: datetime) -> None:
    """End that somebody stands in."""
    row = session.get_one(Deputy, number)
    row.ended_at = at
    session.flush()


def _deputies() -> Select[int, AccountId, str, AccountId, str, date, date]:
    mine, theirs, deputy, principal = aliased(Account), aliased(Account), aliased(Person), aliased(Person)
    columns = (
        Deputy.id,
        Deputy.account_id,
        deputy.name,
        Deputy.for_account_id,
        principal.name,
        Deputy.first_day,
        Deputy.last_day,
    )
    return (
        select(*columns)
        .join(mine, mine.id == Deputy.account_id)
        .join(deputy, deputy.id == mine.person_id)
        .join(theirs, theirs.id == Deputy.for_account_id)
        .join(principal, principal.id == theirs.person_id)
        .where(Deputy.ended_at.is_(None))
    )
