"""A challenge is opened by the names that people use, once, with the programme manager in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import calendar
from casework.case import case
from casework.opening import NamedTwice, NoCouncil, Opening, cautions, open_with_people
from casework.record import BadPeriod, InTheFuture, cancel
from casework.standings import standing_of
from casework.team import Newcomer, assign
from db import councils, people
from db.councils import UnknownCouncil
from documents.house_style import house_style
from domain.days import Day
from domain.elections import Poll
from domain.lifecycle import Product
from domain.people import Role
from domain.reading import INVENTED
from domain.schemes import UnknownScheme
from tests.casework.conftest import entry

MAY = entry("2024-05-01")
TAMWORTH = Opening(("Tamworth",), date(2024, 5, 1))


@pytest.fixture(autouse=True)
def _register(session: Session) -> None:
    councils.load_samples(session)


def test_councils_go_by_their_names_or_codes_in_the_order_in_which_they_are_named(session: Session) -> None:
    reference, is_new = open_with_people(session, MAY, replace(TAMWORTH, councils=("stf", "High Peak")))

    assert is_new
    assert reference == "CPC-2024-001"
    assert [place.code for place in case(session, reference).history[0].details.councils] == ["STF", "HIG"]


def test_a_sample_is_called_one_in_every_list(session: Session) -> None:
    for source, name in ((INVENTED, "Tamworth Borough Council (sample)"), (None, "Tamworth Borough Council")):
        reference, _ = open_with_people(session, MAY, replace(TAMWORTH, source=source))
        assert standing_of(case(session, reference), date(2024, 5, 1), MAY.at).councils == name


def test_a_second_challenge_of_a_council_is_opened_with_a_word_about_the_first(session: Session) -> None:
    first, _ = open_with_people(session, MAY, TAMWORTH)
    other = replace(TAMWORTH, councils=("Lichfield", "Tamworth"))

    second, _ = open_with_people(session, MAY, other)

    assert [*cautions(case(session, second), MAY.today)] == [
        f"Tamworth Borough Council has {first} open already."
    ]


def test_of_a_challenge_that_has_ended_no_word_is_said(session: Session) -> None:
    first, _ = open_with_people(session, MAY, TAMWORTH)
    cancel(session, first, MAY, Day(MAY.today), "the council withdrew")

    second, _ = open_with_people(session, MAY, replace(TAMWORTH, product=Product.FINANCE))

    assert [*cautions(case(session, second), MAY.today)] == []


def test_a_visit_on_free_days_or_before_a_poll_is_opened_with_a_warning(session: Session) -> None:
    dated = replace(TAMWORTH, visit_start=date(2024, 12, 25), visit_end=date(2024, 12, 28))
    reference, _ = open_with_people(session, MAY, dated)
    assert [*cautions(case(session, reference), MAY.today)] == [
        "The visit would begin on Wednesday 25 December 2024, which is no working day (Christmas Day).",
        "The visit would end on Saturday 28 December 2024, which is no working day.",
    ]

    lichfield = councils.find(session, "Lichfield")
    calendar.add_poll(session, MAY, Poll(date(2024, 11, 7), lichfield.code, "By-election"))
    polled = Opening(
        ("Lichfield",), date(2024, 5, 1), visit_start=date(2024, 10, 29), visit_end=date(2024, 10, 31)
    )
    second, _ = open_with_people(session, MAY, polled)
    (said,) = cautions(case(session, second), MAY.today)
    assert said.startswith("The visit would lie in the pre-election period of Lichfield")
    assert f"`cpc team {second} --allow " in said


def test_the_programme_manager_is_in_office_from_the_first_day(session: Session) -> None:
    reference, _ = open_with_people(session, MAY, TAMWORTH)

    on_desk = case(session, reference)
    (holding,) = on_desk.on(MAY.today).reading.in_office(Role.PROGRAMME_MANAGER)
    assert on_desk.people[holding.person].email == house_style().email


def test_a_programme_manager_who_is_known_by_name_keeps_it(session: Session) -> None:
    first, _ = open_with_people(session, MAY, TAMWORTH)
    somebody = Newcomer(Role.PROGRAMME_MANAGER, "Head of programme", house_style().email, renames=True)
    person = assign(session, first, MAY, somebody, Day(MAY.today))

    open_with_people(session, MAY, replace(TAMWORTH, councils=("Lichfield",)))

    assert people.by_id(session, {person})[person].name == "Head of programme"


@pytest.mark.parametrize(
    ("on", "visit_start", "expected"),
    [
        (date(2021, 9, 1), None, "2022"),
        (date(2024, 3, 31), None, "2022"),
        (date(2024, 4, 1), None, "2024"),
        (date(2024, 1, 15), date(2024, 4, 9), "2024"),
        (date(2024, 1, 15), date(2024, 3, 19), "2022"),
    ],
)
def test_the_scheme_is_that_of_the_visit_or_else_of_the_day(
    session: Session, on: date, visit_start: date | None, expected: str
) -> None:
    said = Opening(("Tamworth",), on, visit_start=visit_start, visit_end=visit_start)

    reference, _ = open_with_people(session, MAY, said)

    assert case(session, reference).scheme.name == expected


def test_first_dates_are_kept_and_deadlines_are_forecast_from_them(session: Session) -> None:
    dated = replace(TAMWORTH, visit_start=date(2024, 10, 29), visit_end=date(2024, 10, 31))

    reference, _ = open_with_people(session, MAY, dated)

    view = case(session, reference).on(MAY.today)
    scope = next(each for each in view.deadlines if each.name == "scope")
    assert scope.due == date(2024, 7, 29)


def test_the_same_words_again_are_the_same_challenge_and_add_nothing(session: Session) -> None:
    reference, _ = open_with_people(session, MAY, TAMWORTH)
    before = case(session, reference).history

    again = open_with_people(session, MAY, TAMWORTH)

    assert again == (reference, False)
    assert case(session, reference).history == before


@pytest.mark.parametrize(
    "other",
    [
        replace(TAMWORTH, product=Product.FINANCE),
        replace(TAMWORTH, on=date(2024, 4, 30)),
        replace(TAMWORTH, councils=("Tamworth", "Lichfield")),
        replace(TAMWORTH, scheme="2022"),
        replace(TAMWORTH, visit_start=date(2024, 10, 29), visit_end=date(2024, 10, 31)),
    ],
    ids=["product", "day", "councils", "scheme", "dates"],
)
def test_other_words_are_another_challenge(session: Session, other: Opening) -> None:
    first, _ = open_with_people(session, MAY, TAMWORTH)

    second, is_new = open_with_people(session, MAY, other)

    assert is_new
    assert second != first


@pytest.mark.parametrize(
    ("said", "refusal", "words"),
    [
        (replace(TAMWORTH, councils=()), NoCouncil, "needs at least one council"),
        (
            replace(TAMWORTH, councils=("TAW", "Tamworth")),
            NamedTwice,
            "Borough Council is named more than once",
        ),
        (replace(TAMWORTH, councils=("Tamwarth",)), UnknownCouncil, "Tamworth Borough Council"),
        (replace(TAMWORTH, scheme="2019"), UnknownScheme, "2022, 2024"),
        (replace(TAMWORTH, on=date(2024, 5, 2)), InTheFuture, "lies in the future"),
        (
            replace(TAMWORTH, visit_end=date(2024, 10, 31)),
            BadPeriod,
            "from no day to Thursday 31 October 2024",
        ),
        (
            replace(TAMWORTH, visit_start=date(2024, 10, 31), visit_end=date(2024, 10, 29)),
            BadPeriod,
            "from Thursday 31 October 2024 to Tuesday 29 October 2024",
        ),
    ],
    ids=["nobody", "twice", "unknown", "scheme", "future", "half", "backwards"],
)
def test_an_opening_that_cannot_be_is_refused(
    session: Session, said: Opening, refusal: type[Exception], words: str
) -> None:
    with pytest.raises(refusal, match=words):
        open_with_people(session, MAY, said)
