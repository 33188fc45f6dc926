"""The figures of a year equal what somebody counts by hand, and each opens the rows behind it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from casework.board.figures import figures
from casework.history import Tables, import_history
from db import councils
from domain.board import BoardFigures, Measure, NoMeasure
from domain.days import Day
from domain.lifecycle import Mode, Product
from domain.measures import not_held
from domain.people import Role
from domain.reading import INVENTED
from tests.casework.conftest import entry
from tests.casework.programme_years import event, in_team, know_councils, past_years, tell

TODAY = date(2026, 11, 20)
DATA = Path(__file__).parents[3] / "shared" / "data"

BY_HAND = {
    "visits": 9,
    "councils_visited": 10,
    "first_time": 10,
    "joint": 1,
    "reports": 0,
    "plans": 0,
    "reviews": 3,
    "review_reports": 0,
    "coming_visits": 2,
    "coming_reviews": 0,
}
"""Counted in the table of ``programme_years`` with a pencil: what lies between April 2021 and March 2022."""
VISITED = [
    "Lancashire County Council",
    "Bournemouth, Christchurch and Poole Council",
    "Brentwood Borough Council",
    "High Peak Borough Council and Staffordshire Moorlands District Council",
    "South Tyneside Council",
    "Pendle Borough Council",
    "Mid Devon District Council",
    "Stroud District Council",
    "West Lancashire Borough Council",
]
"""In the order of the first day that each visit can have begun on, and then of the councils' names."""


@pytest.fixture
def past(session: Session) -> Session:
    past_years(session)
    return session


@pytest.fixture
def programme(session: Session) -> Session:
    know_councils(session)
    return session


def of_2021_22(session: Session) -> BoardFigures:
    return figures(session, date(2021, 4, 1), date(2022, 3, 31), TODAY)


def of_2024_25(session: Session) -> BoardFigures:
    return figures(session, date(2024, 4, 1), date(2025, 3, 31), TODAY)


def named(measure: Measure) -> list[str]:
    return [" and ".join(row.councils) for row in measure.rows]


def by(measure: Measure, name: str) -> dict[str, int]:
    return {group.name: group.value for group in measure.split(name) if group.value}


def test_the_figures_of_a_year_equal_those_counted_by_hand(past: Session) -> None:
    found = of_2021_22(past)

    assert {name: found.measure(name).value for name in BY_HAND} == BY_HAND
    assert by(found.measure("councils_visited"), "region") == {
        "East Midlands": 1,
        "East of England": 1,
        "North East": 1,
        "North West": 3,
        "South West": 3,
        "West Midlands": 1,
    }
    assert by(found.measure("councils_visited"), "type") == {
        "County": 1,
        "District": 7,
        "Metropolitan": 1,
        "Unitary": 1,
    }
    assert by(found.measure("visits"), "product") == {"Corporate Peer Challenge": 9}
    assert by(found.measure("visits"), "mode") == {"Not known": 9}


def test_every_figure_opens_the_rows_behind_it(past: Session) -> None:
    found = of_2021_22(past)

    assert named(found.measure("visits")) == VISITED
    assert named(found.measure("joint")) == [VISITED[3]]
    assert [(*row.councils, str(row.on)) for row in found.measure("reviews").rows] == [
        ("Bolsover District Council", "November 2021"),
        ("Stafford Borough Council", "Wednesday 17 November 2021"),
        ("West Lindsey District Council", "February 2022"),
    ]
    assert named(found.measure("coming_visits")) == ["City of Doncaster Council", "Colchester City Council"]
    assert all(row.reference for row in found.measure("visits").rows)


@pytest.mark.skipif(not DATA.exists(), reason="the table of real histories is not beside the project")
def test_the_figures_of_the_real_table_equal_those_counted_by_hand(session: Session) -> None:
    councils.import_register(session, (DATA / "uk_local_authorities_current.csv").read_text("utf-8"))
    import_history(session, Tables((DATA / "cpc_history.csv").read_text("utf-8")), entry("2026-11-20"))

    found = of_2021_22(session)

    assert {name: found.measure(name).value for name in BY_HAND} == BY_HAND | {"coming_visits": 4}
    assert named(found.measure("visits")) == VISITED
    assert named(found.measure("coming_visits")) == [
        "City of Doncaster Council",
        "Reading Borough Council",
        "Cheshire West and Chester Council",
        "Colchester Borough Council",
    ]
    assert found.challenges == 50


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


def test_a_review_of_another_year_has_no_peers_in_this_one(programme: Session) -> None:
    tell(programme, ("TAW",), {"visit_started": "2023-10-10", "review_held": "2025-04-02"}, rules="2022")

    assert of_2024_25(programme).measure("peers").untold == ()


def test_a_figure_that_there_is_not_is_refused_with_those_that_there_are(programme: Session) -> None:
    with pytest.raises(NoMeasure, match=r"There is no figure 'league'\. Choose one of: visits, "):
        of_2024_25(programme).measure("league")


def test_what_this_record_does_not_hold_is_named_and_not_counted() -> None:
    found = not_held("training_events")

    assert (found.title, found.held, found.value) == ("Training events for peers", False, 0)


def test_an_empty_programme_has_figures_too(programme: Session) -> None:
    found = of_2024_25(programme)

    assert {each.value for each in found.measures} == {0}
    assert found.known_since is None


def test_the_reading_tells_how_far_it_is(past: Session) -> None:
    told: list[tuple[int, int]] = []

    figures(past, date(2021, 4, 1), date(2022, 3, 31), TODAY, lambda *how_far: told.append(how_far))

    assert told == [(17, 17)]
