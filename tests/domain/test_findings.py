"""What there is to learn is what papers say and people tag, and nobody shares it for a council."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.contents import (
    Finding,
    FindingKind,
    Findings,
    GoodPractice,
    Report,
    ReportTheme,
    ReviewReport,
    Theme,
)
from domain.findings import Held, of_report, of_review, with_added, with_consents
from domain.lifecycle import CouncilCode, Happening, Place
from domain.service_areas import AreaKey, vocabulary
from domain.sharing import ANSWERS, Consent
from tests.histories import HIGH_PEAK, MOORLANDS, TAMWORTH, Story

AREAS = vocabulary("2026")
CULTURE = Theme("Governance and culture")
PLANNERS = "Planners who listen to tenants."
REPORT = Report(
    summary=("It is well led.",),
    themes=(ReportTheme(CULTURE, ("Text.",), (PLANNERS, "Courtesy."), ("A plan for scrutiny.",)),),
    recommendations=(),
    good_practice=(GoodPractice("Bins", "Recycling grew.", CULTURE),),
)
REVIEW = ReviewReport(("Well done.",), (), ("New homes were built.", "Affordable homes."), ())
TAW, LIF = TAMWORTH.code, CouncilCode("LIF")
LICHFIELD = Place(LIF, "Lichfield District Council")


def same(code: CouncilCode) -> CouncilCode:
    return code


def held(text: str, *councils: CouncilCode, title: str = "") -> Held:
    finding = Finding(FindingKind.STRENGTH, text, councils=councils, title=title)
    return Held(finding, "2026", is_final=True, is_published=True)


def test_a_report_says_what_is_good_what_is_hard_and_where_that_stands() -> None:
    found = [(each.kind, each.source, each.areas) for each in of_report(REPORT, AREAS, is_final=True)]

    assert found == [
        (FindingKind.STRENGTH, "Final report, Governance and culture, strength 1", ("planning", "housing")),
        (FindingKind.STRENGTH, "Final report, Governance and culture, strength 2", ()),
        (FindingKind.CHALLENGE, "Final report, Governance and culture, consideration 1", ("scrutiny",)),
        (FindingKind.GOOD_PRACTICE, "Final report, good practice 1", ("waste",)),
    ]
    assert next(of_report(REPORT, AREAS, is_final=False)).source.startswith("Draft report, ")


def test_a_review_says_what_is_good_at_one_council() -> None:
    first, second = of_review(REVIEW, TAW, AREAS)

    assert (first.councils, first.source, first.areas) == ((TAW,), "Progress review, strength 1", ())
    assert (second.source, second.areas) == ("Progress review, strength 2", ("housing",))


def test_words_that_are_handed_in_again_tag_what_the_paper_says() -> None:
    said = Finding(FindingKind.GOOD_PRACTICE, PLANNERS, Theme("Other"), (AreaKey("waste"),), "From memory")

    (found,) = with_added([held(PLANNERS)], Findings((said,), "2026"), same, is_final=False)

    assert (found.finding.kind, found.finding.theme, found.finding.areas) == (said.kind, "Other", ("waste",))
    assert (found.finding.source, found.is_final, found.is_published) == ("", True, True)


def test_what_is_not_said_anew_stays_as_it_was() -> None:
    before = held(PLANNERS)
    tagged = replace(before, finding=replace(before.finding, theme=CULTURE, areas=(AreaKey("waste"),)))
    said = Finding(FindingKind.LESSON, PLANNERS)

    (found,) = with_added([tagged], Findings((said,), "2026"), same, is_final=True)

    assert (found.finding.theme, found.finding.areas, found.vocabulary) == (CULTURE, ("waste",), "2026")


def test_what_stands_in_no_paper_is_tagged_by_its_words_and_published_by_nobody() -> None:
    new = Finding(FindingKind.LESSON, "Tell tenants early.")

    first, second = with_added([held(PLANNERS)], Findings((new,), "2026"), same, is_final=False)

    assert first.finding.text == PLANNERS
    assert (second.finding.areas, second.is_final, second.is_published) == (("housing",), False, False)


def test_what_came_from_public_pages_is_published() -> None:
    new, ours = Finding(FindingKind.LESSON, "Tell tenants early."), Finding(FindingKind.LESSON, "Ask them.")

    found = with_added([], Findings((new, ours), "2026"), same, is_final=True, published={new.key})

    assert [each.is_published for each in found] == [True, False]


def test_what_is_added_is_of_the_councils_that_have_the_parts_of_those_it_names() -> None:
    new = Finding(FindingKind.LESSON, "Tell tenants early.", councils=(TAW, LIF))

    (found,) = with_added([], Findings((new,), "2026"), lambda _: LIF, is_final=True)

    assert found.finding.councils == (LIF,)


def test_words_that_stand_twice_are_one_finding_but_not_of_two_councils() -> None:
    every = [held(PLANNERS), held(PLANNERS), held(PLANNERS, TAW)]

    assert [each.finding.councils for each in with_added(every, None, same, is_final=True)] == [(), (TAW,)]


# Whether they may be shared


def says(
    story: Story, consent: Consent, council: Place, text: str = PLANNERS, on: str = "2025-03-01"
) -> None:
    key = Finding(FindingKind.STRENGTH, text).key
    story.happens(Happening.CONSENTED, on, council, key=key, consent=consent.value)


def consent(story: Story, *councils: CouncilCode, text: str = PLANNERS) -> Consent:
    (found,) = with_consents([held(text, *councils)], story.on("2026-01-01").reading)
    assert found.is_shared is (found.consent is Consent.GIVEN)
    return found.consent


def test_nothing_is_shared_that_nobody_was_asked_about() -> None:
    assert consent(Story()) is Consent.NOT_ASKED


@pytest.mark.parametrize("answer", ANSWERS)
def test_what_a_council_said_last_counts(answer: Consent) -> None:
    story = Story()
    for each in (*(other for other in ANSWERS if other is not answer), answer):
        says(story, each, TAMWORTH)

    assert consent(story) is answer
    assert consent(story, text="Planners who listened to tenants.") is Consent.NOT_ASKED


def test_an_answer_that_is_taken_back_was_never_given() -> None:
    story = Story()
    says(story, Consent.GIVEN, TAMWORTH)
    story.undo(story.events[-1], "2025-04-01")

    assert consent(story) is Consent.NOT_ASKED


def test_of_two_councils_both_have_to_agree_to_what_is_of_both() -> None:
    story = Story(HIGH_PEAK, MOORLANDS)
    says(story, Consent.GIVEN, HIGH_PEAK)
    assert consent(story) is Consent.NOT_ASKED
    assert consent(story, HIGH_PEAK.code) is Consent.GIVEN

    says(story, Consent.GIVEN, MOORLANDS)
    assert consent(story) is Consent.GIVEN

    says(story, Consent.WITHDRAWN, MOORLANDS)
    assert consent(story) is Consent.WITHDRAWN
    assert consent(story, HIGH_PEAK.code) is Consent.GIVEN


def test_a_successor_is_bound_by_what_was_said_until_it_says_something_else() -> None:
    story = Story()
    says(story, Consent.GIVEN, TAMWORTH)
    story.happens(Happening.SUPERSEDED, "2025-04-01", TAMWORTH, successor=LICHFIELD)
    assert consent(story, LIF) is Consent.GIVEN

    says(story, Consent.REFUSED, LICHFIELD, on="2025-05-01")
    assert consent(story, LIF) is Consent.REFUSED


def test_of_two_councils_that_became_one_the_answer_of_one_is_not_enough() -> None:
    story = Story(HIGH_PEAK, MOORLANDS)
    says(story, Consent.GIVEN, HIGH_PEAK)
    for each in (HIGH_PEAK, MOORLANDS):
        story.happens(Happening.SUPERSEDED, "2025-04-01", each, successor=LICHFIELD)
    assert consent(story) is Consent.NOT_ASKED

    says(story, Consent.GIVEN, LICHFIELD, on="2025-05-01")
    assert consent(story) is Consent.GIVEN


def test_a_finding_of_a_council_that_takes_no_part_is_shared_by_nobody() -> None:
    assert consent(Story(), LIF) is Consent.NOT_ASKED


def test_consents_have_names_that_can_stand_in_a_sentence() -> None:
    assert [each.label for each in Consent] == ["given", "refused", "withdrawn", "not asked"]
