"""A whole programme in a database: as many live challenges as wanted, a part of which has a reminder due.

A few are opened as the programme does it, with yesterday's paperwork done; the rest are copies of their
rows, which is as good and takes a thousandth of the time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from benchmarks.challenges import HOST, known_from_the_past, person_of, prepared
from casework import morning_round
from db import challenges, models
from db.session import transaction
from domain.councils import CouncilType, Nation
from domain.lifecycle import History, Reference
from domain.people import ROLES

TODAY = date(2027, 1, 12)
AT = datetime.combine(TODAY, time(7, 30), UTC)


def fill(live: int, due: int, *, quiet_are_small: bool = False) -> None:
    """Store ``live`` challenges, ``due`` of which have a reminder that is due today.

    The others have nothing due for weeks, and as much paperwork behind them; with ``quiet_are_small``
    only what is known from the past, so that a million of them fit on a disk.
    """
    with transaction() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text("CREATE TEMP TABLE copies (old TEXT, new TEXT PRIMARY KEY)"))
        enter_people(session)
        busy = opened(session, prepared(TODAY + timedelta(days=28 + 14)))
        past = known_from_the_past(TODAY - timedelta(days=60))
        quiet = opened(session, past if quiet_are_small else prepared(TODAY + timedelta(days=100)))
        for old, first, last in ((busy, 3, due + 1), (quiet, due + 2, live)):
            session.execute(text(NUMBERED), {"old": old, "first": first, "last": last})
        for statement in COPIES:
            session.execute(text(statement))


def enter_people(session: Session) -> None:
    """Enter the council and whoever holds a role."""
    named = {"code": HOST.code, "name": HOST.name, "short_name": "Tamworth"}
    kind = {"type": CouncilType.DISTRICT, "nation": Nation.ENGLAND, "region": HOST.region}
    session.add(models.Council(**named, **kind, gss_code="", slug="tamworth", county="", replaced_by=""))
    for role, facts in ROLES.items():
        who = {"name": facts.title, "post": facts.title, "organisation": "Example"}
        session.add(models.Person(id=person_of(role), **who, email=f"{role}@council.example", created_at=AT))
    session.flush()


def opened(session: Session, history: History) -> Reference:
    """Open one challenge as the programme does, and do yesterday's paperwork for it."""
    reference = challenges.start(session, scheme="2024", councils=[HOST.code], on=TODAY, at=AT)
    challenges.append(session, reference, history, by="benchmark", at=AT)
    morning_round.see_to(session, [reference], TODAY - timedelta(days=1), AT)
    return reference


def copy_of(table: str, **instead: str) -> str:
    """Return the statement that copies a table's rows for every copied challenge, in one go."""
    columns = [each.name for each in models.Base.metadata.tables[table].columns if each.name != "id"]
    values = ", ".join(instead.get(name, f"row.{name}") for name in columns)
    head = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values}"
    return f"{head} FROM {table} row JOIN copies ON copies.old = row.reference"


NUMBERED = """
    WITH RECURSIVE numbers (n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n < :last)
    INSERT INTO copies SELECT :old, printf('CPC-2027-%07d', n) FROM numbers
"""
NEW_KEY = "replace(row.key, copies.old, copies.new)"
TEAM = 25
"""How many challenges one peer challenge manager looks after; a project lead has but the one."""
LEAD = "'p_project_lead_' || copies.new"
MANAGER = f"'p_challenge_manager_' || (CAST(substr(copies.new, 10) AS INTEGER) / {TEAM})"
NEW_PEOPLE = f"""
    replace(replace(row.details, '"p_project_lead"', '"' || {LEAD} || '"'),
            '"p_challenge_manager"', '"' || {MANAGER} || '"')
"""
COPIES = (
    *(
        f"""
        INSERT OR IGNORE INTO people (id, name, email, post, organisation, created_at)
        SELECT {new}, row.name, {new} || '@council.example', row.post, row.organisation, row.created_at
        FROM copies JOIN people row ON row.id = '{old}'
        """
        for old, new in (("p_project_lead", LEAD), ("p_challenge_manager", MANAGER))
    ),
    *(copy_of(each, reference="copies.new") for each in ("challenges", "participants", "standings")),
    copy_of("events", reference="copies.new", details=NEW_PEOPLE),
    copy_of("documents", reference="copies.new", key=NEW_KEY),
    # Their words are left out: a gigabyte of them would measure the disk.
    copy_of("messages", reference="copies.new", key=NEW_KEY, text="''", html="''"),
    f"""
    INSERT INTO message_slots SELECT copy.key, slot.slot, copy.id, copy.reference FROM message_slots slot
    CROSS JOIN messages row ON row.id = slot.message_id CROSS JOIN copies ON copies.old = row.reference
    CROSS JOIN messages copy ON copy.key = {NEW_KEY} AND copy.person_id = row.person_id
      AND copy.state <> 'withdrawn'
    """,
)
