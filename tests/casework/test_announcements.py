"""What happens is announced once to whoever is to hear of it, in its order, and never before it happened."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casework import announcements as queued
from casework import announcing, attention, record
from casework.announcing import NoAnnouncement, NotForPeople, announce
from casework.case import case
from casework.workers import LEASE
from channels.mail import Channel, Mail, Receipt, TryAgain, Undeliverable
from channels.ways import NotSetUp
from db import announcements as rows
from db.announcements_tables import Announcement
from domain.days import Day
from domain.lifecycle import Details, Event, Happening, Milestone, Reference
from settings import settings
from tests.casework.conftest import AT, Challenge, Known, agree_scope_and_team, entry
from tests.casework.laid_aside import Asides
from tests.casework.rounds import run_round, visit

SECRET = "of-no-other-system"  # noqa: S105
BUSY = TryAgain("m", "it is busy", concerns_all=False)
LOST = TryAgain("m", "no answer came", may_have_arrived=True, concerns_all=False)


class Heard:
    """A destination that remembers what it heard."""

    def __init__(self, *errors: Exception, name: str = "webhook") -> None:
        self.name, self.is_safe_to_repeat = name, name == "webhook"
        self.errors, self.mails = list(errors), list[Mail]()

    def send(self, mail: Mail) -> Receipt:
        if self.errors:
            raise self.errors.pop(0)
        self.mails.append(mail)
        return Receipt(mail.name, self.name)

    def close(self) -> None: ...


@pytest.fixture
def listening(challenge: Challenge, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    """Set up other systems as a destination, once the challenge has been opened."""
    set_up(monkeypatch, WEBHOOK_URL="https://case.example/hook", WEBHOOK_SECRET=SECRET)


def set_up(monkeypatch: pytest.MonkeyPatch, **said: str) -> None:
    for name, value in {"SEND_FOR_REAL": "true", **said}.items():
        monkeypatch.setenv(f"CPC_{name}", value)
    settings.cache_clear()


def told(session: Session, destination: str = "webhook") -> list[Announcement]:
    found = rows.listed(session)
    return [each for each in found if each.destination == destination]


def kinds(session: Session) -> list[str]:
    return [each.facts["kind"] for each in told(session)]


def send(session: Session, way: Channel, at: datetime = AT, reference: str | None = None) -> list[Any]:
    found = announce(way, lambda: at, reference, sessions=lambda: nullcontext(session), chance=lambda: 0.5)
    return [each.receipt or each.error for each in found]


# What is announced


@pytest.mark.usefixtures("listening")
def test_what_happens_is_queued_with_it_and_says_how_the_challenge_moved(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    agree_scope_and_team_later(challenge)

    found = {each.facts["kind"]: each for each in told(challenge.session)}
    assert list(found) == [
        "agreed",
        "dates_set",
        "scope_agreed",
        "team_confirmed",
        "position_statement_received",
        "pack_sent",
    ]
    assert found["agreed"].key == f"{challenge.reference}/announcement/{seq_of(challenge, 'agreed')}"
    assert (
        found["agreed"].subject
        == f"Council agrees to the challenge: Tamworth Borough Council ({challenge.reference})"
    )
    assert found["agreed"].text == (
        "Council agrees to the challenge, on Friday 10 May 2024.\n\nOpen: Scoping."
    )
    last = found["pack_sent"]
    assert last.text.endswith("Complete: Scoping.\nOpen: On-site.")
    assert last.facts == {
        "reference": challenge.reference,
        "what": "milestone",
        "kind": "pack_sent",
        "title": "Pack sent to peers",
        "on": "2024-10-11",
        "council": None,
        "councils": [{"code": "TAW", "name": "Tamworth Borough Council"}],
        "state": "live",
        "stages_before": ["scoping"],
        "stages_after": ["on_site"],
        "due": None,
        "undoes": None,
    }


def agree_scope_and_team_later(challenge: Challenge) -> None:
    """Go on to where the visit may begin; the council has agreed."""
    agree_scope_and_team(challenge)
    challenge.record("position_statement_received", "2024-09-30")
    challenge.hand_in("2024-10-11", "timetable")
    challenge.record("pack_sent", "2024-10-11")


def seq_of(challenge: Challenge, kind: str) -> int:
    history = case(challenge.session, challenge.reference).history
    return next(each.seq for each in history if str(each.kind) == kind)


@pytest.mark.usefixtures("listening")
def test_what_is_undone_is_announced_by_its_name(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    record.correct(
        challenge.session, challenge.reference, entry("2024-05-11"), seq_of(challenge, "agreed"), "a mistake"
    )

    undone = told(challenge.session)[-1]
    assert undone.subject.startswith("An entry has been undone: Tamworth")
    assert undone.text.startswith(
        'What had been recorded as "Council agrees to the challenge", on Friday 10 May 2024, has been undone.'
    )
    assert (undone.facts["undoes"], "a mistake" in undone.text) == ("agreed", False)


@pytest.mark.usefixtures("listening")
def test_what_is_undone_and_has_no_title_goes_by_its_kind(challenge: Challenge) -> None:
    seq = len(case(challenge.session, challenge.reference).history)
    record.correct(challenge.session, challenge.reference, entry("2024-05-11"), seq, "a mistake")

    assert 'recorded as "assigned"' in told(challenge.session)[-1].text


@pytest.mark.usefixtures("listening")
def test_an_opening_has_nothing_before_it_and_a_past_is_no_news(challenge: Challenge) -> None:
    reference = other(challenge)
    past = Event(0, Milestone.AGREED, Day(date(2024, 5, 10)), details=Details(), backfilled=True)
    record.write(challenge.session, reference, entry("2024-05-11"), [past])

    (opened,) = told(challenge.session)
    assert (opened.facts["stages_before"], opened.facts["stages_after"]) == ([], ["scoping"])
    assert opened.facts["kind"] == "opened"


@pytest.mark.usefixtures("listening")
def test_a_cancelled_challenge_has_no_open_stage(challenge: Challenge) -> None:
    record.cancel(
        challenge.session, challenge.reference, entry("2024-05-10"), Day(date(2024, 5, 10)), "reason"
    )

    cancelled = told(challenge.session)[-1]
    assert cancelled.text.endswith("No stage is open.")
    assert (cancelled.facts["state"], "reason" in cancelled.text) == ("cancelled", False)


@pytest.mark.parametrize("said", [{}, {"WEBHOOK_URL": "https://case.example/", "SEND_FOR_REAL": "false"}])
def test_where_nobody_listens_nothing_is_queued(
    said: dict[str, str], challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, **said)

    challenge.record("agreed", "2024-05-10")
    challenge.queue("2024-05-10")

    assert rows.listed(challenge.session) == []


def test_every_destination_is_told_and_a_later_one_from_then_on(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, SLACK_WEBHOOK="https://hooks.slack.com/services/x")
    challenge.record("agreed", "2024-05-10")
    set_up(monkeypatch, TEAMS_WEBHOOK="https://x.logic.azure.com/y")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")

    assert [each.facts["kind"] for each in told(challenge.session, "slack")] == ["agreed", "dates_set"]
    assert [each.facts["kind"] for each in told(challenge.session, "teams")] == ["dates_set"]


@pytest.fixture
def visited(asides: Asides[Known], session: Session, home: Path, request: pytest.FixtureRequest) -> Challenge:
    """Give a challenge whose visit has ended, with all that it owes by then done."""

    def play() -> Known:
        scoped: Challenge = request.getfixturevalue("scoped")
        visit(scoped)
        return scoped.reference, scoped.people

    reference, people = asides.laid_out("visited", session, home, play)
    return Challenge(session, reference, people)


def test_what_is_late_is_announced_with_the_letter_that_says_so_and_once(
    visited: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, WEBHOOK_URL="https://case.example/hook")
    run_round(visited.session, "2025-01-31")
    assert told(visited.session) == []

    run_round(visited.session, "2025-02-03")
    visited.queue("2025-02-03")

    (late,) = told(visited.session)
    assert (late.what, late.facts["kind"], late.facts["due"]) == ("late", "report_late", "2025-01-31")
    assert late.subject.startswith("Report publication late: Tamworth")
    assert late.text.startswith("Report publication late. It was due on Friday 31 January 2025.")


@pytest.mark.usefixtures("listening")
def test_letters_of_what_is_not_announced_bring_nothing(challenge: Challenge) -> None:
    challenge.queue("2024-05-01")

    assert kinds(challenge.session) == []


# How it is sent


@pytest.fixture
def moved(listening: None, challenge: Challenge) -> Challenge:  # noqa: ARG001 - It sets the stage.
    """Have three things announced of one challenge."""
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    new = Details(visit_start=date(2024, 11, 5), visit_end=date(2024, 11, 7))
    record.postpone(
        challenge.session,
        challenge.reference,
        entry("2024-06-01"),
        Day(date(2024, 6, 1)),
        council=None,
        details=new,
    )
    return challenge


def other(challenge: Challenge) -> Reference:
    """Have something announced of another challenge."""
    place = case(challenge.session, challenge.reference).on(date(2024, 5, 1)).reading.councils[0]
    return record.open_challenge(
        challenge.session,
        entry("2024-05-02"),
        councils=[place],
        scheme_name="2024",
        on=Day(date(2024, 5, 2)),
        details=record.opening(
            [place], "2024", case(challenge.session, challenge.reference).on(date(2024, 5, 1)).reading.product
        ),
    )


def places(way: Heard) -> list[tuple[str, int]]:
    return [(each.facts["reference"], each.place) for each in way.mails]


def test_a_challenge_is_told_of_in_its_order_and_each_thing_once(moved: Challenge) -> None:
    way = Heard()

    send(moved.session, way)
    send(moved.session, way)

    assert [each.facts["kind"] for each in way.mails] == ["agreed", "dates_set", "postponed"]
    assert {each.state for each in told(moved.session)} == {"sent"}
    assert [each.place for each in way.mails] == sorted(each.place for each in way.mails)


def test_what_waits_holds_up_those_behind_it_and_no_other_challenge(moved: Challenge) -> None:
    second = other(moved)
    way = Heard(BUSY)

    send(moved.session, way)
    assert [each.facts["reference"] for each in way.mails] == [second]
    waits = told(moved.session)[0]
    assert (waits.state, waits.next_try_at, waits.error) == ("queued", AT + timedelta(seconds=1), str(BUSY))
    send(moved.session, way, AT + timedelta(seconds=1))

    assert [each.facts["kind"] for each in way.mails] == ["opened", "agreed", "dates_set", "postponed"]
    assert told(moved.session)[0].attempts == 2


def test_only_what_is_asked_for_is_told(moved: Challenge) -> None:
    second = other(moved)
    way = Heard()

    send(moved.session, way, reference=second)

    assert {reference for reference, _ in places(way)} == {second}


def test_what_is_refused_for_good_holds_up_none_behind_it(moved: Challenge) -> None:
    way = Heard(Undeliverable("m", "it is gone"))

    send(moved.session, way)

    assert [each.state for each in told(moved.session)] == ["failed", "sent", "sent"]
    assert "it is gone" in (told(moved.session)[0].error or "")


def test_a_destination_that_is_down_is_left_in_peace(moved: Challenge) -> None:
    other(moved)
    way = Heard(TryAgain("m", "it is down", after=timedelta(hours=1)))

    send(moved.session, way)
    send(moved.session, way, AT + timedelta(minutes=59))

    assert way.mails == []
    assert {each.state for each in told(moved.session)} == {"queued"}
    send(moved.session, way, AT + timedelta(hours=2))
    assert len(way.mails) == 4


def test_a_signed_call_is_repeated_under_its_name_and_a_post_in_slack_is_not(
    moved: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, SLACK_WEBHOOK="https://hooks.slack.com/services/x")
    record.cancel(moved.session, moved.reference, entry("2024-07-01"), Day(date(2024, 7, 1)), "reason")
    call, post = Heard(LOST), Heard(LOST, name="slack")

    for way in (call, post):
        send(moved.session, way)
        send(moved.session, way, AT + LEASE)

    assert [each.facts["kind"] for each in call.mails] == ["agreed", "dates_set", "postponed", "cancelled"]
    (left,) = told(moved.session, "slack")
    assert (post.mails, left.state) == ([], "unknown")
    assert left.error == "Nobody knows whether it has arrived: no answer came."


def test_an_announcement_shows_where_more_is_and_where_it_comes_from(
    moved: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(monkeypatch, BASE_URL="https://cpc.example/")
    way = Heard()

    send(moved.session, way)

    assert way.mails[0].link == f"https://cpc.example/challenges/{moved.reference}"
    assert way.mails[0].subject.startswith("[local] Council agrees")
    monkeypatch.delenv("CPC_BASE_URL")
    settings.cache_clear()
    assert announcing.mail_of(told(moved.session)[0]).link is None


# Stopped workers


class Killed(BaseException):
    """The worker is no more."""


class Fatal(Heard):
    """The worker dies over it."""

    def send(self, mail: Mail) -> Receipt:
        super().send(mail)
        raise Killed


@pytest.mark.parametrize(("name", "state"), [("webhook", "sent"), ("slack", "unknown")])
def test_what_a_stopped_worker_was_telling_is_repeated_only_where_that_does_no_harm(
    name: str, state: str, challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(
        monkeypatch, **{f"{name}_{'URL' if name == 'webhook' else 'WEBHOOK'}".upper(): "https://x.example/"}
    )
    challenge.record("agreed", "2024-05-10")
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    fatal, way = Fatal(name=name), Heard(name=name)
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: ended.pid)
        with pytest.raises(Killed):
            send(challenge.session, fatal)

    send(challenge.session, way)

    (left,) = told(challenge.session, name)
    assert left.state == state
    assert [each.name for each in way.mails] == [each.name for each in fatal.mails if name == "webhook"]


@pytest.mark.usefixtures("listening")
def test_what_another_has_in_hand_is_left_alone_until_its_lease_is_over(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    (row,) = told(challenge.session)
    row.state, row.holder, row.held_until = "sending", "another.machine/1/abc", AT + LEASE
    challenge.session.flush()
    way = Heard()

    send(challenge.session, way)
    assert way.mails == []
    send(challenge.session, way, AT + LEASE)

    assert len(way.mails) == 1


def test_while_one_worker_tells_of_a_challenge_no_other_does(moved: Challenge) -> None:
    """It passes over what is locked and over what comes behind it, and waits its turn on SQLite."""
    second = other(moved)
    moved.session.commit()
    bind = moved.session.get_bind()
    with Session(bind) as first, Session(bind) as another:
        (head,) = rows.due(first, "webhook", AT, but=(), at_most=1)
        found = (head.reference, head.facts["kind"])
        head.state, head.holder, head.held_until = "sending", "another.machine/1/abc", AT + LEASE
        first.flush()
        if first.get_bind().dialect.name == "sqlite":
            first.commit()
        rest = [each.reference for each in rows.due(another, "webhook", AT, but=(), at_most=9)]
        first.commit()

    assert found == (moved.reference, "agreed")
    assert rest == [second]


@pytest.mark.usefixtures("listening")
def test_a_slow_answer_changes_nothing_of_what_was_taken_over(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")

    class Slow(Heard):
        """Another worker takes over, and has it, before this one has its answer."""

        def send(self, mail: Mail) -> Receipt:
            (row,) = told(challenge.session)
            row.attempts, row.holder = 2, "another.machine/1/abc"
            challenge.session.flush()
            return super().send(mail)

    send(challenge.session, Slow())

    (left,) = told(challenge.session)
    assert (left.state, left.holder) == ("sending", "another.machine/1/abc")


# What a person does


def test_what_failed_is_told_again_when_somebody_says_so(moved: Challenge) -> None:
    way = Heard(Undeliverable("m", "it is gone"))
    send(moved.session, way)
    (failed,) = rows.listed(moved.session, for_people=True)
    (unheard,) = attention.unheard(moved.session)
    assert (unheard.number, unheard.reference) == (failed.id, moved.reference)
    assert attention.unheard(moved.session, Reference("CPC-1999-001")) == ()

    again = announcing.retry(moved.session, failed.id, "Officer", AT)
    send(moved.session, way)

    assert (again.state, again.again_by, again.error) == ("sent", "Officer", None)
    with pytest.raises(NotForPeople, match="is sent, so nobody"):
        announcing.retry(moved.session, failed.id, "Officer", AT)
    with pytest.raises(NoAnnouncement, match="There is no announcement 999"):
        announcing.retry(moved.session, 999, "Officer", AT)


def test_a_receiver_that_has_lost_calls_gets_those_of_some_days_again_under_their_names(
    moved: Challenge,
) -> None:
    way, day = Heard(), AT.date()
    send(moved.session, way)
    before = [each.name for each in way.mails]

    none = announcing.replay(moved.session, day + timedelta(days=1), day + timedelta(days=2), "Officer", AT)
    all_ = announcing.replay(moved.session, day, day, "Officer", AT, reference=moved.reference)
    send(moved.session, way)

    assert (none, all_) == (0, 3)
    assert [each.name for each in way.mails] == before * 2


# The whole installation


def test_every_destination_that_is_set_up_is_told_and_none_that_is_not(
    challenge: Challenge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The addresses lead nowhere, so that nothing arrives."""
    assert announcing.announce_all(lambda: AT) == []
    set_up(monkeypatch, WEBHOOK_URL="http://127.0.0.1:9/", WEBHOOK_SECRET=SECRET, INSIDE_HOSTS="127.0.0.1")
    challenge.record("agreed", "2024-05-10")
    challenge.session.commit()

    (told_,) = announcing.announce_all(lambda: AT)

    assert "webhook cannot be reached" in str(told_.error)
    challenge.session.expire_all()
    (left,) = challenge.session.scalars(select(Announcement))
    assert (left.state, left.attempts) == ("queued", 1)


def test_a_destination_that_is_half_set_up_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(monkeypatch, WEBHOOK_URL="https://case.example/hook")

    with pytest.raises(NotSetUp, match="CPC_WEBHOOK_SECRET"):
        announcing.announce_all(lambda: AT)


@pytest.mark.usefixtures("listening")
def test_an_announcement_is_queued_once_however_often_it_is_owed(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    on_desk = case(challenge.session, challenge.reference)
    written = [each for each in on_desk.history if each.kind is Milestone.AGREED]

    queued.of_events(challenge.session, on_desk, written, date(2024, 5, 10), AT)

    assert kinds(challenge.session) == ["agreed"]
    assert Happening.OPENED not in kinds(challenge.session)
