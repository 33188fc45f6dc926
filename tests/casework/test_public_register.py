"""The public register shows what has been published, with its dates and lateness, and nothing besides."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import forms, public_register, record
from casework.case import case
from casework.public_register import NotInRegister, TakenBack, find
from casework.standings import rebuild
from db import public_register as lines
from db.models import Document
from db.public_register import Asked
from domain.contents import Content
from domain.days import Day
from domain.deadlines import Standing
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, Place
from tests.casework.conftest import AT, entry
from tests.casework.published import Told, joint, told

TODAY = date(2026, 1, 1)
SLUG = "tamworth-cpc-2024-001"
PUBLIC = {"final_report", "publication_note", "action_plan", "review_report"}
NEW = Place(CouncilCode("LIF"), "Lichfield District Council", "West Midlands")


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge of one council that has been opened."""
    return told(session)


@pytest.fixture
def both(session: Session) -> Told:
    """Give a challenge of two councils that have decided on their report."""
    found = joint(session)
    found.until(Milestone.COUNCIL_DECISION)
    return found


def register(session: Session, today: date = TODAY) -> list[str]:
    """Return the addresses that stand in the register."""
    return [each.slug for each in public_register.page(session, Asked(), today).entries]


def papers(session: Session, slug: str = SLUG) -> set[str]:
    return {paper.name for part in find(session, slug, TODAY).parts for paper in part.papers}


def test_a_challenge_enters_the_register_with_what_it_publishes_first(single: Told) -> None:
    single.until(Milestone.COUNCIL_DECISION)
    single.file_everything()
    assert register(single.session) == []
    with pytest.raises(NotInRegister):
        find(single.session, SLUG, TODAY)

    single.meets(Milestone.REPORT_PUBLISHED, url="https://council.example/report")

    entry = find(single.session, SLUG, TODAY)
    report, plan, review = entry.parts
    assert register(single.session) == [SLUG]
    assert (entry.address, entry.year, entry.recommendations) == (f"/register/{SLUG}", 2024, 12)
    assert (entry.visit_started, entry.visit_ended) == (Day.parse("2024-10-29"), Day.parse("2024-10-31"))
    assert (report.published, report.url) == (Day.parse("2025-01-24"), "https://council.example/report")
    assert [paper.name for paper in report.papers] == ["final_report", "publication_note"]
    assert [file.name for file in report.papers[0].files] == [
        f"final_report-1.{end}" for end in ("pdf", "html", "docx", "txt")
    ]
    assert report.papers[0].files[0].address.endswith("/final_report-1.pdf")
    assert (plan.published, plan.papers, review.papers, entry.review_held) == (None, (), (), None)
    assert entry.last_published == Day.parse("2025-01-24")


def test_what_is_late_says_by_how_much_and_how_its_day_came_about(single: Told) -> None:
    single.until(Milestone.COUNCIL_DECISION)
    single.happens(
        Happening.EXTENDED,
        "2025-01-20",
        single.places[0],
        deadline="report",
        days=3,
        reason="Said in confidence",
    )
    single.meets(Milestone.REPORT_PUBLISHED, on="2025-02-10")

    report, plan, _ = find(single.session, SLUG, date(2025, 4, 10)).parts

    assert report.timing
    assert plan.timing
    assert (report.timing.standing, report.timing.days_late) == (Standing.MET_LATE, 7)
    assert report.timing.due == date(2025, 2, 3)
    assert "plus 3 days of extension" in report.timing.reason
    assert "confidence" not in report.timing.reason
    assert (plan.timing.standing, plan.timing.days_late) == (Standing.OVERDUE, 10)
    assert find(single.session, SLUG, date(2025, 3, 1)).parts[1].timing.days_late == 0  # type: ignore[union-attr]


def test_rules_that_count_no_days_make_nothing_late(both: Told) -> None:
    both.meets(Milestone.REPORT_PUBLISHED)

    entry = find(both.session, "high-peak-cpc-2022-001", TODAY)

    assert [part.timing for part in entry.parts] == [None, None, None]


def test_an_address_of_the_web_is_led_to_and_no_other(single: Told) -> None:
    single.until(Milestone.COUNCIL_DECISION)
    single.meets(Milestone.REPORT_PUBLISHED, url="javascript:alert(1)")

    assert find(single.session, SLUG, TODAY).parts[0].url == ""


def test_a_whole_challenge_shows_at_each_step_what_is_published_and_nothing_else(single: Told) -> None:
    filed = single.file_everything()
    assert {row.document for row in filed} >= {"draft_report", "scoping_note", "closing_letter"}
    out: set[str] = set()
    for milestone in Milestone:
        single.meets(milestone)
        if milestone is Milestone.REPORT_PUBLISHED:
            out = {"final_report", "publication_note"}
        elif milestone is Milestone.PLAN_PUBLISHED:
            out |= {"action_plan"}
        elif milestone is Milestone.REVIEW_REPORT_PUBLISHED:
            out |= {"review_report"}

        assert register(single.session) == ([SLUG] if out else [])
        assert lines.count(single.session, Asked()) == bool(out)
        if out:
            assert papers(single.session) == out
    assert out == PUBLIC


def test_a_council_that_has_not_published_is_not_in_the_register_beside_the_one_that_has(both: Told) -> None:
    both.file_everything()
    both.meets(Milestone.REPORT_PUBLISHED, both.places[0])
    assert register(both.session) == ["high-peak-cpc-2022-001"]
    with pytest.raises(NotInRegister):
        find(both.session, "staffordshire-moorlands-cpc-2022-001", TODAY)

    entry = find(both.session, "high-peak-cpc-2022-001", TODAY)
    titles = {paper.title for part in entry.parts for paper in part.papers}
    choices = public_register.page(both.session, Asked(), TODAY).choices

    assert entry.partners == ()
    assert titles == {"Title of final_report", "Title of publication_note-HIG"}
    assert [code for code, _ in choices.councils] == ["HIG"]


def test_what_is_recommended_to_one_council_is_not_counted_for_the_other(session: Session) -> None:
    both = joint(session)
    said = {"title": "Plan", "text": "Write a plan.", "theme": "Governance and culture"}
    asked = [{"number": "1", **said}, {"number": "2", "councils": ["STF"], **said}]
    both.hands_in(Content.REPORT, "2022-11-21", recommendations=asked)
    both.happens(Milestone.REPORT_FINALISED, "2022-12-12")
    both.meets(Milestone.REPORT_PUBLISHED)

    found = [
        find(session, f"{name}-cpc-2022-001", TODAY) for name in ("high-peak", "staffordshire-moorlands")
    ]

    assert [each.recommendations for each in found] == [1, 2]


def test_councils_that_have_both_published_name_each_other(both: Told) -> None:
    both.meets(Milestone.REPORT_PUBLISHED)

    entry = find(both.session, "high-peak-cpc-2022-001", TODAY)

    assert [each.slug for each in entry.partners] == ["staffordshire-moorlands-cpc-2022-001"]


def test_a_publication_that_is_taken_back_is_gone_and_one_that_never_was_is_unknown(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)

    single.undo_last("2025-01-27")

    assert register(single.session) == []
    with pytest.raises(TakenBack, match="has been taken back"):
        find(single.session, SLUG, TODAY)
    for unknown in ("tamworth", "tamworth-cpc-2024-999", "lichfield-cpc-2024-001"):
        with pytest.raises(NotInRegister, match="Nothing is published"):
            find(single.session, unknown, TODAY)


def test_an_address_stays_good_when_another_council_takes_the_part_on(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)

    single.happens(Happening.SUPERSEDED, "2025-04-01", single.places[0], successor=NEW)

    assert find(single.session, SLUG, TODAY).slug == "lichfield-cpc-2024-001"
    assert register(single.session) == ["lichfield-cpc-2024-001"]


def test_the_register_is_narrowed_down_and_turned_page_by_page(session: Session) -> None:
    for _ in range(2):
        told(session).until(Milestone.REPORT_PUBLISHED)
    other = told(session, "Lichfield")
    other.until(Milestone.REPORT_PUBLISHED)

    def asked(**narrowed: object) -> int:
        return public_register.page(session, Asked(**narrowed), TODAY).total  # type: ignore[arg-type]

    assert (asked(), asked(council="TAW"), asked(region="West Midlands"), asked(year=2023)) == (3, 2, 3, 0)
    assert (asked(council="LIF", year=2024), asked(region="London")) == (1, 0)
    page = public_register.page(session, Asked(), TODAY)
    assert (page.pages, page.number, len(page.entries)) == (1, 1, 3)
    assert page.choices.years == (2024,)
    assert page.choices.regions == ("West Midlands",)
    assert public_register.page(session, Asked(), TODAY, 2).entries == ()
    assert [slug for slug, _ in public_register.addresses(session, most=2)] == [
        "tamworth-cpc-2024-001",
        "tamworth-cpc-2024-002",
    ]
    assert len(public_register.news(session, TODAY, most=2)) == 2


def test_an_empty_register_has_one_page(session: Session) -> None:
    page = public_register.page(session, Asked(), TODAY)

    assert (page.entries, page.pages, page.choices.councils) == ((), 1, ())


def test_a_line_of_the_table_shows_nothing_that_the_history_does_not(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)

    assert register(single.session, date(2025, 1, 23)) == []


def test_a_rebuild_makes_the_register_anew(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)
    lines.put(single.session, {single.reference}, [])
    assert register(single.session) == []

    rebuild(single.session, TODAY, AT)

    assert register(single.session) == [SLUG]


def test_a_challenge_of_the_past_says_as_much_as_its_source(session: Session) -> None:
    """Nobody wrote down its visit, and its report is no content of ours."""
    past = told(session)
    past.happens(Milestone.REPORT_PUBLISHED, "2024-06", past.places[0])

    found = find(session, SLUG, TODAY)

    assert (found.year, found.visit_started, found.recommendations) == (2024, None, None)
    assert found.last_published == Day.parse("2024-06")


def test_a_plan_that_is_published_before_the_report_says_nothing_of_the_report(single: Told) -> None:
    single.file_everything()
    single.until(Milestone.COUNCIL_DECISION)
    for milestone in (Milestone.PLAN_RECEIVED, Milestone.PLAN_APPROVED, Milestone.PLAN_PUBLISHED):
        single.meets(milestone)

    assert papers(single.session) == {"action_plan"}
    assert find(single.session, SLUG, TODAY).recommendations is None


def test_a_paper_is_of_the_council_that_its_key_names(single: Told) -> None:
    row = single.file("action_plan", single.places[0])
    row.council = NEW.code

    assert public_register.filed(row).council == "TAW"
    assert public_register.filed(single.file("final_report")).council is None


def test_a_history_that_is_not_shown_makes_no_lines(single: Told) -> None:
    on_desk = case(single.session, single.reference)

    assert [*public_register.entry_lines(on_desk, on_desk.on(TODAY))] == []
    assert public_register.entry(on_desk, on_desk.on(TODAY), CouncilCode("LIF")) is None


def test_events_that_show_nothing_leave_the_register_alone(single: Told) -> None:
    single.until(Milestone.REPORT_PUBLISHED)
    lines.put(single.session, {single.reference}, [])

    event = Event(0, Happening.FACTS_SET, Day.parse("2025-02-01"), details=Details(focus=("Growth",)))
    record.write(single.session, single.reference, entry("2025-02-01"), [event])

    assert register(single.session) == []


def test_every_paper_has_its_own_address(single: Told) -> None:
    rows: list[Document] = single.file_everything()

    assert len({row.pdf_hash for row in rows}) == len(rows)


def test_every_format_that_documents_are_filed_in_is_offered() -> None:
    assert {str(kind): column for kind, column in forms.COLUMNS.items()} == public_register.COLUMNS
