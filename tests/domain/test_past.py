"""The table of past challenges: gaps stay gaps, and a bad cell is named by line and column."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from domain.days import Basis, Day
from domain.lifecycle import CouncilCode, Event, Happening, Milestone, Place
from domain.past import COLUMNS, BadHistory, Past, read_history

TODAY = date(2026, 11, 20)
PLACES = {
    name: Place(CouncilCode(code), name)
    for code, name in (
        ("TAW", "Tamworth"),
        ("HIG", "High Peak"),
        ("STF", "Staffordshire Moorlands"),
        ("BPC", "Bournemouth, Christchurch and Poole"),
        ("BOU", "Bournemouth"),
        ("CHC", "Christchurch"),
        ("POL", "Poole"),
    )
}
TAMWORTH = {
    "council": "Tamworth",
    "onsite_start": "2024-10-29",
    "onsite_end": "2024-10-31",
    "source": "https://tamworth.example/review",
}


def find(name: str) -> Place | str:
    return PLACES.get(name, f"the register has no council {name!r}")


def table(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    """Write a table of past challenges; a row says only how it differs from Tamworth's."""
    lines = [",".join(columns)]
    for row in rows:
        cells = [(TAMWORTH | row).get(column, "") for column in columns]
        lines.append(",".join(f'"{cell}"' for cell in cells))
    return "\n".join(lines) + "\n"


def read(**cells: str) -> Past:
    columns = (*COLUMNS, "scheme") if "scheme" in cells else COLUMNS
    (past,) = read_history(table(cells, columns=columns), find, TODAY)
    return past


def problems(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> tuple[str, ...]:
    with pytest.raises(BadHistory) as refused:
        read_history(table(*rows, columns=columns), find, TODAY)
    found: tuple[str, ...] = refused.value.args[0]
    return found


def test_a_row_attests_what_it_says_and_nothing_between() -> None:
    past = read(report_published="2025-01", peer_team="a chief executive", recommendations="12")

    assert [(event.kind, event.on.iso, event.council) for event in past.events()] == [
        (Happening.OPENED, "2024-10-29", None),
        (Milestone.VISIT_STARTED, "2024-10-29", None),
        (Milestone.VISIT_ENDED, "2024-10-31", None),
        (Milestone.REPORT_PUBLISHED, "2025-01", "TAW"),
    ]
    assert all(event.backfilled and event.basis is Basis.PUBLISHED for event in past.events())
    assert {event.details.source for event in past.events()} == {TAMWORTH["source"]}
    assert (past.details.team, past.details.recommendations) == ("a chief executive", 12)


def test_dates_are_kept_as_far_as_they_are_known() -> None:
    past = read(onsite_start="2023", onsite_end="2023", action_plan_published="2023-09")

    assert past.opened == Day.parse("2023")
    assert past.days[Milestone.PLAN_PUBLISHED] == Day.parse("2023-09")


@pytest.mark.parametrize(
    ("start", "end", "held"),
    [
        ("2025-09-10", "2025-09-11", "2025-09-11"),
        ("2025-09-10", "", "2025-09-10"),
        ("", "2025-09-11", "2025-09-11"),
    ],
)
def test_a_review_was_held_on_the_last_of_its_days_that_is_known(start: str, end: str, held: str) -> None:
    past = read(progress_review_start=start, progress_review_end=end)

    assert past.days[Milestone.REVIEW_HELD].iso == held


def test_without_a_visit_the_history_begins_with_the_first_date_that_is_known() -> None:
    past = read(
        onsite_start="", onsite_end="", progress_review_end="2025-06-24", action_plan_published="2024-12"
    )

    assert (past.opened.iso, past.scheme) == ("2024-12", "2024")


def test_a_joint_row_is_one_challenge_and_speaks_for_each_council() -> None:
    past = read(council="High Peak and Staffordshire Moorlands (joint)", report_published="2025-01-16")

    assert past.codes == ["HIG", "STF"]
    assert [(event.kind, event.council) for event in past.events()][-2:] == [
        (Milestone.REPORT_PUBLISHED, "HIG"),
        (Milestone.REPORT_PUBLISHED, "STF"),
    ]


def numbered(events: Iterable[Event]) -> list[Event]:
    return [replace(event, seq=number) for number, event in enumerate(events, start=1)]


def test_a_row_that_has_grown_brings_only_what_its_history_has_never_said() -> None:
    history = numbered(read().events())
    grown = read(report_published="2025-01-16")

    assert grown.is_told_by(history)
    assert [(event.kind, event.council) for event in grown.news(history)] == [
        (Milestone.REPORT_PUBLISHED, "TAW")
    ]
    assert list(grown.contradictions(history)) == []


def test_a_row_with_another_source_tells_another_history() -> None:
    history = numbered(read().events())

    assert not read(source="https://tamworth.example/plan").is_told_by(history)


@pytest.mark.parametrize(
    ("start", "end", "is_ours"),
    [
        ("2024-10-29", "2024-10-31", True),
        ("2024-10", "", True),
        ("", "2024-10-31", True),
        ("2024-11", "2024-11", False),
        ("", "", False),
    ],
)
def test_a_visit_of_the_same_days_that_happened_here_is_our_own(start: str, end: str, is_ours: bool) -> None:
    past = read(onsite_start=start, onsite_end=end, report_published="2025-01")
    history = tuple(replace(each, seq=number) for number, each in enumerate(read().events(), 1))

    ours = tuple(replace(each, backfilled=False) for each in history)

    assert past.is_of_our_own(ours) is is_ours
    assert not past.is_of_our_own(history)


def test_a_row_that_gives_another_date_than_its_history_is_named_by_line_and_column() -> None:
    history = numbered(read(report_published="2025-01-16").events())

    (problem,) = read(report_published="2025-01-17").contradictions(history)

    assert problem == (
        2,
        "line 2, column report_published: 2025-01-17 is not what event 4 says, 2025-01-16",
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Bournemouth, Christchurch and Poole", ["BPC"]),
        ("Bournemouth, Christchurch and Poole and Tamworth (joint)", ["BPC", "TAW"]),
        ("Tamworth, High Peak and Staffordshire Moorlands (Joint)", ["TAW", "HIG", "STF"]),
        ("Bournemouth and Poole (joint)", ["BOU", "POL"]),
    ],
)
def test_an_and_within_a_name_is_told_from_one_between_names(text: str, codes: list[str]) -> None:
    assert read(council=text).codes == codes


@pytest.mark.parametrize(
    ("start", "end", "scheme"),
    [
        ("2018-07", "2018-07", "2022"),
        ("2024-03-28", "2024-04-02", "2022"),
        ("2024-04", "2024-04", "2024"),
        ("", "2024-04-02", "2024"),
    ],
)
def test_the_scheme_follows_from_the_visit(start: str, end: str, scheme: str) -> None:
    assert read(onsite_start=start, onsite_end=end).scheme == scheme


def test_a_column_may_say_another_scheme() -> None:
    assert read(scheme="2022").scheme == "2022"
    assert read(scheme="").scheme == "2024"


def test_a_year_of_two_schemes_has_to_say_which() -> None:
    cells = {"onsite_start": "2024", "onsite_end": "2024"}

    assert problems(cells) == (
        "line 2, column scheme: a visit in 2024 may fall under 2022 or 2024; say which",
    )
    assert read(**cells, scheme="2024").scheme == "2024"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"council": "Tamwort"}, "council: the register has no council 'Tamwort'"),
        ({"council": "Tamworth and Hgh Peak (joint)"}, "council: the register has no council 'Hgh Peak'"),
        (
            {"council": "Tamworth (joint)"},
            "council: a joint challenge has two councils or more; write A and B (joint)",
        ),
        ({"council": "Tamworth and Tamworth (joint)"}, "council: it names a council twice"),
        (
            {"council": f"{' and '.join(['Tamworth'] * 40)} (joint)"},
            "council: it has more than 10 commas and “and”s; name the councils of one challenge",
        ),
        (
            {"onsite_end": "31/10/2024"},
            "onsite_end: '31/10/2024' is no date; write 2026-03-06, 2026-03, 2026 or nothing",
        ),
        ({"report_published": "2027-01-01"}, "report_published: 2027-01-01 lies in the future"),
        ({"onsite_end": "2024-10-28"}, "onsite_end: 2024-10-28 is before onsite_start, 2024-10-29"),
        ({"report_published": "2024-09"}, "report_published: 2024-09 is before onsite_end, 2024-10-31"),
        ({"onsite_start": "", "onsite_end": ""}, "onsite_start: the row has no date at all"),
        ({"recommendations": "a dozen"}, "recommendations: 'a dozen' is not a count"),
        ({"source": " "}, "source: it is empty; say where this is published"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(cells: dict[str, str], problem: str) -> None:
    assert problems(cells) == (f"line 2, column {problem}",)


def test_an_unknown_scheme_is_named() -> None:
    assert problems({"scheme": "2023"}, columns=(*COLUMNS, "scheme")) == (
        "line 2, column scheme: there is no scheme '2023'; use one of 2022, 2024",
    )


def test_a_date_known_to_the_month_is_not_before_a_day_within_it() -> None:
    assert read(report_published="2024-10").days[Milestone.REPORT_PUBLISHED] == Day.parse("2024-10")


def test_a_row_that_stands_twice_is_named() -> None:
    assert problems({}, {"report_published": "2025-01"}) == (
        "line 3, column council: this challenge stands in line 2 already",
    )


def test_all_problems_are_named_in_the_order_of_their_lines() -> None:
    found = problems({"source": ""}, {"council": "Tamwort", "recommendations": "ten"})

    assert [each.split(":")[0] for each in found] == [
        "line 2, column source",
        "line 3, column council",
        "line 3, column recommendations",
    ]


def test_a_table_of_another_shape_is_refused_with_what_to_do() -> None:
    with pytest.raises(BadHistory) as refused:
        read_history("council,source\nTamworth,page\n", find, TODAY)

    assert str(refused.value).startswith(
        "No row of the history was imported: line 1 has no column council_type"
    )
    assert str(refused.value).endswith("Mend the file and import it again.")
