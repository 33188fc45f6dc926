"""A challenge that never was, from its opening to its end: what templates are tried out on.

It lives in memory and is gone when it has been looked at. Its people are offices at addresses that lead
nowhere, and what they wrote is the sample that travels with the programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from sqlalchemy.orm import Session

from casework import content, record, team
from casework.case import Case, case
from casework.record import Entry
from db import councils
from db.session import connect, migrate
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Milestone, PersonId, Product, Reference
from domain.people import NO_INTEREST, ROLES, Role, Side
from domain.rules import Per
from domain.schemes import scheme

HOST, SCHEME = "Tamworth", "2024"
OPENED = date(2024, 5, 1)
A_STEP = timedelta(days=14)
ENTRY = Entry("sample", date(2025, 12, 31), datetime(2025, 12, 31, 9, tzinfo=UTC))
SAYS = {
    Milestone.DATES_SET: Details(visit_start=date(2024, 8, 6), visit_end=date(2024, 8, 8)),
    Milestone.COUNCIL_DECISION: Details(body="Cabinet", call_in_ends=date(2024, 11, 6)),
    Milestone.REVIEW_SCHEDULED: Details(review_start=date(2025, 2, 4), review_end=date(2025, 2, 5)),
    **{
        milestone: Details(url=f"https://council.example/{milestone}")
        for milestone in (Milestone.REPORT_PUBLISHED, Milestone.PLAN_PUBLISHED)
    },
}


@contextmanager
def sample() -> Iterator[Case]:
    """Give a challenge that has been through all its stages."""
    engine = connect("sqlite://")
    migrate(engine)
    try:
        with Session(engine) as session:
            yield case(session, _played(session))
    finally:
        engine.dispose()


def _played(session: Session) -> Reference:
    councils.load_samples(session)
    host = councils.find(session, HOST).place
    said = record.opening([host], SCHEME, Product.CORPORATE)
    on = Day(OPENED)
    reference = record.open_challenge(
        session, ENTRY, councils=[host], scheme_name=SCHEME, on=on, details=said
    )
    for role in Role:
        _seat(session, reference, role)
    for name in ("scope", "timetable", "feedback", "report", f"plan-{host.code}", f"statement-{host.code}"):
        _hand_in(session, reference, name)
    _hand_in(session, reference, f"review_report-{host.code}")
    record.write(session, reference, ENTRY, _milestones(host.code))
    return reference


def _seat(session: Session, reference: Reference, role: Role) -> PersonId:
    side = ROLES[role].side
    somebody = team.Newcomer(
        role,
        ROLES[role].title,
        f"{role}@{side}.example",
        party="Independent" if role is Role.LEAD_MEMBER else None,
    )
    person = team.assign(session, reference, ENTRY, somebody, Day(OPENED))
    if side is Side.PEERS:
        team.declare(session, reference, ENTRY, person, interest=NO_INTEREST, on=Day(OPENED))
    return person


def _hand_in(session: Session, reference: Reference, name: str) -> None:
    path = Path(str(files("db") / "samples" / "content" / "single-2024" / f"{name}.yaml"))
    content.hand_in(session, reference, ENTRY, path, kind=None, council=None)


def _milestones(council: CouncilCode) -> Iterator[Event]:
    """Meet every milestone in the order of the scheme, a fortnight after the one before."""
    for number, rule in enumerate(scheme(SCHEME).milestones.values(), 1):
        whose = council if rule.per is Per.COUNCIL else None
        said = SAYS.get(rule.milestone, Details())
        yield Event(0, rule.milestone, Day(OPENED + number * A_STEP), whose, said)
