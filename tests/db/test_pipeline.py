"""Lists of challenges as the database makes them: the same as the rules do, by an index, in any order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from db import challenges, councils, pipeline, standings
from db.models import Person, Standing
from domain.councils import CouncilType, name_key
from domain.lifecycle import PersonId, Product, Reference, Stage
from domain.pipeline import EARLIER, Expected, Selection, Sort, in_order, meets

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)
SELECTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"state": "all"},
    {"state": "paused"},
    {"stage": Stage.ON_SITE},
    {"adviser": PersonId("p_2")},
    {"region": "West Midlands"},
    {"region": "West_Midlands"},
    {"type": CouncilType.DISTRICT},
    {"scheme": "2022"},
    {"product": Product.FINANCE},
    {"first_time": True},
    {"first_time": False},
    {"late": True},
    {"late": False},
    {"text": "Tam worth"},
    {"text": "50%"},
    *({"expects": each, "month": month} for each in Expected for month in ("", EARLIER, "2026-03")),
    {"late": True, "region": "East Midlands", "first_time": False, "state": "all"},
)


@pytest.fixture
def stored(session: Session) -> list[Standing]:
    """Store challenges that differ in everything by which they can be told apart."""
    councils.load_samples(session)
    session.add_all(
        Person(id=f"p_{n}", name=name, email=f"{n}@lga.example", post="", organisation="", created_at=AT)
        for n, name in enumerate(("Senior adviser", "adviser of the north"), 1)
    )
    session.flush()
    host = councils.find(session, "TAW").code
    rows = [
        _row(n, challenges.start(session, scheme="2024", councils=[host], on=TODAY, at=AT)) for n in range(24)
    ]
    standings.put(session, rows)
    return rows


def _row(n: int, reference: Reference) -> Standing:
    def day(every: int, step: int) -> date | None:
        return None if n % every == 0 else TODAY + timedelta(days=(n % 7 - 3) * step)

    names = ("Tamworth", "Tam worth", "Share of 50%")
    return Standing(
        reference=reference,
        stages=[],
        stage=("scoping", "on_site", "")[n % 3],
        state=("live", "paused", "closed", "cancelled")[n % 4],
        councils=names[n % 3],
        adviser=(None, "p_1", "p_2")[n % 3],
        visit_start=day(5, 20),
        next_deadline=None,
        next_due=day(3, 1),
        overdue=0,
        next_change=day(6, 1),
        owed=0,
        waiting=0,
        updated_at=AT,
        scheme=("2022", "2024")[n % 2],
        product=("corporate", "finance")[n % 2],
        regions=("|West Midlands|", "|East Midlands|West Midlands|", "|East Midlands|")[n % 3],
        types=("|NMD|", "|CTY|")[n % 2],
        is_first_time=n % 5 == 0,
        searched=name_key(f"{reference} {names[n % 3]}"),
        stage_since=day(4, 10),
        late_from=day(2, 1),
        report_due=day(5, 20),
        plan_due=day(7, 20),
        review_due=day(3, 20),
        review_report_due=day(4, 20),
    )


def test_the_database_and_the_rules_agree_on_what_meets_a_selection(
    session: Session, stored: list[Standing]
) -> None:
    for asked in SELECTIONS:
        criteria = Selection(**asked).criteria(TODAY)

        found = [row.reference for row in pipeline.rows(session, criteria, Sort.REFERENCE)]

        assert found == sorted(row.reference for row in stored if meets(row, criteria)), asked
        assert sum(total for _, _, total, _ in pipeline.counts(session, criteria, TODAY)) == len(found), asked


@pytest.mark.parametrize("backwards", [False, True])
def test_pages_follow_one_another_in_the_order_of_the_rules(
    session: Session, stored: list[Standing], backwards: bool
) -> None:
    for sort in Sort:
        every = [row.reference for row in in_order(stored, sort, backwards=backwards)]

        found: list[Reference] = []
        while page := pipeline.rows(
            session, {}, sort, backwards=backwards, after=found[-1] if found else None, limit=5
        ):
            found += [row.reference for row in page]

        assert found == every, sort
        assert [row.reference for row in pipeline.rows(session, {}, sort, backwards=backwards)] == every, sort


@pytest.mark.parametrize("backwards", [False, True])
def test_pages_lead_back_the_way_they_came_and_what_stands_before_a_page_is_counted(
    session: Session, stored: list[Standing], backwards: bool
) -> None:
    for sort in Sort:
        every = [row.reference for row in in_order(stored, sort, backwards=backwards)]

        found: list[Reference] = []
        before = every[-1]
        while page := pipeline.rows(session, {}, sort, backwards=backwards, before=before, limit=5):
            found = [row.reference for row in page] + found
            before = found[0]

        assert found == every[:-1], sort
        for place in (0, 1, len(every) // 2, len(every) - 1):
            counted = pipeline.count_before(session, {}, sort, every[place], backwards=backwards)
            assert counted == place, (sort, place)


def test_after_a_challenge_that_is_not_there_a_list_begins_anew_and_before_it_is_nothing(
    session: Session, stored: list[Standing]
) -> None:
    gone = Reference("CPC-1")

    (first,) = pipeline.rows(session, {}, Sort.REFERENCE, after=gone, limit=1)

    assert first.reference == stored[0].reference
    assert pipeline.rows(session, {}, Sort.REFERENCE, before=gone, limit=1) == []
    assert pipeline.count_before(session, {}, Sort.REFERENCE, gone) == 0


def test_what_is_late_is_counted_by_stage_and_state(session: Session, stored: list[Standing]) -> None:
    counted = {(stage, state): late for stage, state, _, late in pipeline.counts(session, {}, TODAY)}

    late = [row for row in stored if row.late_from and row.late_from <= TODAY]
    assert counted["on_site", "paused"] == sum(
        (row.stage, row.state) == ("on_site", "paused") for row in late
    )
    assert sum(counted.values()) == len(late)


def test_what_is_expected_is_counted_by_day(session: Session, stored: list[Standing]) -> None:
    counted = dict(pipeline.days_of(session, {}, Expected.PLAN))

    assert sum(counted.values()) == sum(row.plan_due is not None for row in stored)
    assert counted[TODAY] == sum(row.plan_due == TODAY for row in stored)


@pytest.mark.usefixtures("stored")
def test_advisers_are_named_once_in_the_order_of_their_names(session: Session) -> None:
    assert pipeline.advisers(session) == [("p_2", "adviser of the north"), ("p_1", "Senior adviser")]
    assert pipeline.names(session, [PersonId("p_1"), None]) == {"p_1": "Senior adviser"}
    assert pipeline.names(session, [None]) == {}


@pytest.mark.usefixtures("stored")
def test_regions_are_those_of_the_register(session: Session) -> None:
    found = pipeline.regions(session)

    assert "West Midlands" in found
    assert list(found) == sorted(set(found))
    assert "" not in found


def test_what_no_round_has_seen_to_is_counted(session: Session, stored: list[Standing]) -> None:
    late = [row for row in stored if row.next_change and row.next_change < TODAY]

    assert pipeline.behind(session, TODAY) == len(late) > 0


def test_only_challenges_that_were_open_by_a_day_were_known_on_it(
    session: Session, stored: list[Standing]
) -> None:
    assert pipeline.known_by(session, {"scheme": "2022"}, TODAY) == [
        row.reference for row in stored if row.scheme == "2022"
    ]
    assert pipeline.known_by(session, {}, TODAY - timedelta(days=1)) == []


INDEXES: tuple[tuple[dict[str, Any], Sort, str], ...] = (
    ({}, Sort.DUE, "ix_standings_next_due_reference (next_due>?)"),
    ({}, Sort.LATENESS, "ix_standings_late_from_reference (late_from>?)"),
    ({}, Sort.AGE, "ix_standings_stage_since_reference (stage_since>?)"),
    ({}, Sort.VISIT, "ix_standings_visit_start_reference (visit_start>?)"),
    ({}, Sort.COUNCILS, "ix_standings_councils_reference"),
    ({"stage": Stage.ON_SITE}, Sort.DUE, "ix_standings_next_due_reference (next_due>?)"),
    ({"state": "live"}, Sort.DUE, "ix_standings_next_due_reference (next_due>?)"),
    ({"late": True}, Sort.DUE, "ix_standings_next_due_reference (next_due>?)"),
    ({"region": "West Midlands"}, Sort.DUE, "ix_standings_next_due_reference (next_due>?)"),
    ({"adviser": "p_1"}, Sort.DUE, "ix_standings_adviser_next_due_reference (adviser=? AND next_due>?)"),
)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_page_is_read_in_the_order_of_an_index(database: Engine, session: Session) -> None:
    """PostgreSQL chooses by how many rows there are."""
    asked: list[tuple[str, Any]] = []
    event.listen(database, "before_cursor_execute", lambda *said: asked.append((said[2], said[3])))

    for selected, sort, index in INDEXES:
        pipeline.rows(session, Selection(**selected).criteria(TODAY), sort, limit=25)
        statement, given = next(each for each in asked if each[0].startswith("SELECT"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()

        assert index in plan[0][3]
        assert not any("TEMP B-TREE" in step[3] for step in plan)
        asked.clear()
