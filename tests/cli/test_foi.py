"""A request is answered at the desk: what is held is listed, and who may have a paper is decided."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from cli.app import DONE, WRONG_USE
from db.session import transaction
from domain.contents import Content
from domain.lifecycle import Happening, Milestone
from tests.casework.published import told
from tests.cli.conftest import Cpc

TODAY = "2025-01-13"
SCOPE = Path(__file__).parents[2] / "db" / "samples" / "content" / "single-2024" / "scope.yaml"


def test_what_is_held_is_listed_and_decided(cpc: Cpc, opened: str) -> None:
    assert cpc("content", opened, SCOPE, today=TODAY).code == DONE

    listed = cpc("disclose", opened, today=TODAY)
    tried = cpc("disclose", opened, "content/scope/-", "--ruling", "released", "--dry-run", today=TODAY)
    before = cpc("foi", "Tamworth", today=TODAY)
    kept = cpc(
        *("disclose", opened, "content/scope/-", "--ruling", "withheld", "--reason", "It names people."),
        *("--section", "section 40, personal information"),
        today=TODAY,
    )
    after = cpc("foi", "Tamworth", today=TODAY)

    assert "\n  content/scope/-: Scope, as handed in, on request\n" in listed.out
    assert f"{opened}: Scope, as handed in is released now." in tried.said
    assert "2 on request" in before.said
    assert kept.said == f"{opened}: Scope, as handed in is exempt now."
    assert "section 40" in after.said
    assert "1 on request, 1 exempt" in after.said


def test_what_is_held_is_given_to_programs_too(cpc: Cpc, opened: str) -> None:
    cpc("content", opened, SCOPE, today=TODAY)

    (folder,) = cpc("foi", "Tamworth", "--json", today=TODAY).json["challenges"]
    table = cpc("foi", "Tamworth", "--csv", today=TODAY).out.splitlines()
    papers = cpc("disclose", opened, "--json", today=TODAY).json
    decided = cpc("disclose", opened, "content/scope/-", "--ruling", "on request", "--json", today=TODAY)

    assert [paper["key"] for paper in folder["papers"]] == [paper["key"] for paper in papers]
    assert [row.split(",")[0] for row in table[1:]] == [opened] * 2
    assert decided.json["decided"]["ruling"] == "on_request"


def test_past_recommendations_are_not_said_to_be_published_on_the_day_they_came_in(cpc: Cpc) -> None:
    with transaction() as session:
        past = told(session)
        past.happens(Happening.CONTENT_RECEIVED, "2024-12-02", content=Content.RECOMMENDATIONS)
    unknown = cpc("foi", "Tamworth", today=TODAY).said
    with transaction() as session:
        replace(past, session=session).meets(Milestone.REPORT_PUBLISHED, on="2024-11")
    known = cpc("foi", "Tamworth", today=TODAY).said

    assert "published, the day is not known" in unknown
    assert "published in November 2024" in known


def test_nothing_is_held_of_a_council_without_a_challenge(cpc: Cpc, opened: str) -> None:
    assert opened
    assert "Nothing is held." in cpc("foi", "High Peak", today=TODAY).said


def test_what_cannot_be_decided_says_why(cpc: Cpc, opened: str) -> None:
    cpc("content", opened, SCOPE, today=TODAY)

    assert cpc("disclose", opened, "content/menu/-", "--ruling", "released").code == WRONG_USE
    undecided = cpc("disclose", opened, "content/scope/-", today=TODAY)
    assert undecided.code == WRONG_USE
    assert (
        "what is decided of content/scope/-. Say --ruling released, on_request or withheld." in undecided.err
    )
