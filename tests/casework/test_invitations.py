"""What people's calendars are told: with the letter that names the date, and with every move of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import icalendar
import ics  # type: ignore[import-untyped]
import pytest
from sqlalchemy.orm import Session

from casework import record
from casework.case import case
from casework.invitations import enclosed, entries
from casework.record import Ended, Entry
from casework.scoping import Meeting, NotAnHour, set_meeting
from channels.mail import Invitation
from db import challenges, councils, papers, people
from db.post_tables import Message
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, Product
from domain.people import Role
from settings import settings
from tests.casework.conftest import AT, Begun, Challenge, entry


@pytest.fixture
def packed(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose pack, with the timetable, has gone to the peers."""

    def play() -> Challenge:
        scoped: Challenge = request.getfixturevalue("scoped")
        scoped.record("position_statement_received", "2024-10-01")
        scoped.hand_in("2024-10-10", "timetable")
        scoped.record("pack_sent", "2024-10-11")
        return scoped

    return begun(play)


def letters(challenge: Challenge, on: str, notice: str) -> list[Message]:
    """Queue what is owed and return the letters of one notice, the newest last."""
    challenge.queue(on)
    found = papers.messages(challenge.session, challenge.reference)
    return [each for each in found if each.notice == notice]


def letter(challenge: Challenge, on: str, notice: str, role: Role) -> Message:
    """Return the last letter of a notice to who holds a role."""
    return [each for each in letters(challenge, on, notice) if each.person_id == challenge.people[role]][-1]


def told(challenge: Challenge, message: Message) -> dict[str, Any]:
    """Return the entries that go with a letter, by name, as a calendar program reads them."""
    return {each.name: event(each) for each in enclosed(challenge.session, message)}


def event(invitation: Invitation) -> Any:
    read = icalendar.Calendar.from_ical(invitation.content)
    assert read["METHOD"] == invitation.method
    (found,) = read.walk("VEVENT")
    return found


def postpone(challenge: Challenge, on: str, at: datetime = AT, **dates: date) -> None:
    who = Entry("Programme manager", date.fromisoformat(on), at)
    details = Details(reason="A by-election", **dates)  # type: ignore[arg-type]
    record.postpone(challenge.session, challenge.reference, who, Day.parse(on), council=None, details=details)


def test_the_letter_with_the_dates_carries_the_visit_to_its_reader(scoped: Challenge) -> None:
    scoped.prepare("2024-05-20")
    visit = told(scoped, letter(scoped, "2024-05-20", "dates_set", Role.LEADER))["visit.ics"]

    assert (visit["DTSTART"].dt, visit["DTEND"].dt) == (date(2024, 10, 29), date(2024, 11, 1))
    assert (visit["STATUS"], visit["SEQUENCE"]) == ("CONFIRMED", 0)
    assert visit["ATTENDEE"] == "mailto:leader@council.example"
    assert "Tamworth Borough Council" in visit["SUMMARY"]
    assert scoped.reference in visit["DESCRIPTION"]


def test_the_entry_lies_in_the_mail_as_a_part_that_calendars_take_in(scoped: Challenge) -> None:
    scoped.prepare("2024-05-20")
    letter(scoped, "2024-05-20", "dates_set", Role.LEADER)
    scoped.post()

    mails = [
        message_from_bytes(each.read_bytes(), policy=default)
        for each in settings().outbox_folder.glob("*dates_set*")
    ]
    parts = [part for mail in mails for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert len(parts) == len(mails) > 5
    assert {part.get_param("method") for part in parts} == {"REQUEST"}
    (uid,) = {next(iter(ics.Calendar(part.get_content()).events)).uid for part in parts}
    assert uid == calendar(scoped)["visit"].appointment.uid


def calendar(challenge: Challenge, on: str = "2024-10-20") -> dict[str, Any]:
    """Return everything that stands in a challenge's calendar, by name."""
    on_desk = case(challenge.session, challenge.reference)
    return {each.appointment.name: each for each in entries(on_desk, on_desk.on(date.fromisoformat(on)))}


def test_the_timetable_brings_visit_and_feedback_and_the_newer_is_first(packed: Challenge) -> None:
    packed.prepare("2024-10-11")
    message = letter(packed, "2024-10-11", "timetable", Role.OPPOSITION_LEADER)

    assert set(told(packed, message)) == {"visit.ics", "feedback_meeting.ics"}
    meeting = told(packed, message)["feedback_meeting.ics"]
    assert meeting["DTSTART"].dt.isoformat() == "2024-10-31T14:00:00+00:00"
    assert meeting["LOCATION"] == "Council chamber"


def test_new_dates_are_the_same_entry_counted_one_higher(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    first = told(scoped, letter(scoped, "2024-09-10", "dates_set", Role.LEADER))["visit.ics"]
    postpone(scoped, "2024-09-12", visit_start=date(2024, 12, 3), visit_end=date(2024, 12, 5))
    scoped.prepare("2024-09-12")

    moved = told(scoped, letter(scoped, "2024-09-12", "dates_moved", Role.LEADER))["visit.ics"]

    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    assert moved["DTSTART"].dt == date(2024, 12, 3)


def test_dates_that_are_put_off_are_struck_out_where_they_had_been_entered(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    scoped.queue("2024-09-10")
    scoped.people[Role.SUPPORT_OFFICER] = scoped.assign(
        Role.SUPPORT_OFFICER, "2024-09-11", email="another@programme.example"
    )
    postpone(scoped, "2024-09-12")
    scoped.prepare("2024-09-12")

    asked = letter(scoped, "2024-09-12", "dates_moved", Role.LEADER)
    never_asked = letter(scoped, "2024-09-12", "dates_moved", Role.SUPPORT_OFFICER)

    (struck_out,) = enclosed(scoped.session, asked)
    assert (struck_out.method, event(struck_out)["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event(struck_out)["ATTENDEE"] == "mailto:leader@council.example"
    assert enclosed(scoped.session, never_asked) == ()


def test_a_letter_that_was_withdrawn_has_asked_nobody(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    first = letter(scoped, "2024-09-10", "dates_set", Role.LEADER)
    postpone(scoped, "2024-09-12")
    scoped.prepare("2024-09-12")
    second = letter(scoped, "2024-09-12", "dates_moved", Role.LEADER)

    first.state = "withdrawn"

    assert enclosed(scoped.session, second) == ()


def test_a_letter_sent_again_carries_the_same_bytes_whatever_was_recorded_since(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    message = letter(scoped, "2024-09-10", "dates_set", Role.LEADER)
    before = enclosed(scoped.session, message)

    later = AT + timedelta(days=134)
    postpone(scoped, "2024-09-12", later, visit_start=date(2024, 12, 3), visit_end=date(2024, 12, 5))

    assert enclosed(scoped.session, message) == before


def test_what_is_over_is_not_entered_again(packed: Challenge) -> None:
    packed.prepare("2024-10-11")
    packed.record("visit_started", "2024-10-29")
    packed.record("visit_ended", "2024-10-31")
    ended = Day.parse("2024-11-04")
    record.cancel(packed.session, packed.reference, entry("2024-11-04"), ended, "The council is abolished")

    assert enclosed(packed.session, letter(packed, "2024-11-04", "cancelled", Role.LEADER)) == ()


def test_who_took_part_is_asked_to_the_feedback_until_it_has_been_given(packed: Challenge) -> None:
    packed.record("visit_started", "2024-10-29")
    packed.queue("2024-10-29")
    late = packed.assign(Role.PARTICIPANT, "2024-10-30", email="chair@council.example")
    found = letters(packed, "2024-10-30", "feedback_meeting")

    asked = [each.to_email for each in found]
    (message,) = [each for each in found if each.person_id == late]
    assert len(asked) == len(set(asked)) == 6
    assert "you took part in the challenge" in " ".join(message.text.split())
    assert set(told(packed, message)) == {"feedback_meeting.ics"}

    packed.record("visit_ended", "2024-10-31")
    packed.hand_in("2024-10-31", "feedback")
    packed.record("feedback_given", "2024-10-31")
    packed.assign(Role.PARTICIPANT, "2024-11-01", email="too.late@council.example")
    assert len(letters(packed, "2024-11-01", "feedback_meeting")) == 6


def test_a_notice_that_announces_no_date_carries_no_entry(scoped: Challenge) -> None:
    scoped.queue("2024-09-10")
    message = letter(scoped, "2024-09-10", "challenge_opened", Role.PRINCIPAL_ADVISER)

    assert enclosed(scoped.session, message) == ()
    assert enclosed(scoped.session, Message(reference=None, notice="digest")) == ()
    assert enclosed(scoped.session, Message(reference=scoped.reference, notice="digest")) == ()


@pytest.fixture
def joint(session: Session) -> Challenge:
    """Give a challenge of two councils under way, with a chief executive each and one peer."""
    councils.load_samples(session)
    places = [councils.find(session, code).place for code in ("HIG", "STF")]
    details = replace(
        record.opening(places, "2024", Product.CORPORATE),
        visit_start=date(2024, 10, 29),
        visit_end=date(2024, 10, 31),
    )
    reference = record.open_challenge(
        session,
        entry("2024-05-01"),
        councils=places,
        scheme_name="2024",
        on=Day.parse("2024-05-01"),
        details=details,
    )
    made = Challenge(session, reference, {})
    for code in ("HIG", "STF"):
        made.assign(Role.CHIEF_EXECUTIVE, "2024-05-01", f"chief@{code.lower()}.example", code)
    made.people[Role.LEAD_MEMBER] = made.assign(Role.LEAD_MEMBER, "2024-05-01")
    return made


def message(challenge: Challenge, to: str, **said: Any) -> Message:
    """Return a letter about a progress review, as it is queued."""
    person = people.find(challenge.session, to)
    usual = {"notice": "dates_moved", "reference": challenge.reference, "person_id": person, "queued_at": AT}
    return Message(**usual | {"to_name": "Reader", "to_email": to, "council": None} | said)


@pytest.mark.parametrize(
    ("to", "said", "councils_named"),
    [
        ("chief@hig.example", {}, ["HIG"]),
        ("lead_member@peers.example", {}, ["HIG", "STF"]),
        ("lead_member@peers.example", {"notice": "review_scheduled", "council": "STF"}, ["STF"]),
    ],
    ids=["their own council's", "a peer: both", "a peer, of a letter about one"],
)
def test_readers_are_told_of_the_reviews_that_concern_them(
    joint: Challenge, to: str, said: dict[str, Any], councils_named: list[str]
) -> None:
    review = Details(review_start=date(2025, 9, 11), review_end=date(2025, 9, 11))
    events = [
        Event(0, Milestone.REVIEW_SCHEDULED, Day.parse("2025-05-01"), CouncilCode(code), review)
        for code in ("HIG", "STF")
    ]
    challenges.append(joint.session, joint.reference, events, by="Programme manager", at=AT)

    found = enclosed(joint.session, message(joint, to, **said))

    hosts = {"HIG": "High Peak Borough Council", "STF": "Staffordshire Moorlands District Council"}
    titles = sorted(str(event(each)["SUMMARY"]) for each in found)
    assert titles == [f"{hosts[code]}: progress review" for code in councils_named]


def test_a_challenge_has_a_file_for_everything_in_its_calendar(packed: Challenge) -> None:
    found = calendar(packed)

    meeting, due = found["feedback_meeting"], found["report"]
    assert meeting.name == f"{packed.reference}-feedback-meeting.ics"
    assert due.name == f"{packed.reference}-due-report-TAW.ics"
    assert due.title == "Tamworth Borough Council: Report published (due)"
    read = icalendar.Calendar.from_ical(due.content)
    assert (read["METHOD"], read.walk("VEVENT")[0]["STATUS"]) == ("PUBLISH", "TENTATIVE")
    days = [each.appointment.when.first for each in found.values()]
    assert days == sorted(days)


def test_a_history_of_the_past_has_no_timetable_to_read(bare: Challenge) -> None:
    past = Event(0, Happening.CONTENT_RECEIVED, Day.parse("2024-05-02"), details=Details(content="timetable"))
    challenges.append(bare.session, bare.reference, [past], by="Programme manager", at=AT)

    assert "feedback_meeting" not in calendar(bare)


MEETING = Meeting(date(2024, 6, 11), time(10), time(12), "Committee room 1")


def test_a_scoping_meeting_is_told_with_its_entry_and_again_when_it_moves(challenge: Challenge) -> None:
    assert set_meeting(challenge.session, challenge.reference, entry("2024-05-20"), MEETING)
    first = letter(challenge, "2024-05-20", "scoping_meeting", Role.LEADER)
    assert set_meeting(
        challenge.session, challenge.reference, entry("2024-05-21"), replace(MEETING, on=date(2024, 6, 12))
    )
    second = letter(challenge, "2024-05-21", "scoping_meeting", Role.LEADER)

    assert "Tuesday 11 June 2024, from 10:00 to 12:00 (Committee room 1)" in " ".join(first.text.split())
    assert first.id != second.id
    found = told(challenge, second)["scoping_meeting.ics"]
    assert (found["SEQUENCE"], found["LOCATION"]) == (1, "Committee room 1")


def test_the_same_scoping_meeting_set_again_is_written_once(challenge: Challenge) -> None:
    ways = [
        set_meeting(challenge.session, challenge.reference, entry("2024-05-20"), MEETING) for _ in range(2)
    ]

    assert ways == [True, False]


@pytest.mark.parametrize(
    ("begins", "ends"), [(time(10), None), (None, time(12)), (time(12), time(12))], ids=str
)
def test_the_hours_of_a_meeting_go_together(
    challenge: Challenge, begins: time | None, ends: time | None
) -> None:
    with pytest.raises(NotAnHour, match="Give both hours, the earlier one first, or none"):
        set_meeting(
            challenge.session,
            challenge.reference,
            entry("2024-05-20"),
            Meeting(date(2024, 6, 11), begins, ends),
        )


def test_a_cancelled_challenge_is_given_no_scoping_meeting(challenge: Challenge) -> None:
    cancelled = Day.parse("2024-05-20")
    record.cancel(challenge.session, challenge.reference, entry("2024-05-20"), cancelled, "A merger")

    with pytest.raises(Ended, match="cannot be given a scoping meeting"):
        set_meeting(challenge.session, challenge.reference, entry("2024-05-20"), MEETING)


def test_a_challenge_that_is_taken_up_again_is_entered_again_under_its_name(scoped: Challenge) -> None:
    scoped.prepare("2024-09-10")
    scoped.queue("2024-09-10")
    day = Day.parse("2024-09-12")
    record.cancel(scoped.session, scoped.reference, entry("2024-09-12"), day, "A merger")
    gone = told(scoped, letter(scoped, "2024-09-12", "cancelled", Role.LEADER))["visit.ics"]
    record.reopen(scoped.session, scoped.reference, entry("2024-09-12"), day, "No merger after all")

    back = told(scoped, letter(scoped, "2024-09-12", "reopened", Role.LEADER))["visit.ics"]

    assert (gone["STATUS"], back["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert (back["UID"], back["SEQUENCE"]) == (gone["UID"], gone["SEQUENCE"] + 1)
