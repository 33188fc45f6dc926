"""The calendar of an installation: whose closure counts for whom, and how far it can be relied on."""

from __future__ import annotations

from datetime import date

from domain.calendars import Calendar, Closing, calendar_of
from domain.councils import CouncilType
from domain.elections import Electorate, Poll
from domain.lifecycle import CouncilCode
from domain.working_days import Closure, Division

TAMWORTH, GATESHEAD = CouncilCode("TAW"), CouncilCode("GAT")
JUBILEE = Closure("Jubilee", date(2027, 6, 4))  # Friday
SHUTDOWN = Closure("Christmas shutdown", date(2027, 12, 29), date(2027, 12, 31))


def test_a_bank_holiday_counts_in_its_division_alone() -> None:
    rows = (Closing(JUBILEE, Division.ENGLAND),)

    assert calendar_of(Division.ENGLAND, rows).why_not(JUBILEE.first) == "Jubilee"
    assert calendar_of(Division.SCOTLAND, rows).is_working_day(JUBILEE.first)


def test_a_closure_of_everybody_counts_in_every_division() -> None:
    for division in Division:
        assert calendar_of(division, (Closing(SHUTDOWN),)).why_not(date(2027, 12, 30)) == "Christmas shutdown"


def test_a_councils_own_closure_moves_no_working_day_and_is_known_of_that_council() -> None:
    calendar = calendar_of(Division.ENGLAND, (Closing(SHUTDOWN, council=TAMWORTH),))

    assert calendar.is_working_day(date(2027, 12, 30))
    assert calendar.closed_at(TAMWORTH, date(2027, 12, 31)) == "Christmas shutdown"
    assert calendar.closed_at(TAMWORTH, date(2028, 1, 4)) is None
    assert calendar.closed_at(GATESHEAD, date(2027, 12, 31)) is None


def test_a_councils_closure_may_be_a_single_day() -> None:
    calendar = calendar_of(Division.ENGLAND, (Closing(JUBILEE, council=TAMWORTH),))

    assert calendar.closed_at(TAMWORTH, date(2027, 6, 4)) == "Jubilee"
    assert calendar.closed_at(TAMWORTH, date(2027, 6, 7)) is None


def test_only_a_proclaimed_bank_holiday_brings_notice_of_election_forward() -> None:
    days = Closure("Mourning", date(2024, 4, 15), date(2024, 4, 16))

    assert calendar_of(Division.ENGLAND, (Closing(days),)).notice_due(date(2024, 5, 2)) == date(2024, 3, 26)
    proclaimed = calendar_of(Division.ENGLAND, (Closing(days, Division.ENGLAND),))
    assert proclaimed.notice_due(date(2024, 5, 2)) == date(2024, 3, 22)


def test_bank_holidays_are_published_to_the_end_of_the_next_year_but_one() -> None:
    calendar, today = Calendar(), date(2026, 11, 21)

    assert calendar.published_to(today) == date(2028, 12, 31)
    assert not calendar.is_provisional(date(2028, 12, 29), today)
    assert calendar.is_provisional(date(2029, 1, 2), today)


def test_how_far_they_are_published_can_be_set() -> None:
    assert calendar_of(Division.ENGLAND, published_years=1).published_to(date(2026, 1, 5)) == date(
        2027, 12, 31
    )


def test_a_calendar_knows_computed_and_entered_elections_of_each_council() -> None:
    calendar = calendar_of(
        Division.ENGLAND,
        polls=(Poll(date(2026, 5, 7), TAMWORTH),),
        electorates=(Electorate(GATESHEAD, CouncilType.METROPOLITAN),),
    )

    (period,) = calendar.pre_election_periods(TAMWORTH)
    assert (period.first, period.poll) == (date(2026, 3, 30), date(2026, 5, 7))
    assert calendar.pre_election(TAMWORTH, date(2026, 5, 7), date(2026, 5, 8)) == (period,)
    assert calendar.pre_election(TAMWORTH, date(2026, 5, 8), date(2026, 5, 8)) == ()
    assert [each.poll.year for each in calendar.pre_election_periods(GATESHEAD)][:3] == [2022, 2023, 2024]


def test_the_same_rows_are_laid_out_once() -> None:
    rows = (Closing(JUBILEE, Division.ENGLAND),)

    assert calendar_of(Division.ENGLAND, rows) is calendar_of(
        Division.ENGLAND, (Closing(JUBILEE, Division.ENGLAND),)
    )
    assert calendar_of(Division.ENGLAND, rows) != calendar_of(Division.ENGLAND)
