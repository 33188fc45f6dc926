"""The command that adds a finding: with kind, words, theme, areas and source, once, and after a trial."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.app import DONE, WRONG_USE
from db.session import transaction
from tests.casework.learning import SERVICE, reported
from tests.casework.published import told
from tests.cli.conftest import Cpc
from tests.cli.test_dry_run import kept

TODAY = "2026-01-05"
REFERENCE = "CPC-2024-001"
FORUM = "A forum of developers meets each month and settles the local plan's open points."
TAGS = ("--theme", "governance and culture", "--area", "planners", "--source", "Final report, 3.2")


@pytest.fixture
def cpc(cpc: Cpc) -> Cpc:
    """Give the command where one council has a final report."""
    with transaction() as session:
        reported(told(session))
    return cpc


def test_a_finding_is_added_with_its_tags_and_found_by_them(cpc: Cpc) -> None:
    made = cpc(
        "finding", REFERENCE, "good-practice", FORUM, *TAGS, "--title", "The forum", "--json", today=TODAY
    )

    shape = made.json
    assert (shape["reference"], shape["new"], shape["kind"], shape["title"]) == (
        REFERENCE,
        True,
        "good practice",
        "The forum",
    )
    assert (shape["theme"], shape["areas"], shape["source"]) == (
        "Governance and culture",
        ["planning"],
        "Final report, 3.2",
    )
    assert (shape["consent"], shape["final"], shape["councils"]) == ("not_asked", True, [])
    found = cpc("learn", "forum of developers", "--json", today=TODAY).json["findings"]
    assert [each["key"] for each in found][:1] == [shape["key"]]
    again = cpc("finding", REFERENCE, "good_practice", FORUM, *TAGS, "--title", "The forum", today=TODAY)
    assert "the good practice had been kept with these tags before" in again.said


def test_the_words_of_a_finding_that_is_there_tag_it_anew(cpc: Cpc) -> None:
    made = cpc("finding", REFERENCE, "lesson", SERVICE, "--area", "housing", "--council", "TAW", today=TODAY)

    assert made.said.startswith(f"{REFERENCE}: the lesson is kept, as finding ")
    found = cpc("learn", "--area", "housing", "--kind", "lesson", "--json", today=TODAY).json["findings"]
    assert [(each["text"], each["councils"]) for each in found] == [(SERVICE, ["Tamworth Borough Council"])]


def test_a_trial_keeps_nothing(cpc: Cpc, home: Path) -> None:
    before = kept(home)

    told_of = cpc("finding", REFERENCE, "strength", FORUM, "--dry-run", today=TODAY)
    program = cpc("finding", REFERENCE, "strength", FORUM, "--dry-run", "--json", today=TODAY)

    assert told_of.code == DONE
    assert told_of.out.startswith("Trial only, nothing of this is kept:")
    assert program.json["areas"] == ["planning"]
    assert kept(home) == before


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (("league_table", FORUM), "There is no kind of finding 'league_table'."),
        (("strength", "  "), "findings[1].text is empty"),
        (("strength", FORUM, "--theme", "Ranking"), "theme is 'Ranking'"),
        (("strength", FORUM, "--area", "spaceships"), "spaceships"),
        (("strength", FORUM, "--council", "HIG"), "TAW"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(cpc: Cpc, said: tuple[str, ...], why: str) -> None:
    answer = cpc("finding", REFERENCE, *said, today=TODAY)

    assert answer.code == WRONG_USE
    assert why in " ".join(answer.err.split())
