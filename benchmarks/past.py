"""The past of a programme to measure on: tables as the import takes them, and more copies of what came in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from casework.history import Tables
from db.models import Base
from domain.schemes import scheme
from domain.service_areas import vocabulary

T = TypeVar("T")

COUNCILS = 333
"""Each has one challenge or two in the past."""
REGIONS = ("East of England", "North West", "South East", "South West", "West Midlands")
THEMES = scheme("2024").themes
KINDS = ("strength", "good practice", "challenge", "lesson")
FIRST = date(2014, 4, 8)
REGISTER = (
    "local-authority-code,official-name,nice-name,local-authority-type,nation,region,county-la,gss-code,"
    "gov-uk-slug,alt-names,start-date,end-date,replaced-by,area,lat,long"
)
HISTORY = (
    "council,council_type,region,onsite_start,onsite_end,report_published,action_plan_published,"
    "progress_review_start,progress_review_end,progress_review_published,recommendations,peer_team,source"
)
RECOMMENDATIONS = "council,onsite_start,number,title,text,theme,progress,finding"
FINDINGS = "council,onsite_start,kind,title,text,theme,areas,source,consent,consent_on"


def register() -> str:
    """Write a register of councils that are not."""
    rows = (
        (f"B{each:03}", _name(each), f"Benchmark {each}", "NMD", "England", _of(REGIONS, each), *[""] * 10)
        for each in range(COUNCILS)
    )
    return _table(REGISTER, rows)


def tables(challenges: int, each: int) -> Tables:
    """Write the tables of so many challenges, each with so many recommendations and findings."""
    numbers = range(challenges)
    return Tables(
        _table(HISTORY, map(_challenge, numbers)),
        _table(RECOMMENDATIONS, (_recommendation(of, n) for of in numbers for n in range(1, each + 1))),
        _table(FINDINGS, (_finding(of, n) for of in numbers for n in range(1, each + 1))),
    )


def _challenge(number: int) -> Iterable[str]:
    visit = _visit(number)
    days = (0, 2, 80, 120, 300, 301, 340)
    told = ((visit + timedelta(days=after)).isoformat() for after in days)
    return _name(number), "", "", *told, "", "", f"https://benchmark.example/{number}"


def _recommendation(challenge: int, number: int) -> Iterable[str]:
    words = f"{_term(challenge + number).capitalize()}: agree with partners who does what, and by when."
    return (
        *(
            _name(challenge),
            _visit(challenge).isoformat(),
            str(number),
            f"Point {number} of {challenge}",
            words,
        ),
        *(_of(THEMES, challenge + number), "in progress", "The council has begun."),
    )


def _finding(challenge: int, number: int) -> Iterable[str]:
    seen = _term(challenge * 7 + number)
    words = f"In visit {challenge} the team saw {seen} of which people speak well ({number})."
    return (
        *(_name(challenge), _visit(challenge).isoformat(), _of(KINDS, number), f"Point {number}", words),
        *(_of(THEMES, number), "", f"page {number}", "given", _visit(challenge + 1).isoformat()),
    )


def _name(number: int) -> str:
    return f"Benchmark {number % COUNCILS} District Council"


def _visit(number: int) -> date:
    """Return when a visit began; one follows the other, so that no council has two on a day."""
    return FIRST + timedelta(days=7 * number)


def _term(number: int) -> str:
    area = _of(tuple(vocabulary().areas.values()), number)
    return _of(area.terms, number)


def _of(choices: Sequence[T], number: int) -> T:
    return choices[number % len(choices)]


def _table(head: str, rows: Iterable[Iterable[str]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows((head.split(","), *rows))
    return written.getvalue()


COPIES = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < :times - 1)"
NEW = {
    "finding_entries": {"key": "row.key || '-' || n", "text": "row.text || ' ' || n"},
    "ledger_entries": {"number": "row.number || '-' || n"},
}
"""What tells the copies of a row from it."""


def multiply(session: Session, table: str, times: int) -> None:
    """Lay the rows of a table down again until there are so many times as many."""
    columns = [each.name for each in Base.metadata.tables[table].columns if each.name != "id"]
    values = ", ".join(NEW[table].get(name, f"row.{name}") for name in columns)
    copy = f"INSERT INTO {table} ({', '.join(columns)}) {COPIES} SELECT {values} FROM {table} row, n"
    session.execute(text(copy), {"times": times})
