"""What is public is what a council was recorded to have published: not a day earlier, and not a page more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.contents import Content
from domain.lifecycle import CouncilCode, Happening, Milestone, Place, Reference
from domain.publishing import (
    Filed,
    changes_what_is_shown,
    council_named,
    is_public,
    publication_of,
    published,
    publishers,
    settled,
    slug,
    slug_parts,
    was_public,
    withdrawn,
)
from domain.reading import INVENTED
from domain.rules import Per
from domain.schemes import scheme
from tests.histories import HIGH_PEAK, JOINT, MOORLANDS, TAMWORTH, THE_YEAR, Story, closed, opened

AT = datetime(2024, 5, 1, 9, tzinfo=UTC)
LATER = "2026-01-01"
PEAK = Place(CouncilCode("NEW"), "Peak and Moorlands Council")
PUBLISHED_WITH = {
    "final_report": Milestone.REPORT_PUBLISHED,
    "publication_note": Milestone.REPORT_PUBLISHED,
    "action_plan": Milestone.PLAN_PUBLISHED,
    "review_report": Milestone.REVIEW_REPORT_PUBLISHED,
}
"""Every document that is ever public, and what makes it so."""


def shown(story: Story, on: str = LATER, *councils: Place, made_at: datetime = AT) -> set[tuple[str, str]]:
    """Return which documents would be public if every one that the scheme knows had been filed long ago."""
    reading = story.on(on).reading
    return {
        (rule.name, code)
        for rule in story.scheme.documents.values()
        for code in ([each.code for each in councils or story.councils] if rule.per is Per.COUNCIL else [""])
        if is_public(Filed(rule.name, CouncilCode(code) or None, made_at), reading, story.scheme)
    }


@pytest.mark.parametrize("under", ["2022", "2024"])
@pytest.mark.parametrize("last", list(THE_YEAR))
def test_at_every_step_only_what_has_been_published_is_public(under: str, last: Milestone) -> None:
    story = opened(under=under).until(last)
    met = {event.kind for event in story.events}

    assert {name for name, _ in shown(story)} == {name for name, by in PUBLISHED_WITH.items() if by in met}


def test_of_a_sample_nothing_is_public_though_it_says_that_all_was_published() -> None:
    story = closed()
    true = story.events[0].details
    story.events[0] = replace(story.events[0], details=replace(true, source=INVENTED))

    assert shown(story) == set()
    assert publishers(story.on(LATER).reading, story.scheme) == ()


@pytest.mark.parametrize("under", ["2022", "2024"])
def test_the_scheme_says_what_makes_each_document_public(under: str) -> None:
    rules = scheme(under)

    said = {name: publication_of(rule, rules) for name, rule in rules.documents.items()}

    assert {name: by for name, by in said.items() if by} == PUBLISHED_WITH


def test_a_public_document_that_nothing_publishes_stays_inside() -> None:
    rules = scheme("2024")
    note, published = rules.documents["scoping_note"], rules.documents["publication_note"]

    assert publication_of(replace(note, handling=published.handling), rules) is None
    assert publication_of(replace(published, handling=note.handling), rules) is None


def test_nothing_is_public_the_day_before_it_was_published() -> None:
    story = closed()

    assert shown(story, "2025-01-23") == set()
    assert ("final_report", "") in shown(story, "2025-01-24")


def test_a_kind_of_document_that_the_scheme_does_not_know_is_not_public() -> None:
    story = closed()
    reading = story.on(LATER).reading

    assert not is_public(Filed("a_letter", None, AT), reading, story.scheme)
    assert not was_public(Filed("a_letter", None, AT), reading, story.scheme)


def test_one_council_of_two_publishes_nothing_of_the_other() -> None:
    story = opened(*JOINT).until(Milestone.COUNCIL_DECISION)
    story.meets(Milestone.REPORT_PUBLISHED, "2025-01-24", HIGH_PEAK)
    reading = story.on(LATER).reading

    assert shown(story) == {("final_report", ""), ("publication_note", HIGH_PEAK.code)}
    assert publishers(reading, story.scheme) == (HIGH_PEAK.code,)
    assert published(Milestone.REPORT_PUBLISHED, MOORLANDS.code, reading) is None


def test_a_publication_that_was_taken_back_is_public_no_more_and_was_so_once() -> None:
    story = opened().until(Milestone.REPORT_PUBLISHED)
    assert shown(story)

    story.undo(story.events[-1], "2025-01-27")

    reading = story.on("2025-01-27").reading
    assert shown(story) == set()
    assert was_public(Filed("final_report", None, AT), reading, story.scheme)
    assert not was_public(Filed("action_plan", TAMWORTH.code, AT), reading, story.scheme)
    assert not was_public(Filed("draft_report", None, AT), reading, story.scheme)
    assert withdrawn(TAMWORTH.code, reading, story.scheme)


def test_a_council_that_still_has_something_published_is_not_withdrawn() -> None:
    story = opened().until(Milestone.PLAN_PUBLISHED)
    story.undo(story.events[-1], "2025-03-03")

    assert not withdrawn(TAMWORTH.code, story.on("2025-03-03").reading, story.scheme)
    assert not withdrawn(TAMWORTH.code, opened().on("2025-03-03").reading, story.scheme)


def test_a_report_of_which_other_words_became_final_is_an_earlier_version() -> None:
    story = opened().until(Milestone.REPORT_FINALISED)
    filed = AT + timedelta(days=1)
    story.undo(story.events[-1], "2024-12-13")
    story.hand_in(Milestone.REPORT_FINALISED, "2024-12-16")
    story.events[-1] = replace(story.events[-1], at=filed + timedelta(hours=1))
    story.happens(Milestone.REPORT_FINALISED, "2024-12-16")
    story.until(Milestone.REPORT_PUBLISHED)

    assert ("final_report", "") not in shown(story, made_at=filed)
    assert ("final_report", "") in shown(story, made_at=filed + timedelta(hours=2))


def test_words_that_were_handed_in_after_a_report_was_final_make_no_earlier_version_of_it() -> None:
    story = opened().until(Milestone.REPORT_PUBLISHED)
    late = story.happens(Happening.CONTENT_RECEIVED, "2025-02-03", content="report")
    story.events[-1] = replace(late, at=AT + timedelta(days=300))

    assert ("final_report", "") in shown(story)


def test_a_document_whose_cause_was_taken_back_is_not_public() -> None:
    """No correction may leave it so; a history that says it all the same shows nothing."""
    story = opened().until(Milestone.REPORT_PUBLISHED)
    final = next(event for event in story.events if event.kind is Milestone.REPORT_FINALISED)
    story.undo(final, "2025-01-27")

    assert ("final_report", "") not in shown(story)


def test_what_a_council_published_stays_public_when_another_takes_its_part() -> None:
    story = opened().until(Milestone.PLAN_PUBLISHED)
    story.happens(Happening.SUPERSEDED, "2025-04-01", TAMWORTH, successor=PEAK)
    reading = story.on(LATER).reading

    assert ("action_plan", TAMWORTH.code) in shown(story)
    assert publishers(reading, story.scheme) == (PEAK.code,)


def test_what_a_successor_publishes_may_have_been_filed_under_the_old_name() -> None:
    story = opened().until(Milestone.REVIEW_REPORT_FINALISED)
    story.happens(Happening.SUPERSEDED, "2025-10-01", TAMWORTH, successor=PEAK)
    story.happens(Milestone.REVIEW_REPORT_PUBLISHED, "2025-10-20", PEAK)

    assert ("review_report", TAMWORTH.code) in shown(story)


def test_two_councils_that_became_one_do_not_publish_for_each_other() -> None:
    story = opened(*JOINT).until(Milestone.REVIEW_REPORT_FINALISED)
    story.meets(Milestone.REVIEW_REPORT_PUBLISHED, "2025-10-20", HIGH_PEAK)
    for place in JOINT:
        story.happens(Happening.SUPERSEDED, "2025-11-03", place, successor=PEAK)
    story.happens(Milestone.REVIEW_REPORT_PUBLISHED, "2025-12-01", PEAK)

    assert ("review_report", HIGH_PEAK.code) in shown(story)
    assert ("review_report", MOORLANDS.code) not in shown(story)


def test_a_council_that_takes_on_its_neighbours_part_does_not_publish_what_that_had_not() -> None:
    story = opened(*JOINT).until(Milestone.REVIEW_REPORT_FINALISED)
    story.happens(Happening.SUPERSEDED, "2025-10-01", MOORLANDS, successor=HIGH_PEAK)
    story.happens(Milestone.REVIEW_REPORT_PUBLISHED, "2025-10-20", HIGH_PEAK)

    assert ("review_report", HIGH_PEAK.code) in shown(story)
    assert ("review_report", MOORLANDS.code) not in shown(story)


def test_words_are_settled_by_the_milestone_after_them_and_not_before() -> None:
    story = opened().until(Milestone.DRAFT_SENT)
    kind, final = Content.REPORT, Milestone.REPORT_FINALISED
    assert settled(kind, final, None, story.on(LATER).reading) is None

    story.until(Milestone.REPORT_FINALISED)
    last = story.events[-2]
    story.happens(Happening.CONTENT_RECEIVED, "2025-01-10", content="report")

    assert settled(kind, final, None, story.on(LATER).reading) == last


def test_each_council_has_settled_its_own_words() -> None:
    story = opened(*JOINT).until(Milestone.REVIEW_REPORT_FINALISED)
    story.happens(Happening.SUPERSEDED, "2025-11-03", HIGH_PEAK, successor=PEAK)
    reading = story.on(LATER).reading

    found = [
        settled(Content.REVIEW_REPORT, Milestone.REVIEW_REPORT_FINALISED, each.code, reading)
        for each in (HIGH_PEAK, MOORLANDS, PEAK)
    ]

    assert [each and each.council for each in found] == [HIGH_PEAK.code, MOORLANDS.code, None]


@pytest.mark.parametrize(
    ("kind", "shows"),
    [
        (Happening.OPENED, True),
        (Happening.CORRECTED, True),
        (Happening.ASSIGNED, False),
        (Milestone.AGREED, False),
        (Milestone.PLAN_PUBLISHED, True),
    ],
)
def test_only_some_events_change_what_can_be_found(kind: Happening | Milestone, *, shows: bool) -> None:
    assert changes_what_is_shown([kind], scheme("2024")) is shows


# Addresses


def test_an_address_names_council_and_challenge_and_is_read_back() -> None:
    address = slug("City of Bristol Council", Reference("CPC-2024-001"))

    assert address == "bristol-cpc-2024-001"
    assert slug_parts(address.upper()) == ("bristol", "CPC-2024-001")
    assert slug_parts("bristol") is None
    assert slug_parts("bristol-cpc-2024-001/..") is None


def test_a_council_is_known_in_an_address_by_every_name_that_it_had() -> None:
    story = closed(*JOINT)
    for place in JOINT:
        story.happens(Happening.SUPERSEDED, "2025-11-03", place, successor=PEAK)
    reading = story.on(LATER).reading

    assert {council_named(name, reading) for name in ("high-peak", "stf", "peak-and-moorlands")} == {"NEW"}
    assert council_named("tamworth", reading) is None
    assert council_named("tamworth", closed().on("2025-12-01").reading) == TAMWORTH.code
