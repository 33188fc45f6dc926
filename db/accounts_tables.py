"""The tables of who may come in: accounts, how they are signed in, who stands in for whom, and who did what.

Of everything that opens a door (a link, a session, a token) only the hash is kept, so that whoever reads the
database can open none. The audit is append-only: its migration makes the triggers that refuse a change.
"""

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models import ALPHABET, Base, Challenge, Council, Person
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.permissions import AccountId


def new_account_id() -> AccountId:
    """Make an identifier that says nothing about whose account it is."""
    return AccountId("a_" + "".join(secrets.choice(ALPHABET) for _ in range(10)))


class Account(Base):
    """Somebody who may sign in, with the address by which they do; who it is stands among the people."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email"),
        CheckConstraint(
            "part IN ('manager', 'adviser', 'challenge_manager', 'support_officer', 'council_contact',"
            " 'peer')",
            name="part",
        ),
    )

    id: Mapped[AccountId] = mapped_column(Text, primary_key=True, default=new_account_id)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id), unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    part: Mapped[str]
    password_hash: Mapped[str | None]
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SeatRow(Base):
    """A role that somebody holds now: a projection that the histories can always make again."""

    __tablename__ = "seats"
    __table_args__ = (
        # Two empty councils are not equal to a unique constraint, and must be here.
        Index(
            "uq_seats_person_id_reference_role",
            "person_id",
            "reference",
            "role",
            unique=True,
            sqlite_where=text("council IS NULL"),
            postgresql_where=text("council IS NULL"),
        ),
        Index(
            "uq_seats_person_id_reference_role_council",
            "person_id",
            "reference",
            "role",
            "council",
            unique=True,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[Reference] = mapped_column(ForeignKey(Challenge.reference), index=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey(Person.id))
    role: Mapped[str]
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))


class SignInLink(Base):
    """A link that signs somebody in once; without an account, whoever opens it becomes the first manager."""

    __tablename__ = "sign_in_links"

    hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[AccountId | None] = mapped_column(Text, ForeignKey(Account.id), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignIn(Base):
    """A browser in which somebody is signed in, by which way, and as whose deputy they act in it."""

    __tablename__ = "sign_ins"
    __table_args__ = (CheckConstraint("way IN ('password', 'link', 'provider')", name="way"),)

    hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[AccountId] = mapped_column(Text, ForeignKey(Account.id), index=True)
    deputy_id: Mapped[int | None] = mapped_column(ForeignKey("deputies.id"))
    made_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    way: Mapped[str]
    agent: Mapped[str]


class Throttle(Base):
    """How often in a row something was tried in vain, under a hash that does not tell by whom."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    waits_until: Mapped[datetime]


class ApiToken(Base):
    """A key with which a program comes in somebody's name, for as much as its scopes say."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[AccountId] = mapped_column(Text, ForeignKey(Account.id), index=True)
    name: Mapped[str]
    scopes: Mapped[list[str]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class FeedToken(Base):
    """The address of a calendar that somebody subscribes to: an adviser's, a council's or the programme's."""

    __tablename__ = "feed_tokens"
    __table_args__ = (
        CheckConstraint("kind IN ('adviser', 'council', 'programme')", name="kind"),
        CheckConstraint("(kind = 'adviser') = (person_id IS NOT NULL)", name="adviser"),
        CheckConstraint("(kind = 'council') = (council IS NOT NULL)", name="council"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[AccountId] = mapped_column(Text, ForeignKey(Account.id), index=True)
    kind: Mapped[str]
    person_id: Mapped[PersonId | None] = mapped_column(ForeignKey(Person.id))
    council: Mapped[CouncilCode | None] = mapped_column(ForeignKey(Council.code))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Deputy(Base):
    """Somebody who stands in for somebody else from the first to the last day, both included."""

    __tablename__ = "deputies"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="period"),
        CheckConstraint("account_id <> for_account_id", name="somebody_else"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[AccountId] = mapped_column(Text, ForeignKey(Account.id), index=True)
    for_account_id: Mapped[AccountId] = mapped_column(Text, ForeignKey(Account.id), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditLine(Base):
    """Who did what, for whom, and what came of it. The database refuses to change or delete it.

    It names accounts by identifier, tied to no row of theirs: a line is kept whatever becomes of them. ``by``
    is whoever gave a command on the server, without an account.
    """

    __tablename__ = "audit"
    __table_args__ = (
        CheckConstraint("outcome IN ('done', 'refused')", name="outcome"),
        Index(None, "account_id", "id"),
        Index(None, "reference", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[AccountId | None] = mapped_column(Text)
    for_account_id: Mapped[AccountId | None] = mapped_column(Text)
    by: Mapped[str]
    act: Mapped[str]
    reference: Mapped[Reference | None]
    outcome: Mapped[str]
    details: Mapped[dict[str, Any]]
