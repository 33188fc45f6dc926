"""Lets people in: with a password or a link that is good once. Nobody learns here who has an account.

What is tried in vain has to be remembered although the try is refused, so the verbs at the door open
transactions of their own. A try counts as failed before it is made, so that many at once are counted as many.
Guesses are counted for the address they are made with, which is of one account, and for the place in the
network they come from, since one word can be tried on everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from casework import accounts as casework
from casework import links, passwords
from casework.accounts import NoSuchDeputy, visitor_of
from casework.audit import Outcome, note
from db import accounts as rows
from db import keys
from db.accounts import AccountFacts
from db.accounts_tables import Account, SignIn
from db.session import reading, transaction
from domain.accounts import (
    FROM_PLACE,
    IDLE,
    INVITATION_LASTS,
    LINK_LASTS,
    SIGN_IN_LASTS,
    WITH_ADDRESS,
    Deed,
    Patience,
    check_password,
    place_of,
)
from domain.errors import RulesRefuse
from domain.lifecycle import PROGRAMME_TIME
from domain.permissions import PUBLIC, AccountId, Part, Visitor

REMEMBERED = timedelta(minutes=5)
"""How precisely it is kept when a browser was seen: to write that down every time would cost too much."""
KEPT_FOR = timedelta(days=90)
"""How long it is kept that a browser was signed in or a link was made, after it has run out."""
AGENT = 80
"""How much is kept of what a browser says of itself: enough to know one's own by."""


class NotSignedIn(RulesRefuse):
    """The address and the password do not belong together."""

    def __str__(self) -> str:
        return "The address or the password is not right. Try again, or have a link sent to you."


class TooSoon(RulesRefuse):
    """There have been so many tries in vain that the next has to wait."""

    def __str__(self) -> str:
        until: datetime = self.args[0]
        moment = until.astimezone(PROGRAMME_TIME) + timedelta(seconds=59)
        return f"There have been too many tries. Wait until {moment:%H:%M} and try again."


class SpentLink(RulesRefuse):
    """A link to sign in was used, has run out, or never was one."""

    def __str__(self) -> str:
        return "This link cannot be used any more. Have another one sent to you."


class WrongPassword(RulesRefuse):
    """The password that somebody has now was not given."""

    def __str__(self) -> str:
        return "This is not the password that you have now. Write that one in the first field."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a browser is signed in as, and how to know that browser."""

    visitor: Visitor
    hash: str
    seen_at: datetime
    by_link: bool = False

    def is_remembered(self, at: datetime) -> bool:
        """Whether it is known closely enough when the browser was seen."""
        return at - self.seen_at < REMEMBERED


# At the door


def by_password(email: str, password: str, agent: str, at: datetime, *, host: str = "") -> str:
    """Sign somebody in and return the key of their browser; ``NotSignedIn`` or ``TooSoon`` if not."""
    tries, from_here = f"password {email.strip().lower()}", _from(host, at)
    _count({**from_here, tries: WITH_ADDRESS}, at)
    with transaction() as session:
        account = _open(rows.by_email(session, email.strip()))
        kept = account.password_hash if account else None
    is_right = passwords.fits(kept, password)
    with transaction() as session:
        if account is None or kept is None or not is_right:
            _refused(session, account, at, "password")
        else:
            keys.forget_failures(session, tries, at)
            for each in from_here:
                keys.take_back(session, each, at)
            _keep_anew(session, account, kept, password)
            return _enter(session, account, agent, at, "password")
    raise NotSignedIn


def _keep_anew(session: Session, account: Account, kept: str, password: str) -> None:
    if passwords.is_outdated(kept):
        casework.get(session, account.id).password_hash = passwords.hashed(password)


def ask_for_link(email: str, at: datetime) -> None:
    """Count that a link was asked for with an address; ``TooSoon`` if that was too often, whoever it is."""
    _count({_asking(email): WITH_ADDRESS}, at)


def send_link(email: str, at: datetime) -> bool:
    """Queue a link for whoever has that address; nobody is told whether anybody does.

    It is done after the answer was given, so that its time tells nothing either.
    """
    with transaction() as session:
        account = _open(rows.by_email(session, email.strip()))
        if account is None:
            return False
        links.send(session, casework.facts(session, account.id), at, LINK_LASTS)
        note(session, PUBLIC, Deed.LINK_SENT, at, account=account.id)
        return True


def link_is_good(session: Session, key: str, at: datetime) -> bool:
    """Whether a link signs somebody in, without using it: scanners open links too."""
    return keys.link(session, key, at) is not None


def makes_first_manager(session: Session, key: str, at: datetime) -> bool:
    """Whether a link is the one by which the first programme manager comes in."""
    found = keys.link(session, key, at)
    return found is not None and found.account_id is None


def by_link(key: str, agent: str, at: datetime) -> str:
    """Sign in whoever a link belongs to and use it up; return the key of the browser, or ``SpentLink``."""
    with transaction() as session:
        link = keys.link(session, key, at)
        account = _open(rows.by_id(session, link.account_id)) if link and link.account_id else None
        if account and keys.use_link(session, key, at):
            keys.forget_failures(session, _asking(account.email), at)
            return _enter(session, account, agent, at, "link")
        _refused(session, account, at, "link")
    raise SpentLink


def by_provider(email: str, agent: str, at: datetime) -> str:
    """Sign in whose address an organisation has verified; ``NotSignedIn`` if they have no account."""
    with transaction() as session:
        account = _open(rows.by_email(session, email.strip()))
        if account:
            return _enter(session, account, agent, at, "provider")
        _refused(session, None, at, "provider")
    raise NotSignedIn


def _count(tries: Mapping[str, Patience], at: datetime) -> None:
    """Count a try as failed under each of its names, or under none if by one of them it may not be made."""
    with transaction() as session:
        for each, patience in tries.items():
            if until := keys.count_failure(session, each, at, patience):
                raise TooSoon(until)


def _from(host: str, at: datetime) -> Mapping[str, Patience]:
    """Name a try by the place in the network that it comes from, and by the day: each begins anew."""
    place = place_of(host)
    return {f"password from {place} on {at.date()}": FROM_PLACE} if place else {}


def _open(account: Account | None) -> Account | None:
    return account if account and account.disabled_at is None else None


def _asking(email: str) -> str:
    return f"link {email.strip().lower()}"


def _refused(session: Session, account: Account | None, at: datetime, way: str) -> None:
    """Note a refusal; of whoever has no account, nothing is kept that would name them."""
    found = account.id if account else ""
    note(session, PUBLIC, Deed.SIGNED_IN, at, outcome=Outcome.REFUSED, way=way, account=found)


def _enter(session: Session, account: Account, agent: str, at: datetime, way: str) -> str:
    """Sign an account in with a fresh key: one that a browser brought along is never made good."""
    key = token_urlsafe(32)
    keys.drop_old(session, at - KEPT_FOR)
    keys.add_sign_in(session, key, account.id, way=way, agent=agent[:AGENT], at=at, until=at + SIGN_IN_LASTS)
    note(session, _holder(account), Deed.SIGNED_IN, at, way=way)
    return key


def _holder(account: Account) -> Visitor:
    return Visitor(Part(account.part), account.id, account.person_id)


# The first manager


def first_manager_link(session: Session, at: datetime) -> str | None:
    """Make the link by which the first programme manager comes in; none if anybody has an account."""
    if rows.there_are_any(session):
        return None
    return links.new_key(session, None, at, INVITATION_LASTS)


def become_first_manager(key: str, name: str, email: str, agent: str, at: datetime) -> str:
    """Make the account of the first programme manager, and sign them in; ``SpentLink`` if there is one."""
    with transaction() as session:
        is_good = makes_first_manager(session, key, at) and not rows.there_are_any(session)
        if is_good and keys.use_link(session, key, at):
            newcomer = casework.Newcomer(email, Part.MANAGER, name=name, post="Programme manager")
            made = casework.add(session, PUBLIC, newcomer, at)
            return _enter(session, casework.get(session, made), agent, at, "link")
        _refused(session, None, at, "link")
    raise SpentLink


def invite(session: Session, who: Visitor, account: AccountId, at: datetime) -> None:
    """Send somebody a link, unasked, that is good for longer."""
    row = casework.get(session, account)
    links.send(session, casework.facts(session, row.id), at, INVITATION_LASTS)
    note(session, who, Deed.LINK_SENT, at, account=row.id)


def link_to_hand_over(session: Session, who: Visitor, account: AccountId, at: datetime) -> str:
    """Make a link for somebody and return its key, for whoever gives it to them in another way."""
    row = casework.get(session, account)
    note(session, who, Deed.LINK_SENT, at, account=row.id, by_hand="yes")
    return links.new_key(session, row.id, at, INVITATION_LASTS)


# Inside


def visit(session: Session, key: str, at: datetime, today: date) -> SignedIn | None:
    """Return who a browser's key belongs to; nobody if it is not good, or not any more."""
    found = keys.sign_in(session, key, at, IDLE)
    if found is None:
        return None
    if found.deputy is None:
        part = Part(found.part)
        visitor = casework.as_themselves(session, found.account, part, found.person, found.name)
    else:
        account = casework.get(session, found.account)
        visitor = visitor_of(session, account, today, deputy=found.deputy)
    return SignedIn(visitor, found.hash, found.seen_at, found.way == "link")


def seen(session: Session, signed_in: SignedIn, at: datetime) -> None:
    """Keep that a browser is in use."""
    session.get_one(SignIn, signed_in.hash).seen_at = at


def sign_out(session: Session, signed_in: SignedIn, at: datetime) -> None:
    """Sign a browser out."""
    end(session, signed_in.visitor, at, one=signed_in.hash)


def end(
    session: Session, who: Visitor, at: datetime, *, one: str | None = None, but: str | None = None
) -> int:
    """Sign somebody out of one of their browsers, of all, or of all but one; return of how many."""
    if who.account is None:
        return 0
    ended = keys.end_sign_ins(session, who.account, at, one=one, but=but)
    if ended:
        note(session, who, Deed.SIGNED_OUT, at, browsers=ended)
    return ended


def act_for(session: Session, signed_in: SignedIn, number: int | None, at: datetime, today: date) -> None:
    """Stand in for somebody in this browser, or be oneself again; ``NoSuchDeputy`` if not today."""
    row = session.get_one(SignIn, signed_in.hash)
    if number is not None:
        standing = rows.deputy(session, number)
        if standing is None or standing.account != row.account_id or not standing.holds_on(today):
            raise NoSuchDeputy
        note(session, signed_in.visitor, Deed.ACTED_FOR, at, number=number, principal=standing.for_account)
    row.deputy_id = number
    session.flush()


def needs_password(account: AccountFacts, signed_in: SignedIn) -> bool:
    """Whether somebody has to give the password they have, to set another.

    Whoever came by a link need not: it went to their address, which is what they would be asked for next.
    """
    return account.has_password and not signed_in.by_link


def set_password(signed_in: SignedIn, at: datetime, *, now: str, new: str) -> None:
    """Set one's own password and sign out every other browser.

    ``WrongPassword`` or ``WeakPassword`` if not; ``TooSoon`` where it was guessed at too often.
    """
    known, kept = _own(signed_in)
    if needs_password(known, signed_in):
        _check_own(known, kept, now, at)
    check_password(new, (known.name, known.email, known.email.partition("@")[0]))
    with transaction() as session:
        casework.get(session, known.id).password_hash = passwords.hashed(new)
        keys.end_sign_ins(session, known.id, at, but=signed_in.hash)
        keys.end_links(session, known.id, at)
        note(session, signed_in.visitor, Deed.PASSWORD_SET, at)


def _own(signed_in: SignedIn) -> tuple[AccountFacts, str | None]:
    if signed_in.visitor.account is None:
        raise NotSignedIn
    with reading() as session:
        row = casework.get(session, signed_in.visitor.account)
        return casework.facts(session, row.id), row.password_hash


def _check_own(known: AccountFacts, kept: str | None, password: str, at: datetime) -> None:
    """Refuse a password that is not the one they have; whoever found the browser open gets few guesses."""
    tries = f"change {known.email.lower()}"
    _count({tries: WITH_ADDRESS}, at)
    if not passwords.fits(kept, password):
        raise WrongPassword
    with transaction() as session:
        keys.forget_failures(session, tries, at)
