"""Tokens are shown once, good for their scopes, and revocable; so are the addresses of calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from casework import accounts, tokens
from casework.accounts import Newcomer
from casework.tokens import BadToken, NoSuchToken, NotYours
from db import audit, keys
from db.accounts_tables import Account, ApiToken, FeedToken
from domain.permissions import PUBLIC, AccountId, Act, Part, Scope, Visitor, may
from tests.casework.conftest import Challenge

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)
AT_DESK = Visitor(Part.MANAGER, name="desk")


def visitor(session: Session, email: str, part: Part) -> Visitor:
    made = accounts.add(session, AT_DESK, Newcomer(email, part, name=part.label.capitalize()), AT)
    return accounts.visitor_of(session, accounts.get(session, made), TODAY)


@pytest.fixture
def adviser(session: Session) -> Visitor:
    return visitor(session, "adviser@programme.example", Part.ADVISER)


def make(session: Session, who: Visitor, *scopes: Scope, days: int = 30) -> str:
    return tokens.make(session, who, " Board figures ", scopes or (Scope.READ,), days=days, at=AT)


def test_a_token_comes_in_its_owners_name_for_its_scopes(session: Session, adviser: Visitor) -> None:
    key = make(session, adviser)

    found = tokens.bearer(session, key, AT, TODAY)

    assert found
    assert key.startswith("cpc_")
    assert (found.visitor.account, found.visitor.scopes) == (adviser.account, frozenset({Scope.READ}))
    assert may(found.visitor, Act.SEE_PIPELINE)
    assert not may(found.visitor, Act.KEEP_ACCOUNT)
    assert [each.name for each in keys.tokens(session, adviser.account)] == ["Board figures"]
    assert keys.tokens(session)
    assert audit.lines(session, most=1)[0].details == {"token": 1, "scopes": "read"}
    assert key not in session.query(ApiToken).one().hash


def test_a_token_runs_out_and_can_be_revoked(session: Session, adviser: Visitor) -> None:
    key, other = make(session, adviser), make(session, adviser, Scope.RECORD)
    found = tokens.bearer(session, other, AT, TODAY)
    assert found

    assert tokens.bearer(session, key, AT + timedelta(days=30), TODAY) is None
    tokens.revoke(session, adviser, found.token, AT)
    tokens.revoke(session, adviser, found.token, AT)

    assert tokens.bearer(session, other, AT, TODAY) is None
    assert tokens.bearer(session, key, AT, TODAY)
    assert tokens.bearer(session, key.removeprefix("cpc_"), AT, TODAY) is None
    assert [each.act for each in audit.lines(session, act="token_revoked")] == ["token_revoked"]


def test_a_token_of_a_closed_account_is_good_for_nothing(session: Session, adviser: Visitor) -> None:
    key, feed = make(session, adviser), tokens.make_feed(session, adviser, AT)

    session.get_one(Account, adviser.account).disabled_at = AT
    session.flush()

    assert tokens.bearer(session, key, AT, TODAY) is None
    assert tokens.feed_of(session, feed, TODAY) is None


def test_it_is_kept_about_when_a_token_was_used(session: Session, adviser: Visitor) -> None:
    key = make(session, adviser)
    fresh = tokens.bearer(session, key, AT, TODAY)
    assert fresh
    assert not fresh.is_remembered(AT)

    tokens.used(session, fresh.token, AT)

    again = tokens.bearer(session, key, AT, TODAY)
    assert again
    assert again.is_remembered(AT + timedelta(minutes=59))
    assert not again.is_remembered(AT + timedelta(minutes=60))


@pytest.mark.parametrize(
    ("name", "scopes", "days", "why"),
    [
        (" ", (Scope.READ,), 30, "no name"),
        ("Figures", (), 30, "no scope"),
        ("Figures", (Scope.READ,), 0, "1 to 365"),
        ("Figures", (Scope.READ,), 366, "1 to 365"),
    ],
)
def test_a_token_says_what_it_is_for_and_for_how_long(
    session: Session, adviser: Visitor, *, name: str, scopes: tuple[Scope, ...], days: int, why: str
) -> None:
    with pytest.raises(BadToken, match=why):
        tokens.make(session, adviser, name, scopes, days=days, at=AT)


def test_the_public_has_no_token(session: Session) -> None:
    with pytest.raises(BadToken, match="nobody is signed in"):
        make(session, PUBLIC)
    with pytest.raises(BadToken, match="nobody is signed in"):
        tokens.make_feed(session, PUBLIC, AT)


def test_only_its_owner_and_who_keeps_accounts_revoke_a_token(session: Session, adviser: Visitor) -> None:
    make(session, adviser)
    tokens.make_feed(session, adviser, AT)
    stranger = visitor(session, "other@programme.example", Part.ADVISER)
    token, feed = session.query(ApiToken).one(), session.query(FeedToken).one()

    for wrong in (tokens.revoke, tokens.revoke_feed):
        with pytest.raises(NoSuchToken, match="may have been revoked"):
            wrong(session, stranger, 1, AT)
        with pytest.raises(NoSuchToken):
            wrong(session, adviser, 2, AT)
    tokens.revoke(session, AT_DESK, token.id, AT)
    tokens.revoke_feed(session, AT_DESK, feed.id, AT)

    assert token.revoked_at == feed.revoked_at == AT


# Calendars


def test_an_adviser_subscribes_to_any_calendar(challenge: Challenge) -> None:
    session = challenge.session
    adviser = visitor(session, "principal_adviser@programme.example", Part.ADVISER)

    made = [
        tokens.make_feed(session, adviser, AT),
        tokens.make_feed(session, adviser, AT, adviser=adviser.person),
        tokens.make_feed(session, adviser, AT, council="Tamworth"),
    ]

    found = [tokens.feed_of(session, key, TODAY) for key in made]
    assert [each.kind for each in found if each] == ["programme", "adviser", "council"]
    assert [each.council for each in found if each] == [None, None, "TAW"]
    assert len(keys.feeds(session, adviser.account or AccountId(""))) == 3


def test_a_council_contact_subscribes_to_their_councils_calendar_alone(challenge: Challenge) -> None:
    session = challenge.session
    lead = visitor(session, "project_lead@council.example", Part.COUNCIL_CONTACT)

    key = tokens.make_feed(session, lead, AT, council="TAW")
    for wrong in ("Lichfield", None):
        with pytest.raises(NotYours, match="not one that you may see"):
            tokens.make_feed(session, lead, AT, council=wrong)
    with pytest.raises(NotYours):
        tokens.make_feed(session, lead, AT, council="TAW", adviser=lead.person)

    assert tokens.feed_of(session, key, TODAY)
    tokens.revoke_feed(session, lead, 1, AT)
    tokens.revoke_feed(session, lead, 1, AT)
    assert tokens.feed_of(session, key, TODAY) is None


def test_a_calendar_closes_when_its_owner_may_see_it_no_longer(challenge: Challenge) -> None:
    session = challenge.session
    adviser = visitor(session, "principal_adviser@programme.example", Part.ADVISER)
    key = tokens.make_feed(session, adviser, AT)

    accounts.set_part(session, AT_DESK, adviser.account or AccountId(""), Part.PEER, AT)

    assert tokens.feed_of(session, key, TODAY) is None
