"""What is searched for is found by its words, for those who may read it and for nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import searching
from casework.case import case
from casework.searching import PAGE, Passage, passages, search
from casework.standings import rebuild
from db import councils
from db import searching as index
from domain.contents import Content
from domain.lifecycle import CouncilCode, Happening, Milestone, Place, Reference
from domain.searching import Entry, Found, Sight
from tests.casework.conftest import AT
from tests.casework.published import Told, joint, told

TODAY = date(2026, 1, 1)
STAFF, PUBLIC = Sight(is_everything=True), Sight()
HIG, STF = CouncilCode("HIG"), CouncilCode("STF")
LICHFIELD = Place(CouncilCode("LIF"), "Lichfield District Council", "West Midlands")


def contact(of: Told, council: str | None = None) -> Sight:
    """Return how far somebody sees who speaks for a council, or who is a peer if none is named."""
    return Sight(own=frozenset({(of.reference, CouncilCode(council) if council else None)}))


def kinds(session: Session, question: str, sight: Sight = STAFF) -> dict[Found, int]:
    return dict(search(session, question, sight).counts)


def anything(session: Session, sight: Sight) -> set[Found]:
    """Return which kinds somebody finds who tries one common word after the other."""
    words = ("council", "team", "plan", "member", "work", "people", "service", "report", "chief")
    return {kind for each in words for kind in kinds(session, each, sight)}


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge of one council that has been opened."""
    return told(session)


@pytest.fixture
def both(session: Session) -> Told:
    """Give a challenge of two councils with a final report."""
    found = joint(session)
    found.until(Milestone.REPORT_FINALISED)
    return found


def entry(title: str, text: str = "", **said: object) -> Entry:
    return Entry(Found.FINDING, None, None, title, text, **said)  # type: ignore[arg-type]


# Words


def test_words_are_found_by_their_stems_and_the_last_by_its_beginning(session: Session) -> None:
    index.put(session, [], [entry("Governance", "The council plans ahead for its services.")])

    for question in ("planning", "plan services", "council servi", "PLANNED", "the planning of services"):
        assert kinds(session, question) == {Found.FINDING: 1}, question
    assert kinds(session, "finance") == {}
    assert kinds(session, "") == {}


@pytest.mark.parametrize(
    "question",
    [
        '"',
        "'",
        "a AND",
        "NOT x",
        "NEAR(",
        "title:x",
        "-x",
        "x*",
        "((",
        "^x",
        "x\x00y",
        "!&|",
        "%",
        "<mark>",
        "é" * 500,
    ],
)
def test_no_question_can_be_written_wrongly(session: Session, question: str) -> None:
    assert search(session, question, STAFF).total == 0


def test_a_reference_is_found_as_it_is_written(single: Told) -> None:
    assert kinds(single.session, single.reference) == {Found.CHALLENGE: 1}


def test_where_nothing_has_every_word_that_is_found_which_has_any(session: Session) -> None:
    index.put(session, [], [entry("Planning", "Good at plans."), entry("Finance", "Balanced.")])

    found = search(session, "Who is good at spaceships?", STAFF)

    assert (found.is_any, [each.title for each in found.results]) == (True, ["Planning"])
    assert not search(session, "good plans", STAFF).is_any


def test_a_title_counts_for_more_than_a_text(session: Session) -> None:
    index.put(
        session, [], [entry("Culture", "Trust and planning and trust."), entry("Planning", "Done well.")]
    )

    assert [each.title for each in search(session, "planning", STAFF).results] == ["Planning", "Culture"]


def test_the_words_are_shown_where_they_stand_and_never_as_markup(session: Session) -> None:
    index.put(session, [], [entry("Title", TAGGED)])

    (result,) = search(session, "plan", STAFF).results

    assert Passage("plans", is_match=True) in result.passages
    assert "".join(each.text for each in result.passages).rstrip(".") == TAGGED.rstrip(".")


TAGGED = "Write <b>plans</b> & keep them."


def test_a_passage_is_parted_at_its_marks() -> None:
    assert [*passages("\x02One\x03 and \x02two\x03")] == [
        Passage("One", is_match=True),
        Passage(" and ", is_match=False),
        Passage("two", is_match=True),
    ]


def test_results_come_page_by_page_and_by_kind(session: Session) -> None:
    index.put(session, [], [entry(f"Plan {number}") for number in range(PAGE + 5)])
    index.put(session, [], [Entry(Found.STRENGTH, None, None, "A plan", "")])

    first, second = (search(session, "plan", STAFF, number=number) for number in (1, 2))
    chosen = search(session, "plan", STAFF, kind=Found.STRENGTH)

    assert (len(first.results), len(second.results), first.pages) == (PAGE, 6, 2)
    assert first.counts == ((Found.FINDING, PAGE + 5), (Found.STRENGTH, 1))
    assert (chosen.total, chosen.shown, chosen.pages, len(chosen.results)) == (PAGE + 6, 1, 1, 1)
    assert search(session, "finance", STAFF).pages == 1


# For whom


def test_before_anything_is_published_the_public_finds_nothing(both: Told) -> None:
    for question in ("High Peak", "Staffordshire", both.reference, "council", "plan residents services"):
        assert kinds(both.session, question, PUBLIC) == {}
        assert kinds(both.session, question)


def test_a_draft_is_found_by_the_programme_alone(single: Told) -> None:
    single.until(Milestone.DRAFT_SENT)

    assert Found.RECOMMENDATION in kinds(single.session, "council")
    assert kinds(single.session, "council", contact(single, "TAW")) == {Found.CHALLENGE: 1}
    assert kinds(single.session, "council", contact(single)) == {Found.CHALLENGE: 1}


def test_a_final_report_is_found_by_those_whose_it_is(single: Told) -> None:
    single.until(Milestone.REPORT_FINALISED)
    other = Sight(own=frozenset({(Reference("CPC-2024-999"), None)}))

    assert Found.RECOMMENDATION in kinds(single.session, "council", contact(single, "TAW"))
    assert Found.RECOMMENDATION in kinds(single.session, "council", contact(single))
    assert kinds(single.session, "council", other) == {}


def test_a_published_report_is_found_by_everybody_with_its_place_in_the_register(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)

    found = search(single.session, "Tamworth", PUBLIC)

    assert {Found.COUNCIL, Found.CHALLENGE} <= dict(found.counts).keys()
    challenge = next(each for each in found.results if each.kind is Found.CHALLENGE)
    assert challenge.register_slug == "tamworth-cpc-2024-001"
    council = next(each for each in found.results if each.kind is Found.COUNCIL)
    assert (council.register_slug, council.council) == ("", "TAW")


def test_of_two_councils_the_one_that_has_not_published_is_not_found(both: Told) -> None:
    both.meets(Milestone.COUNCIL_DECISION)
    both.meets(Milestone.REPORT_PUBLISHED, both.places[0])

    assert kinds(both.session, "Moorlands", PUBLIC).keys().isdisjoint({Found.COUNCIL, Found.CHALLENGE})
    found = search(both.session, "council", PUBLIC, kind=Found.FINDING).results
    assert {whose.name for each in found for whose in each.whose} == {"High Peak Borough Council"}
    for each in search(both.session, "council", PUBLIC, kind=Found.RECOMMENDATION).results:
        assert each.council != STF


def test_a_council_contact_finds_nothing_of_the_other_council(both: Told) -> None:
    both.hands_in(Content.REVIEW_REPORT, "2023-09-26", both.places[0])
    both.happens(Milestone.REVIEW_REPORT_FINALISED, "2023-09-26", both.places[0])

    mine, theirs, peers = (contact(both, code) for code in (HIG, STF, None))

    assert Found.REVIEW_FINDING in anything(both.session, mine)
    assert Found.REVIEW_FINDING not in anything(both.session, theirs)
    assert Found.REVIEW_FINDING in anything(both.session, peers)


def test_words_that_were_handed_in_after_the_report_was_final_are_not_found(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)

    single.hands_in(Content.REPORT, "2025-02-01", summary=["Changed."], themes=NEW_WORDS)

    assert kinds(single.session, "aardvark", PUBLIC) == {}
    assert kinds(single.session, "Tamworth", PUBLIC)[Found.CHALLENGE] == 1


NEW_WORDS = [{"theme": "Governance and culture", "text": ["An aardvark was seen."]}]


def test_what_is_taken_back_is_found_no_more(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)
    single.undo_last("2025-01-27")

    assert kinds(single.session, "council Tamworth", PUBLIC) == {}


def test_a_whole_challenge_is_found_step_by_step(single: Told) -> None:
    """Of no step does the public find more than was published with it, nor count it."""
    expected: set[Found] = set()
    for milestone in Milestone:
        single.meets(milestone)
        if milestone is Milestone.REPORT_PUBLISHED:
            expected = set(Found) - {Found.REVIEW_FINDING}
        elif milestone is Milestone.REVIEW_REPORT_PUBLISHED:
            expected |= {Found.REVIEW_FINDING}
        assert anything(single.session, PUBLIC) == expected, milestone


def test_a_review_names_what_was_recommended_only_where_that_is_public(both: Told) -> None:
    for milestone in (Milestone.REVIEW_REPORT_FINALISED, Milestone.REVIEW_REPORT_PUBLISHED):
        both.meets(milestone, both.places[0])

    found = search(both.session, "plan", PUBLIC, kind=Found.REVIEW_FINDING)
    assert found.results
    assert all(each.title.startswith("Recommendation ") for each in found.results)
    assert Found.RECOMMENDATION not in dict(found.counts)

    both.meets(Milestone.REPORT_PUBLISHED, both.places[0], on="2024-01-08")
    found = search(both.session, "plan", PUBLIC, kind=Found.REVIEW_FINDING)
    assert found.results
    assert not any(each.title.startswith("Recommendation ") for each in found.results)


def test_a_successor_is_found_with_what_its_predecessor_published(single: Told) -> None:
    single.until(Milestone.REVIEW_REPORT_PUBLISHED)

    single.happens(Happening.SUPERSEDED, "2025-12-01", single.places[0], successor=LICHFIELD)

    found = search(single.session, "council", PUBLIC, kind=Found.REVIEW_FINDING)
    assert {each.register_slug for each in found.results} == {"lichfield-cpc-2024-001"}


# Keeping it true


def test_a_history_whose_words_nobody_kept_has_only_its_name_to_be_found(single: Told) -> None:
    single.happens(Happening.CONTENT_RECEIVED, "2024-11-01", content="report")
    single.happens(Happening.CONTENT_RECEIVED, "2024-11-01", single.places[0], content="review_report")
    on_desk = case(single.session, single.reference)

    assert [each.kind for each in searching.entries(on_desk, on_desk.on(TODAY))] == [Found.CHALLENGE]


def test_a_review_is_read_whatever_the_report_recommends_by_now(single: Told) -> None:
    single.until(Milestone.DRAFT_SENT)
    single.hands_in(Content.REVIEW_REPORT, "2025-09-01", single.places[0])

    single.hands_in(Content.REPORT, "2025-09-02", recommendations=[FIRST])

    assert len(search(single.session, "recommendation", STAFF, kind=Found.REVIEW_FINDING).results) > 1


FIRST = {
    "number": "1",
    "title": "Plan",
    "text": "Write a plan.",
    "theme": "Governance and culture",
}


def test_councils_are_found_by_every_name_from_when_they_are_known(session: Session) -> None:
    councils.load_samples(session)

    assert kinds(session, "Tamworth") == {Found.COUNCIL: 1}
    assert kinds(session, "Tamworth", PUBLIC) == {}


def test_a_rebuild_makes_the_index_anew(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)
    before = kinds(single.session, "council Tamworth", PUBLIC)
    index.clear(single.session)
    assert kinds(single.session, "council Tamworth") == {}

    rebuild(single.session, TODAY, AT)

    assert kinds(single.session, "council Tamworth", PUBLIC) == before
