"""The ledger of a real challenge: what the programme knows of it, what is published, and who sees what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.case import case
from casework.disclosure import Reader
from casework.ledger import by_recommendation, ledger, ledger_seen, published_ledger, year_of
from casework.ledgers import family, listed, page
from casework.shapes.ledger import as_table, line_as_json
from casework.standings import rebuild
from db import contents
from db import ledger as rows
from db.ledger import Asked
from db.ledger_tables import LedgerEntry
from db.models import Base
from domain.contents import Content, Rating
from domain.days import Day
from domain.ledger import Ground, Impact, Line
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, Place
from domain.outlook import Outlook
from domain.permissions import Part, Seat, Visitor
from domain.reading import INVENTED
from domain.searching import Sight
from tests.casework.conftest import AT
from tests.casework.published import Told, joint, told

TODAY = date(2026, 1, 1)
TAW, HIG, STF = map(CouncilCode, ("TAW", "HIG", "STF"))
MANAGER = Visitor(Part.MANAGER)
STAFF = Sight(is_everything=True)
EVERY = Asked()
THEME = "Financial planning and management"
CHANGED_SINCE = {
    "actions": [
        {
            "recommendation": "1",
            "action": "Something that the council has published nothing about",
            "lead_member": "Leader",
            "lead_officer": "Chief executive",
            "due": "2025-09",
            "measure": "It is done.",
        }
    ]
}


@pytest.fixture
def single(session: Session) -> Told:
    """Give a challenge of one council whose action plan is published."""
    found = told(session)
    found.until(Milestone.PLAN_PUBLISHED)
    return found


@pytest.fixture
def both(session: Session) -> Told:
    """Give a challenge of two councils, of which one has published its report and its plan."""
    found = joint(session)
    found.until(Milestone.COUNCIL_DECISION)
    found.meets(Milestone.REPORT_PUBLISHED, found.places[0])
    found.meets(Milestone.PLAN_RECEIVED)
    found.meets(Milestone.PLAN_PUBLISHED, found.places[0])
    return found


def view_of(of: Told) -> Outlook:
    return case(of.session, of.reference).on(TODAY)


def known(of: Told) -> tuple[Line, ...]:
    return ledger(case(of.session, of.reference), view_of(of))


def public(of: Told) -> tuple[Line, ...]:
    return published_ledger(case(of.session, of.reference), view_of(of))


def seen(of: Told, part: Part, council: CouncilCode | None = None) -> tuple[Line, ...]:
    seats = frozenset({Seat(of.reference, part, council)})
    visitor = MANAGER if part is Part.MANAGER else Visitor(part, seats=seats)
    return ledger_seen(Reader(visitor, of.reference, view_of(of)), case(of.session, of.reference))


def entries(session: Session, asked: Asked = EVERY, sight: Sight = STAFF, **some: int) -> list[LedgerEntry]:
    return [each for each, _ in rows.named(session, asked, sight, **some)]


def by_number(lines: Iterable[Line], council: CouncilCode = TAW) -> dict[str, Line]:
    return {each.number: each for each in lines if each.council == council}


def update(of: Told, on: str, key: str, place: Place, **said: object) -> None:
    of.happens(Happening.ACTION_UPDATED, on, place, key=key, **said)


# What there is to tell


def test_before_there_is_a_report_there_is_no_ledger(session: Session) -> None:
    found = told(session)

    assert (known(found), public(found), seen(found, Part.COUNCIL_CONTACT, TAW)) == ((), (), ())
    assert entries(session) == []


def test_a_draft_has_a_ledger_for_the_programme_and_stands_in_no_list(session: Session) -> None:
    found = told(session)
    found.until(Milestone.DRAFT_SENT)

    assert len(known(found)) == 12
    assert (public(found), entries(session)) == ((), [])


def test_the_ledger_says_of_each_recommendation_what_became_of_it(single: Told) -> None:
    update(single, "2025-06-01", "12.1", single.places[0], rating="dropped", reason="The savings come first.")
    before = by_number(known(single))
    single.meets(Milestone.REVIEW_STATEMENT_RECEIVED)
    single.hands_in(Content.STATEMENT, "2025-08-14", single.places[0])
    stated = by_number(known(single))
    single.meets(Milestone.REVIEW_REPORT_FINALISED)
    reviewed = by_number(known(single))

    assert (before["7"].impact, before["12"].impact, before["1"].impact) == (
        Impact.DONE,
        Impact.DROPPED,
        Impact.NOT_STARTED,
    )
    assert (stated["2"].impact, stated["2"].ground) == (Impact.DONE, Ground.STATEMENT)
    assert (reviewed["12"].impact, reviewed["12"].ground) == (Impact.NOT_STARTED, Ground.REVIEW)
    assert reviewed["12"].evidence.startswith("It makes sense to wait")
    assert [each.key for each in reviewed["5"].actions] == ["5.1", "5.2", "5.3"]


def test_a_plan_can_be_read_after_the_report_has_lost_what_it_cites(single: Told) -> None:
    brought = view_of(single).reading.contents[Content.REPORT, None]
    body = contents.body(single.session, single.reference, brought.details.digest or "")
    single.hands_in(Content.REPORT, "2025-03-10", recommendations=body["recommendations"][:3])

    assert len(known(single)) == 12  # What was final stays what was recommended.


# Who sees what


def test_everybody_knows_of_a_plan_as_it_was_published_and_nothing_said_since(single: Told) -> None:
    tamworth = single.places[0]
    update(single, "2025-06-01", "1.1", tamworth, rating="done", evidence="Not for all.")
    single.hands_in(Content.PLAN, "2025-07-01", tamworth, **CHANGED_SINCE)
    single.hands_in(Content.STATEMENT, "2025-08-14", tamworth)

    mine, theirs = by_number(known(single)), by_number(public(single))

    assert [each.key for each in mine["1"].actions] == ["1.1", "1.2"]
    assert [(each.key, each.rating) for each in theirs["1"].actions] == [("1.1", Rating.NOT_STARTED)]
    assert (mine["2"].ground, theirs["2"].ground) == (Ground.STATEMENT, Ground.ACTIONS)
    assert "Not for all." not in str(theirs)


def test_what_the_review_found_is_known_once_its_report_is_published(single: Told) -> None:
    for milestone in (
        Milestone.REVIEW_SCHEDULED,
        Milestone.REVIEW_STATEMENT_RECEIVED,
        Milestone.REVIEW_HELD,
        Milestone.REVIEW_REPORT_FINALISED,
    ):
        single.meets(milestone)
    before = by_number(public(single))["2"]
    single.meets(Milestone.REVIEW_REPORT_PUBLISHED)
    after = by_number(public(single))["2"]

    assert (before.impact, before.ground) == (Impact.IN_PROGRESS, Ground.ACTIONS)
    assert (after.impact, after.ground) == (Impact.DONE, Ground.REVIEW)


def test_of_a_council_that_has_not_published_the_report_nothing_is_known(both: Told) -> None:
    assert {each.council for each in public(both)} == {HIG}
    assert {each.council for each in known(both)} == {HIG, STF}


def test_a_council_sees_its_own_and_of_another_what_that_has_published(both: Told) -> None:
    high_peak, moorlands = both.places
    update(both, "2023-04-01", "1.1", high_peak, note="High Peak alone.")
    update(both, "2023-04-01", "1.3", moorlands, note="Moorlands alone.")

    theirs = seen(both, Part.COUNCIL_CONTACT, STF)

    of_high_peak, own = by_number(theirs, HIG), by_number(theirs, STF)
    assert "11" not in of_high_peak  # It is for High Peak alone.
    assert of_high_peak["1"].actions[0].note == ""
    assert own["1"].actions[0].note == "Moorlands alone."
    assert by_number(seen(both, Part.COUNCIL_CONTACT, HIG), STF) == {}
    assert seen(both, Part.MANAGER) == known(both)


def test_a_peer_sees_no_plan_before_it_is_published(both: Told) -> None:
    found = seen(both, Part.PEER)

    assert by_number(found, HIG)["1"].actions != ()
    assert by_number(found, STF)["1"].actions == ()


def test_of_a_sample_nothing_is_public(session: Session) -> None:
    found = told(session)
    found.until(Milestone.PLAN_PUBLISHED)
    on_desk = case(session, found.reference)
    first = on_desk.history[0]
    invented = Event(
        first.seq, first.kind, first.on, details=Details(councils=found.places, source=INVENTED), at=AT
    )
    sample = replace(on_desk, history=(invented, *on_desk.history[1:]), _kept={})

    assert published_ledger(sample, sample.on(TODAY)) == ()


# Of the past


def past(session: Session, **said: object) -> Told:
    """Return a challenge of which public pages tell the recommendations, and no report is here."""
    found = told(session)
    raw = {
        "recommendations": [
            {
                "number": "1",
                "title": "Vision",
                "text": "Have one.",
                "theme": "Financial planning and management",
            }
        ],
        **said,
    }
    digest = contents.keep(
        session, found.reference, Content.RECOMMENDATIONS, raw, council=None, source_name="past.csv", at=AT
    )
    found.happens(Happening.CONTENT_RECEIVED, "2025-01-20", content="recommendations", digest=digest)
    assert [each.is_public for each in entries(session)] == [False]  # Nobody knows of a final report.
    found.meets(Milestone.REPORT_PUBLISHED, on="2025-01-24")
    return found


def test_of_the_past_the_ledger_tells_what_public_pages_do(session: Session) -> None:
    progress = [{"recommendation": "1", "rating": "done", "text": "There is one."}]

    found = past(session, progress=progress)

    assert public(found) == known(found)
    assert [(each.impact, each.evidence) for each in public(found)] == [(Impact.DONE, "There is one.")]
    assert [(each.impact, each.year) for each in entries(session)] == [("done", "")]


def test_of_the_past_nothing_may_be_known_but_what_was_recommended(session: Session) -> None:
    assert [each.impact for each in public(past(session))] == [Impact.NOT_KNOWN]


def test_what_was_never_kept_is_told_nowhere(session: Session) -> None:
    found = told(session)
    found.until(Milestone.REPORT_PUBLISHED)
    found.happens(Happening.CONTENT_RECEIVED, "2025-02-03", found.places[0], content="plan")

    assert {each.is_empty for each in known(found)} == {True}


# The year


@pytest.mark.parametrize(
    ("steps", "year"),
    [
        ([], ""),
        ([(Milestone.DATES_SET, {"visit_start": date(2025, 3, 31)})], "2024-25"),
        ([(Milestone.VISIT_ENDED, {})], "2024-25"),
    ],
)
def test_a_challenge_belongs_to_the_year_of_its_visit(
    session: Session, steps: list[tuple[Milestone, dict[str, Any]]], year: str
) -> None:
    found = told(session)
    for milestone, said in steps:
        found.meets(milestone, **said)

    assert year_of(view_of(found)) == year


def test_of_a_visit_of_which_only_the_year_is_known_no_programme_year_is(session: Session) -> None:
    found = told(session)
    found.meets(Milestone.VISIT_STARTED, on="2025")

    assert year_of(view_of(found)) == ""
    found.meets(Milestone.VISIT_ENDED, on="2025-06-12")
    assert year_of(view_of(found)) == "2025-26"


# Lists


def own(of: Told, council: CouncilCode | None) -> Sight:
    return Sight(own=frozenset({(of.reference, council)}))


def test_lists_hold_a_line_for_each_recommendation_and_council_by_name(both: Told) -> None:
    session = both.session
    found = entries(session)

    assert [(each.council, each.number) for each in found][:2] == [("HIG", "1"), ("HIG", "2")]
    assert len(found) == 22
    assert {each.year for each in found} == {"2022-23"}
    assert [each.number for each in entries(session, start=10, most=2)] == ["11", "1"]


def test_lists_show_everybody_what_is_published_and_a_council_its_own(both: Told, session: Session) -> None:
    update(both, "2023-04-01", "1.1", both.places[0], evidence="Not for all.")

    def first(sight: Sight) -> list[tuple[str, str]]:
        found = entries(session, sight=sight)
        return [(each.council, each.evidence) for each in found if each.number == "1"]

    assert first(Sight()) == [("HIG", "")]
    assert first(own(both, None)) == [("HIG", "")]
    assert first(own(both, STF)) == [("HIG", ""), ("STF", "")]
    assert first(own(both, HIG)) == [("HIG", "Not for all.")]
    assert first(Sight(is_everything=True)) == [("HIG", "Not for all."), ("STF", "")]
    assert len(entries(session, sight=Sight())) == 11
    assert [each.number for each in entries(session, Asked(text="alliance"), Sight())] != []


def test_lists_are_narrowed_down(single: Told, session: Session) -> None:
    def found(**said: object) -> list[str]:
        return [each.number for each in entries(session, Asked(**said))]  # type: ignore[arg-type]

    assert found(impact=Impact.DONE) == ["7"]
    assert "7" not in found(is_open=True)
    assert found(region="East Midlands") == []
    assert len(found(region="West Midlands", year="2024-25", councils=[TAW])) == 12
    assert found(text="housing business PLAN") == ["9"]
    assert found(text="How should businesses be planned for housing?") == ["9"]
    assert found(text="housing busin") == []
    assert found(text="100%_") == []
    assert found(overdue_on=date(2025, 5, 1)) == ["2", "5"]
    assert len(found(reference=single.reference)) == 12
    assert set(found(theme=entries(session)[0].theme)) < set(map(str, range(1, 13)))


def test_what_is_overdue_is_told_on_the_day_on_which_somebody_asks(single: Told) -> None:
    session = single.session
    fifth = entries(session)[4]

    assert (fifth.number, fifth.actions) == ("5", 3)
    assert [fifth.overdue(date(2025, month, 1)) for month in (4, 5, 6, 8)] == [0, 1, 2, 3]


def test_counts_and_choices_are_of_what_somebody_sees(both: Told) -> None:
    session = both.session
    assert sum(rows.counted(session).values()) == 22
    assert sum(rows.counted(session, sight=Sight()).values()) == 11
    assert list(rows.counted(session)) == [each for each in Impact if each in rows.counted(session)]
    choices = rows.choices(session, Sight())
    assert choices.councils == (("HIG", "High Peak Borough Council"),)
    assert (choices.regions, choices.years) == (("East Midlands",), ("2022-23",))
    assert choices.themes == tuple(sorted(choices.themes))


def test_a_page_holds_so_many_lines_and_says_how_many_there_are(both: Told) -> None:
    found = page(both.session, Asked(), STAFF, TODAY, number=1)
    beyond = page(both.session, Asked(), STAFF, TODAY, number=2)

    assert (len(found.lines), found.total, found.pages) == (22, 22, 1)
    assert (beyond.lines, beyond.total) == ((), 22)
    assert page(both.session, Asked(text="nothing of the kind"), STAFF, TODAY).pages == 1
    assert found.lines[0].council == "High Peak Borough Council"
    assert family(both.session, "High Peak") == {HIG}


def test_programs_read_a_line_with_everything_that_was_said_of_its_actions(single: Told) -> None:
    tamworth = single.places[0]
    update(single, "2025-06-01", "1.1", tamworth, due=Day.parse("2025-10"), reason="The hall was let.")
    update(single, "2025-06-01", "2.1", tamworth, rating="done", evidence="=1+1")
    single.hands_in(Content.STATEMENT, "2025-08-14", tamworth)
    single.hands_in(Content.REVIEW_REPORT, "2025-08-20", tamworth)

    first, second, *_ = (line_as_json(each, TODAY) for each in known(single))

    assert first["actions"][0]["promises"][1] == {
        "due": "2025-10",
        "since": "2025-06-01",
        "reason": "The hall was let.",
    }
    assert (first["actions"][0]["overdue"], first["ground"]) == (True, "review")
    assert (first["said"][0]["evidence"], first["found"][0]["evidence"]) == ("Draft vision", None)
    assert (second["actions"][0]["closed"], second["actions"][0]["overdue"]) == ("2025-06-01", False)
    table = as_table(listed(single.session, Asked(text="daily work"), STAFF, TODAY))
    assert table.count("\n") == 2
    assert "High Peak" not in table


def test_lines_stand_together_under_their_recommendation(both: Told) -> None:
    (first, lines), *_, (last, its) = by_recommendation(known(both))

    assert (first.number, [each.council for each in lines]) == ("1", [HIG, STF])
    assert (last.number, [each.council for each in its]) == ("12", [STF])


def test_to_rebuild_the_lists_changes_nothing(both: Told) -> None:
    session = both.session

    def lines() -> list[tuple[object, ...]]:
        columns = [each for each in Base.metadata.tables["ledger_entries"].columns if each.name != "id"]
        return sorted(map(tuple, session.execute(select(*columns))), key=str)

    before = lines()
    rebuild(session, TODAY, AT)

    assert lines() == before
