"""What there is to learn from a challenge is kept by its finding, with for whom it is."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework.case import case
from casework.findings import findings
from casework.shapes.learning import added_as_json
from casework.sharing import NoSuchFinding, NothingToWithdraw, asked_about
from casework.standings import rebuild
from db import findings as kept
from db.findings_tables import FindingEntry
from domain.contents import Content, FindingKind
from domain.lifecycle import CouncilCode, Happening, Milestone, Place
from domain.permissions import Extent
from domain.reading import INVENTED
from domain.sharing import Consent
from tests.casework.conftest import AT
from tests.casework.learning import (
    HOMES,
    PARISHES,
    SERVICE,
    SLOW,
    STRENGTHS,
    TODAY,
    adds,
    answers,
    consents,
    key_of,
    reported,
)
from tests.casework.published import Told, joint, told

HIG, STF = CouncilCode("HIG"), CouncilCode("STF")


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge whose report is published."""
    return reported(told(session))


@pytest.fixture
def both(session: Session) -> Told:
    """Give a challenge of two councils whose report is final."""
    return reported(joint(session), Milestone.REPORT_FINALISED)


def entry_of(told: Told, text: str) -> FindingEntry:
    return next(each for each in kept.entries(told.session) if each.text == text)


def seen(told: Told, reach: Extent) -> set[str]:
    return {each.text for each in kept.entries(told.session, reach=reach)}


def test_a_finding_is_kept_with_where_it_stands_and_whose_it_is(single: Told) -> None:
    found = entry_of(single, SERVICE)

    assert (found.kind, found.theme) == ("strength", "Organisational and place leadership")
    assert found.source == "Final report, Organisational and place leadership, strength 1"
    assert (found.council, found.councils) == ("TAW", "|TAW|")
    assert (found.areas, found.area_words, found.vocabulary) == ("|planning|", "areaplanning", "2026")
    assert (found.year, found.regions, found.types) == ("2024-25", "|West Midlands|", "|NMD|")
    assert (found.consent, found.is_final, found.is_shared, found.is_public) == (
        "not_asked",
        True,
        False,
        False,
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_program_that_adds_a_finding_is_told_its_tags_and_whether_it_is_new(single: Told) -> None:
    on_desk = case(single.session, single.reference)
    found = findings(on_desk, on_desk.on(date.fromisoformat(TODAY)))
    (held,) = (each for each in found if each.finding.text == SERVICE)

    shape = added_as_json(held, single.reference, is_new=False)

    assert (shape["reference"], shape["key"], shape["new"]) == (single.reference, key_of(SERVICE), False)
    assert (shape["theme"], shape["areas"], shape["final"]) == (
        "Organisational and place leadership",
        ["planning"],
        True,
    )


def test_what_is_of_two_councils_is_neithers_alone(both: Told) -> None:
    found = entry_of(both, SERVICE)

    assert (found.council, found.councils) == (None, "|HIG|STF|")
    assert (found.regions, found.types, found.year) == ("|East Midlands|West Midlands|", "|NMD|", "2022-23")


def test_before_a_council_agrees_only_the_programme_sees_what_it_does_well(single: Told) -> None:
    assert {SLOW, *STRENGTHS} == seen(single, Extent.ALL)
    assert seen(single, Extent.SHARED) == seen(single, Extent.PUBLISHED) == set()


def test_what_a_council_agrees_to_is_shared_and_public_once_it_is_published(single: Told) -> None:
    assert answers(single, Consent.GIVEN, SERVICE, PARISHES) == 2

    assert seen(single, Extent.SHARED) == seen(single, Extent.PUBLISHED) == {SERVICE, PARISHES}
    *_, first, second = case(single.session, single.reference).history
    assert (first.details.note, second.details.note) == (SERVICE, "Planning with parishes")
    assert first.details.role == "chief_executive"


def test_what_is_not_published_is_shared_with_other_councils_alone(both: Told) -> None:
    for council in (HIG, STF):
        answers(both, Consent.GIVEN, SERVICE, council=council)

    assert seen(both, Extent.SHARED) == {SERVICE}
    assert seen(both, Extent.PUBLISHED) == set()


def test_a_consent_that_is_withdrawn_ends_the_sharing(single: Told) -> None:
    answers(single, Consent.GIVEN, SERVICE)

    answers(single, Consent.WITHDRAWN, SERVICE)

    assert seen(single, Extent.SHARED) == set()
    assert entry_of(single, SERVICE).consent == "withdrawn"


def test_the_same_answer_again_changes_nothing(single: Told) -> None:
    answers(single, Consent.GIVEN, SERVICE)
    before = len(case(single.session, single.reference).history)

    assert answers(single, Consent.GIVEN, SERVICE, SERVICE) == 0
    assert len(case(single.session, single.reference).history) == before
    assert answers(single, Consent.WITHDRAWN, SERVICE) == 1
    assert answers(single, Consent.WITHDRAWN, SERVICE) == 0


def test_a_council_withdraws_what_the_council_whose_place_it_has_taken_had_given(single: Told) -> None:
    new = Place(STF, "Staffordshire Moorlands District Council", "West Midlands")
    answers(single, Consent.GIVEN, SERVICE, HOMES)
    single.happens(Happening.SUPERSEDED, TODAY, single.places[0], successor=new)

    assert answers(single, Consent.GIVEN, SERVICE) == 0
    assert answers(single, Consent.WITHDRAWN, SERVICE) == 1
    assert seen(single, Extent.SHARED) == {HOMES}


def test_one_council_made_of_two_agrees_to_what_one_of_them_had_refused(both: Told) -> None:
    high_peak, moorlands = both.places
    answers(both, Consent.REFUSED, SERVICE, council="HIG")
    answers(both, Consent.GIVEN, SERVICE, council="STF")
    both.happens(Happening.SUPERSEDED, TODAY, high_peak, successor=moorlands)

    assert answers(both, Consent.GIVEN, SERVICE) == 1
    assert seen(both, Extent.SHARED) == {SERVICE}


def test_other_words_are_another_finding_which_has_to_be_asked_about(single: Told) -> None:
    answers(single, Consent.GIVEN, SERVICE)

    changed = [
        {
            "theme": "Governance and culture",
            "text": ["Text."],
            "strengths": [SERVICE.replace("nine", "eight")],
        }
    ]
    single.hands_in(Content.REPORT, "2025-01-25", themes=changed, good_practice=[])
    single.happens(Milestone.REPORT_FINALISED, "2025-01-26")

    assert seen(single, Extent.SHARED) == set()
    assert set(consents(single).values()) == {Consent.NOT_ASKED}


def test_of_a_sample_nothing_is_shared_and_all_of_it_says_so(session: Session) -> None:
    sample = reported(told(session, source=INVENTED))

    answers(sample, Consent.GIVEN, SERVICE)

    assert entry_of(sample, SERVICE).consent == "given"
    assert entry_of(sample, SERVICE).source.endswith("strength 1 (a sample)")
    assert seen(sample, Extent.SHARED) == set()


# Who can be asked about what


def test_a_council_is_asked_about_nothing_that_is_not_final(session: Session) -> None:
    draft = reported(told(session), Milestone.FACT_CHECK_RETURNED)
    adds(draft, "Tell tenants early.", on="2024-12-10")

    assert set(consents(draft)) == {SLOW, *STRENGTHS, "Tell tenants early."}
    with pytest.raises(NoSuchFinding) as refused:
        answers(draft, Consent.GIVEN, SERVICE)
    assert str(refused.value) == (
        f"{draft.reference} has no final finding {key_of(SERVICE)}. "
        f"`cpc consent {draft.reference}` lists those that it has."
    )


def test_a_challenge_without_a_report_has_what_people_add(session: Session) -> None:
    past = told(session)
    adds(past, "Tell tenants early.")

    on_desk = case(session, past.reference)
    (found,) = asked_about(on_desk, on_desk.on(date.fromisoformat(TODAY)))

    assert (found.finding.kind, found.finding.areas) == (FindingKind.LESSON, ("housing",))
    answers(past, Consent.GIVEN, "Tell tenants early.")
    assert (seen(past, Extent.SHARED), seen(past, Extent.PUBLISHED)) == ({"Tell tenants early."}, set())


def test_what_was_never_given_cannot_be_withdrawn(single: Told) -> None:
    with pytest.raises(NothingToWithdraw) as refused:
        answers(single, Consent.WITHDRAWN, SERVICE)

    assert str(refused.value) == (
        f"Finding {key_of(SERVICE)} of {single.reference} is not shared. Record a refusal, if that is meant."
    )


def test_a_review_is_asked_about_at_its_council_alone(both: Told) -> None:
    both.hands_in(Content.REVIEW_REPORT, "2023-09-26", both.places[0], strengths=[HOMES, "Fine tenants."])
    both.happens(Milestone.REVIEW_REPORT_FINALISED, "2023-09-26", both.places[0])

    on_desk = case(both.session, both.reference)
    view = on_desk.on(date.fromisoformat(TODAY))
    of = {code: {each.finding.text for each in asked_about(on_desk, view, code)} for code in (HIG, STF, None)}

    assert "Fine tenants." in of[HIG]
    assert "Fine tenants." not in of[STF]
    assert of[None] == of[HIG]
    assert entry_of(both, "Fine tenants.").council == HIG


def test_a_review_is_public_once_its_council_has_published_it(both: Told) -> None:
    both.hands_in(Content.REVIEW_REPORT, "2023-09-26", both.places[0], strengths=["Fine tenants."])
    both.happens(Milestone.REVIEW_REPORT_FINALISED, "2023-09-26", both.places[0])
    answers(both, Consent.GIVEN, "Fine tenants.", council=HIG, on="2023-10-01")
    assert "Fine tenants." not in seen(both, Extent.PUBLISHED)

    both.happens(Milestone.REVIEW_REPORT_PUBLISHED, "2023-10-20", both.places[0])

    assert seen(both, Extent.PUBLISHED) == {"Fine tenants."}


# What people add


def test_a_finding_is_tagged_anew_by_its_words(single: Told) -> None:
    assert adds(single, HOMES, FindingKind.GOOD_PRACTICE, areas=["customer_services"])
    assert not adds(single, HOMES, FindingKind.GOOD_PRACTICE, areas=["customer_services"])

    found = entry_of(single, HOMES)
    assert (found.kind, found.areas, found.theme) == (
        "good practice",
        "|customer_services|",
        "Governance and culture",
    )


def test_what_is_added_stands_beside_what_was_added_before(single: Told) -> None:
    for text in ("Tell tenants early.", "Tell tenants twice."):
        adds(single, text)
    adds(single, "Tell tenants early.", areas=["communications"])

    added = {each.text: each.areas for each in kept.entries(single.session, kinds=["lesson"])}
    assert added == {"Tell tenants early.": "|communications|", "Tell tenants twice.": "|housing|"}


# Keeping it true


def test_findings_are_listed_by_kind_year_and_challenge(single: Told) -> None:
    assert {each.text for each in kept.entries(single.session, kinds=["challenge"])} == {SLOW}
    assert kept.entries(single.session, year="2021-22") == []
    assert {each.text for each in kept.entries(single.session, year="2024-25")} == {SLOW, *STRENGTHS}
    assert kept.entries(single.session, references=[]) == []
    assert len(kept.entries(single.session, references=[single.reference])) == 6


def test_the_year_of_a_visit_that_nobody_knows_is_left_open(session: Session) -> None:
    past = told(session)
    adds(past, "Tell tenants early.")
    assert entry_of(past, "Tell tenants early.").year == ""


@pytest.mark.parametrize("change", [Happening.CORRECTED, None])
def test_a_rebuild_makes_the_table_anew(single: Told, change: Happening | None) -> None:
    answers(single, Consent.GIVEN, SERVICE)
    if change:
        single.undo_last(TODAY)
    before = _rows(single)
    kept.clear(single.session)
    assert _rows(single) == []

    rebuild(single.session, date.fromisoformat(TODAY), AT)

    assert _rows(single) == before
    assert seen(single, Extent.SHARED) == (set() if change else {SERVICE})


def _rows(told: Told) -> list[tuple[str, str, str, bool]]:
    told.session.expire_all()
    return [(each.key, each.areas, each.consent, each.is_shared) for each in kept.entries(told.session)]
