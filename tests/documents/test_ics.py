"""Calendar files as three programs read them, and as the standard counts their bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import ics  # type: ignore[import-untyped]
import recurring_ical_events  # type: ignore[import-untyped]
from dateutil.tz import tzical  # type: ignore[import-untyped]

from documents.ics import LONDON, Line, Mailbox, Method, calendar
from domain.appointments import Appointment, Status, When
from domain.lifecycle import Gathering
from domain.rules import DeadlineRule, Offset

AT = datetime(2026, 3, 6, 9, 30, 15, 400_000, tzinfo=UTC)
UID = "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d"
PROGRAMME = Mailbox("Peer challenge programme", "peer.challenge@programme.example")
CHIEF = Mailbox('Chief executive; "acting", interim', "chief.executive@tamworth.example")
DAYS = When(date(2026, 10, 23), date(2026, 10, 27))
HOURS = When(date(2026, 10, 25), date(2026, 10, 25), time(14), time(15, 30), "Council chamber, Marmion House")


def line(when: When = DAYS, guest: Mailbox | None = None, **changes: Any) -> Line:
    usual: dict[str, Any] = {"subject": Gathering.VISIT, "council": None, "status": Status.CONFIRMED}
    known = Appointment(UID, when=when, made=AT, changed=AT, sequence=2, **usual | changes)
    return Line(known, "Tamworth Borough Council: peer challenge visit", "The team visits.\nAsk us.", guest)


def event(text: str) -> Any:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")[0]


def test_whole_days_end_on_the_morning_after_the_last() -> None:
    found = event(calendar([line()], Method.REQUEST, PROGRAMME))

    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2026, 10, 23), date(2026, 10, 28))
    assert found["DTSTART"].params["VALUE"] == "DATE"
    assert "VTIMEZONE" not in calendar([line()], Method.REQUEST, PROGRAMME)


def test_hours_are_those_of_london_on_the_day_on_which_the_clocks_change() -> None:
    text = calendar([line(HOURS)], Method.REQUEST, PROGRAMME)

    (other,) = ics.Calendar(text).events
    (occurrence,) = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).at(date(2026, 10, 25))
    assert other.begin.datetime == datetime(2026, 10, 25, 14, tzinfo=UTC)
    assert occurrence["DTSTART"].dt == datetime(2026, 10, 25, 14, tzinfo=ZoneInfo("Europe/London"))
    assert occurrence["DTEND"].dt - occurrence["DTSTART"].dt == timedelta(minutes=90)
    assert other.location == HOURS.place


def test_a_meeting_without_an_end_says_when_it_begins() -> None:
    found = event(calendar([line(When(DAYS.first, DAYS.first, time(10)))], Method.REQUEST, PROGRAMME))

    assert found["DTSTART"].dt.hour == 10
    assert "DTEND" not in found


def test_the_time_zone_holds_for_every_hour_until_2060() -> None:
    ours = tzical(StringIO(f"BEGIN:VCALENDAR\n{LONDON}END:VCALENDAR\n")).get("Europe/London")
    london = ZoneInfo("Europe/London")
    days = (datetime(year, month, 31, tzinfo=UTC) for year in range(2024, 2061) for month in (3, 10))
    sundays = (day - timedelta(days=day.isoweekday() % 7) for day in days)
    hours = [sunday + timedelta(minutes=30 * half) for sunday in sundays for half in range(-10, 10)]

    assert [each for each in hours if each.astimezone(ours).replace(tzinfo=None) != here(each, london)] == []


def here(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def test_the_stamp_is_the_moment_of_the_change_and_the_bytes_are_the_same_each_time() -> None:
    lines = [line(HOURS, CHIEF), line()]

    assert calendar(lines, Method.REQUEST, PROGRAMME) == calendar(lines, Method.REQUEST, PROGRAMME)
    found = event(calendar(lines, Method.REQUEST, PROGRAMME))
    assert found["DTSTAMP"].dt == found["LAST-MODIFIED"].dt == AT.replace(microsecond=0)
    assert (found["UID"], found["SEQUENCE"]) == (UID, 2)


def test_a_request_names_who_asks_whom_and_wants_no_answer() -> None:
    text = calendar([line(guest=CHIEF)], Method.REQUEST, PROGRAMME)

    found, guest = event(text), event(text)["ATTENDEE"]
    assert icalendar.Calendar.from_ical(text)["METHOD"] == "REQUEST"
    assert found["ORGANIZER"] == f"mailto:{PROGRAMME.email}"
    assert (guest, guest.params["RSVP"], guest.params["PARTSTAT"]) == (
        f"mailto:{CHIEF.email}",
        "FALSE",
        "NEEDS-ACTION",
    )


def test_a_cancellation_says_so_twice_and_takes_up_nobodys_time() -> None:
    text = calendar([line(guest=CHIEF, status=Status.CANCELLED)], Method.CANCEL, PROGRAMME)

    assert icalendar.Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert (event(text)["STATUS"], event(text)["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_day_that_is_due_takes_up_nobodys_time() -> None:
    rule = DeadlineRule("report", "Report published", None, "visit_ended", Offset(months=3), "programme")

    text = calendar([line(subject=rule, status=Status.TENTATIVE)], Method.PUBLISH, PROGRAMME)

    assert (event(text)["STATUS"], event(text)["TRANSP"]) == ("TENTATIVE", "TRANSPARENT")
    assert "ATTENDEE" not in event(text)


def test_no_line_is_longer_than_the_standard_has_it_and_none_breaks_a_letter() -> None:
    name = "Llanfairpwllgwyngyll, Ynys Môn; — the “long” one " + "é" * 90
    known = line(When(DAYS.first, DAYS.last, place=name), CHIEF)
    text = calendar([Line(known.appointment, name, name * 3 + "\\n", known.guest)], Method.REQUEST, PROGRAMME)

    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    assert [each.decode() for each in lines]
    found = event(text)
    assert (str(found["SUMMARY"]), str(found["DESCRIPTION"])) == (name, name * 3 + "\\n")
    assert str(found["LOCATION"]) == next(iter(ics.Calendar(text).events)).location == name
