"""A provider's limits are kept to: how fast, how long to wait, and until when."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.backoff import MOST, pause, retry_after, until_midnight
from channels.pace import InFile, InMemory, Pace, Rate, turn

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


class Time:
    """A clock that moves when somebody sleeps."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def sent_at(rate: Rate, number: int) -> list[float]:
    time = Time()
    pace = Pace(rate, InMemory(), lambda: time.now, time.sleep)
    moments = []
    for _ in range(number):
        pace.wait()
        moments.append(time.now - 1000)
    return moments


def test_after_a_rest_the_burst_goes_at_once_and_the_others_at_the_rate() -> None:
    assert sent_at(Rate(per_second=10, burst=3), 5) == pytest.approx([0, 0, 0, 0.1, 0.2])


def test_one_a_second_is_one_a_second() -> None:
    assert sent_at(Rate(per_second=1), 4) == pytest.approx([0, 1, 2, 3])


@given(
    waits=st.lists(st.floats(0, 3), min_size=1, max_size=60),
    per_second=st.sampled_from([1.0, 4.0, 50.0]),
    burst=st.integers(1, 20),
)
def test_in_no_stretch_of_time_go_more_than_the_burst_and_what_has_filled_up(
    waits: list[float], per_second: float, burst: int
) -> None:
    now, full_at, moments = 0.0, 0.0, []
    for each in waits:
        now += each
        full_at, wait = turn(full_at, now, Rate(per_second, burst))
        now += wait
        moments.append(now)

    for first, start in enumerate(moments):
        for number, end in enumerate(moments[first:], 1):
            assert number <= burst + (end - start) * per_second + 1e-6


def test_a_clock_that_was_set_back_delays_nobody_for_long() -> None:
    full_at, wait = turn(1_000_000.0, 1000.0, Rate(10, 5))

    assert wait == pytest.approx(0)
    assert full_at == pytest.approx(1000.0 + 0.4 + 0.1)  # And the bucket counts as empty.
    assert turn(full_at, 1000.0, Rate(10, 5))[1] == pytest.approx(0.1)


def test_all_who_see_a_file_share_its_pace(tmp_path: Path) -> None:
    def wait(_number: int) -> float:
        waited: list[float] = []
        Pace(Rate(1), InFile(tmp_path / "paces" / "notify"), lambda: 50.0, waited.append).wait()
        return sum(waited)

    with ThreadPoolExecutor(4) as workers:
        waits = list(workers.map(wait, range(20)))

    assert sorted(round(each, 3) for each in waits) == list(range(20))


def test_a_pace_of_which_half_was_written_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "notify"
    path.write_bytes(b"half")
    waited: list[float] = []

    Pace(Rate(1), InFile(path), lambda: 50.0, waited.append).wait()

    assert waited == []


@pytest.mark.parametrize(("attempt", "most"), [(1, 2), (2, 4), (5, 32), (12, 3600), (10_000, 3600), (0, 2)])
def test_the_longest_wait_doubles_with_each_try(attempt: int, most: float) -> None:
    assert pause(attempt, 0.0) == timedelta()
    assert pause(attempt, 0.5) == timedelta(seconds=most / 2)
    assert pause(attempt, 1.0) == timedelta(seconds=most)


def test_what_the_provider_asks_for_comes_before_the_chance() -> None:
    assert pause(1, 0.5, after=timedelta(minutes=1)) == timedelta(seconds=61)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta()),
        ("Fri, 06 Mar 2026 09:01:00 GMT", timedelta(minutes=1)),
        ("Fri, 06 Mar 2026 09:01:00 -0000", timedelta(minutes=1)),
        ("Fri, 06 Mar 2026 08:00:00 GMT", timedelta()),
        ("Sun, 06 Mar 2126 08:00:00 GMT", MOST),
        ("9" * 5000, MOST),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_a_provider_says_how_long_in_seconds_or_until_when(
    header: str | None, expected: timedelta | None
) -> None:
    assert retry_after(header, AT) == expected


def test_the_day_of_a_provider_ends_at_midnight_utc() -> None:
    in_summer = datetime(2026, 7, 1, 0, 30, tzinfo=UTC).astimezone()

    assert until_midnight(in_summer) == timedelta(hours=23, minutes=30)
