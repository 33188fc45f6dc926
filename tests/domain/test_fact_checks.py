"""The fact check: what a council raises, what is decided on it, and what may become final."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.days import Day
from domain.deadlines import Standing
from domain.fact_checks import LONGEST, Disposition, Query, QueryKind, faults
from domain.lifecycle import Details, Event, Happening, Milestone
from domain.moves import NotYet, WouldBreak, check_correction, check_redraft
from domain.outlook import Outlook
from domain.rounds import FactCheck, fact_check, reports_since
from domain.schemes import SchemeRefused, parse, scheme
from tests.histories import Story, details, visited

POPULATION = Query("Page 4", "80,000 people", "78,600 people", QueryKind.FACTUAL, "The census of 2021")
TONE = Query("Page 9", "slow to decide", "thorough in deciding", QueryKind.OPINION)


def drafted(under: str = "2024", report: str = "first") -> Story:
    """Return a challenge whose draft is with the council."""
    story = visited(under=under)
    day = story.date("2024-11-21")
    story.happens(Happening.CONTENT_RECEIVED, day, content="report", digest=report)
    story.happens(Milestone.DRAFT_SENT, day)
    return story


def ask(story: Story, number: int, on: str, query: Query = POPULATION) -> Event:
    return raw(story, Happening.QUERIED, on, Details(number=number, query=query))


def decide(story: Story, number: int, on: str, how: str = "accepted", reason: str = "It is so.") -> Event:
    said = Details(number=number, disposition=Disposition(how), reason=reason)
    return raw(story, Happening.ANSWERED, on, said)


def raw(story: Story, kind: Happening, on: str, said: Details) -> Event:
    event = Event(len(story.events) + 1, kind, Day.parse(story.date(on)), details=said)
    story.events.append(event)
    return event


def hand_in(story: Story, digest: str, on: str) -> None:
    story.happens(Happening.CONTENT_RECEIVED, story.date(on), content="report", digest=digest)


def found(story: Story, on: str = "2025-06-01") -> FactCheck:
    return fact_check(story.on(on).reading)


def final_refused(story: Story, on: str = "2024-12-12") -> list[str]:
    return story.refusal(Milestone.REPORT_FINALISED, story.date(on))


def test_a_query_is_kept_in_its_round_with_the_answer_and_its_reason() -> None:
    story = drafted()
    ask(story, 1, "2024-11-25")
    decide(story, 1, "2024-12-02", "partly", "The figure is of 2023.")

    (first,) = found(story).rounds

    assert (first.number, first.sent, first.returned) == (1, Day(date(2024, 11, 21)), None)
    assert [(each.query, each.disposition, each.reason) for each in first.queries] == [
        (POPULATION, Disposition.PARTLY, "The figure is of 2023.")
    ]
    assert first.queries[0].answered == Day(date(2024, 12, 2))


def test_queries_are_counted_by_what_became_of_them() -> None:
    story = drafted()
    for number, how in enumerate(("accepted", "partly", "declined", "declined"), 1):
        ask(story, number, "2024-11-25")
        decide(story, number, "2024-12-02", how)
    ask(story, 5, "2024-11-26")
    check = found(story)

    assert [check.count(each) for each in Disposition] == [1, 1, 2]
    assert check.undecided == (5,)
    assert check.query(5) is not None
    assert check.query(6) is None
    assert [each.label for each in Disposition] == ["accepted", "accepted in part", "declined"]


def test_another_draft_begins_another_round_and_is_checked_again() -> None:
    story = drafted()
    story.happens(Milestone.FACT_CHECK_RETURNED, "2024-12-04")
    raw(story, Happening.REDRAFTED, "2024-12-09", Details())
    ask(story, 1, "2024-12-10")
    check = found(story)

    assert [(each.number, each.returned and each.returned.iso) for each in check.rounds] == [
        (1, "2024-12-04"),
        (2, None),
    ]
    assert [len(each.queries) for each in check.rounds] == [0, 1]
    assert "'Fact check returned' is not recorded" in final_refused(story, "2024-12-20")
    due = story.deadline("fact_check", on="2024-12-10")
    assert (due.standing, due.due) == (Standing.DUE_SOON, date(2024, 12, 23))


def test_what_a_draft_is_compared_with_is_its_own_report_and_every_later_one() -> None:
    story = drafted()
    sent = story.events[-1].seq
    hand_in(story, "second", "2024-12-02")
    hand_in(story, "third", "2024-12-05")

    def since(draft: int) -> list[str | None]:
        return [each.details.digest for each in reports_since(story.on("2024-12-10").reading, draft)]

    assert since(sent) == ["third", "second", "first"]
    assert since(len(story.events)) == ["third"]


def test_the_forms_are_what_is_made_of_the_report_and_goes_out_to_be_filled_in() -> None:
    forms = {each.name for each in scheme("2024").documents.values() if each.is_form}

    assert "fact_check_form" in forms
    assert "final_report" not in forms


def test_each_draft_is_filed_with_its_form_and_the_council_is_told_again() -> None:
    story = drafted()
    raw(story, Happening.REDRAFTED, "2024-12-09", Details())

    for name in ("draft_report", "fact_check_form"):
        assert [each.key for each in story.documents(name, on="2024-12-10")] == [
            f"document/{name}/-/1",
            f"document/{name}/-/2",
        ]
    told = {each.key for each in story.notices("draft_for_fact_check", on="2024-12-10")}
    assert told == {"notice/draft_for_fact_check/-/1", "notice/draft_for_fact_check/-/2"}


def test_no_lapse_of_time_approves_a_draft() -> None:
    story = drafted()

    assert story.deadline("fact_check", on="2029-12-31").standing is Standing.OVERDUE
    assert "'Fact check returned' is not recorded" in final_refused(story, "2029-12-31")


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((1,), "query 1 of the fact check is not decided"),
        ((1, 2), "queries 1, 2 of the fact check are not decided"),
    ],
)
@pytest.mark.parametrize("under", ["2022", "2024"])
def test_a_report_is_not_final_while_queries_are_undecided(
    under: str, numbers: tuple[int, ...], said: str
) -> None:
    story = drafted(under)
    for number in numbers:
        ask(story, number, "2024-11-25")
    story.happens(Milestone.FACT_CHECK_RETURNED, story.date("2024-12-04"))

    assert final_refused(story) == [said]
    for number in numbers:
        decide(story, number, "2024-12-05", "declined")
    assert final_refused(story) == []


@pytest.mark.parametrize(
    ("under", "decided", "is_refused"),
    [
        ("2024", None, True),
        ("2024", "declined", True),
        ("2024", "partly", False),
        ("2024", "accepted", False),
        ("2022", None, False),
    ],
)
def test_a_report_of_2024_changes_only_by_queries_that_were_accepted(
    under: str, decided: str | None, is_refused: bool
) -> None:
    story = drafted(under)
    if decided:
        ask(story, 1, "2024-11-25")
        decide(story, 1, "2024-12-02", decided)
    hand_in(story, "second", "2024-12-03")
    story.happens(Milestone.FACT_CHECK_RETURNED, story.date("2024-12-04"))

    refused = [each for each in final_refused(story) if "differs from the draft" in each]

    assert bool(refused) is is_refused
    hand_in(story, "first", "2024-12-05")  # Back to what the council has seen.
    assert final_refused(story) == []


def test_a_report_without_a_draft_has_not_changed() -> None:
    story = visited()
    hand_in(story, "first", "2024-11-05")

    assert [each for each in final_refused(story) if "differs" in each] == []


def test_a_report_that_first_came_after_its_draft_has_changed() -> None:
    story = visited()
    story.happens(Milestone.DRAFT_SENT, "2024-11-21")
    hand_in(story, "first", "2024-12-03")

    assert [each for each in final_refused(story) if "differs" in each] != []


def redraft_refused(story: Story, on: str = "2024-12-09", today: str = "2024-12-20") -> list[str]:
    view: Outlook = story.on(today)
    try:
        check_redraft(view.reading, story.scheme, Day.parse(on), date.fromisoformat(today))
    except NotYet as refusal:
        return [obstacle.text for obstacle in refusal.args[1]]
    return []


def test_another_draft_needs_a_changed_report_and_answers_to_all_queries() -> None:
    story = drafted()
    ask(story, 1, "2024-11-25")

    assert redraft_refused(story) == [
        "query 1 of the fact check is not decided",
        "the report is as it was in the draft of Thursday 21 November 2024",
    ]
    decide(story, 1, "2024-12-02")
    hand_in(story, "second", "2024-12-03")
    assert redraft_refused(story) == []


def test_another_draft_has_a_day_after_the_last_and_not_in_the_future() -> None:
    story = drafted("2022")
    hand_in(story, "second", "2024-12-03")

    assert redraft_refused(story, on="2022-11-01", today="2022-12-20") == [
        "Tuesday 1 November 2022 is before the last draft, of Monday 21 November 2022"
    ]
    assert redraft_refused(story, on="2022-12-24", today="2022-12-20") == [
        "Saturday 24 December 2022 lies in the future"
    ]


def test_there_is_no_other_draft_before_the_first_or_after_the_last() -> None:
    assert redraft_refused(visited()) == ["'Draft report sent for fact check' is not recorded"]

    final = drafted().until(Milestone.REPORT_FINALISED)
    assert "'Report finalised' is recorded" in redraft_refused(final)


def test_what_rests_on_a_draft_or_query_has_to_be_corrected_first() -> None:
    story = drafted()
    draft = story.events[-1]
    query = ask(story, 1, "2024-11-25")
    decide(story, 1, "2024-12-02")
    raw(story, Happening.REDRAFTED, "2024-12-09", Details())

    for event, resting in (
        (draft, "query 1 and the answer to query 1 and a further draft"),
        (query, "the answer to query 1"),
    ):
        with pytest.raises(WouldBreak, match=resting):
            check_correction(story.events, story.scheme, event.seq, date(2025, 1, 1))
    check_correction(story.events, story.scheme, story.events[-1].seq, date(2025, 1, 1))


def test_a_redraft_whose_draft_is_gone_begins_no_round() -> None:
    story = visited()
    raw(story, Happening.REDRAFTED, "2024-12-09", Details())

    assert found(story).rounds == []
    assert (Milestone.DRAFT_SENT, None) not in story.on("2024-12-10").reading.met


def test_an_answer_that_came_before_any_draft_returns_nothing() -> None:
    story = visited()
    story.happens(Milestone.FACT_CHECK_RETURNED, "2024-12-04", backfilled=True)

    assert found(story).rounds == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"place": " "}, "the place is missing"),
        ({"correction": ""}, "the correction is missing"),
        ({"evidence": ""}, "a factual query has to say what shows it, as its evidence"),
        ({"text": "x" * (LONGEST + 1)}, "the text has more than 2,000 characters"),
        ({"evidence": "ask a.b@council.example"}, "'a.b@council.example'; name an office"),
        ({"evidence": "ring 01632 960 123"}, "'01632 960 123'; name an office"),
    ],
)
def test_a_query_says_where_what_and_why_and_names_nobody(said: dict[str, Any], fault: str) -> None:
    (found,) = faults(replace(POPULATION, **said))

    assert fault in found


def test_an_opinion_needs_no_evidence_and_a_large_sum_is_no_telephone_number() -> None:
    assert list(faults(TONE)) == []
    assert list(faults(replace(TONE, text="£1,020,304,050 in 2023/24"))) == []


def test_a_query_is_read_back_from_a_history_as_it_was() -> None:
    said = Details(number=3, query=POPULATION, disposition=Disposition.PARTLY, reason="So.")

    assert Details.from_json(said.to_json()) == said
    assert details(number=3) == Details(number=3)


def test_what_may_amend_a_report_stands_in_the_scheme() -> None:
    assert scheme("2022").may_amend == (QueryKind.FACTUAL, QueryKind.OPINION)
    assert scheme("2024").may_amend == (QueryKind.FACTUAL,)
    with pytest.raises(SchemeRefused, match="'hearsay' is no querykind"):
        parse("extends = '2024'\nname = 'x'\nmay_amend = ['hearsay']", where="x.toml")
