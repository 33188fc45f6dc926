"""Working days: what a person with a wall calendar would count."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ChallengeError
from domain.working_days import Closure, Division, OutsideCalendar, WorkingDays

ENGLAND = WorkingDays()
DAY = timedelta(days=1)
DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))
NUMBERS = st.integers(-120, 120)
CALENDARS = {division: WorkingDays(division) for division in Division}
# For the World Cup; the published list was packed into its library before.
PROCLAIMED_LATER = {Division.SCOTLAND: {date(2026, 6, 15)}}
CHRISTMAS = Closure("Christmas closure", date(2025, 12, 29), date(2025, 12, 31))


def walked(calendar: WorkingDays, day: date, number: int) -> date:
    """Do what `add` does, one day after the other."""
    step = DAY if number > 0 else -DAY
    for _ in range(abs(number)):
        day += step
        while not calendar.is_working_day(day):
            day += step
    return day


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        ("2026-03-06", None),  # Friday
        ("2026-03-07", "Saturday"),
        ("2026-03-08", "Sunday"),
        ("2026-04-03", "Good Friday"),
        ("2026-04-06", "Easter Monday"),
        ("2020-05-08", "May Day"),  # Moved to a Friday for VE Day.
        ("2022-09-19", "State Funeral of Queen Elizabeth II"),
        ("2021-12-25", "Saturday"),
        ("2021-12-27", "Christmas Day (substitute day)"),
    ],
)
def test_a_day_off_has_a_name(day: str, reason: str | None) -> None:
    assert ENGLAND.why_not(date.fromisoformat(day)) == reason
    assert ENGLAND.is_working_day(date.fromisoformat(day)) is (reason is None)


@pytest.mark.parametrize(
    ("division", "day", "off"),
    [
        (Division.SCOTLAND, "2026-04-06", False),  # Easter Monday is a working day in Scotland,
        (Division.SCOTLAND, "2026-11-30", True),  # Saint Andrew's Day is not.
        (Division.NORTHERN_IRELAND, "2026-03-17", True),  # Saint Patrick's Day
        (Division.WALES, "2026-04-06", True),
    ],
)
def test_each_division_keeps_its_own_holidays(division: Division, day: str, off: bool) -> None:
    assert CALENDARS[division].is_working_day(date.fromisoformat(day)) is not off


def test_a_closure_counts_as_days_off_and_leaves_bank_holidays_their_names() -> None:
    closed = WorkingDays(closures=(Closure("Christmas closure", date(2025, 12, 24), date(2025, 12, 31)),))

    assert closed.why_not(date(2025, 12, 24)) == "Christmas closure"
    assert closed.why_not(date(2025, 12, 25)) == "Christmas Day"
    assert closed.why_not(date(2025, 12, 27)) == "Saturday"
    assert closed.next_working_day(date(2025, 12, 24)) == date(2026, 1, 2)


def test_a_one_off_holiday_moves_a_running_period_by_exactly_one_working_day() -> None:
    jubilee = WorkingDays(closures=(Closure("Jubilee", date(2026, 6, 10)),))

    assert ENGLAND.add(date(2026, 6, 5), 5) == date(2026, 6, 12)
    assert jubilee.add(date(2026, 6, 5), 5) == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-04-02", 1, "2026-04-07"),  # Thursday over Easter to Tuesday
        ("2026-04-07", -1, "2026-04-02"),  # and back
        ("2026-04-04", 1, "2026-04-07"),  # From a Saturday the count starts at the next working day,
        ("2026-04-04", -1, "2026-04-02"),  # backwards at the one before.
        ("2026-04-02", 0, "2026-04-02"),
        ("2026-04-03", 0, "2026-04-07"),  # A period of no days cannot end on Good Friday.
        ("2024-05-02", -25, "2024-03-26"),  # Notice of election, as published for May 2024
        ("2025-05-01", -25, "2025-03-25"),  # and for May 2025.
    ],
)
def test_a_period_of_working_days_ends_where_a_person_would_end_it(start: str, number: int, end: str) -> None:
    assert ENGLAND.add(date.fromisoformat(start), number) == date.fromisoformat(end)


def test_counting_takes_in_the_last_day_and_not_the_first() -> None:
    assert ENGLAND.count(date(2026, 4, 2), date(2026, 4, 7)) == 1
    assert ENGLAND.count(date(2026, 4, 7), date(2026, 4, 2)) == -1
    assert ENGLAND.count(date(2026, 4, 3), date(2026, 4, 6)) == 0
    assert ENGLAND.count(date(2026, 4, 2), date(2026, 4, 2)) == 0


@given(division=st.sampled_from(Division), day=DAYS, number=NUMBERS)
def test_adding_agrees_with_walking(division: Division, day: date, number: int) -> None:
    calendar = CALENDARS[division]

    if number:
        assert calendar.add(day, number) == walked(calendar, day, number)
    else:
        assert calendar.add(day, 0) == calendar.next_working_day(day)


@given(day=DAYS)
def test_the_next_working_day_is_the_first_on_which_people_work(day: date) -> None:
    found = ENGLAND.next_working_day(day)

    assert found >= day
    assert ENGLAND.is_working_day(found)
    assert not any(ENGLAND.is_working_day(day + n * DAY) for n in range((found - day).days))


@given(one=DAYS, other=st.integers(0, 400))
def test_counting_agrees_with_walking(one: date, other: int) -> None:
    until = one + other * DAY

    assert ENGLAND.count(one, until) == sum(
        ENGLAND.is_working_day(one + n * DAY) for n in range(1, other + 1)
    )
    assert ENGLAND.count(until, one) == -sum(ENGLAND.is_working_day(one + n * DAY) for n in range(other))


@given(day=DAYS, number=NUMBERS)
def test_what_was_added_is_what_is_counted(day: date, number: int) -> None:
    start = ENGLAND.next_working_day(day)

    assert ENGLAND.count(start, ENGLAND.add(start, number)) == number


@pytest.mark.parametrize(
    ("division", "published"),
    [
        (Division.ENGLAND, BankHolidays.ENGLAND_AND_WALES),
        (Division.WALES, BankHolidays.ENGLAND_AND_WALES),
        (Division.SCOTLAND, BankHolidays.SCOTLAND),
        (Division.NORTHERN_IRELAND, BankHolidays.NORTHERN_IRELAND),
    ],
)
def test_the_bank_holidays_are_those_that_the_government_publishes(
    division: Division, published: str
) -> None:
    listed = {
        each["date"] for each in BankHolidays(use_cached_holidays=True).get_holidays(division=published)
    }
    years = {day.year for day in listed if day.year >= 2018}
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    days = [first + n * DAY for n in range((last - first).days + 1)]

    ours = {day for day in days if day.weekday() < 5 and not CALENDARS[division].is_working_day(day)}

    assert ours - PROCLAIMED_LATER.get(division, set()) == {
        day for day in listed if day >= first and day.weekday() < 5
    }


@pytest.mark.parametrize("day", [date(2009, 12, 31), date(2046, 1, 1)])
def test_a_day_outside_the_calendar_is_refused(day: date) -> None:
    for question in (ENGLAND.why_not, ENGLAND.next_working_day, lambda d: ENGLAND.add(d, 1)):
        with pytest.raises(OutsideCalendar, match=day.isoformat()):
            question(day)
    with pytest.raises(OutsideCalendar):
        ENGLAND.count(date(2026, 1, 1), day)
    with pytest.raises(OutsideCalendar):
        ENGLAND.count(day, date(2026, 1, 1))


@pytest.mark.parametrize(("day", "number"), [(date(2010, 1, 5), -30), (date(2045, 12, 20), 30)])
def test_a_period_that_runs_out_of_the_calendar_is_refused(day: date, number: int) -> None:
    with pytest.raises(OutsideCalendar) as refused:
        ENGLAND.add(day, number)

    assert isinstance(refused.value, ChallengeError)
    assert str(refused.value) == (
        f"The end of a period around {day} lies outside the working-day calendar, which runs from 2010 to "
        "2045. Check the year of the date, or shorten the period."
    )


def test_a_calendar_is_a_value() -> None:
    one, same = WorkingDays(closures=(CHRISTMAS,)), WorkingDays(closures=(CHRISTMAS,))

    assert one == same
    assert hash(one) == hash(same)
    assert one != ENGLAND
    with pytest.raises(FrozenInstanceError):
        one.division = Division.WALES  # type: ignore[misc]
