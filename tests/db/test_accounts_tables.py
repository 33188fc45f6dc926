"""What the database itself refuses of accounts, and that the audit is never changed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.accounts_tables import Account, AuditLine, Deputy, FeedToken, SeatRow
from db.councils import load_samples
from db.models import Base, Challenge, Person
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.permissions import AccountId

NOW = datetime(2026, 3, 6, 9, 30, tzinfo=UTC)
MANAGER = AccountId("a_manager")
OURS = Reference("CPC-2026-001")


def person(name: str) -> Person:
    return Person(
        id=PersonId(name), name="Sample", email=f"{name}@a.example", post="", organisation="A", created_at=NOW
    )


def account(
    email: str = "manager@programme.example", part: str = "manager", name: str = "a_manager"
) -> Account:
    return Account(id=AccountId(name), person_id=PersonId(name), email=email, part=part, made_at=NOW)


def line() -> AuditLine:
    return AuditLine(at=NOW, account_id=MANAGER, by="", act="record", outcome="done", details={})


def refused(session: Session, *rows: Base) -> None:
    session.add_all(rows)
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


@pytest.fixture
def manager(session: Session) -> Account:
    session.add_all([person("a_manager"), person("a_second"), person("a_adviser")])
    session.flush()
    made = account()
    session.add(made)
    session.commit()
    return made


@pytest.mark.parametrize("statement", ["UPDATE audit SET act = 'other'", "DELETE FROM audit"])
@pytest.mark.usefixtures("manager")
def test_the_audit_is_neither_changed_nor_deleted(session: Session, statement: str) -> None:
    session.add(line())
    session.commit()

    with pytest.raises(IntegrityError, match="audit says who did what: nothing in it is changed or deleted"):
        session.execute(text(statement))
    session.rollback()

    assert session.scalar(text("SELECT act FROM audit")) == "record"


@pytest.mark.usefixtures("manager")
def test_the_audit_is_neither_replaced_nor_emptied(session: Session) -> None:
    session.add(line())
    session.commit()
    at_a_stroke = {
        "sqlite": "INSERT OR REPLACE INTO audit SELECT * FROM audit",
        "postgresql": "TRUNCATE audit",
    }

    with pytest.raises(IntegrityError, match="audit says who did what"):
        session.execute(text(at_a_stroke[session.get_bind().dialect.name]))


@pytest.mark.usefixtures("manager")
def test_an_address_has_one_account_and_is_kept_in_small_letters(session: Session) -> None:
    refused(session, account(name="a_second"))
    refused(session, account("Manager@programme.example", name="a_second"))


@pytest.mark.usefixtures("manager")
def test_the_public_has_no_account(session: Session) -> None:
    refused(session, account("public@a.example", "public", "a_second"))


@pytest.mark.usefixtures("manager")
def test_nobody_stands_in_for_themselves_or_ends_before_they_begin(session: Session) -> None:
    session.add(account("adviser@programme.example", "adviser", "a_adviser"))
    session.commit()
    first, last = date(2026, 3, 6), date(2026, 3, 9)
    adviser = AccountId("a_adviser")

    for whom, begin, end in ((MANAGER, first, last), (adviser, last, first)):
        row = Deputy(account_id=MANAGER, for_account_id=whom, first_day=begin, last_day=end, made_at=NOW)
        refused(session, row)


@pytest.mark.parametrize(
    ("kind", "council"), [("council", None), ("programme", "TAW"), ("adviser", None), ("other", None)]
)
@pytest.mark.usefixtures("manager")
def test_a_calendar_is_of_what_its_kind_says(session: Session, kind: str, council: str | None) -> None:
    load_samples(session)
    code = CouncilCode(council) if council else None

    refused(session, FeedToken(hash="h", account_id=MANAGER, kind=kind, council=code, made_at=NOW))


def test_somebody_holds_a_role_once(session: Session) -> None:
    peer = PersonId("p_peer")
    session.add(Challenge(reference=OURS, scheme="2024", opened_on=NOW.date(), created_at=NOW))
    session.add(person(peer))
    session.flush()
    session.add(SeatRow(reference=OURS, person_id=peer, role="officer_peer"))
    session.commit()

    refused(session, SeatRow(reference=OURS, person_id=peer, role="officer_peer"))
