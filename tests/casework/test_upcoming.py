"""What will go out by itself: on which day, to whom, and what waits for somebody before it does."""

from __future__ import annotations

from datetime import date

import pytest

from casework import morning_round, record, upcoming
from casework.case import case
from casework.preview import Wanted, preview
from casework.record import Entry
from casework.standings import UnknownAdviser
from casework.upcoming import Coming, TooManyToRead
from db import councils, standings
from db.models import Standing
from db.papers import messages
from domain.days import Day
from domain.lifecycle import Milestone, Product, Reference
from domain.moves import Claim
from domain.people import Role
from tests.casework.conftest import AT, Challenge, entry

TODAY = date(2024, 9, 10)


def ahead(challenge: Challenge, days: int, adviser: str | None = None, on: date = TODAY) -> list[Coming]:
    return upcoming.upcoming(challenge.session, on, days, adviser=adviser)


def seen_to(challenge: Challenge, on: date = TODAY) -> Challenge:
    morning_round.see_to(challenge.session, [challenge.reference], on, AT)
    return challenge


def test_what_is_owed_now_comes_first_and_reminders_on_their_days(scoped: Challenge) -> None:
    found = [each for each in ahead(scoped, 30) if not each.waits_for]

    assert {each.on for each in found if each.kind == "document"} == {TODAY}
    reminders = [(each.on.isoformat(), each.name) for each in found if each.on > TODAY]
    assert reminders == [
        ("2024-09-17", "position_statement_due"),
        ("2024-10-02", "position_statement_late"),
    ]


def test_what_has_been_done_is_not_listed(scoped: Challenge) -> None:
    found = ahead(seen_to(scoped), 10)

    assert [(each.name, each.on.isoformat()) for each in found] == [("position_statement_due", "2024-09-17")]
    assert {reader.email for reader in found[0].readers} == {
        "project_lead@council.example",
        "challenge_manager@programme.example",
    }


def test_what_is_listed_is_what_the_rounds_of_those_days_send(scoped: Challenge) -> None:
    """Nothing more and nothing else, day by day."""
    seen_to(scoped)
    listed = {(each.on, each.name, reader.id) for each in ahead(scoped, 30) for reader in each.readers}
    before = {each.id for each in messages(scoped.session, scoped.reference)}

    sent = set()
    for number in range(10, 41):
        day = date.fromordinal(TODAY.toordinal() + number - 10)
        seen_to(scoped, day)
        new = [each for each in messages(scoped.session, scoped.reference) if each.id not in before]
        sent |= {(day, each.notice, each.person_id) for each in new}
        before |= {each.id for each in new}

    assert listed == sent


def test_after_days_without_a_round_only_the_last_reminder_of_a_date_is_listed(scoped: Challenge) -> None:
    seen_to(scoped)
    late = date(2024, 10, 7)
    before = {each.id for each in messages(scoped.session, scoped.reference)}

    listed = {(each.name, reader.id) for each in ahead(scoped, 0, on=late) for reader in each.readers}
    seen_to(scoped, late)
    written = [each for each in messages(scoped.session, scoped.reference) if each.id not in before]

    assert {name for name, _ in listed} == {"position_statement_late"}
    assert listed == {(each.notice, each.person_id) for each in written}


def test_each_line_can_be_opened_as_the_letter_it_will_be(scoped: Challenge) -> None:
    found = ahead(seen_to(scoped), 10)[0]

    assert found.command == (f"cpc preview {scoped.reference} notice/position_statement_due --on 2024-09-17")
    shown = preview(case(scoped.session, scoped.reference), Wanted(f"notice/{found.name}", found.on))
    assert {each.to.person for each in shown.letters} == {reader.id for reader in found.readers}


def test_a_document_to_a_peer_is_opened_for_that_peer(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")

    found = [each for each in ahead(challenge, 0, on=date(2024, 5, 20)) if each.name == "peer_invitation"]

    assert len(found) == 5
    assert all(each.command.endswith(f" --person {each.readers[0].id}") for each in found)


def test_what_comes_due_on_a_day_off_is_listed_on_the_next_working_day(challenge: Challenge) -> None:
    found = ahead(challenge, 5, on=date(2024, 5, 4))

    assert {each.on.isoformat() for each in found} == {"2024-05-07"}  # Monday was a bank holiday.


def test_what_waits_says_for_what(bare: Challenge) -> None:
    waiting = [each for each in ahead(bare, 0, on=date(2024, 5, 1)) if each.waits_for]

    assert [(each.name, [gap.text for gap in each.waits_for]) for each in waiting] == [
        ("challenge_opened", ["nobody is programme manager", "nobody is principal adviser"])
    ]


def test_of_an_adviser_only_their_challenges_are_listed(scoped: Challenge) -> None:
    adviser = scoped.people[Role.PRINCIPAL_ADVISER]
    scoped.session.get_one(Standing, scoped.reference).adviser = adviser
    second = _another(scoped)

    mine = {each.reference for each in ahead(scoped, 30, "principal_adviser@programme.example")}
    all_of_them = {each.reference for each in ahead(scoped, 30)}

    assert (mine, all_of_them) == ({scoped.reference}, {scoped.reference, second})
    assert {each.reference for each in ahead(scoped, 30, "principal adviser")} == {scoped.reference}
    with pytest.raises(UnknownAdviser, match="Nobody is called 'somebody'"):
        ahead(scoped, 30, "somebody")


def _another(challenge: Challenge) -> Reference:
    host = councils.find(challenge.session, "CHO").place
    return record.open_challenge(
        challenge.session,
        entry(TODAY.isoformat()),
        councils=[host],
        scheme_name="2024",
        on=Day(TODAY),
        details=record.opening([host], "2024", Product.CORPORATE),
    )


def test_one_challenge_can_be_asked_for(scoped: Challenge) -> None:
    second = _another(scoped)

    found = upcoming.upcoming(scoped.session, TODAY, 30, reference=second)

    assert {each.reference for each in found} == {second}


def test_a_challenge_of_which_nothing_comes_due_is_not_opened(scoped: Challenge) -> None:
    seen_to(scoped)

    assert standings.coming(scoped.session, date(2024, 9, 16)) == []
    assert standings.coming(scoped.session, date(2024, 9, 17)) == [scoped.reference]


def test_each_council_of_a_joint_challenge_is_told_apart(challenge: Challenge) -> None:
    places = [councils.find(challenge.session, code).place for code in ("HIG", "STF")]
    writer = Entry("Programme manager", date(2024, 5, 10), AT)
    joint = record.open_challenge(
        challenge.session,
        writer,
        councils=places,
        scheme_name="2022",
        on=Day.parse("2024-05-01"),
        details=record.opening(places, "2022", Product.CORPORATE),
    )
    claim = Claim(Milestone.AGREED, Day.parse("2024-05-10"))
    record.record(challenge.session, joint, writer, claim)

    found = upcoming.upcoming(challenge.session, date(2024, 5, 10), 0, reference=joint)

    invitations = [each for each in found if (each.kind, each.name) == ("document", "invitation")]
    assert [(each.council, each.host) for each in invitations] == [
        ("HIG", "High Peak Borough Council"),
        ("STF", "Staffordshire Moorlands District Council"),
    ]
    assert invitations[0].command.endswith("--council HIG")


def test_nobody_is_kept_waiting_for_what_comes_due_of_too_many(scoped: Challenge) -> None:
    _another(scoped)

    with pytest.raises(TooManyToRead, match="Something of 2 challenges comes due, and a page reads 1"):
        upcoming.upcoming(scoped.session, TODAY, 30, most=1)

    assert upcoming.upcoming(scoped.session, TODAY, 30, most=2) == ahead(scoped, 30)
