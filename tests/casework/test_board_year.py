"""The figures of a year equal what somebody counts by hand, and each opens the rows behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from casework.history import Tables, import_history
from db import councils
from tests.casework.board_years import by, named, of_2021_22
from tests.casework.conftest import entry
from tests.casework.programme_years import past_years

DATA = Path(__file__).parents[3] / "shared" / "data"

BY_HAND = {
    "visits": 9,
    "councils_visited": 10,
    "first_time": 10,
    "joint": 1,
    "reports": 0,
    "plans": 0,
    "reviews": 3,
    "review_reports": 0,
    "coming_visits": 2,
    "coming_reviews": 0,
}
"""Counted in the table of ``programme_years`` with a pencil: what lies between April 2021 and March 2022."""
VISITED = [
    "Lancashire County Council",
    "Bournemouth, Christchurch and Poole Council",
    "Brentwood Borough Council",
    "High Peak Borough Council and Staffordshire Moorlands District Council",
    "South Tyneside Council",
    "Pendle Borough Council",
    "Mid Devon District Council",
    "Stroud District Council",
    "West Lancashire Borough Council",
]
"""In the order of the first day that each visit can have begun on, and then of the councils' names."""


@pytest.fixture
def past(session: Session) -> Session:
    past_years(session)
    return session


def test_the_figures_of_a_year_equal_those_counted_by_hand(past: Session) -> None:
    found = of_2021_22(past)

    assert {name: found.measure(name).value for name in BY_HAND} == BY_HAND
    assert by(found.measure("councils_visited"), "region") == {
        "East Midlands": 1,
        "East of England": 1,
        "North East": 1,
        "North West": 3,
        "South West": 3,
        "West Midlands": 1,
    }
    assert by(found.measure("councils_visited"), "type") == {
        "County": 1,
        "District": 7,
        "Metropolitan": 1,
        "Unitary": 1,
    }
    assert by(found.measure("visits"), "product") == {"Corporate Peer Challenge": 9}
    assert by(found.measure("visits"), "mode") == {"Not known": 9}


def test_every_figure_opens_the_rows_behind_it(past: Session) -> None:
    found = of_2021_22(past)

    assert named(found.measure("visits")) == VISITED
    assert named(found.measure("joint")) == [VISITED[3]]
    assert [(*row.councils, str(row.on)) for row in found.measure("reviews").rows] == [
        ("Bolsover District Council", "November 2021"),
        ("Stafford Borough Council", "Wednesday 17 November 2021"),
        ("West Lindsey District Council", "February 2022"),
    ]
    assert named(found.measure("coming_visits")) == ["City of Doncaster Council", "Colchester City Council"]
    assert all(row.reference for row in found.measure("visits").rows)


@pytest.mark.skipif(not DATA.exists(), reason="the table of real histories is not beside the project")
def test_the_figures_of_the_real_table_equal_those_counted_by_hand(session: Session) -> None:
    councils.import_register(session, (DATA / "uk_local_authorities_current.csv").read_text("utf-8"))
    import_history(session, Tables((DATA / "cpc_history.csv").read_text("utf-8")), entry("2026-11-20"))

    found = of_2021_22(session)

    assert {name: found.measure(name).value for name in BY_HAND} == BY_HAND | {"coming_visits": 4}
    assert named(found.measure("visits")) == VISITED
    assert named(found.measure("coming_visits")) == [
        "City of Doncaster Council",
        "Reading Borough Council",
        "Cheshire West and Chester Council",
        "Colchester Borough Council",
    ]
    assert found.challenges == 50
