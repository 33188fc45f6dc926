"""The calendars that people subscribe to show what is theirs, as it stands, and are not written twice."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import ics  # type: ignore[import-untyped]
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from casework import accounts, feeds, record, tokens
from casework.accounts import Newcomer
from casework.feeds import Owned, Written
from casework.tokens import Feed
from db import feeds as rows
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, Place, Reference
from domain.people import Role
from domain.permissions import Part, Visitor
from tests.casework.conftest import Challenge, entry
from tests.casework.published import joint, told
from tests.histories import THE_YEAR

TODAY = date(2024, 8, 1)
DESK = Visitor(Part.MANAGER, name="desk")
STAFF = Visitor(Part.MANAGER)


def feed(visitor: Visitor = STAFF, council: str | None = None, **said: Any) -> Feed:
    code = CouncilCode(council) if council else None
    return Feed("council" if council else "programme", said.get("person"), code, visitor, 1)


def shown(session: Session, of: Feed | None = None, today: date = TODAY, kept: Written | None = None) -> Any:
    wanted = feeds.due(session, of or feed(), today)
    return icalendar.Calendar.from_ical(feeds.written(session, wanted, kept or Written()))


def titles(calendar: Any) -> list[str]:
    return [str(each["SUMMARY"]) for each in calendar.walk("VEVENT")]


def tag(session: Session, of: Feed | None = None, today: date = TODAY) -> str:
    return feeds.due(session, of or feed(), today).tag


@pytest.fixture
def dated(session: Session) -> Challenge:
    """Give a challenge of Tamworth whose visit has its dates."""
    found = told(session)
    found.happens(Milestone.AGREED, "2024-05-10")
    said = THE_YEAR[Milestone.DATES_SET][1]
    dates: dict[str, Any] = {name: date.fromisoformat(text) for name, text in said.items()}
    found.happens(Milestone.DATES_SET, "2024-06-03", **dates)
    return Challenge(session, found.reference, {})


def postpone(of: Challenge, first: str, last: str) -> None:
    said = Details(visit_start=date.fromisoformat(first), visit_end=date.fromisoformat(last))
    record.postpone(
        of.session, of.reference, entry("2024-07-01"), Day.parse("2024-07-01"), council=None, details=said
    )


def test_a_calendar_has_visits_and_due_days_and_says_what_it_is(dated: Challenge) -> None:
    calendar = shown(dated.session)

    assert "Tamworth Borough Council: peer challenge visit" in titles(calendar)
    assert "Tamworth Borough Council: Report published (due)" in titles(calendar)
    assert str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"])
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert calendar["METHOD"] == "PUBLISH"


def test_other_programs_read_it(dated: Challenge) -> None:
    wanted = feeds.due(dated.session, feed(), TODAY)
    text = feeds.written(dated.session, wanted, Written())

    assert len(ics.Calendar(text).events) == len(titles(icalendar.Calendar.from_ical(text)))
    (visit,) = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at(date(2024, 10, 30))
    assert visit["SUMMARY"] == "Tamworth Borough Council: peer challenge visit"


def test_a_visit_that_moves_keeps_its_name_and_counts_on(dated: Challenge) -> None:
    before = _visit(shown(dated.session))
    postpone(dated, "2024-11-12", "2024-11-14")
    after = _visit(shown(dated.session))

    assert (after["UID"], after["SEQUENCE"]) == (before["UID"], before["SEQUENCE"] + 1)
    assert after["DTSTART"].dt == date(2024, 11, 12)


def test_what_is_called_off_stays_for_a_while_and_says_so(dated: Challenge) -> None:
    today = date(2024, 7, 20)
    name = _visit(shown(dated.session, today=today))["UID"]
    record.cancel(dated.session, dated.reference, entry("2024-07-15"), Day.parse("2024-07-15"), "Elections")

    found = _visit(shown(dated.session, today=today))

    assert (found["UID"], found["STATUS"]) == (name, "CANCELLED")
    assert titles(shown(dated.session, today=date(2025, 12, 1))) == []


def _visit(calendar: Any) -> Any:
    return next(each for each in calendar.walk("VEVENT") if "visit" in each["SUMMARY"])


def test_what_is_long_over_is_left_out(dated: Challenge) -> None:
    assert any("visit" in each for each in titles(shown(dated.session, today=date(2025, 1, 29))))
    assert not any("visit" in each for each in titles(shown(dated.session, today=date(2025, 1, 30))))


def test_what_was_written_is_not_written_again_until_something_happens(
    dated: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Written()
    first = titles(shown(dated.session, kept=kept))
    before = tag(dated.session)

    with monkeypatch.context() as patched:
        patched.setattr(feeds, "lines", None)
        assert titles(shown(dated.session, kept=kept)) == first

    postpone(dated, "2024-11-12", "2024-11-14")
    assert tag(dated.session) != before
    assert _visit(shown(dated.session, kept=kept))["DTSTART"].dt == date(2024, 11, 12)


def test_what_is_over_leaves_a_calendar_that_was_kept(dated: Challenge) -> None:
    kept = Written()
    shown(dated.session, kept=kept)

    assert not any(
        "visit" in each for each in titles(shown(dated.session, today=date(2025, 3, 1), kept=kept))
    )


def test_there_is_room_for_so_many_and_what_is_asked_for_stays() -> None:
    kept = Written(most=2)
    one, two, three = ((Reference(f"CPC-2024-00{number}"), 1) for number in (1, 2, 3))
    kept.keep(one, ())
    kept.keep(two, (Owned(None, None),))  # type: ignore[arg-type]
    assert kept.find(one) == ()

    kept.keep(three, ())

    assert (kept.find(one), kept.find(two), kept.find(three)) == ((), None, ())


def test_a_councils_calendar_has_nothing_of_the_other_council(session: Session) -> None:
    both = joint(session)
    both.until(Milestone.PLAN_PUBLISHED)
    days: dict[str, Any] = {"review_start": date(2023, 8, 28), "review_end": date(2023, 8, 29)}
    for place in both.places:
        both.happens(Milestone.REVIEW_SCHEDULED, "2023-05-12", place, **days)
    today = date(2023, 6, 1)

    mine = titles(shown(session, feed(council="HIG"), today))
    everything = titles(shown(session, feed(), today))

    assert [each for each in mine if "review" in each.lower() and "due" not in each] == [
        "High Peak Borough Council: progress review"
    ]
    assert "Staffordshire Moorlands District Council: progress review" in everything
    assert "HIG" in dict(rows.councils(session))


def test_a_successors_calendar_has_what_its_predecessor_had(session: Session) -> None:
    single = told(session)
    single.until(Milestone.PLAN_PUBLISHED)
    lichfield = Place(CouncilCode("LIF"), "Lichfield District Council", "West Midlands")
    single.happens(Happening.SUPERSEDED, "2025-04-01", single.places[0], successor=lichfield)
    today = date(2025, 4, 2)

    mine = titles(shown(session, feed(council="LIF"), today))

    assert any("Review report published" in each for each in mine)
    assert titles(shown(session, feed(council="TAW"), today)) == []


def test_an_advisers_calendar_has_the_challenges_of_that_adviser(
    session: Session, challenge: Challenge
) -> None:

    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    told(session).happens(Milestone.AGREED, "2024-05-10")
    mine, other = challenge.people[Role.PRINCIPAL_ADVISER], challenge.people[Role.LEADER]

    assert {each[0] for each in rows.versions(session, TODAY, adviser=mine, council=None)} == {
        challenge.reference
    }
    assert len(rows.versions(session, TODAY, adviser=None, council=None)) == 2
    calendar = shown(session, feed(person=mine))
    assert str(calendar["NAME"]).startswith("Principal adviser")
    assert titles(calendar)
    assert titles(shown(session, feed(person=other))) == []


def test_a_contact_who_has_no_part_any_more_sees_nothing(dated: Challenge) -> None:
    stranger = Visitor(Part.COUNCIL_CONTACT)

    assert titles(shown(dated.session, feed(stranger, "TAW"))) == []


def test_it_is_remembered_closely_enough_that_a_calendar_is_asked_for(session: Session) -> None:
    at = datetime(2026, 3, 6, 9, tzinfo=UTC)
    made = accounts.add(session, DESK, Newcomer("m@programme.example", Part.MANAGER, name="Manager"), at)
    who = accounts.visitor_of(session, accounts.get(session, made), at.date())
    found = tokens.feed_of(session, tokens.make_feed(session, who, at), at.date())
    assert found
    assert not feeds.is_remembered(session, found.number, at)

    feeds.remember(session, found.number, at)

    assert feeds.is_remembered(session, found.number, at + timedelta(minutes=59))
    assert not feeds.is_remembered(session, found.number, at + timedelta(hours=1))


def test_who_is_in_the_team_moves_no_date(dated: Challenge) -> None:
    before = shown(dated.session).to_ical()
    event = Event(0, Happening.FACTS_SET, Day.parse("2024-07-01"), details=Details(control="Labour"))
    record.write(dated.session, dated.reference, entry("2024-07-01"), [event])

    assert shown(dated.session).to_ical() == before
