"""What the board is told of a period: each figure with its rows, and what cannot be told kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from casework.board.figures import figures
from casework.board.progress import Reached, Step
from db import findings, ledger, surveys
from db.findings import Line
from db.ledger_tables import LedgerEntry
from db.models import Council
from db.surveys import key_of
from db.surveys_tables import SurveyGroup
from domain.board import BoardFigures, NoMeasure
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Mode, Product, Reference
from domain.people import Role
from domain.reading import INVENTED
from tests.casework.board_years import TODAY, by, named, recommended
from tests.casework.programme_years import REGISTER, event, in_team, know_councils, past_years, tell

NEW = {"code": "STF", "name": "New Borough Council", "region": "West Midlands"}
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What asks the databases in their own tongues is tried elsewhere; a year is counted by hand on both."""
DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.fixture
def past(session: Session) -> Session:
    past_years(session)
    return session


@pytest.fixture
def programme(session: Session) -> Session:
    know_councils(session)
    return session


def of_2024_25(session: Session) -> BoardFigures:
    return figures(session, date(2024, 4, 1), date(2025, 3, 31), TODAY)


def test_what_cannot_be_told_is_kept_apart_and_not_counted(past: Session) -> None:
    found = figures(past, date(2023, 4, 1), date(2024, 3, 31), TODAY).measure("visits")

    assert named(found) == ["Staffordshire Moorlands District Council"]
    assert [(*row.councils, row.on, row.words) for row in found.untold] == [
        ("North West Leicestershire District Council", None, "The day of the visit is not known."),
        ("East Sussex County Council", Day.parse("2023"), "Known only as 2023."),
    ]


def test_a_visit_of_an_unknown_day_is_not_told_of_once_it_must_have_been_before(past: Session) -> None:
    found = figures(past, date(2025, 4, 1), date(2026, 3, 31), TODAY).measure("visits")

    assert found.untold == ()


def test_a_publication_known_only_by_its_year_is_kept_apart(programme: Session) -> None:
    tell(programme, ("TAW",), {"visit_started": "2024-10-29", "report_published": "2025"})

    found = of_2024_25(programme).measure("reports")

    assert (found.value, [row.words for row in found.untold]) == (0, ["Known only as 2025."])


def test_a_council_is_visited_for_the_first_time_once(past: Session) -> None:
    later = figures(past, date(2023, 4, 1), date(2024, 3, 31), TODAY)

    assert later.measure("councils_visited").value == 1
    assert later.measure("first_time").rows == ()
    assert later.known_since == Day.parse("2018-07")


def test_the_mode_of_a_visit_is_what_was_said_last_before_it(programme: Session) -> None:
    visit = {"agreed": "2024-05-10", "visit_started": "2024-10-29", "visit_ended": "2024-10-31"}
    said = [
        event("facts_set", "2024-05-11", mode="in_person"),
        event("facts_set", "2024-10-01", mode="remote"),
    ]
    later = event("facts_set", "2025-02-01", mode="hybrid")
    of_council = event("review_scheduled", "2024-10-20", council="TAW", mode="hybrid")

    tell(programme, ("TAW",), visit, *said, of_council, later, opened="2024-05-01", product=Product.FINANCE)
    found = of_2024_25(programme).measure("visits")

    assert by(found, "mode") == {Mode.REMOTE.label.capitalize(): 1}
    assert by(found, "product") == {"Finance Peer Challenge": 1}


def test_a_council_of_which_the_register_says_little_is_counted_as_not_known(programme: Session) -> None:
    tell(programme, ("XXX",), {"visit_started": "2024-10-29"})

    assert by(of_2024_25(programme).measure("councils_visited"), "region") == {"Not known": 1}


def test_a_sample_says_that_it_is_one(programme: Session) -> None:
    tell(programme, ("TAW",), {"visit_started": "2024-10-29"}, source=INVENTED)

    found = of_2024_25(programme)

    assert named(found.measure("visits")) == ["Tamworth Borough Council (sample)"]
    assert (found.samples, found.challenges) == (1, 1)


def test_what_is_opened_cancelled_and_put_off_is_told_with_its_reason(programme: Session) -> None:
    tell(
        programme,
        ("STO",),
        {},
        event("cancelled", "2024-06-01", reason="A new chief executive"),
        opened="2024-05-02",
    )
    put_off = event(
        "postponed", "2024-09-02", reason="Elections", visit_start="2025-02-04", visit_end="2025-02-06"
    )
    tell(programme, ("TAW",), {"agreed": "2024-05-10"}, put_off, opened="2024-05-01")

    found = of_2024_25(programme)

    assert named(found.measure("opened")) == ["Tamworth Borough Council", "Stroud District Council"]
    assert [row.words for row in found.measure("cancelled").rows] == ["A new chief executive"]
    assert [row.words for row in found.measure("put_off").rows] == ["Elections"]
    assert named(found.measure("coming_visits")) == []


VISITED_2024 = {
    "visit_started": "2024-10-29",
    "visit_ended": "2024-10-31",
    "report_finalised": "2024-12-12",
}


def test_what_is_late_is_told_with_what_moved_it(programme: Session) -> None:
    published = {"report_published": "2025-03-12"}
    reasons = [
        event("extended", "2025-01-20", deadline="report", days="5", reason="The cabinet was put off."),
        event("extended", "2025-01-21", deadline="action_plan", days="5"),
        event("paused", "2025-04-01", reason="After it"),
    ]
    tell(programme, ("TAW",), {**VISITED_2024, **published}, *reasons, opened="2024-05-01")

    late = of_2024_25(programme).measure("late")

    assert [row.words.partition(", due")[0] for row in late.rows] == ["Report published"]
    assert "days late. More time given: The cabinet was put off." in late.rows[0].words
    assert "After it" not in late.rows[0].words


def test_what_a_council_had_put_off_and_not_done_is_told_of_whoever_has_come_in_its_place_since(
    programme: Session,
) -> None:
    days = {"review_start": "2025-08-05", "review_end": "2025-08-06"}
    told = [
        event("extended", "2025-01-20", council="TAW", deadline="report", days="5", reason="Elections."),
        event("review_scheduled", "2025-02-01", council="TAW", **days),
        event("postponed", "2025-03-03", council="TAW", reason="Reorganisation"),
        event("superseded", "2025-04-10", council="TAW", successor=NEW),
    ]
    tell(programme, ("TAW",), VISITED_2024, *told, opened="2024-05-01")

    found = of_2024_25(programme)

    assert [(row.who, row.words) for row in found.measure("put_off").rows] == [
        ("New Borough Council", "Reorganisation")
    ]
    (late,) = (row for row in found.measure("overdue").rows if row.words.startswith("Report published"))
    assert late.who == "New Borough Council"
    assert "More time given: Elections." in late.words
    assert named(found.measure("coming_reviews")) == ["New Borough Council"]


def test_of_what_happened_in_a_month_that_lies_in_two_periods_nobody_knows_whether_it_counts(
    programme: Session,
) -> None:
    off = event("cancelled", "2024-06", reason="A merger")
    put_off = event("postponed", "2024-06", reason="Elections")
    tell(programme, ("TAW",), {}, put_off, off, opened="2024-05-02")
    published = {**VISITED_2024, "report_published": "2025-06"}
    tell(programme, ("STO",), published, opened="2024-05-02")

    found = figures(programme, date(2024, 4, 1), date(2024, 6, 15), TODAY)
    later = figures(programme, date(2024, 7, 1), date(2025, 6, 15), TODAY)

    for name in ("cancelled", "put_off"):
        assert (found.measure(name).rows, len(found.measure(name).untold)) == ((), 1)
    assert (later.measure("late").rows, len(later.measure("late").untold)) == ((), 1)


def test_what_is_overdue_when_the_period_ends_is_told_for_each_council(programme: Session) -> None:
    said = {**VISITED_2024, "report_published": "2025-01-20"}
    tell(
        programme,
        ("HIG", "STF"),
        said,
        event("plan_published", "2025-03-20", council="STF"),
        opened="2024-05-01",
    )

    over = of_2024_25(programme).measure("overdue")

    assert named(over) == []
    later = figures(programme, date(2025, 4, 1), date(2025, 4, 30), TODAY).measure("overdue")
    assert named(later) == ["High Peak Borough Council"]
    assert later.rows[0].words.endswith("days late. No reason is recorded.")


def test_of_the_past_nobody_knows_that_what_is_missing_has_not_happened(programme: Session) -> None:
    tell(programme, ("TAW",), {"visit_started": "2024-04-09", "visit_ended": "2024-04-11"})

    found = of_2024_25(programme)

    assert (found.measure("overdue").value, found.measure("reviews_due").value) == (0, 0)
    assert {*found.measure("overdue").untold, *found.measure("reviews_due").untold}


def test_a_review_comes_by_the_day_that_is_known_of_it(programme: Session) -> None:
    reviewed = {**VISITED_2024, "report_published": "2025-01-20", "plan_published": "2025-03-20"}
    days = {"review_start": "2025-09-10", "review_end": "2025-09-11"}
    tell(
        programme,
        ("TAW",),
        reviewed,
        event("review_scheduled", "2025-03-25", council="TAW", **days),
        opened="2024-05-01",
    )
    tell(programme, ("STO",), reviewed, opened="2024-05-02")
    tell(programme, ("COL",), {**reviewed, "review_held": "2025-09-04"}, opened="2024-05-03")
    tell(programme, ("PEN",), reviewed)

    found = of_2024_25(programme)

    assert [(*row.councils, row.words) for row in found.measure("coming_reviews").rows] == [
        ("Stroud District Council", "Due by Sunday 31 August 2025; no day is set."),
        ("Colchester City Council", "Held."),
        ("Tamworth Borough Council", "Planned."),
    ]
    assert named(found.measure("reviews_due")) == [
        "Colchester City Council",
        "Stroud District Council",
        "Tamworth Borough Council",
    ]


def test_a_visit_to_come_is_counted_by_its_planned_day_unless_it_is_called_off(programme: Session) -> None:
    dates = event("dates_set", "2025-02-03", visit_start="2025-06-10", visit_end="2025-06-12")
    tell(programme, ("TAW",), {"agreed": "2025-01-10"}, dates, opened="2025-01-01")
    off = event("cancelled", "2025-03-03", reason="Reorganisation")
    tell(programme, ("STO",), {"agreed": "2025-01-10"}, dates, off, opened="2025-01-02")
    tell(programme, ("COL",), {"agreed": "2025-01-10"}, opened="2025-01-03")

    coming = of_2024_25(programme).measure("coming_visits")

    assert [(*row.councils, row.words) for row in coming.rows] == [("Tamworth Borough Council", "Planned.")]


PEERS = (
    *in_team("p_chief", Role.LEAD_CHIEF_EXECUTIVE, "2024-06-01"),
    *in_team("p_member", Role.MEMBER_PEER, "2024-06-01"),
    *in_team("p_ill", Role.OFFICER_PEER, "2024-06-01", released="2024-10-01"),
    *in_team("p_late", Role.OFFICER_PEER, "2024-11-15"),
    *in_team("p_adviser", Role.PRINCIPAL_ADVISER, "2024-06-01"),
)


def test_peers_are_counted_once_and_their_days_each_time(programme: Session) -> None:
    said = {**VISITED_2024, "report_published": "2025-01-20", "plan_published": "2025-03-20"}
    review = [
        event(
            "review_scheduled",
            "2025-03-01",
            council="TAW",
            review_start="2025-03-26",
            review_end="2025-03-27",
        ),
        event("review_held", "2025-03-27", council="TAW", attended=["p_member", "p_stranger"]),
    ]
    tell(programme, ("TAW",), said, *PEERS, *review, opened="2024-05-01")
    tell(programme, ("STO",), {"visit_started": "2024-11"})
    tell(programme, ("COL",), {"visit_started": "2024-12"}, *PEERS[:1], opened="2024-05-01")

    found = of_2024_25(programme)

    assert found.measure("peers").value == 2
    assert found.measure("member_peers").value == 1
    assert found.measure("peer_days").value == 3 * 2 + 2 * 1
    assert [row.words for row in found.measure("peer_days").rows] == [
        "Visit: 3 days times 2 is 6.",
        "Review: 2 days times 1 is 2.",
    ]
    assert [(*row.councils, row.words) for row in found.measure("peer_days").untold] == [
        ("Stroud District Council", "Visit: no team is recorded."),
        ("Colchester City Council", "Visit: how many days is not known."),
    ]


def test_who_attended_a_visit_counts_and_not_who_was_in_the_team(programme: Session) -> None:
    said = {"visit_started": "2024-10-29"}
    ended = event("visit_ended", "2024-10-31", attended=["p_member"])
    tell(programme, ("TAW",), said, *PEERS, ended, opened="2024-05-01")

    found = of_2024_25(programme)

    assert (found.measure("peers").value, found.measure("peer_days").value) == (1, 3)


def test_a_review_of_two_councils_by_the_same_peers_on_the_same_days_takes_these_days_once(
    programme: Session,
) -> None:
    def held(council: str, *there: str) -> list[Event]:
        days = {"review_start": "2025-03-26", "review_end": "2025-03-27"}
        return [
            event("review_scheduled", "2025-03-01", council=council, **days),
            event("review_held", "2025-03-27", council=council, attended=list(there)),
        ]

    both = [*held("HIG", "p_member"), *held("STF", "p_member")]
    tell(programme, ("HIG", "STF"), VISITED_2024, *PEERS, *both, opened="2024-05-01")
    apart = [*held("TAW", "p_member"), *held("STO", "p_chief")]
    tell(programme, ("TAW", "STO"), VISITED_2024, *PEERS, *apart, opened="2024-05-01")

    found = of_2024_25(programme).measure("peer_days")

    assert [(row.who, row.words) for row in found.rows if row.words.startswith("Review")] == [
        (
            "High Peak Borough Council and Staffordshire Moorlands District Council",
            "Review: 2 days times 1 is 2.",
        ),
        ("Stroud District Council", "Review: 2 days times 1 is 2."),
        ("Tamworth Borough Council", "Review: 2 days times 1 is 2."),
    ]


def test_a_review_of_another_year_has_no_peers_in_this_one(programme: Session) -> None:
    tell(programme, ("TAW",), {"visit_started": "2023-10-10", "review_held": "2025-04-02"}, rules="2022")

    assert of_2024_25(programme).measure("peers").untold == ()


PUBLIC = {"is_final": True, "is_shared": True, "is_public": True, "consent": "given"}


def finding(reference: Reference, kind: str, words: str, **said: Any) -> Line:
    usual: dict[str, Any] = {
        "council": CouncilCode("TAW"),
        "councils": "|TAW|",
        "key": words,
        "title": "",
        "theme": "Financial planning and management",
        "areas": "|finance|",
        "area_words": "finance",
        "vocabulary": "2026",
        "source": "paragraph 12",
        "year": "2024-25",
        "regions": "|West Midlands|",
        "types": "|NMD|",
    }
    return Line(reference=reference, kind=kind, text=words, **usual | PUBLIC | said)


def test_only_what_is_published_and_shared_is_quoted_by_theme(programme: Session) -> None:
    ours = tell(programme, ("TAW",), {"visit_started": "2024-10-29"})
    earlier = tell(programme, ("STO",), {"visit_started": "2023-10-10"}, rules="2022")
    said = [
        finding(ours, "strength", "A medium-term plan.", title="Planning ahead"),
        finding(ours, "good practice", "Community hubs.", theme=""),
        finding(ours, "challenge", "Senior posts are vacant."),
        finding(ours, "lesson", "Ask earlier."),
        finding(ours, "strength", "Kept back.", consent="refused", is_shared=False, is_public=False),
        finding(earlier, "strength", "Of another year."),
    ]
    findings.put(programme, [ours, earlier], said)

    found = of_2024_25(programme)

    assert [row.words for row in found.measure("good_practice").rows] == [
        "Planning ahead: A medium-term plan.",
        "Community hubs.",
    ]
    assert by(found.measure("good_practice"), "theme") == {
        "Financial planning and management": 1,
        "Without a theme": 1,
    }
    assert found.measure("challenges").value == 2
    assert {row.who for row in found.measure("challenges").rows} == {"Tamworth Borough Council"}


def advice(reference: Reference, code: str, number: str, impact: str, **said: Any) -> LedgerEntry:
    usual: dict[str, Any] = {
        "title": "Set a strategy",
        "text": "Set a strategy for finance.",
        "theme": "Governance and culture",
        "year": "2024-25",
    }
    facts: dict[str, Any] = {"number": number, "place": int(number), "impact": impact, **usual, **said}
    return recommended(reference, code, **facts)


def test_impact_is_what_the_ledger_says_of_the_advice_that_was_reviewed(programme: Session) -> None:
    reviewed = tell(
        programme, ("TAW",), {"visit_started": "2023-10-10", "review_held": "2024-09-04"}, rules="2022"
    )
    visited = tell(programme, ("STO",), {"visit_started": "2024-10-29"})
    lines = [
        advice(reviewed, "TAW", "1", "done"),
        advice(reviewed, "TAW", "2", "dropped", title=""),
        advice(reviewed, "TAW", "3", "done", is_public=False),
        advice(visited, "STO", "1", "not known", theme=""),
    ]
    ledger.put(programme, [reviewed, visited], lines)

    found = of_2024_25(programme)

    assert by(found.measure("impact"), "impact") == {"done": 1, "dropped": 1}
    assert [row.words for row in found.measure("impact").rows] == [
        "1. Set a strategy",
        "2. Set a strategy for finance.",
    ]
    assert by(found.measure("recurring"), "theme") == {"Without a theme": 1}


def test_councils_without_a_challenge_are_those_of_the_day(programme: Session) -> None:
    tell(programme, ("TAW",), {"visit_started": "2019-03-12", "visit_ended": "2019-03-14"}, rules="2022")
    tell(programme, ("STO",), {"visit_started": "2024-10-29", "visit_ended": "2024-10-31"})
    tell(programme, ("COL",), {"plan_published": "2020-01-15"}, rules="2022")
    tell(programme, ("PEN",), {"visit_started": "2025-06-10"})

    found = of_2024_25(programme)

    missing = named(found.measure("never_visited"))
    assert "Pendle Borough Council" in missing
    assert {"Tamworth Borough Council", "Stroud District Council"} & {*missing} == set()
    assert len(missing) == len(REGISTER.splitlines()) - 3
    assert by(found.measure("never_visited"), "region")["Not known"] == 1
    again = found.measure("due_again")
    assert [(*row.councils, row.words) for row in again.rows] == [
        ("Tamworth Borough Council", "The next was due by Thursday 14 March 2024.")
    ]
    assert named(replace(again, rows=again.untold)) == ["Colchester City Council"]


def test_a_council_that_came_in_the_place_of_another_had_the_challenge_of_that(programme: Session) -> None:
    programme.execute(update(Council).where(Council.code == "TAW").values(replaced_by="STO"))
    programme.execute(update(Council).where(Council.code == "TAW").values(end_date=date(2023, 4, 1)))
    tell(programme, ("TAW",), {"visit_started": "2019-03-12", "visit_ended": "2019-03-14"}, rules="2022")

    found = of_2024_25(programme)

    assert "Stroud District Council" not in named(found.measure("never_visited"))
    assert named(found.measure("due_again")) == ["Stroud District Council"]


def test_surveys_are_told_of_whole_years_and_without_small_numbers(programme: Session) -> None:
    ours = tell(programme, ("TAW",), {"visit_started": "2024-10-29"})
    for audience, people in (("leadership", 6), ("peers", 3)):
        programme.add(group(ours, audience, people))
        for _ in range(people):
            answers = {"satisfaction": "great", "recommend": "yes"} if audience == "leadership" else {}
            surveys.add(programme, key_of(group(ours, audience, people)), answers)
    programme.flush()

    told = of_2024_25(programme).measure("surveys")

    assert told.held
    assert any("satisfied" in row.words and "of 6 answers" in row.words.lower() for row in told.rows)
    assert not any("peer team" in row.who.lower() for row in told.rows)
    half = figures(programme, date(2024, 4, 1), date(2024, 9, 30), TODAY)
    assert not half.measure("surveys").held


def group(reference: Reference, audience: str, people: int) -> SurveyGroup:
    return SurveyGroup(
        reference=reference,
        survey="after_visit",
        council=CouncilCode(""),
        audience=audience,
        year="2024-25",
        opened_on=date(2024, 11, 4),
        closes_on=date(2024, 12, 2),
        invited=people,
        is_sample=False,
    )


def test_a_figure_that_there_is_not_is_refused_with_those_that_there_are(programme: Session) -> None:
    with pytest.raises(NoMeasure, match=r"There is no figure 'league'\. Choose one of: visits, "):
        of_2024_25(programme).measure("league")


def test_an_empty_programme_has_figures_too(programme: Session) -> None:
    found = of_2024_25(programme)

    assert {each.name for each in found.measures if each.value} == {"never_visited"}
    assert found.known_since is None


def test_the_reading_tells_how_far_it_is(past: Session) -> None:
    told: list[Reached] = []

    figures(past, date(2021, 4, 1), date(2022, 3, 31), TODAY, told.append)

    assert told == [Reached(Step.READING), Reached(Step.READING, 17, 17), Reached(Step.COUNTING)]
