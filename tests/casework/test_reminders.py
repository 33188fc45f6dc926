"""Reminders on their way: held, gathered, approved, withdrawn, and to whom they go in the end."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import approvals, gathering, morning_round, notices, record, team
from casework.approvals import NothingToApprove, WhichLetter
from casework.case import case
from casework.morning_round import NotAll
from casework.record import Entry
from db import councils, papers, people, reminders
from db.models import Document
from db.post_tables import Message, MessageSlot
from domain.days import Day
from domain.lifecycle import CouncilCode, Details, Event, Milestone, Product, kind_of
from domain.people import Role
from settings import settings
from tests.casework.conftest import AT, Begun, Challenge, entry
from tests.casework.rounds import at, deliver_all, run_round, told, visit
from tests.casework.running import checking
from tests.histories import JOINT

REPORT = ("report_due", "report_late", "report_escalated", "folded")


@pytest.fixture
def visited(begun: Begun, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose visit has ended, with all that it owes by then done."""

    def play() -> Challenge:
        scoped: Challenge = request.getfixturevalue("scoped")
        visit(scoped)
        return scoped

    return begun(play)


def also_visited(first: Challenge, name: str) -> Challenge:
    """Take another council's challenge, with the same people of the programme, through its visit."""
    host = councils.find(first.session, name).place
    reference = record.open_challenge(
        first.session,
        entry("2024-05-02"),
        councils=[host],
        scheme_name="2024",
        on=Day.parse("2024-05-02"),
        details=record.opening([host], "2024", Product.CORPORATE),
    )
    second = Challenge(first.session, reference, {})
    ours = (Role.CHALLENGE_MANAGER, Role.PRINCIPAL_ADVISER, Role.PROGRAMME_MANAGER)
    second.people = {role: second.assign(role, "2024-05-02") for role in ours}
    for role in (Role.PROJECT_LEAD, Role.CHIEF_EXECUTIVE, Role.LEADER):
        second.people[role] = second.assign(role, "2024-05-02", f"{role}@{host.code.lower()}.example")
    record.write(
        first.session,
        reference,
        Entry("Programme manager", date(2024, 10, 31), AT),
        [_event("visit_ended", "2024-10-31")],
    )
    return second


def _event(milestone: str, on: str) -> Event:
    return Event(0, Milestone(milestone), Day.parse(on))


def in_one_line(message: Message) -> str:
    return " ".join(message.text.split())


def written(challenge: Challenge) -> int:
    """Count the messages of a challenge; a digest is not about what goes on, but about what went on."""
    found = papers.messages(challenge.session, challenge.reference)
    return sum(each.notice != "digest" for each in found)


# One message that says everything


def test_a_round_that_was_not_run_for_40_days_sends_each_person_one_message_that_says_everything(
    visited: Challenge,
) -> None:
    """Lessons 1 and 7 (Janeway): nothing is lost, nothing is dropped, and nobody gets a heap."""
    second = also_visited(visited, "Stroud")
    run_round(visited.session, "2024-12-27")
    deliver_all(visited.session, "2024-12-27")
    before = {each.id for each in visited.session.scalars(select(Message))}

    run_round(visited.session, "2025-02-05")
    deliver_all(visited.session, "2025-02-05")

    new = [each for each in visited.session.scalars(select(Message)) if each.id not in before]
    assert Counter(each.person_id for each in new) == Counter({each.person_id for each in new})
    assert {each.state for each in new} == {"sent"}
    (manager,) = [each for each in new if each.person_id == visited.people[Role.CHALLENGE_MANAGER]]
    assert (manager.notice, manager.reference) == ("folded", None)
    assert manager.subject == "Two reminders about two peer challenges"
    for host in ("Tamworth Borough Council", "Stroud District Council"):
        assert f"{host}: report was to be published by 31 January 2025" in in_one_line(manager)
        assert f"{host}: report to be published by" not in in_one_line(manager)
    slots = visited.session.scalars(select(MessageSlot).where(MessageSlot.message_id == manager.id))
    assert {slot.key for slot in slots} == {
        f"{reference}/notice/{occasion}"
        for reference, code in ((visited.reference, "TAW"), (second.reference, "STO"))
        for occasion in (f"report_due/{code}/2025-01-31+0", f"report_late/{code}/2025-01-31+1")
    }
    assert manager in papers.messages(visited.session, visited.reference)
    assert manager in papers.messages(visited.session, second.reference)
    assert run_round(visited.session, "2025-02-05").messages == 0


def test_a_single_reminder_is_a_letter_of_its_own(visited: Challenge) -> None:
    run_round(visited.session, "2025-01-02")

    letters = told(visited, *REPORT)

    assert [each.notice for each in letters] == ["report_due", "report_due"]
    assert {each.state for each in letters} == {"queued"}
    assert all(
        "If nothing has changed by Monday 3 February 2025, we will also write to the chief executive and the "
        "principal adviser." in in_one_line(each)
        for each in letters
    )


def test_until_the_end_of_the_round_a_reminder_is_held_and_not_posted(visited: Challenge) -> None:
    day = date(2025, 1, 2)
    visited.session.commit()
    (some,) = morning_round.begin(day, at("2025-01-02"))
    morning_round.see_to_each(some, day, at("2025-01-02"))

    assert {each.state for each in told(visited, "report_due")} == {"held"}
    assert deliver_all(visited.session, "2025-01-02") == []
    visited.session.commit()
    morning_round.finish(day, at("2025-01-02"))
    assert len(deliver_all(visited.session, "2025-01-02")) == 2


def test_a_part_whose_other_part_was_withdrawn_is_sent_by_itself(visited: Challenge) -> None:
    second, day = also_visited(visited, "Stroud"), date(2025, 1, 2)
    visited.session.commit()
    (some,) = morning_round.begin(day, at("2025-01-02"))
    morning_round.see_to_each(some, day, at("2025-01-02"))
    manager = visited.people[Role.CHALLENGE_MANAGER]
    other = next(each for each in told(second, "report_due") if each.person_id == manager)
    reminders.withdraw(visited.session, other, "it was settled")
    visited.session.commit()

    morning_round.gather_all(at("2025-01-02"))

    (message,) = told(visited, "folded")
    assert (message.person_id, message.state) == (manager, "queued")
    assert message.subject == "One reminder about one peer challenge"
    assert "report to be published by 31 January 2025" in in_one_line(message)


def test_somebody_in_two_roles_is_reminded_in_one_part(visited: Challenge) -> None:
    """Lesson 15 (pkp-lib 1148)."""
    visited.assign(Role.CHALLENGE_MANAGER, "2024-11-04", "principal_adviser@programme.example")
    run_round(visited.session, "2025-02-05")

    (one,) = [
        each for each in told(visited, *REPORT) if each.to_email == "principal_adviser@programme.example"
    ]

    assert one.notice == "report_late"
    assert "principal adviser and peer challenge manager" in in_one_line(one)


def test_a_round_does_not_tell_again_who_took_on_a_second_role(bare: Challenge) -> None:
    bare.assign(Role.PROGRAMME_MANAGER, "2024-05-01")
    bare.queue("2024-05-01")
    person = bare.assign(Role.PRINCIPAL_ADVISER, "2024-05-02", "programme_manager@programme.example")

    made = morning_round.see_to(bare.session, [bare.reference], date(2024, 5, 2), at("2024-05-02"))

    assert made.messages == 0
    (message,) = papers.messages(bare.session, bare.reference)
    slots = bare.session.scalars(select(MessageSlot.slot).where(MessageSlot.message_id == message.id))
    assert (message.person_id, set(slots)) == (person, {"programme_manager", "principal_adviser"})


def test_everybody_who_is_owed_a_notice_is_kept_as_its_reader(visited: Challenge) -> None:
    """Lesson 21 (Janeway): no recipient is lost between deciding and writing down."""
    run_round(visited.session, "2025-02-05")

    on_desk = case(visited.session, visited.reference)
    for owed in on_desk.on(date(2025, 2, 5)).notices:
        if owed.is_ready:
            person = on_desk.done.told[on_desk.key(owed.key), owed.slot]
            message = visited.session.get_one(Message, on_desk.done.messages[on_desk.key(owed.key), person])
            assert (person, message.person_id, bool(message.to_email)) == (owed.person, owed.person, True)


def test_going_back_a_step_writes_to_nobody(visited: Challenge) -> None:
    """Lesson 22 (DOAJ 1406)."""
    visited.hand_in("2024-10-31", "feedback")
    visited.record("feedback_given", "2024-10-31")
    run_round(visited.session, "2024-11-01")
    before = written(visited)
    seq = case(visited.session, visited.reference).history[-1].seq

    record.correct(visited.session, visited.reference, entry("2024-11-04"), seq, "it was the wrong day")
    run_round(visited.session, "2024-11-04")
    visited.record("feedback_given", "2024-11-05")
    run_round(visited.session, "2024-11-05")

    assert written(visited) == before


def test_what_another_worker_has_gathered_is_not_gathered_again(visited: Challenge) -> None:
    also_visited(visited, "Stroud")
    run_round(visited.session, "2025-02-05")
    (manager,) = people.by_id(visited.session, [visited.people[Role.CHALLENGE_MANAGER]]).values()

    assert gathering._fold(visited.session, manager, at("2025-02-05")) is None
    assert len(told(visited, "folded")) == 2


# The premise, looked at again before sending


def test_a_reminder_of_what_was_done_meanwhile_is_withdrawn(visited: Challenge) -> None:
    run_round(visited.session, "2025-01-02")
    _published(visited, "2025-01-02", "08:00")

    assert deliver_all(visited.session, "2025-01-02") == []

    withdrawn = told(visited, "report_due")
    assert {(each.state, each.error) for each in withdrawn} == {
        ("withdrawn", "it was met on Thursday 2 January 2025")
    }
    assert run_round(visited.session, "2025-01-03").messages == 0


def test_a_reminder_whose_day_has_moved_meanwhile_is_withdrawn(visited: Challenge) -> None:
    run_round(visited.session, "2025-01-02")
    details = Details(deadline="report", days=28, reason="illness")
    _write(visited, "extended", "2025-01-02", details, "08:00")

    deliver_all(visited.session, "2025-01-02")

    assert {each.state for each in told(visited, "report_due")} == {"withdrawn"}
    assert {each.error for each in told(visited, "report_due")} == {
        "the day of which it reminds has moved or has been settled"
    }


def test_who_takes_a_role_over_gets_what_its_last_holder_was_to_get(visited: Challenge) -> None:
    """Lesson 14 (spiff-arena 678): what was given to somebody else stays with them."""
    run_round(visited.session, "2025-01-02")
    newcomer = team.Newcomer(Role.PROJECT_LEAD, "Council project lead", "newcomer@council.example")
    by = Entry("Programme manager", date(2025, 1, 2), at("2025-01-02", "08:00"))
    person = team.assign(visited.session, visited.reference, by, newcomer, Day.parse("2025-01-02"))

    deliver_all(visited.session, "2025-01-02")
    deliver_all(visited.session, "2025-01-02")

    sent = [each for each in told(visited, "report_due") if each.state == "sent"]
    assert {each.to_email for each in sent} == {
        "newcomer@council.example",
        "challenge_manager@programme.example",
    }
    run_round(visited.session, "2025-01-17")
    assert person in {each.person_id for each in told(visited, "report_due") if each.state == "queued"}


def test_of_several_things_the_ones_that_still_hold_go_out_in_other_words(visited: Challenge) -> None:
    second = also_visited(visited, "Stroud")
    run_round(visited.session, "2025-01-02")
    _published(visited, "2025-01-02", "08:00")

    deliver_all(visited.session, "2025-01-02")

    (folded,) = told(visited, "folded")
    manager = [each for each in told(second, "report_due") if each.person_id == folded.person_id]
    assert (folded.state, folded.error) == ("withdrawn", "it was met on Thursday 2 January 2025")
    assert [each.state for each in manager] == ["sent"]
    assert "Tamworth" not in manager[0].text


def test_an_approval_that_is_taken_back_keeps_the_letter_from_going_out(visited: Challenge) -> None:
    run_round(visited.session, "2025-03-03")
    by = entry("2025-03-03")
    key = approvals.approve(visited.session, visited.reference, by, "report_escalated", "a good reason")
    notices.queue(visited.session, visited.reference, date(2025, 3, 3), at("2025-03-03"))
    seq = case(visited.session, visited.reference).history[-1].seq
    by = Entry("Programme manager", date(2025, 3, 3), at("2025-03-03", "08:00"))
    record.correct(visited.session, visited.reference, by, seq, "too soon")

    deliver_all(visited.session, "2025-03-03")

    leader = [each for each in told(visited, "report_escalated") if "leader" in each.to_email]
    ((state, error),) = ((each.state, each.error) for each in leader)
    assert state == "withdrawn"
    assert error
    assert error.startswith("nobody has approved '")
    assert error.endswith(f"'; `cpc approve` lets it out as {key}")


def test_what_nothing_has_happened_to_goes_out_as_it_was_written(visited: Challenge) -> None:
    run_round(visited.session, "2025-01-02")
    before = {each.id: each.html for each in told(visited, "report_due")}

    deliver_all(visited.session, "2025-01-02")

    assert {each.id: each.html for each in told(visited, "report_due")} == before


def test_what_the_post_could_not_take_for_days_is_said_in_todays_words(visited: Challenge) -> None:
    run_round(visited.session, "2025-01-17")
    run_round(visited.session, "2025-02-05")
    deliver_all(visited.session, "2025-02-05")

    states = Counter((each.notice, each.state, each.error) for each in told(visited, *REPORT))

    assert states == {
        ("report_due", "withdrawn", morning_round.NOT_ON_ITS_DAY): 2,
        ("report_late", "sent", None): 4,
    }


def test_a_letter_that_waited_for_the_post_over_night_goes_out_if_it_still_holds(visited: Challenge) -> None:
    run_round(visited.session, "2025-01-02")

    assert len(deliver_all(visited.session, "2025-01-03")) == 2


@pytest.mark.parametrize("free", ["2025-01-18", "2025-01-19"])  # Saturday and Sunday
def test_a_reminder_that_was_left_over_is_not_sent_on_a_free_day(visited: Challenge, free: str) -> None:
    run_round(visited.session, "2025-01-17")

    assert deliver_all(visited.session, free) == []

    assert {each.state for each in told(visited, "report_due")} == {"queued"}
    assert len(deliver_all(visited.session, "2025-01-20")) == 2


# Approval


def test_a_letter_to_the_leader_goes_out_once_it_is_approved(visited: Challenge) -> None:
    """Lesson 13 (kestra 18680): waiting approves nothing."""
    run_round(visited.session, "2025-03-03")
    run_round(visited.session, "2025-09-01")
    assert "leader@council.example" not in {each.to_email for each in told(visited, *REPORT)}

    key = approvals.approve(
        visited.session, visited.reference, entry("2025-09-01"), "report_escalated", "the leader asked"
    )
    again = approvals.approve(visited.session, visited.reference, entry("2025-09-02"), key, "once more")
    notices.queue(visited.session, visited.reference, date(2025, 9, 2), at("2025-09-02"))

    assert again == key == "notice/report_escalated/TAW/2025-01-31+30"
    assert [each.to_email for each in told(visited, "report_escalated")].count("leader@council.example") == 1
    approved = [each for each in case(visited.session, visited.reference).history if each.kind == "approved"]
    assert [(each.details.key, each.details.reason) for each in approved] == [(key, "the leader asked")]


@pytest.mark.parametrize("name", ["report_escalated", "notice/report_escalated/TAW/2025-01-31+30"])
def test_only_what_waits_can_be_approved(visited: Challenge, name: str) -> None:
    with pytest.raises(NothingToApprove) as refused:
        approvals.approve(visited.session, visited.reference, entry("2025-02-28"), name, "in good time")

    assert str(refused.value) == (
        f"Nothing of {visited.reference} waits for approval as {name!r}. "
        f"`cpc owed {visited.reference}` says what waits."
    )


def test_a_wrong_key_is_answered_with_what_waits(visited: Challenge) -> None:
    with pytest.raises(NothingToApprove, match="These wait: notice/report_escalated/TAW/2025-01-31"):
        approvals.approve(visited.session, visited.reference, entry("2025-03-03"), "plan_escalated", "a slip")


def test_of_letters_to_several_councils_one_is_named(session: Session) -> None:
    councils.load_samples(session)
    reference = checking(session, *JOINT)

    with pytest.raises(WhichLetter) as refused:
        approvals.approve(session, reference, entry("2025-06-02"), "report_escalated", "a good reason")

    told = str(refused.value)
    assert told.startswith(
        f"Several letters of {reference} wait for approval as 'report_escalated'. Name one:"
    )
    assert all(f"notice/report_escalated/{place.code}/" in told for place in JOINT)


# Quiet days, and rounds in which something fails


@pytest.mark.usefixtures("session")
def test_a_round_names_why_nobody_is_written_to() -> None:
    assert morning_round.why_quiet(date(2025, 1, 1)) == "New Year's Day"
    assert morning_round.why_quiet(date(2025, 1, 4)) == "Saturday"
    assert morning_round.why_quiet(date(2025, 1, 6)) is None


def test_one_that_cannot_be_seen_to_holds_up_no_other(challenge: Challenge) -> None:
    second = also_visited(challenge, "Stroud")
    challenge.record("agreed", "2024-05-10")
    settings().documents_folder.mkdir(parents=True)
    (settings().documents_folder / challenge.reference).write_text("A file where a folder has to be.")

    made = run_round(challenge.session, "2025-01-02")

    ((reference, why),) = made.refused
    assert reference == challenge.reference
    assert "report_due" in {each.notice for each in told(second, "report_due", "folded")}
    assert str(NotAll(made.refused)) == (
        f"Not everything could be seen to ({reference}: {why}). "
        "Put that right; the next round finds it again."
    )


# Enclosures


def test_a_notice_encloses_the_paper_that_its_own_event_has_brought(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    new = Details(visit_start=date(2025, 3, 4), visit_end=date(2025, 3, 6), reason="a by-election")
    record.postpone(
        challenge.session,
        challenge.reference,
        entry("2024-08-01"),
        Day.parse("2024-08-01"),
        council=None,
        details=new,
    )
    challenge.prepare("2024-08-01")
    challenge.queue("2024-08-01")

    assert enclosed(challenge, "dates_set") == {"document/agreed_date/TAW/1"}
    assert enclosed(challenge, "dates_moved") == {"document/agreed_date/TAW/2"}


def test_a_review_that_moved_encloses_its_invitation_and_no_dates_of_the_visit(visited: Challenge) -> None:
    for number, start, end in (("1", "2025-08-28", "2025-08-29"), ("2", "2025-09-11", "2025-09-12")):
        dates = Details(review_start=date.fromisoformat(start), review_end=date.fromisoformat(end))
        kind = "review_scheduled" if number == "1" else "postponed"
        _write(visited, kind, "2025-05-12", dates, "08:00")
    visited.hand_in("2025-05-12", "report")
    visited.prepare("2025-05-12")
    visited.queue("2025-05-12")

    assert enclosed(visited, "review_scheduled") == {
        "document/review_invitation/TAW/1",
        "document/review_statement_template/TAW/1",
    }
    assert enclosed(visited, "dates_moved") == {"document/review_invitation/TAW/2"}


def enclosed(challenge: Challenge, notice: str) -> set[str]:
    """Return the keys of what goes with a notice, the same to each of its readers."""
    lists = {tuple(each.attachments) for each in told(challenge, notice)}
    assert len(lists) == 1
    found = (challenge.session.get_one(Document, number) for number in lists.pop())
    return {each.key.removeprefix(f"{challenge.reference}/") for each in found}


def _published(challenge: Challenge, on: str, clock: str) -> None:
    _write(challenge, "report_published", on, Details(), clock)


def _write(challenge: Challenge, kind: str, on: str, details: Details, clock: str) -> None:
    """Write one line of the history at a moment, without asking whether the rules allow it."""
    day = Day.parse(on)
    event = Event(0, kind_of(kind), day, CouncilCode("TAW"), details)
    by = Entry("Programme manager", day.first, at(on, clock))
    record.write(challenge.session, challenge.reference, by, [event])
