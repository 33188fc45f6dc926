"""Dates are understood as councils write them, and never guessed."""

from __future__ import annotations

import pytest

from domain.days import NotADate
from domain.written_days import day_written


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025-04-30", "2025-04-30"),
        ("2025-04", "2025-04"),
        ("2025", "2025"),
        ("2025-04-30 00:00:00", "2025-04-30"),
        ("30/04/2025", "2025-04-30"),
        ("30.4.25", "2025-04-30"),
        ("30 - 04 - 2025", "2025-04-30"),
        ("4/5/2025", "2025-05-04"),
        ("06/2025", "2025-06"),
        ("30 April 2025", "2025-04-30"),
        ("30th of April, 2025", "2025-04-30"),
        ("Wednesday 30 April 2025", "2025-04-30"),
        ("Wed, 30 Apr 2025", "2025-04-30"),
        ("Thurs 1st May 25", "2025-05-01"),
        ("30-Apr-25", "2025-04-30"),
        ("Apr-25", "2025-04"),
        ("  September\n2025. ", "2025-09"),
        ("Sept. 2025", "2025-09"),
        ("by the end of June 2025", "2025-06"),
        ("No later than Friday 6 March 2026", "2026-03-06"),
    ],
)
def test_a_date_is_read_as_it_was_written(text: str, iso: str) -> None:
    assert day_written(text).iso == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ongoing",
        "Q2 2025",
        "summer 2025",
        "31/02/2025",
        "04/30/2025",
        "30.04/2025",
        "13/2025",
        "Monday 30 April 2025",  # It is a Wednesday.
        "Noday 30 April 2025",
        "Friday April 2025",
        "30 Germinal 2025",
        "June or July 2025",
        "by " * 30 + "June 2025",
    ],
)
def test_what_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(NotADate, match="is not a date"):
        day_written(text)
