"""A question is understood in the words of whoever asks it."""

from __future__ import annotations

import pytest

from domain.contents import FindingKind
from domain.learning import Facet, Narrowing, Term, area_word, reach, terms_of
from domain.permissions import Extent, Part, Visitor
from domain.service_areas import AreaKey, vocabulary

PLANNING, HOUSING = AreaKey("planning"), AreaKey("housing")

TERMS = [
    ("Who is good at planning?", (Term(("planning",), PLANNING),)),
    ("planning department", (Term(("planning", "department"), PLANNING),)),
    ("planners, or the housing team", (Term(("planners",), PLANNING), Term(("housing",), HOUSING))),
    (
        "local plan in rural districts",
        (Term(("local", "plan"), PLANNING), Term(("rural",)), Term(("districts",))),
    ),
    ("the best councils", (Term(("best",)), Term(("councils",)))),
    ("rural rural", (Term(("rural",)),)),
    ("", ()),
]


@pytest.mark.parametrize(("question", "terms"), TERMS)
def test_a_question_is_its_telling_words_and_the_areas_they_stand_for(
    question: str, terms: tuple[Term, ...]
) -> None:
    assert terms_of(question, vocabulary("2026")) == terms


def test_without_a_kind_it_is_what_councils_do_well() -> None:
    assert Narrowing().kinds == (FindingKind.STRENGTH, FindingKind.GOOD_PRACTICE)
    assert Narrowing("lesson").kinds == (FindingKind.LESSON,)
    assert Narrowing("all").kinds == tuple(FindingKind)


def test_what_is_left_empty_narrows_nothing_down() -> None:
    narrowing = Narrowing(area="planning")

    assert (narrowing.chosen(Facet.AREA), narrowing.chosen(Facet.YEAR)) == (("planning",), ())
    assert narrowing.chosen(Facet.KIND) == ("strength", "good practice")
    assert Narrowing().is_empty
    assert not narrowing.is_empty


def test_how_far_somebody_sees_follows_from_their_part() -> None:
    reaches = {part: reach(Visitor(part)) for part in Part}

    assert {part for part, extent in reaches.items() if extent is Extent.ALL} == {
        Part.MANAGER,
        Part.ADVISER,
        Part.CHALLENGE_MANAGER,
        Part.SUPPORT_OFFICER,
    }
    assert reaches[Part.COUNCIL_CONTACT] is reaches[Part.PEER] is Extent.SHARED
    assert reaches[Part.PUBLIC] is Extent.PUBLISHED


def test_an_area_is_one_word_of_the_index() -> None:
    assert area_word("adult_social_care") == "areaadultsocialcare"
