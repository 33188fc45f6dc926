"""Elections: when they are, by when notice of them is due, and the days before a poll."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.councils import CouncilType
from domain.elections import (
    ALL_AT_ONCE,
    Electorate,
    Poll,
    PreElection,
    notice_due,
    ordinary_day,
    ordinary_polls,
    pre_election_periods,
    statutory_days,
)
from domain.lifecycle import CouncilCode
from domain.working_days import Closure, Division

STATUTORY = statutory_days(Division.ENGLAND)
GATESHEAD, SURREY, TAMWORTH = CouncilCode("GAT"), CouncilCode("SRY"), CouncilCode("TAW")


def years(type_: CouncilType, code: str = "XYZ", **exists: date) -> list[int]:
    electorate = Electorate(CouncilCode(code), type_, exists.get("started"), exists.get("ended"))
    return [day.year for day in ordinary_polls(electorate) if day.year < 2032]


def periods(*entered: Poll, of: Electorate | None = None) -> list[tuple[date, date]]:
    council = of.council if of else TAMWORTH
    found = pre_election_periods(council, entered, of, STATUTORY)
    return [(each.first, each.poll) for each in found if each.poll.year < 2028]


@pytest.mark.parametrize(
    ("poll", "notice"),
    [
        ("2024-05-02", "2024-03-26"),  # Thursday, notice on a Tuesday: as published in 2024
        ("2025-05-01", "2025-03-25"),  # and in 2025.
        ("2026-05-07", "2026-03-30"),  # Monday: Easter lies between, and the bank holiday of early May.
        ("2025-01-30", "2024-12-20"),  # Friday: Christmas Eve does not count,
        ("2025-01-28", "2024-12-18"),  # nor do Christmas Day, Boxing Day and New Year's Day.
    ],
)
def test_notice_of_election_is_due_25_working_days_before_the_poll(poll: str, notice: str) -> None:
    assert notice_due(date.fromisoformat(poll), STATUTORY) == date.fromisoformat(notice)


def test_a_proclaimed_bank_holiday_makes_notice_due_a_day_earlier_and_a_closed_office_does_not() -> None:
    coronation = statutory_days(Division.ENGLAND, (Closure("Coronation", date(2024, 4, 29)),))

    assert notice_due(date(2024, 5, 2), coronation) == date(2024, 3, 25)


@given(st.dates(date(2018, 3, 1), date(2035, 12, 31)))
def test_notice_leaves_25_days_that_count_before_the_poll(poll: date) -> None:
    notice = notice_due(poll, STATUTORY)

    between = (notice + timedelta(days=n) for n in range((poll - notice).days))
    counted = [day for day in between if STATUTORY.is_working_day(day)]

    assert len(counted) == 25
    assert not any((day.month, day.day) in ((12, 24), (12, 25)) for day in counted)


@pytest.mark.parametrize(
    ("year", "day"), [(2021, 6), (2024, 2), (2025, 1), (2026, 7), (2027, 6), (2028, 4), (2031, 1)]
)
def test_the_ordinary_day_is_the_first_thursday_in_may(year: int, day: int) -> None:
    assert ordinary_day(year) == date(year, 5, day)


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (CouncilType.COUNTY, [2021, 2025, 2029]),
        (CouncilType.LONDON_BOROUGH, [2022, 2026, 2030]),
        (CouncilType.METROPOLITAN, [2022, 2023, 2024, 2026, 2027, 2028, 2030, 2031]),
        (CouncilType.DISTRICT, []),
        (CouncilType.UNITARY, []),
    ],
)
def test_ordinary_elections_are_computed_where_the_type_says_when_they_are(
    type_: CouncilType, expected: list[int]
) -> None:
    assert years(type_) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("BIR", [2022, 2026, 2030]),
        ("BNS", [2022, 2023, 2024, 2026, 2030]),
        ("DNC", [2021, 2025, 2029]),
        ("LIV", [2023, 2027, 2031]),
        ("ROT", [2024, 2028]),
        ("SHN", [2022, 2026, 2030]),
        ("WRL", [2022, 2023, 2027, 2031]),
    ],
)
def test_a_metropolitan_district_that_gave_up_thirds_elects_all_at_once_from_then_on(
    code: str, expected: list[int]
) -> None:
    assert years(CouncilType.METROPOLITAN, code) == expected


def test_in_2027_the_districts_that_have_a_poll_are_those_of_the_published_list() -> None:
    given_up = [each for each in ALL_AT_ONCE if 2027 not in years(CouncilType.METROPOLITAN, each)]

    assert 36 - len(given_up) == 27 + 2 + 2  # By thirds, all at once, and all at once after a review.


def test_a_council_elects_only_while_it_exists() -> None:
    assert years(CouncilType.COUNTY, ended=date(2025, 3, 31)) == [2021]
    assert years(CouncilType.COUNTY, started=date(2025, 4, 1)) == [2025, 2029]


def test_the_period_runs_from_the_notice_to_the_poll_and_takes_both_in() -> None:
    period = PreElection(TAMWORTH, "Ordinary election", date(2024, 3, 26), date(2024, 5, 2))

    assert str(period) == "Tuesday 26 March 2024 to Thursday 2 May 2024 (ordinary election)"
    assert period.key == "pre_election:TAW:2024-05-02"
    for day, inside in (("03-25", False), ("03-26", True), ("05-02", True), ("05-03", False)):
        at = date.fromisoformat(f"2024-{day}")
        assert period.meets(at, at) is inside
    assert period.meets(date(2024, 3, 1), date(2024, 6, 1))


def test_an_entered_election_has_a_period_too_from_its_own_notice_if_that_was_earlier() -> None:
    assert periods(Poll(date(2024, 5, 2), TAMWORTH)) == [(date(2024, 3, 26), date(2024, 5, 2))]
    early = Poll(date(2024, 5, 2), TAMWORTH, notice=date(2024, 3, 18))
    assert periods(early) == [(date(2024, 3, 18), date(2024, 5, 2))]


def test_an_election_of_every_council_is_one_of_each_and_of_another_is_none() -> None:
    everywhere = Poll(date(2024, 7, 4), None, "General election", date(2024, 5, 30))

    assert periods(everywhere, Poll(date(2026, 5, 7), SURREY)) == [(date(2024, 5, 30), date(2024, 7, 4))]


def test_an_election_that_is_not_held_strikes_out_the_ordinary_one_of_that_day() -> None:
    surrey = Electorate(SURREY, CouncilType.COUNTY)
    put_off = Poll(date(2025, 5, 1), SURREY, is_held=False)

    assert [poll for _, poll in periods(of=surrey)] == [date(2021, 5, 6), date(2025, 5, 1)]
    assert [poll for _, poll in periods(put_off, Poll(date(2026, 5, 7), SURREY), of=surrey)] == [
        date(2021, 5, 6),
        date(2026, 5, 7),
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_two_elections_on_one_day_make_one_period_and_an_entered_notice_counts(turned: bool) -> None:
    gateshead = Electorate(GATESHEAD, CouncilType.METROPOLITAN)
    polls = [
        Poll(date(2024, 5, 2), GATESHEAD, "By-election"),
        Poll(date(2024, 5, 2), notice=date(2024, 3, 20)),
    ]

    found = periods(*(reversed(polls) if turned else polls), of=gateshead)

    assert [first for first, poll in found if poll.year == 2024] == [date(2024, 3, 20)]
