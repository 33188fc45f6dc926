"""A first challenge is one by its history; an older one that comes to light is said there."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework.case import case
from casework.first_times import set_right
from casework.history import Tables, import_history
from casework.opening import Opening, open_with_people
from db import councils
from domain.lifecycle import Reference
from tests.casework.conftest import entry

MAY = entry("2024-05-01")
TAMWORTH = Opening(("Tamworth",), date(2024, 5, 1))
OLDER = """\
council,council_type,region,onsite_start,onsite_end,report_published,action_plan_published,\
progress_review_start,progress_review_end,progress_review_published,recommendations,peer_team,source
Tamworth Borough Council,NMD,West Midlands,2018-03-13,2018-03-16,,,,,,,,https://www.council.example/2018
"""


@pytest.fixture(autouse=True)
def _register(session: Session) -> None:
    councils.load_samples(session)


def said(session: Session, reference: Reference) -> list[bool | None]:
    return [each.details.first_time for each in case(session, reference).on(date(2030, 1, 1)).reading.firsts]


def test_a_challenge_says_when_it_is_opened_whether_it_is_the_first(session: Session) -> None:
    first, _ = open_with_people(session, MAY, TAMWORTH)
    second, _ = open_with_people(
        session, entry("2024-06-01"), Opening(("Lichfield", "Tamworth"), date(2024, 6, 1))
    )

    assert (said(session, first), said(session, second)) == ([True], [False])


def test_the_same_opened_again_is_the_challenge_that_is_there(session: Session) -> None:
    first, _ = open_with_people(session, MAY, TAMWORTH)

    assert open_with_people(session, MAY, TAMWORTH) == (first, False)


def test_an_older_challenge_that_is_brought_in_is_said_in_the_history_of_the_newer(session: Session) -> None:
    newer, _ = open_with_people(session, MAY, TAMWORTH)
    other, _ = open_with_people(session, MAY, Opening(("Lichfield",), date(2024, 5, 1)))

    import_history(session, Tables(OLDER), entry("2024-11-05"))

    assert (said(session, newer), said(session, other)) == ([True, False], [True])
    last = case(session, newer).history[-1]
    assert (last.on.iso, last.details.reason) == ("2024-11-05", "An older challenge has come to be known")
    assert not case(session, newer).on(date(2030, 1, 1)).reading.is_first_time


def test_what_has_been_set_right_is_not_set_right_again(session: Session) -> None:
    open_with_people(session, MAY, TAMWORTH)
    found = import_history(session, Tables(OLDER), entry("2024-11-05"))

    assert set_right(session, entry("2024-11-06"), found.added) == ()
