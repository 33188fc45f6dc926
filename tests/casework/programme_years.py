"""Challenges of a programme told in a few lines each, as the board counts them: no rule guards them here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from db import challenges, councils
from db.councils import import_register
from domain.days import Day
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    Milestone,
    Reference,
    kind_of,
)
from domain.people import Role
from domain.rules import Per
from domain.schemes import scheme

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
HEAD = (
    "local-authority-code,official-name,nice-name,local-authority-type,nation,region,county-la,gss-code,"
    "gov-uk-slug,alt-names,start-date,end-date,replaced-by,area,lat,long"
)
REGISTER = """\
LAN,Lancashire County Council,CTY,North West
BPC,"Bournemouth, Christchurch and Poole Council",UA,South West
BRW,Brentwood Borough Council,NMD,East of England
STY,South Tyneside Council,MD,North East
HIG,High Peak Borough Council,NMD,East Midlands
STF,Staffordshire Moorlands District Council,NMD,West Midlands
PEN,Pendle Borough Council,NMD,North West
MDE,Mid Devon District Council,NMD,South West
STO,Stroud District Council,NMD,South West
WLA,West Lancashire Borough Council,NMD,North West
BOL,Bolsover District Council,NMD,East Midlands
WLI,West Lindsey District Council,NMD,East Midlands
STA,Stafford Borough Council,NMD,West Midlands
DNC,City of Doncaster Council,MD,Yorkshire and the Humber
COL,Colchester City Council,NMD,East of England
ESX,East Sussex County Council,CTY,South East
NWL,North West Leicestershire District Council,NMD,East Midlands
TAW,Tamworth Borough Council,NMD,West Midlands
XXX,Council without a region,NMD,
"""
"""Code, name, type and region of the councils that the years tell of."""

YEARS: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = (
    (("NWL",), {"plan_published": "2024-12"}),
    (("STA",), {"visit_started": "2018-07", "review_held": "2021-11-17"}),
    (("BOL",), {"visit_started": "2019-11", "review_held": "2021-11"}),
    (("WLI",), {"visit_started": "2020-01", "review_held": "2022-02"}),
    (("LAN",), {"visit_started": "2021-10-12", "visit_ended": "2021-10-15"}),
    (("BPC",), {"visit_started": "2021-11", "plan_published": "2022-04", "review_held": "2022-12-01"}),
    (("BRW",), {"visit_started": "2021-11-09", "visit_ended": "2021-11-12"}),
    (("STY",), {"visit_started": "2022-01", "review_held": "2022-10-20"}),
    (("HIG", "STF"), {"visit_started": "2022-01", "visit_ended": "2022-01"}),
    (("PEN",), {"visit_started": "2022-02", "review_report_published": "2023-06-22"}),
    (("MDE",), {"visit_ended": "2022-03", "plan_published": "2022-06-28"}),
    (("STO",), {"visit_started": "2022-03-08", "report_published": "2022-05-19"}),
    (("WLA",), {"visit_started": "2022-03-15", "visit_ended": "2022-03-17"}),
    (("DNC",), {"visit_started": "2022-05-16", "visit_ended": "2022-05-19"}),
    (("COL",), {"visit_started": "2022-09-26", "visit_ended": "2022-09-29"}),
    (("ESX",), {"visit_started": "2023", "plan_published": "2023-09"}),
    (("STF",), {"visit_started": "2024-02-20", "visit_ended": "2024-02-22"}),
)
"""What public pages tell of visits and reviews about the year 2021-22, with the gaps that they have."""


def know_councils(session: Session) -> None:
    """Enter the councils that the years tell of."""
    lines = (line.rsplit(",", 2) for line in REGISTER.splitlines())
    rows = (
        f"{name},{name.partition(',')[2]},{kind},England,{region},,,,,1990-04-01,,,,,"
        for name, kind, region in lines
    )
    import_register(session, "\n".join((HEAD, *rows)) + "\n")


def tell(
    session: Session,
    codes: tuple[str, ...],
    said: Mapping[str, str],
    *more: Event,
    rules: str = "2024",
    opened: str | None = None,
    source: str = "https://council.example/review",
    **details: Any,
) -> Reference:
    """Write a challenge down with the days of its milestones, each council's own where the rules say so.

    With ``opened`` it is the programme's own; without, it was gathered from public pages.
    """
    first = Day.parse(opened) if opened else min(map(Day.parse, said.values()), key=lambda day: day.first)
    reference = challenges.start(
        session, scheme=rules, councils=[CouncilCode(code) for code in codes], on=first.first, at=AT
    )
    places = tuple(councils.get(session, CouncilCode(code)).place for code in codes)
    opening = Details(scheme=rules, councils=places, source=None if opened else source, **details)
    events = [Event(0, Happening.OPENED, first, None, opening), *_met(codes, said, rules), *more]
    kept = [replace(each, backfilled=opened is None) for each in events]
    challenges.append(session, reference, kept, by="programme manager", at=AT)
    return reference


def _met(codes: tuple[str, ...], said: Mapping[str, str], rules: str) -> list[Event]:
    return [
        event(name, on, council=code)
        for name, on in said.items()
        for code in (codes if scheme(rules).milestones[Milestone(name)].per is Per.COUNCIL else [None])
    ]


def event(name: str, on: str, /, council: str | None = None, **said: Any) -> Event:
    """Return a line of a history."""
    return Event(
        0, kind_of(name), Day.parse(on), CouncilCode(council) if council else None, Details.from_json(said)
    )


def in_team(person: str, role: Role, on: str, *, released: str | None = None) -> tuple[Event, ...]:
    """Return the lines that put somebody into a team, and perhaps take them out again."""
    took = event("assigned", on, person=person, role=str(role))
    left = [event("released", released, person=person, role=str(role), reason="Illness")] if released else []
    return took, *left


def past_years(session: Session) -> None:
    """Write down what public pages tell of the years about 2021-22."""
    know_councils(session)
    for codes, said in YEARS:
        first = min(map(Day.parse, said.values()), key=lambda day: day.first)
        tell(session, codes, said, rules="2024" if first.first >= date(2024, 4, 1) else "2022")
