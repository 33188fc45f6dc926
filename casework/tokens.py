"""Tokens of the API and addresses of calendars: each is shown once, when it is made, and can be revoked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from casework.accounts import visitor_of
from casework.audit import note
from db import councils, keys
from db.accounts_tables import ApiToken, FeedToken
from domain.accounts import TOKEN_DAYS, Deed
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, PersonId
from domain.permissions import Act, Part, Scope, Visitor, may

PREFIX = "cpc_"
"""What a token begins with, so that whoever finds one in a file knows whose it is."""
REMEMBERED = timedelta(hours=1)
"""How precisely it is kept when a token was last used: to write that down every time would cost too much."""


class BadToken(WrongUse):
    """A token cannot be made like that."""

    def __str__(self) -> str:
        (why,) = self.args
        return f"No token was made, because {why}. Change that and try again."


class NoSuchToken(WrongUse):
    """There is no token of that number."""

    def __str__(self) -> str:
        return f"There is no token {self.args[0]} of yours. It may have been revoked already."


class NotYours(RulesRefuse):
    """Somebody may not see what a calendar would show them."""

    def __str__(self) -> str:
        return "This calendar is not one that you may see. Choose one of your own challenges' councils."


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who comes with a token, and which one; ``was_used_at`` is when it was last seen."""

    visitor: Visitor
    token: int
    was_used_at: datetime | None

    def is_remembered(self, at: datetime) -> bool:
        """Whether it is known closely enough that the token is in use."""
        return self.was_used_at is not None and at - self.was_used_at < REMEMBERED


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar shows, and to whom."""

    kind: str
    person: PersonId | None
    council: CouncilCode | None
    visitor: Visitor
    number: int


def make(
    session: Session, who: Visitor, name: str, scopes: Collection[Scope], *, days: int, at: datetime
) -> str:
    """Make a token of the API for whoever asks and return it, this once."""
    if who.account is None or not name.strip():
        raise BadToken("it has no name" if who.account else "nobody is signed in")
    if not scopes:
        raise BadToken("it would be good for nothing: it has no scope")
    if not 1 <= days <= TOKEN_DAYS:
        raise BadToken(f"it would be good for {days} days, and may be for 1 to {TOKEN_DAYS}")
    key = PREFIX + token_urlsafe(32)
    row = keys.add_token(
        session,
        key,
        who.account,
        name=name.strip(),
        scopes=sorted(scopes),
        at=at,
        until=at + timedelta(days=days),
    )
    note(session, who, Deed.TOKEN_MADE, at, token=row.id, scopes=" ".join(sorted(scopes)))
    return key


def bearer(session: Session, key: str, at: datetime, today: date) -> Bearer | None:
    """Return who comes with a token; nobody if it is not good, or not any more."""
    found = keys.token(session, key, at) if key.startswith(PREFIX) else None
    if found is None:
        return None
    token, account = found
    scopes = frozenset(Scope(each) for each in token.scopes)
    return Bearer(visitor_of(session, account, today, scopes=scopes), token.id, token.used_at)


def used(session: Session, number: int, at: datetime) -> None:
    """Keep that a token was used."""
    session.get_one(ApiToken, number).used_at = at


def revoke(session: Session, who: Visitor, number: int, at: datetime) -> None:
    """Make a token good for nothing: one's own, or anybody's if one keeps accounts."""
    row = session.get(ApiToken, number)
    if row is None or not (who.account == row.account_id or may(who, Act.KEEP_ACCOUNTS)):
        raise NoSuchToken(number)
    if row.revoked_at is None:
        row.revoked_at = at
        note(session, who, Deed.TOKEN_REVOKED, at, token=number)


# Calendars


def make_feed(
    session: Session,
    who: Visitor,
    at: datetime,
    *,
    adviser: PersonId | None = None,
    council: str | None = None,
) -> str:
    """Make the key of a calendar, an adviser's, a council's or the programme's, and return it, this once."""
    if who.account is None:
        raise BadToken("nobody is signed in")
    code = councils.find(session, council).code if council else None
    if not _may_see(who, code, adviser):
        raise NotYours
    kind = "adviser" if adviser else "council" if code else "programme"
    key = token_urlsafe(32)
    feed = FeedToken(account_id=who.account, kind=kind, person_id=adviser, council=code, made_at=at)
    row = keys.add_feed(session, key, feed)
    note(session, who, Deed.CALENDAR_MADE, at, calendar=row.id, kind=kind)
    return key


def feed_of(session: Session, key: str, today: date) -> Feed | None:
    """Return the calendar that a key opens; none if it was revoked, or is nothing its owner may still see."""
    found = keys.feed(session, key)
    if found is None:
        return None
    row, account = found
    visitor = visitor_of(session, account, today)
    if not _may_see(visitor, row.council, row.person_id):
        return None
    return Feed(row.kind, row.person_id, row.council, visitor, row.id)


def revoke_feed(session: Session, who: Visitor, number: int, at: datetime) -> None:
    """Close the address of a calendar for good: one's own, or anybody's if one keeps accounts."""
    row = session.get(FeedToken, number)
    if row is None or not (who.account == row.account_id or may(who, Act.KEEP_ACCOUNTS)):
        raise NoSuchToken(number)
    if row.revoked_at is None:
        row.revoked_at = at
        note(session, who, Deed.CALENDAR_REVOKED, at, calendar=number)


def _may_see(who: Visitor, council: CouncilCode | None, adviser: PersonId | None) -> bool:
    """Let the programme's people see every calendar, and a council's contact that of the council."""
    if not may(who, Act.SEE_CALENDAR) or who.is_staff:
        return who.is_staff
    spoken_for = {seat.council for seat in who.seats if seat.part is Part.COUNCIL_CONTACT}
    return adviser is None and council is not None and council in spoken_for
