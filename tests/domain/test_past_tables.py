"""Tables of what past challenges recommended and found: each row finds its challenge, or says why not."""

from __future__ import annotations

from datetime import date

import pytest

from domain.contents import PastRecommendations
from domain.lifecycle import CouncilCode, Place
from domain.past import COLUMNS, Past, read_history
from domain.past_findings import Answered, PastFindings, read_findings
from domain.past_recommendations import read_recommendations
from domain.past_tables import Read
from domain.sharing import Consent

TODAY = date(2026, 11, 20)
PLACES = {
    name: Place(CouncilCode(code), name)
    for code, name in (("TAW", "Tamworth"), ("HIG", "High Peak"), ("STF", "Staffordshire Moorlands"))
}
HISTORY = (
    {"council": "Tamworth", "onsite_start": "2018-07"},
    {"council": "Tamworth", "onsite_start": "2024-10-29"},
    {"council": "High Peak and Staffordshire Moorlands (joint)", "onsite_start": "2022"},
)
RECOMMENDATION = {
    "council": "Tamworth",
    "onsite_start": "2018-07-10",
    "number": "1",
    "title": "Write a guide",
    "text": "Say who decides what.",
    "theme": "Governance and culture",
}
FINDING = {
    "council": "Tamworth",
    "onsite_start": "2018-07",
    "kind": "strength",
    "title": "",
    "text": "Planners answer within a week.",
    "theme": "",
    "areas": "Planning",
    "source": "Final report, page 4",
}
JOINT = "High Peak and Staffordshire Moorlands (joint)"


def find(name: str) -> Place | str:
    return PLACES.get(name, f"the register has no council {name!r}")


def written(columns: tuple[str, ...], *rows: dict[str, str]) -> str:
    lines = (columns, *([row.get(column, "") for column in columns] for row in rows))
    return "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines)


def pasts() -> list[Past]:
    rows = (row | {"source": "https://council.example/review"} for row in HISTORY)
    return read_history(written(COLUMNS, *rows), find, TODAY)


def recommended(*rows: dict[str, str]) -> Read[PastRecommendations]:
    columns = tuple(dict.fromkeys(name for row in (RECOMMENDATION, *rows) for name in row))
    table = written(columns, *(RECOMMENDATION | row for row in rows))
    return read_recommendations(table, pasts(), find)


def found(*rows: dict[str, str]) -> Read[PastFindings]:
    columns = tuple(dict.fromkeys(name for row in (FINDING, *rows) for name in row))
    return read_findings(written(columns, *(FINDING | row for row in rows)), pasts(), find, TODAY)


@pytest.mark.parametrize(
    ("council", "said", "line"),
    [
        ("Tamworth", "2018-07-10", 2),
        ("Tamworth", "2018", 2),
        ("Tamworth", "2024-10", 3),
        (JOINT, "2022-01", 4),
        (JOINT, "", 4),
    ],
)
def test_a_row_belongs_to_the_challenge_that_began_on_its_day_as_far_as_it_is_known(
    council: str, said: str, line: int
) -> None:
    read = recommended({"council": council, "onsite_start": said})

    assert (list(read.told), read.problems) == ([line], [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"council": "Atlantis"}, "council: the register has no council 'Atlantis'"),
        ({"council": "High Peak"}, "council: the history has no challenge of High Peak"),
        (
            {"onsite_start": "July"},
            "onsite_start: 'July' is no date; write it as the history does, 2026-03-06, 2026-03 or 2026",
        ),
        (
            {"onsite_start": "2019"},
            "onsite_start: 2019 tells no single challenge of Tamworth; the history has 2018-07 or 2024-10-29",
        ),
        (
            {"onsite_start": ""},
            (
                "onsite_start: an empty cell tells no single challenge of Tamworth;"
                " the history has 2018-07 or 2024-10-29"
            ),
        ),
        ({"number": "one"}, "number: it is 'one'; number recommendations 1, 2, 3 and their parts 1a, 1b, 1c"),
        ({"text": ""}, "text: it is empty"),
        ({"number": "4a"}, "number: it is a part of 4, which the table does not have for this challenge"),
        (
            {"meant_for": "High Peak"},
            "meant_for: it is 'HIG', which is no council of this challenge; use one of: TAW",
        ),
        ({"meant_for": "Atlantis"}, "meant_for: the register has no council 'Atlantis'"),
        ({"progress": "done"}, "finding: it is empty"),
        (
            {"progress": "nearly", "finding": "It is nearly done."},
            (
                "progress: it is 'nearly'; use one of: done, on track, in progress, not started, changed,"
                " dropped"
            ),
        ),
        (
            {"finding": "It is done."},
            "progress: it is empty, and there is a finding; say how far the council was",
        ),
    ],
)
def test_what_is_wrong_with_a_recommendation_is_named_by_its_cell(row: dict[str, str], problem: str) -> None:
    read = recommended(row)

    assert (read.told, [what for _, what in read.problems]) == ({}, [f"line 2, column {problem}"])


def test_a_number_that_stands_twice_is_named_where_it_stands_again() -> None:
    read = recommended({}, {"number": "2"}, {})

    assert read.problems == [(4, "line 4, column number: it is '1' for the second time")]


def test_parts_belong_to_their_recommendation_wherever_their_rows_stand() -> None:
    part = {"number": "1a", "title": "", "theme": "", "text": "Ask first."}

    read = recommended(part | {"progress": "done", "finding": "They were asked."}, {"number": "2"}, {})

    (told,) = read.told.values()
    second, first = told.recommendations
    assert ([each.number for each in first.parts], second.parts) == (["1a"], ())
    assert [each.recommendation for each in told.progress] == ["1a"]


def test_a_part_that_cannot_be_read_is_named_by_its_own_row() -> None:
    read = recommended({}, {"number": "1a", "text": ""})

    assert read.problems == [(3, "line 3, column text: it is empty")]


def test_a_joint_challenges_recommendation_may_be_meant_for_some_of_its_councils() -> None:
    read = recommended({"council": JOINT, "onsite_start": "2022", "meant_for": "High Peak;"})

    assert [each.councils for told in read.told.values() for each in told.recommendations] == [("HIG",)]


def test_a_table_of_another_shape_is_refused_whole() -> None:
    read = read_recommendations("council,number\nTamworth,1\n", pasts(), find)

    assert read.problems == [(0, "line 1 has no column onsite_start, title, text, theme")]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            {"kind": "wonder"},
            "kind: it is 'wonder'; use one of: strength, good practice, challenge, lesson",
        ),
        ({"consent": "yes"}, "consent: 'yes' is none of given, refused, withdrawn and not asked"),
        (
            {"consent_on": "2022-09-01"},
            "consent_on: it is a date, and the row does not say what was answered on it",
        ),
        (
            {"consent": "given", "consent_on": "2022"},
            "consent_on: '2022' is no day; write the day of the answer as 2026-03-06",
        ),
        ({"consent": "given", "consent_on": "2027-01-01"}, "consent_on: 2027-01-01 lies in the future"),
        (
            {"consent": "given", "consent_on": "2018-06-30"},
            (
                "consent_on: 2018-06-30 is before the first day that the history knows of this challenge, "
                "2018-07"
            ),
        ),
    ],
)
def test_what_is_wrong_with_a_finding_is_named_by_its_cell(row: dict[str, str], problem: str) -> None:
    read = found(row)

    assert (read.told, [what for _, what in read.problems]) == ({}, [f"line 2, column {problem}"])


def test_an_area_that_no_vocabulary_has_is_named_by_its_cell() -> None:
    ((line, what),) = found({"areas": "planning; alchemy"}).problems

    assert (line, what.partition(";")[0]) == (
        2,
        "line 2, column areas: it is 'alchemy', which is no service area",
    )


def test_a_council_may_have_answered_on_the_first_day_that_is_known_of_its_challenge() -> None:
    assert found({"consent": "given", "consent_on": "2018-07-01"}).problems == []


def test_a_finding_says_what_was_answered_to_its_being_shared() -> None:
    read = found(
        {"consent": "Given", "consent_on": "2019-03-01"},
        {"text": "Members know their role.", "areas": "", "consent": "not asked"},
    )

    (told,) = read.told.values()
    first, second = told.findings.findings
    assert (first.areas, second.areas) == (("planning",), ())
    assert told.answered == (Answered(first.key, (), Consent.GIVEN, date(2019, 3, 1)),)
