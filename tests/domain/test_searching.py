"""The index holds what was said with the people for whom it is, and a question is only its words."""

from __future__ import annotations

import pytest

from domain.contents import (
    Cited,
    GoodPractice,
    Number,
    Part,
    Rating,
    Recommendation,
    Report,
    ReportTheme,
    ReviewFinding,
    ReviewReport,
    Theme,
)
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import PUBLIC, STAFF, Seat, Visitor
from domain.permissions import Part as Role
from domain.searching import (
    LONGEST_WORD,
    MOST_WORDS,
    Audience,
    Found,
    Sight,
    folded,
    folded_words,
    report_entries,
    review_entries,
    sight,
    words_of,
)

REFERENCE = Reference("CPC-2024-001")
HIG, STF = CouncilCode("HIG"), CouncilCode("STF")
PLACE = Theme("Organisational and place leadership")
FOR_ALL = Recommendation(
    Number("1"), "Plan ahead", "Write one plan.", PLACE, parts=(Part(Number("1a"), "By May."),)
)
FOR_ONE = Recommendation(Number("2"), "Listen", "Ask residents.", PLACE, councils=(HIG,))
REPORT = Report(
    summary=("Well led.",),
    themes=(
        ReportTheme(PLACE, ("Both lead well.", "They travel far."), ("Trust.",), ("Write more down.",)),
        ReportTheme(Theme("Finance"), (), (), ("Save.",)),
    ),
    recommendations=(FOR_ALL, FOR_ONE),
    good_practice=(GoodPractice("Shared chief", "One chief serves two.", PLACE),),
)
REVIEW = ReviewReport(
    ("Moving.",),
    (ReviewFinding(Cited("1"), Rating.DONE, "Done."), ReviewFinding(Cited("9"), Rating.DONE, "Also.")),
    ("Pace.",),
    (),
)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Who is good at planning?", ("good", "planning")),
        ("the who", ("the", "who")),
        ('"; DROP TABLE x -- (NEAR* OR title:^', ("drop", "table", "x", "near", "title")),
        ("Planning planning PLANNING", ("planning",)),
        ("Môn MO\u0302N Gŵyr", ("mon", "gwyr")),
        ("medium-term snake_case", ("medium", "term", "snake", "case")),
        ("", ()),
        ("?!", ()),
    ],
)
def test_of_a_question_its_telling_words_are_looked_for(question: str, words: tuple[str, ...]) -> None:
    assert words_of(question) == words


def test_only_words_with_accents_are_told_apart() -> None:
    assert folded_words("Ynys Môn, Môn and mon") == ("Mon",)
    assert folded_words("nothing of it") == ()
    assert folded("Ynys Môn") == folded("Ynys Mo\u0302n") == "Ynys Mon"
    assert folded("한국 ﬁ ø") == "한국 ﬁ ø"


def test_a_question_has_an_end() -> None:
    many = words_of(" ".join(f"word{number}" for number in range(1000)))

    assert len(many) == MOST_WORDS
    assert words_of("x" * 1000) == ("x" * LONGEST_WORD,)


def test_a_report_is_taken_apart_into_what_can_be_found() -> None:
    found = [(each.kind, each.title, each.text) for each in report_entries(REFERENCE, REPORT, Audience())]

    assert found == [
        (Found.RECOMMENDATION, "Plan ahead", "Write one plan.\nBy May."),
        (Found.RECOMMENDATION, "Listen", "Ask residents."),
        (Found.FINDING, PLACE, "Both lead well.\nThey travel far."),
        (Found.STRENGTH, PLACE, "Trust."),
        (Found.CONSIDERATION, PLACE, "Write more down."),
        (Found.CONSIDERATION, "Finance", "Save."),
        (Found.GOOD_PRACTICE, "Shared chief", "One chief serves two."),
    ]


@pytest.mark.parametrize(
    ("audience", "shared", "public"),
    [
        (Audience(), False, []),
        (Audience(councils=(HIG, STF)), False, []),
        (Audience(is_final=True), True, []),
        (Audience(is_final=True, councils=(STF,)), True, ["Plan ahead"]),
        (Audience(is_final=True, councils=(HIG,)), True, ["Plan ahead", "Listen"]),
    ],
)
def test_what_is_recommended_is_public_when_final_and_published_by_its_council(
    audience: Audience, *, shared: bool, public: list[str]
) -> None:
    found = [*report_entries(REFERENCE, REPORT, audience)]

    assert {each.is_shared for each in found} == {shared}
    assert [each.title for each in found if each.is_public and each.kind is Found.RECOMMENDATION] == public
    assert all(each.is_public == bool(public) for each in found if each.kind is not Found.RECOMMENDATION)


def test_a_review_says_of_which_recommendation_it_speaks() -> None:
    audience = Audience(is_final=True, councils=(STF,))

    found = [*review_entries(REFERENCE, HIG, REVIEW, {"1": FOR_ALL}, audience)]

    assert [(each.kind, each.title, each.theme) for each in found] == [
        (Found.REVIEW_FINDING, "Plan ahead", PLACE),
        (Found.REVIEW_FINDING, "Recommendation 9", ""),
        (Found.STRENGTH, "Progress review", ""),
    ]
    assert not any(each.is_public for each in found)


@pytest.mark.parametrize("part", sorted(STAFF))
def test_the_programme_sees_everything(part: Role) -> None:
    assert sight(Visitor(part)) == Sight(is_everything=True)


def test_the_public_sees_what_is_public_whatever_it_claims_to_own() -> None:
    assert sight(PUBLIC) == Sight()
    seats = frozenset({Seat(REFERENCE, Role.PEER)})
    assert sight(Visitor(Role.PUBLIC, seats=seats)) == Sight()


def test_a_council_contact_sees_the_own_council_and_a_peer_the_whole_challenge() -> None:
    seats = frozenset(
        {Seat(REFERENCE, Role.COUNCIL_CONTACT, HIG), Seat(Reference("CPC-2024-002"), Role.PEER)}
    )

    assert sight(Visitor(Role.COUNCIL_CONTACT, seats=seats)).own == {
        (REFERENCE, HIG),
        (Reference("CPC-2024-002"), None),
    }
