"""What opens a door: links, sign-ins, tokens and addresses of calendars, each found by its hash alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Insert, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.accounts_tables import Account, ApiToken, FeedToken, SignIn, SignInLink, Throttle
from db.models import Person
from domain.accounts import WITH_ADDRESS, Patience, wait_after
from domain.lifecycle import PersonId
from domain.permissions import AccountId

FORGOTTEN_AFTER = timedelta(days=1)
"""How long after its last wait a row of failures is kept."""


def hash_of(key: str) -> str:
    """Return what is kept of a key; it has more chance in it than anybody could go through."""
    return sha256(key.encode()).hexdigest()


# Links


def add_link(session: Session, key: str, account: AccountId | None, *, at: datetime, until: datetime) -> None:
    """Keep a link that signs somebody in."""
    session.add(SignInLink(hash=hash_of(key), account_id=account, made_at=at, expires_at=until))
    session.flush()


def link(session: Session, key: str, at: datetime) -> SignInLink | None:
    """Return a link that is still good, without using it."""
    query = select(SignInLink).where(
        SignInLink.hash == hash_of(key), SignInLink.used_at.is_(None), SignInLink.expires_at > at
    )
    return session.scalar(query)


def use_link(session: Session, key: str, at: datetime) -> bool:
    """Use a link up; of any number who try at once, one is told that it was good."""
    good = (SignInLink.hash == hash_of(key), SignInLink.used_at.is_(None), SignInLink.expires_at > at)
    used = update(SignInLink).where(*good).values(used_at=at).returning(SignInLink.hash)
    return session.scalar(used.execution_options(synchronize_session=False)) is not None


def end_links(session: Session, account: AccountId, at: datetime) -> None:
    """Use up every link of an account."""
    unused = update(SignInLink).where(SignInLink.account_id == account, SignInLink.used_at.is_(None))
    session.execute(unused.values(used_at=at))


# Sign-ins


def add_sign_in(
    session: Session, key: str, account: AccountId, *, way: str, agent: str, at: datetime, until: datetime
) -> None:
    """Keep that somebody is signed in with a browser."""
    row = SignIn(
        hash=hash_of(key), account_id=account, made_at=at, seen_at=at, expires_at=until, way=way, agent=agent
    )
    session.add(row)
    session.flush()


class Entered(NamedTuple):
    """A sign-in that is good, with as much of whose it is as every page has to know."""

    hash: str
    seen_at: datetime
    way: str
    deputy: int | None
    account: AccountId
    part: str
    person: PersonId
    name: str


def sign_in(session: Session, key: str, at: datetime, idle: timedelta) -> Entered | None:
    """Return the sign-in that a key belongs to, while it and its account are good."""
    row = session.execute(_GOOD, {"hash": hash_of(key), "at": at, "since": at - idle}).one_or_none()
    return Entered(*row) if row else None


_GOOD = (
    select(
        *(SignIn.hash, SignIn.seen_at, SignIn.way, SignIn.deputy_id),
        *(Account.id, Account.part, Account.person_id, Person.name),
    )
    .join(Account, Account.id == SignIn.account_id)
    .join(Person, Person.id == Account.person_id)
    .where(
        SignIn.hash == bindparam("hash"),
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > bindparam("at"),
        SignIn.seen_at > bindparam("since"),
        Account.disabled_at.is_(None),
    )
)
"""Built once, and asked for no objects: it is asked for every page, and to answer it takes the least time."""


def sign_ins(session: Session, account: AccountId, at: datetime, idle: timedelta) -> Sequence[SignIn]:
    """Return the browsers in which an account is signed in, the last used first."""
    query = select(SignIn).where(
        SignIn.account_id == account,
        SignIn.revoked_at.is_(None),
        SignIn.expires_at > at,
        SignIn.seen_at > at - idle,
    )
    return session.scalars(query.order_by(SignIn.seen_at.desc(), SignIn.hash)).all()


def end_sign_ins(
    session: Session, account: AccountId, at: datetime, *, one: str | None = None, but: str | None = None
) -> int:
    """End the sign-ins of an account: all, one, or all but one; return how many there were."""
    open_ = update(SignIn).where(SignIn.account_id == account, SignIn.revoked_at.is_(None))
    open_ = open_.where(SignIn.hash == one) if one else open_
    open_ = open_.where(SignIn.hash != but) if but else open_
    return len(session.scalars(open_.values(revoked_at=at).returning(SignIn.hash)).all())


def drop_old(session: Session, before: datetime) -> None:
    """Forget links and sign-ins that ran out before a moment; the audit still has when somebody came in."""
    session.execute(delete(SignInLink).where(SignInLink.expires_at < before))
    session.execute(delete(SignIn).where(SignIn.expires_at < before))


# Failures


def count_failure(
    session: Session, key: str, at: datetime, patience: Patience = WITH_ADDRESS
) -> datetime | None:
    """Count a try as failed before it is made; return until when to wait if it may not be made yet.

    Whoever tries at the same moment waits for this transaction, so that many at once are counted as many.
    """
    start = {"key": hash_of(key), "failures": 0, "waits_until": at}
    session.execute(_unless_there(session, start))
    row = session.scalars(select(Throttle).where(Throttle.key == start["key"]).with_for_update()).one()
    session.refresh(row)
    if row.waits_until > at:
        return row.waits_until
    row.failures += 1
    row.waits_until = at + wait_after(row.failures, patience)
    session.flush()
    return None


def _unless_there(session: Session, values: dict[str, object]) -> Insert:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row: Insert = dialect.insert(Throttle).values(values).on_conflict_do_nothing()
    return row


def take_back(session: Session, key: str, at: datetime) -> None:
    """Count a try no more that was not in vain, and let the next one be made at once."""
    one_less = update(Throttle).where(Throttle.key == hash_of(key))
    session.execute(one_less.values(failures=Throttle.failures - 1, waits_until=at))


def forget_failures(session: Session, key: str, at: datetime) -> None:
    """Begin to count anew, and drop what nobody has tried for a day."""
    over = (Throttle.key == hash_of(key)) | (Throttle.waits_until < at - FORGOTTEN_AFTER)
    session.execute(delete(Throttle).where(over))


# Tokens


def add_token(
    session: Session,
    key: str,
    account: AccountId,
    *,
    name: str,
    scopes: Sequence[str],
    at: datetime,
    until: datetime,
) -> ApiToken:
    """Keep a token of the API."""
    row = ApiToken(
        hash=hash_of(key), account_id=account, name=name, scopes=[*scopes], made_at=at, expires_at=until
    )
    session.add(row)
    session.flush()
    return row


def token(session: Session, key: str, at: datetime) -> tuple[ApiToken, Account] | None:
    """Return the token that a key is, with its account, while both are good."""
    query = select(ApiToken, Account).join(Account, Account.id == ApiToken.account_id)
    good = query.where(
        ApiToken.hash == hash_of(key),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > at,
        Account.disabled_at.is_(None),
    )
    row = session.execute(good).one_or_none()
    return (row[0], row[1]) if row else None


def tokens(session: Session, account: AccountId | None = None) -> Sequence[ApiToken]:
    """Return the tokens that were not revoked, of an account or of all."""
    query = select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id)
    return session.scalars(query.where(ApiToken.account_id == account) if account else query).all()


def add_feed(session: Session, key: str, row: FeedToken) -> FeedToken:
    """Keep the address of a calendar."""
    row.hash = hash_of(key)
    session.add(row)
    session.flush()
    return row


def feed(session: Session, key: str) -> tuple[FeedToken, Account] | None:
    """Return the calendar that a key opens, with its account, while both are good."""
    query = select(FeedToken, Account).join(Account, Account.id == FeedToken.account_id)
    good = query.where(
        FeedToken.hash == hash_of(key), FeedToken.revoked_at.is_(None), Account.disabled_at.is_(None)
    )
    row = session.execute(good).one_or_none()
    return (row[0], row[1]) if row else None


def feeds(session: Session, account: AccountId) -> Sequence[FeedToken]:
    """Return the calendars that an account subscribes to."""
    query = select(FeedToken).where(FeedToken.account_id == account, FeedToken.revoked_at.is_(None))
    return session.scalars(query.order_by(FeedToken.id)).all()
