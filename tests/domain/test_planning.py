"""Finding a week for a visit: the nearest that is free, and why each week before it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import Calendar, Closing, calendar_of
from domain.elections import Poll
from domain.lifecycle import Milestone, Place
from domain.planning import LONGEST, SEASONS, BadLength, NoFreeWeek, Plan, Soonest, plan_visit, soonest
from domain.rules import Offset
from domain.schemes import scheme
from domain.working_days import Closure, Division
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH

TODAY = date(2025, 1, 6)


def plan(
    earliest: str, days: int = 3, calendar: Calendar | None = None, councils: tuple[Place, ...] = (TAMWORTH,)
) -> Plan:
    return plan_visit(calendar or Calendar(), councils, days, date.fromisoformat(earliest), TODAY)


def span(found: Plan) -> tuple[str, str]:
    return found.days[0].isoformat(), found.days[-1].isoformat()


def why(found: Plan) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.monday.isoformat(), each.reasons) for each in found.passed_over]


def test_a_free_week_is_taken_from_its_monday() -> None:
    assert span(plan("2025-06-09")) == ("2025-06-09", "2025-06-11")
    assert why(plan("2025-06-09")) == []


def test_a_week_that_has_begun_is_taken_from_the_day_asked_for() -> None:
    assert span(plan("2025-06-11")) == ("2025-06-11", "2025-06-13")


def test_a_week_with_too_few_days_left_is_passed_over() -> None:
    found = plan("2025-06-12")

    assert span(found) == ("2025-06-16", "2025-06-18")
    assert why(found) == [("2025-06-09", ("only 2 days of it are left, and the visit takes 3",))]
    assert why(plan("2025-06-13"))[0][1] == ("only one day of it is left, and the visit takes 3",)


def test_from_a_weekend_the_next_week_is_looked_at_and_none_is_passed_over() -> None:
    found = plan("2025-06-14")

    assert span(found) == ("2025-06-16", "2025-06-18")
    assert why(found) == []


def test_a_visit_fits_beside_a_bank_holiday_if_enough_days_in_a_row_are_left() -> None:
    # Monday 5 May 2025 is a bank holiday, and so are Friday 18 and Monday 21 April.
    assert span(plan("2025-05-03", 4)) == ("2025-05-06", "2025-05-09")
    assert span(plan("2025-05-03", 5)) == ("2025-05-12", "2025-05-16")
    assert why(plan("2025-05-03", 5)) == [("2025-05-05", ("May Day",))]


def test_free_days_on_both_sides_of_a_holiday_are_not_in_a_row() -> None:
    mourning = calendar_of(
        Division.ENGLAND, (Closing(Closure("Day of mourning", date(2025, 6, 11)), Division.ENGLAND),)
    )

    found = plan("2025-06-09", 3, mourning)

    assert span(found) == ("2025-06-16", "2025-06-18")
    assert why(found) == [("2025-06-09", ("Day of mourning",))]


def test_august_and_christmas_are_avoided() -> None:
    august, christmas = plan("2025-08-01"), plan("2025-12-19")

    assert span(august) == ("2025-09-01", "2025-09-03")
    assert all("August" in reasons for _, reasons in why(august))
    assert span(christmas) == ("2026-01-05", "2026-01-07")
    assert all("Christmas and New Year" in reasons for _, reasons in why(christmas)[1:])


def test_a_pre_election_period_of_any_council_is_avoided_and_named() -> None:
    calendar = calendar_of(Division.ENGLAND, polls=(Poll(date(2025, 5, 1), MOORLANDS.code),))

    found = plan("2025-04-28", 3, calendar, JOINT)

    assert span(found) == ("2025-05-06", "2025-05-08")
    period = "Tuesday 25 March 2025 to Thursday 1 May 2025 (ordinary election)"
    assert why(found) == [
        ("2025-04-28", (f"pre-election period of Staffordshire Moorlands District Council, {period}",))
    ]


def test_a_councils_own_closure_is_avoided_by_its_visits_alone() -> None:
    closure = Closure("Move to the new town hall", date(2025, 6, 9), date(2025, 6, 13))
    calendar = calendar_of(Division.ENGLAND, (Closing(closure, council=HIGH_PEAK.code),))

    assert span(plan("2025-06-09", 3, calendar)) == ("2025-06-09", "2025-06-11")
    assert why(plan("2025-06-09", 3, calendar, JOINT)) == [
        ("2025-06-09", ("High Peak Borough Council: Move to the new town hall",))
    ]


def test_days_beyond_the_published_bank_holidays_are_provisional() -> None:
    assert not plan("2027-06-07").is_provisional
    assert plan("2028-06-05").is_provisional


def test_a_council_of_which_no_later_election_is_known_is_named() -> None:
    calendar = calendar_of(Division.ENGLAND, polls=(Poll(date(2025, 5, 1), HIGH_PEAK.code),))

    assert plan("2025-04-28", 3, calendar, JOINT).unknown == (MOORLANDS,)
    assert plan("2025-05-12", 3, calendar, JOINT).unknown == JOINT


@pytest.mark.parametrize("days", [-1, 0, 6])
def test_a_visit_takes_one_to_five_days(days: int) -> None:
    with pytest.raises(BadLength) as refused:
        plan("2025-06-09", days)

    assert str(refused.value) == f"A visit of {days} days does not fit into a week. Ask for 1 to 5 days."


def test_where_no_week_is_free_that_is_said() -> None:
    closed = Closure("Rebuilding", date(2025, 1, 1), date(2028, 12, 31))
    calendar = calendar_of(Division.ENGLAND, (Closing(closed, council=TAMWORTH.code),))

    with pytest.raises(NoFreeWeek) as refused:
        plan("2025-06-09", 1, calendar)

    assert str(refused.value) == (
        "No week within 104 weeks of Monday 9 June 2025 has 1 days in a row that are free. "
        "Ask for fewer days, or start later."
    )


def test_no_week_is_looked_for_beyond_the_calendar() -> None:
    with pytest.raises(NoFreeWeek):
        plan("2045-12-20")


@given(
    earliest=st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    days=st.integers(1, LONGEST),
    polls=st.lists(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=3),
)
def test_the_days_found_are_free_and_no_earlier_ones_are(
    earliest: date, days: int, polls: list[date]
) -> None:
    calendar = calendar_of(Division.ENGLAND, polls=tuple(Poll(each, TAMWORTH.code) for each in polls))

    def is_free(day: date) -> bool:
        return (
            calendar.is_working_day(day)
            and not any(season.covers(day) for season in SEASONS)
            and not calendar.pre_election(TAMWORTH.code, day, day)
        )

    found = plan_visit(calendar, (TAMWORTH,), days, earliest, TODAY)

    assert all(is_free(day) for day in found.days)
    for start in (earliest + timedelta(days=n) for n in range((found.days[0] - earliest).days)):
        run = [start + timedelta(days=n) for n in range(days)]
        assert not all(is_free(day) for day in run)


# From when on


def lead(today: str, **offset: int) -> str:
    """Return the first day of a visit under a scheme with one thing to do before it."""
    rules = scheme("2024")
    rule = replace(rules.deadlines["pack"], offset=Offset(**offset))
    return soonest(
        replace(rules, deadlines={"pack": rule}), Calendar(), date.fromisoformat(today)
    ).day.isoformat()


def test_a_visit_begins_when_all_that_comes_before_it_can_be_in_time() -> None:
    assert soonest(scheme("2024"), Calendar(), TODAY) == Soonest(date(2025, 4, 6), "Scope agreed")


def test_what_is_done_already_needs_no_time() -> None:
    done = {Milestone.SCOPE_AGREED, Milestone.TEAM_CONFIRMED}

    assert soonest(scheme("2024"), Calendar(), TODAY, done) == Soonest(
        date(2025, 2, 3), "Position statement received"
    )


def test_where_nothing_comes_before_it_a_visit_may_be_today() -> None:
    before = {each.meets for each in scheme("2024").deadlines.values() if each.meets}

    assert soonest(scheme("2024"), Calendar(), TODAY, before) == Soonest(TODAY)


@pytest.mark.parametrize(
    ("today", "offset", "first"),
    [
        ("2025-01-06", {"days": -14}, "2025-01-20"),
        ("2025-01-04", {"days": -14}, "2025-01-20"),  # A Saturday: counted from Monday.
        ("2025-01-06", {"working_days": -10}, "2025-01-20"),
        ("2025-01-31", {"months": -1}, "2025-03-01"),  # For 28 February it would be due on 28 January.
    ],
)
def test_days_months_and_working_days_are_counted_on_from_a_working_day(
    today: str, offset: dict[str, int], first: str
) -> None:
    assert lead(today, **offset) == first
