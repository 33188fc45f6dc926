"""Every document, told everything and told hardly anything: it reads well and shows no gap."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casework.context import Period
from documents.checks import pdf_problems, problems
from documents.pdf import pdf
from documents.text import text
from documents.tree import read
from domain.contents import Number, Report
from domain.schemes import known_schemes, scheme
from templates import words

NAMES = words.known_documents()
GAPS = re.compile(r"\bNone\b(?! of)|\bundefined\b|[{}\[\]]|\(\)| [,.;:]|,,|\.\.|,\.")


def said(html: str) -> str:
    """Return a page's words as a reader meets them, on one line."""
    return " ".join(word for word in text(read(html)).split() if word != "|")


def test_every_document_of_every_scheme_has_words_and_no_words_are_unused() -> None:
    owed = {name for rules in known_schemes() for name in scheme(rules).documents}

    assert set(NAMES) == owed


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("told", ["all", "little"])
@pytest.mark.parametrize("which", ["joint", "single"])
def test_a_document_reads_without_a_gap(
    name: str, told: str, which: str, request: pytest.FixtureRequest
) -> None:
    tell = getattr(request.getfixturevalue(which), told)

    html = words.document(name, tell(name))

    assert problems(html) == []
    assert GAPS.findall(said(html)) == []


def forty(report: Report) -> Report:
    """Return the report with forty recommendations."""
    first = report.recommendations[0]
    return replace(
        report,
        recommendations=tuple(replace(first, number=Number(str(number))) for number in range(1, 41)),
    )


def one(report: Report) -> Report:
    """Return the report with its first recommendation alone."""
    return replace(report, recommendations=report.recommendations[:1])


@pytest.mark.parametrize("name", ["final_report", "action_plan_template", "review_statement_template"])
@pytest.mark.parametrize("how_many", [one, forty])
def test_a_report_may_make_one_recommendation_or_forty(
    name: str, how_many: Callable[[Report], Report], single: Any
) -> None:
    facts = single.all(name)
    report = how_many(facts["report"])

    words_said = said(words.document(name, facts | {"report": report}))

    wanted = "one recommendation" if how_many is one else "40 recommendations"
    assert name == "review_statement_template" or f"makes {wanted}" in words_said
    assert words_said.count(report.recommendations[0].text) == len(report.recommendations)


@pytest.mark.parametrize("name", NAMES)
def test_a_document_holds_long_names_and_more_than_two_councils(name: str, joint: Any, long: Any) -> None:
    facts = joint.all(name)
    place = long[0] if facts["council"] else None
    names = words.listing([each.name for each in long])
    facts |= {
        "councils": long,
        "council": place,
        "council_names": names,
        "host": place.name if place else names,
    }

    html = words.document(name, facts)

    assert problems(html) == []
    assert pdf_problems(read(html), pdf(read(html), issued=date(2022, 3, 1))) == []


@pytest.mark.parametrize("name", NAMES)
def test_what_a_council_writes_can_never_become_markup(name: str, single: Any) -> None:
    nasty = '<script>alert("x")</script> & {{ 7 * 7 }}'
    facts = single.all(name, council_names=nasty, host=nasty, focus=(nasty,))
    if facts["to"]:
        facts["to"] = replace(facts["to"], name=nasty)

    html = words.document(name, facts)

    assert "<script" not in html
    assert "49" not in html or "49" in words.document(name, single.all(name))


def test_the_rules_of_the_scheme_show_in_the_words(joint: Any, single: Any) -> None:
    then = said(words.document("invitation", joint.little("invitation")))
    now = said(words.document("invitation", single.little("invitation")))

    assert "to publish the report once it has considered it" in then
    assert "the same team back for a progress review, about six calendar months after the action plan" in then
    assert "to publish the report, within three calendar months of the end of the visit" in now
    assert (
        "some or all of the team back for a progress review, about ten calendar months after the end" in now
    )


def test_a_council_is_asked_only_about_its_own_recommendations(joint: Any) -> None:
    plan = said(words.document("action_plan_template", joint.all("action_plan_template")))

    assert "makes 11 recommendations to High Peak Borough Council" in plan
    assert "those meant for Staffordshire Moorlands District Council alone are left out" in plan
    assert "Give each town centre a lead" not in plan


def test_a_joint_report_says_for_whom_each_recommendation_is_meant(joint: Any) -> None:
    report = said(words.document("final_report", joint.all("final_report")))

    assert report.count("For: Both councils") == 10
    assert report.count("For: High Peak Borough Council") == 1
    assert report.count("For: Staffordshire Moorlands District Council") == 1


def test_a_recommendation_without_an_action_is_shown_as_such(single: Any) -> None:
    facts = single.all("action_plan")
    kept = tuple(each for each in facts["plan"].actions if each.recommendation != "12")

    page = said(words.document("action_plan", facts | {"plan": replace(facts["plan"], actions=kept)}))

    assert "The plan holds 13 actions for 12 recommendations; one is done." in page
    assert "12. Plan the workforce" in page
    assert page.count("The plan holds no action of its own for this recommendation.") == 1


def test_a_recommendation_that_the_review_left_out_is_shown_as_such(single: Any) -> None:
    facts = single.all("review_report")
    review = facts["review_report"]

    page = said(
        words.document(
            "review_report", facts | {"review_report": replace(review, progress=review.progress[1:])}
        )
    )

    assert page.count("The review did not look at this recommendation.") == 1


@pytest.mark.parametrize("name", ["review_report", "review_statement_template"])
def test_what_follows_up_tells_how_each_action_goes_with_its_dates_and_reasons(
    single: Any, name: str
) -> None:
    page = said(words.document(name, single.all(name)))

    assert "1.1 Invite partners and residents to a first conference on the vision" in page
    assert "Moved from June 2025 on 1 September 2022: The hall was let." in page
    assert "Dropped: Another council does it." in page
    assert "The first report." in page


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("review_report", "The council has sent the programme no action plan."),
        ("review_statement_template", "Please replace the dashes."),
    ],
)
def test_without_a_plan_there_are_no_actions_to_follow_up(single: Any, name: str, sentence: str) -> None:
    page = said(words.document(name, single.little(name)))

    assert sentence in page
    assert "What shows it" not in page or name == "review_statement_template"
    assert "as the council has told of them" not in page


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("invitation", "Leaders of opposition groups have a part of their own"),
        ("scoping_note", "It meets the leaders of the opposition groups in a session of their own"),
        ("timetable", "The leaders of the opposition groups meet the team without the administration"),
        ("peer_briefing", "The leaders of the opposition groups have a session of their own"),
        ("feedback_summary", "the leaders of the opposition groups alike"),
        ("final_report", "The leaders of the opposition groups met the team in a session of their own"),
        (
            "review_invitation",
            "A session for the leaders of the opposition groups without the administration",
        ),
        ("closing_letter", "ask the leader and the leaders of the opposition groups"),
    ],
)
def test_the_part_of_the_opposition_is_said(name: str, sentence: str, single: Any) -> None:
    assert sentence in said(words.document(name, single.little(name)))


@pytest.mark.parametrize(
    "name",
    ["invitation", "scoping_note", "peer_invitation", "final_report", "publication_note", "review_report"],
)
def test_a_reader_learns_that_this_is_no_inspection(name: str, joint: Any) -> None:
    assert "A peer challenge is not an inspection. It gives no score" in said(
        words.document(name, joint.little(name))
    )


def test_a_first_time_council_is_welcomed_and_signposted(single: Any) -> None:
    first = said(words.document("invitation", single.all("invitation")))
    again = said(words.document("invitation", single.all("invitation", first_time=False)))

    assert "you are very welcome" in first
    assert "you are very welcome" not in again
    assert "A first challenge is a good beginning" in said(
        words.document("closing_letter", single.all("closing_letter"))
    )


def test_a_visit_without_dates_is_told_without_dates(single: Any) -> None:
    letter = said(words.document("agreed_date", single.all("agreed_date", visit=Period())))

    assert "no longer stand" in letter
    assert "October 2024" not in letter


@pytest.mark.parametrize(
    ("party", "role_title", "sentence"),
    [
        ("Independent", "Lead member peer", "As a member peer you speak with members as an equal."),
        ("", "Officer peer", "As an officer peer you bring what you have seen work"),
        ("", "Shadow peer", "As a shadow peer you are there to learn."),
    ],
)
def test_a_peer_is_told_what_their_role_asks(party: str, role_title: str, sentence: str, single: Any) -> None:
    facts = single.all("peer_invitation")
    peer = replace(facts["to"], party=party, role_title=role_title)

    assert sentence in said(words.document("peer_invitation", facts | {"to": peer}))


def test_an_office_is_spoken_of_as_an_office_and_a_person_by_name(single: Any) -> None:
    facts = single.all("agreed_date")
    named = replace(facts["principal_adviser"], name="A. Adviser")

    assert "any question to the principal adviser, at" in said(words.document("agreed_date", facts))
    assert "any question to A. Adviser, principal adviser, at" in said(
        words.document("agreed_date", facts | {"principal_adviser": named})
    )
