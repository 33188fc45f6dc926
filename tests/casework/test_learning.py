"""Who is good at planning is found by whatever word people use, with the evidence and the way in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework.learning import MOST_PEERS, Learnt, learn, narrowed
from casework.searching import PAGE, Passage
from db import findings as kept
from db.findings import Line, Match
from domain.learning import Facet, Narrowing, area_word
from domain.lifecycle import Milestone, Reference
from domain.permissions import PUBLIC, Part, Visitor
from domain.pipeline import several
from domain.sharing import Consent
from tests.casework.learning import (
    LOCAL_PLAN,
    PARISHES,
    SCRUTINY,
    SERVICE,
    SLOW,
    STRENGTHS,
    answers,
    reported,
    staffed,
)
from tests.casework.published import Told, told

MANAGER, CONTACT, PEER = (Visitor(part) for part in (Part.MANAGER, Part.COUNCIL_CONTACT, Part.PEER))
PLANNING = {SERVICE, LOCAL_PLAN, PARISHES}


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge whose report says that its council is good at planning."""
    return reported(told(session))


def found(
    session: Session, question: str, visitor: Visitor = MANAGER, number: int = 1, **said: str
) -> Learnt:
    return learn(session, question, visitor, Narrowing(**said), number=number)  # type: ignore[arg-type]


def texts(learnt: Learnt) -> list[str]:
    return ["".join(piece.text for piece in each.text) for each in learnt.lessons]


def marked(learnt: Learnt) -> list[list[str]]:
    return [[piece.text for piece in (*each.title, *each.text) if piece.is_match] for each in learnt.lessons]


def put(session: Session, text: str, areas: Collection[str] = (), title: str = "", **said: str) -> None:
    """Keep a finding beside those that there are, without a challenge of its own."""
    line = Line(
        reference=Reference("CPC-2024-001"),
        council=None,
        councils="|TAW|",
        key="0" * 12,
        kind="strength",
        title=title,
        text=text,
        theme="",
        areas=several(areas),
        area_words=" ".join(map(area_word, areas)),
        vocabulary="2026",
        source="",
        consent="given",
        is_final=True,
        is_shared=True,
        is_public=True,
        year=said.get("year", ""),
        regions=said.get("regions", ""),
        types="",
    )
    kept.put(session, [], [line])


# Finding


@pytest.mark.parametrize(
    "question", ["planners", "local plan", "development management", "Who is good at planning?"]
)
def test_planning_is_found_by_whatever_word_people_use_for_it(single: Told, question: str) -> None:
    learnt = found(single.session, question)

    assert set(texts(learnt)) == PLANNING
    assert (learnt.areas, learnt.is_any) == (("planning",), False)
    assert all(marked(learnt))
    assert {each.source.split(",")[0] for each in learnt.lessons} == {"Final report"}


def test_what_has_the_words_comes_before_what_is_of_their_area(single: Told) -> None:
    assert texts(found(single.session, "local plan"))[0] == LOCAL_PLAN
    assert texts(found(single.session, "development management"))[0] == PARISHES


def test_a_title_counts_for_more_than_a_text(session: Session) -> None:
    told(session)
    put(session, "Trust between tenants and the council.", title="Culture")
    put(session, "Done well.", title="Trust")

    assert texts(found(session, "trust")) == ["Done well.", "Trust between tenants and the council."]


def test_words_are_found_by_their_stems_and_marked_where_they_stand(single: Told) -> None:
    assert texts(found(single.session, "choosing matter for resident")) == [SCRUTINY]
    (pieces,) = marked(found(single.session, "choosing matter for resident"))
    assert pieces == ["chooses", "matters", "residents"]


def test_where_only_the_area_is_found_its_terms_are_marked(single: Told) -> None:
    learnt = found(single.session, "building control")

    terms = {piece for pieces in marked(learnt) for piece in pieces}
    assert terms == {"Planning", "planning service", "local plan", "Development management"}


def test_where_nothing_has_all_that_is_asked_that_is_found_which_has_some(single: Told) -> None:
    learnt = found(single.session, "planners and spaceships")

    assert (learnt.is_any, set(texts(learnt))) == (True, PLANNING)
    assert not found(single.session, "spaceships").is_any
    assert texts(found(single.session, "spaceships")) == []


@pytest.mark.parametrize(
    "question", ['"', "NOT x", "a & | !", "title:x", "((", "x\x00y", "<mark>", "%", "é" * 90]
)
def test_no_question_can_be_asked_wrongly(session: Session, question: str) -> None:
    assert found(session, question).total == 0


def test_what_is_written_is_never_taken_for_markup(session: Session) -> None:
    told(session)
    put(session, "Write <b>rules</b> & keep them.", ["governance"])

    (lesson,) = found(session, "rules").lessons

    assert Passage("rules", is_match=True) in lesson.text
    assert "".join(each.text for each in lesson.text) == "Write <b>rules</b> & keep them."


def test_without_a_question_there_is_everything_the_latest_first(session: Session) -> None:
    told(session)
    put(session, "Older.", year="2021-22")
    put(session, "Newer.", year="2023-24")

    assert texts(found(session, "")) == ["Newer.", "Older."]


def test_findings_come_page_by_page(session: Session) -> None:
    told(session)
    for number in range(PAGE + 1):
        put(session, f"Trust {number}.")

    first, second = (found(session, "trust", number=number) for number in (1, 2))

    assert (len(first.lessons), len(second.lessons), first.pages, first.total) == (PAGE, 1, 2, PAGE + 1)
    assert found(session, "finance").pages == 1


def test_of_very_many_findings_the_best_alone_are_looked_at(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(session)
    for number in range(3):
        put(session, f"Trust {number}.")
    monkeypatch.setattr(kept, "MOST", 3)

    assert found(session, "trust").is_cut


# Narrowing down


def test_what_councils_do_well_is_asked_for_unless_something_else_is(single: Told) -> None:
    assert set(texts(found(single.session, ""))) == STRENGTHS
    assert texts(found(single.session, "planning", kind="challenge")) == [SLOW]
    assert set(texts(found(single.session, "planning", kind="all"))) == {SLOW, *PLANNING}


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ({"area": "scrutiny"}, {SCRUTINY}),
        ({"theme": "Governance and culture", "area": "planning"}, {PARISHES}),
        ({"region": "West Midlands", "type": "NMD", "year": "2024-25"}, STRENGTHS),
        ({"region": "London"}, set()),
        ({"reference": "CPC-2024-001"}, STRENGTHS),
        ({"reference": "CPC-2024-002"}, set()),
    ],
)
def test_findings_are_narrowed_down(single: Told, said: dict[str, Any], left: set[str]) -> None:
    assert set(texts(found(single.session, "", **said))) == left


def test_a_choice_says_what_it_would_leave_beside_all_others() -> None:
    matches = [
        Match(1, "strength", "Culture", "|planning|", "|London|", "|LBO|", "2024-25"),
        Match(2, "strength", "Money", "|planning|finance|", "|London|", "|LBO|", ""),
        Match(3, "lesson", "Money", "", "|London|", "|LBO|", "2024-25"),
    ]

    wanted, facets = narrowed(matches, Narrowing(theme="Culture", region="South East"))
    assert wanted == []
    assert [(each.value, each.count, each.is_chosen) for each in facets[Facet.REGION]] == [
        ("London", 1, False),
        ("South East", 0, True),
    ]

    wanted, facets = narrowed(matches, Narrowing(theme="Culture"))
    assert wanted == [1]
    assert {facet: [(each.value, each.count) for each in facets[facet]] for facet in Facet} == {
        Facet.KIND: [("good practice", 0), ("strength", 1)],
        Facet.THEME: [("Culture", 1), ("Money", 1)],
        Facet.AREA: [("planning", 1)],
        Facet.REGION: [("London", 1)],
        Facet.TYPE: [("LBO", 1)],
        Facet.YEAR: [("2024-25", 1)],
    }


# For whom


def test_other_councils_and_the_public_learn_nothing_without_consent(single: Told) -> None:
    for visitor in (CONTACT, PEER, PUBLIC):
        assert found(single.session, "planning", visitor).total == 0


def test_other_councils_learn_what_is_shared_and_the_public_what_is_published(session: Session) -> None:
    final = reported(told(session), Milestone.REPORT_FINALISED)
    answers(final, Consent.GIVEN, SERVICE)

    assert texts(found(session, "planning", CONTACT)) == texts(found(session, "planning", PEER)) == [SERVICE]
    assert found(session, "planning", PUBLIC).total == 0

    final.meets(Milestone.COUNCIL_DECISION)
    final.meets(Milestone.REPORT_PUBLISHED, on="2026-01-02")
    (lesson,) = found(session, "planning", PUBLIC).lessons
    assert lesson.register_slug == "tamworth-cpc-2024-001"
    assert [each.name for each in lesson.councils] == ["Tamworth Borough Council"]


def test_what_is_not_published_has_no_place_in_the_register(single: Told) -> None:
    assert {each.register_slug for each in found(single.session, "planning").lessons} == {""}


# Whom to ask


def test_the_way_in_is_the_adviser_and_the_members_of_the_region(single: Told) -> None:
    staffed(single.session, single.reference, "Lichfield", "High Peak")

    learnt = found(single.session, "local plan")

    (adviser,) = learnt.lessons[0].advisers
    assert adviser.council == "Tamworth Borough Council"
    assert adviser.person is not None
    assert adviser.person.email == "adviser@programme.example"
    (region,) = learnt.regional
    assert (region.region, region.more, region.adviser) == ("West Midlands", 0, None)
    assert [(each.organisation, each.email) for each in region.peers] == [
        ("Lichfield District Council", "member-0@peers.example")
    ]


def test_how_to_reach_a_councillor_is_for_the_programme_alone(single: Told) -> None:
    staffed(single.session, single.reference, "Lichfield")
    answers(single, Consent.GIVEN, SERVICE)

    learnt = found(single.session, "planning", CONTACT)

    assert [each.email for region in learnt.regional for each in region.peers] == [""]
    assert [each.person.email for each in learnt.lessons[0].advisers if each.person] == [
        "adviser@programme.example"
    ]


def test_the_public_is_told_nobodys_name(single: Told) -> None:
    staffed(single.session, single.reference, "Lichfield")
    answers(single, Consent.GIVEN, SERVICE)

    learnt = found(single.session, "planning", PUBLIC)

    assert (learnt.lessons[0].advisers, learnt.regional) == ((), ())


def test_where_no_member_goes_out_as_a_peer_the_adviser_of_the_region_is_asked(single: Told) -> None:
    staffed(single.session, single.reference)

    (region,) = found(single.session, "planning").regional

    assert region.peers == ()
    assert region.adviser is not None
    assert region.adviser.name == "Principal adviser, West Midlands"


def test_where_nobody_is_known_nobody_is_named(single: Told) -> None:
    learnt = found(single.session, "local plan")

    assert [each.person for each in learnt.lessons[0].advisers] == [None]
    assert [(each.peers, each.adviser) for each in learnt.regional] == [((), None)]


def test_of_many_members_some_are_named(single: Told) -> None:
    staffed(single.session, single.reference, *["Lichfield"] * (MOST_PEERS + 2))

    (region,) = found(single.session, "planning").regional

    assert (len(region.peers), region.more) == (MOST_PEERS, 2)


def test_the_adviser_of_the_latest_challenge_is_asked(single: Told) -> None:
    staffed(single.session, single.reference)
    later = told(single.session)
    assert later.reference > single.reference

    (adviser,) = found(single.session, "local plan").lessons[0].advisers

    assert adviser.person is not None
