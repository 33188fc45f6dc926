"""How facts are put into words, and what happens when one is missing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2.exceptions import SecurityError

from domain.days import Day
from templates import words


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of templates."""
    words.environment.cache_clear()
    monkeypatch.setattr(words, "FOLDER", tmp_path)
    for folder in ("documents", "notices/hello"):
        (tmp_path / folder).mkdir(parents=True)
    yield tmp_path
    words.environment.cache_clear()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2024, 10, 29), date(2024, 10, 31), "Tuesday 29 to Thursday 31 October 2024"),
        (date(2024, 10, 30), date(2024, 11, 1), "Wednesday 30 October to Friday 1 November 2024"),
        (date(2024, 12, 30), date(2025, 1, 2), "Monday 30 December 2024 to Thursday 2 January 2025"),
        (date(2024, 10, 29), date(2024, 10, 29), "Tuesday 29 October 2024"),
        (date(2024, 10, 29), None, "Tuesday 29 October 2024"),
    ],
)
def test_a_period_says_no_more_of_its_first_day_than_is_needed(
    start: date, end: date | None, said: str
) -> None:
    assert words.period(start, end) == said


@pytest.mark.parametrize(
    ("value", "long", "short"),
    [
        (date(2026, 3, 6), "Friday 6 March 2026", "6 March 2026"),
        (Day.parse("2026-03-06"), "Friday 6 March 2026", "6 March 2026"),
        (Day.parse("2026-03"), "March 2026", "March 2026"),
        (Day.parse("2026"), "2026", "2026"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(value: date | Day, long: str, short: str) -> None:
    assert (words.day(value), words.short_day(value)) == (long, short)


@pytest.mark.parametrize(
    ("values", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_a_list_is_written_as_it_is_spoken(values: list[str], said: str) -> None:
    assert words.listing(values) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "no people"), (1, "one person"), (2, "two people"), (10, "ten people"), (11, "11 people"),
     (1285, "1,285 people")],
)  # fmt: skip
def test_small_numbers_are_words_and_large_ones_digits(value: int, said: str) -> None:
    assert words.counted(value, "person", "people") == said


def test_whom_to_ask_is_whoever_has_an_address_and_nobody_twice() -> None:
    adviser, unknown = SimpleNamespace(email="adviser@lga.example"), SimpleNamespace(email="")
    same = SimpleNamespace(email="Adviser@LGA.example")

    found = words.reachable([("adviser", adviser), ("manager", same), ("lead", None), ("peer", unknown)])

    assert found == [("adviser", adviser)]


def test_a_name_that_nobody_gave_stops_the_rendering(written: Path) -> None:
    (written / "documents/letter.html.j2").write_text("<p>Dear {{ name }}</p>")

    with pytest.raises(words.NothingToSay) as stopped:
        words.document("letter", {})

    assert str(stopped.value) == (
        "The template 'documents/letter.html.j2' lacks a fact ('name' is undefined). "
        "Give it that fact, or let it say something else."
    )


def test_nothing_is_never_printed_as_none(written: Path) -> None:
    (written / "documents/letter.html.j2").write_text("<p>Dear {{ name }}</p>")

    with pytest.raises(words.NothingToSay, match="it is None"):
        words.document("letter", {"name": None})


def test_a_document_without_a_template_is_named() -> None:
    with pytest.raises(words.NoTemplate, match=r"no template 'documents/sonnet\.html\.j2'\. Write it"):
        words.document("sonnet", {})


def test_a_template_cannot_reach_beyond_its_facts(written: Path) -> None:
    (written / "documents/letter.html.j2").write_text("{{ ''.__class__.__mro__ }}")

    with pytest.raises(SecurityError):
        words.document("letter", {})


def test_a_subject_is_one_plain_line_and_a_body_is_escaped(written: Path) -> None:
    (written / "notices/hello/subject.txt.j2").write_text("News for\n{{ council }}")
    (written / "notices/hello/body.html.j2").write_text("<p>{{ council }}</p>")

    notice = words.notice("hello", {"council": "Bath & Wells\r\nBcc: all"})

    assert notice == words.Words("News for Bath & Wells Bcc: all", "<p>Bath &amp; Wells\r\nBcc: all</p>")


def test_known_names_are_those_of_the_files_that_are_no_frames(written: Path) -> None:
    for name in ("documents/b.html.j2", "documents/a.html.j2", "documents/_frame.html.j2"):
        (written / name).write_text("")
    (written / "notices/hello/subject.txt.j2").write_text("")

    assert words.known_documents() == ("a", "b")
    assert words.known_notices() == ()

    (written / "notices/hello/body.html.j2").write_text("")

    assert words.known_notices() == ("hello",)
