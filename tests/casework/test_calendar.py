"""The calendar is kept by officers: what a change moves is said first, and each person is told once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from casework import calendar, notices, planning, record, standings, team
from casework.calendar import AlreadyEntered, AlreadyOff, NoName, NoPoll, NoticeTooLate, Whose, describe
from casework.case import case, working_days
from casework.record import BadPeriod
from casework.team import NoSuchWarning
from db import calendars, challenges, councils, papers
from db.calendars import NoSuchRow
from db.councils import UnknownCouncil
from db.models import Base, Standing
from db.post_tables import Message
from db.session import reading, transaction
from domain.calendars import Closing
from domain.days import Day
from domain.deadlines import Deadline
from domain.elections import Poll
from domain.errors import ChallengeError
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    Milestone,
    PersonId,
    Reference,
    Shift,
)
from domain.moves import Claim, NotYet
from domain.people import Role
from domain.working_days import Closure, Division, OutsideCalendar
from settings import settings
from tests.casework.conftest import AT, Begun, Challenge, entry
from tests.casework.refusals import refused
from tests.casework.running import TODAY, checking
from tests.histories import HIGH_PEAK, JOINT, TAMWORTH

MONDAY = date(2024, 11, 25)
ADVISER = PersonId("principal_adviser")


def jubilee(on: date = MONDAY, **whose: Any) -> Closing:
    return Closing(Closure("Jubilee", on), **({"division": Division.ENGLAND} | whose))


@pytest.fixture
def running(begun: Begun, session: Session) -> tuple[Reference, ...]:
    """Give two challenges, with one principal adviser, that wait for the check of their facts."""

    def play() -> Challenge:
        councils.load_samples(session)
        first, _ = checking(session, TAMWORTH), checking(session, *JOINT)
        return Challenge(session, first, {})

    begun(play)
    found = tuple(session.scalars(select(Standing.reference).order_by(Standing.reference)))
    session.commit()
    return found


def due(session: Session, reference: Reference) -> date | None:
    found: Deadline = next(
        each
        for each in case(session, reference).on(date.fromisoformat(TODAY)).deadlines
        if each.name == "fact_check"
    )
    return found.due


def recounts(session: Session) -> list[Message]:
    query = select(Message).where(Message.notice == "dates_recounted").order_by(Message.id)
    return list(session.scalars(query))


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}"))))
            for name in Base.metadata.tables
        }


@contextmanager
def untouched(database: Engine) -> Iterator[None]:
    """Hold that something leaves the database as it was: every row and, on SQLite, every byte."""
    rows, files = everything(database), bytes_of(database)
    yield
    assert everything(database) == rows
    assert bytes_of(database) == files


def bytes_of(database: Engine) -> list[bytes]:
    if database.dialect.name != "sqlite":
        return []
    return [
        path.read_bytes() for path in sorted(settings().home.glob("cpc.db*")) if not path.name.endswith("shm")
    ]


# A bank holiday


def test_lesson_10_a_bank_holiday_moves_a_running_period_by_one_working_day_and_says_so(
    session: Session, running: tuple[Reference, ...]
) -> None:
    found = calendar.add_closing(session, entry(TODAY), jubilee())

    assert [due(session, each) for each in running] == [date(2024, 12, 6), date(2024, 12, 6)]
    assert [(each.reference, [(date_.was, date_.now) for date_ in each.dates]) for each in found.moved] == [
        (each, [(date(2024, 12, 5), date(2024, 12, 6))]) for each in running
    ]
    for each in running:
        event = challenges.history(session, each)[-1]
        assert (event.kind, event.on, event.by) == (
            Happening.RECOUNTED,
            Day.parse(TODAY),
            "Programme manager",
        )
        assert event.details.shifts == (Shift("fact_check", date(2024, 12, 5), date(2024, 12, 6)),)
        assert event.details.reason == (
            "the bank holiday 'Jubilee' on Monday 25 November 2024 has been added to the calendar"
        )


def test_each_person_is_told_once_of_all_their_challenges(
    session: Session, running: tuple[Reference, ...]
) -> None:
    found = calendar.add_closing(session, entry(TODAY), jubilee())

    sent = recounts(session)
    assert len({each.person_id for each in sent}) == len(sent) == len(found.tellings)
    (told,) = (each for each in sent if each.person_id == ADVISER)
    assert told.subject == "Two peer challenges: dates have been counted anew"
    assert all(reference in told.text for reference in running)
    assert told.reason == "You receive this as principal adviser."
    lead = [each for each in sent if each.person_id == "project_lead.TAW"]
    assert [each.subject for each in lead] == ["Tamworth Borough Council: dates have been counted anew"]
    moved = "Fact check returned: Friday 6 December 2024, and no longer Thursday 5 December 2024"
    assert moved in " ".join(lead[0].text.split())


def test_every_challenge_finds_the_message_that_told_of_it(
    session: Session, running: tuple[Reference, ...]
) -> None:
    calendar.add_closing(session, entry(TODAY), jubilee())
    session.commit()

    told = {each.id for each in recounts(session) if each.person_id == ADVISER}
    for reference in running:
        assert told <= {each.id for each in papers.messages(session, reference)}
        assert notices.queue(session, reference, date.fromisoformat(TODAY), AT) == ()


def test_who_takes_up_a_role_later_is_told_by_a_message_of_their_own(
    session: Session, running: tuple[Reference, ...]
) -> None:
    team.release(
        session,
        running[0],
        entry(TODAY),
        Role.PROJECT_LEAD,
        PersonId("project_lead.TAW"),
        on=Day.parse(TODAY),
        reason="moved on",
    )
    notices.queue(session, running[0], date.fromisoformat(TODAY), AT)
    calendar.add_closing(session, entry(TODAY), jubilee())
    newcomer = team.Newcomer(
        Role.PROJECT_LEAD, "Project lead", "new.lead@tamworth.example", council=TAMWORTH.code
    )
    person = team.assign(session, running[0], entry("2024-11-25"), newcomer, Day.parse("2024-11-25"))

    notices.queue(session, running[0], date(2024, 11, 25), AT)

    assert [each.subject for each in recounts(session) if each.person_id == person] == [
        "Tamworth Borough Council: dates have been counted anew"
    ]


@pytest.mark.usefixtures("running")
def test_where_the_list_says_the_challenges_stand_is_what_a_rebuild_says(session: Session) -> None:
    calendar.add_closing(session, entry(TODAY), jubilee())

    assert standings.rebuild(session, date.fromisoformat(TODAY), AT).differing == ()


@pytest.mark.usefixtures("running")
def test_a_trial_says_the_same_as_the_real_thing_and_leaves_the_database_byte_for_byte(
    database: Engine,
) -> None:
    with untouched(database), reading() as session:
        tried = calendar.add_closing(session, entry(TODAY), jubilee(), trial=True)

    with transaction() as session:
        real = calendar.add_closing(session, entry(TODAY), jubilee())
    assert tried.moved == real.moved
    assert [each.letter for each in tried.tellings] == [each.letter for each in real.tellings]


@pytest.mark.usefixtures("running")
def test_a_trial_that_is_given_a_session_to_write_in_writes_nothing_either(database: Engine) -> None:
    with transaction() as session:
        number = calendars.add_closing(session, jubilee(), by="officer", at=AT)

    with untouched(database), transaction() as session:
        calendar.add_closing(session, entry(TODAY), jubilee(date(2024, 11, 26)), trial=True)
        calendar.remove_closing(session, entry(TODAY), number, trial=True)


REFUSED: list[tuple[Callable[[Session], object], type[ChallengeError], str]] = [
    (
        lambda session: calendar.add_closing(session, entry(TODAY), jubilee(date(2024, 12, 25))),
        AlreadyOff,
        "'Jubilee' adds nothing: Wednesday 25 December 2024 is Christmas Day already.",
    ),
    (
        lambda session: calendar.add_closing(
            session, entry(TODAY), Closing(Closure("Rest", date(2024, 12, 25), date(2024, 12, 26)))
        ),
        AlreadyOff,
        "Wednesday 25 December 2024 to Thursday 26 December 2024 is Christmas Day and Boxing Day already.",
    ),
    (
        lambda session: calendar.add_closing(session, entry(TODAY), jubilee(council=TAMWORTH.code)),
        Whose,
        "A bank holiday is a division's, and a closure is a council's.",
    ),
    (
        lambda session: calendar.add_closing(
            session, entry(TODAY), Closing(Closure("Rest", date(2024, 12, 27), date(2024, 12, 20)))
        ),
        BadPeriod,
        "The period cannot go from Friday 27 December 2024 to Friday 20 December 2024.",
    ),
    (
        lambda session: calendar.add_closing(session, entry(TODAY), jubilee(date(2046, 1, 2))),
        OutsideCalendar,
        "2046-01-02 lies outside the working-day calendar",
    ),
    (
        lambda session: calendar.remove_closing(session, entry(TODAY), 99),
        NoSuchRow,
        "No closure has the number 99. `cpc calendar list` lists those in force",
    ),
    (
        lambda session: calendar.remove_poll(session, entry(TODAY), 99),
        NoSuchRow,
        "No election has the number 99. `cpc elections list` lists those in force",
    ),
    (
        lambda session: calendar.add_poll(
            session, entry(TODAY), Poll(date(2025, 5, 1), TAMWORTH.code, notice=date(2025, 3, 26))
        ),
        NoticeTooLate,
        "Thursday 1 May 2025: it is due by Tuesday 25 March 2025.",
    ),
    (
        lambda session: calendar.add_poll(
            session, entry(TODAY), Poll(date(2025, 5, 1), TAMWORTH.code, is_held=False)
        ),
        NoPoll,
        "Tamworth Borough Council has no election on Thursday 1 May 2025 to strike out.",
    ),
    (
        lambda session: calendar.add_poll(
            session, entry(TODAY), Poll(date(2025, 5, 1), TAMWORTH.code, notice=date(2025, 5, 2))
        ),
        BadPeriod,
        "The period cannot go from Friday 2 May 2025 to Thursday 1 May 2025.",
    ),
    (
        lambda session: calendar.add_poll(
            session, entry(TODAY), Poll(date(2025, 5, 1), CouncilCode("XXX"), is_held=False)
        ),
        UnknownCouncil,
        "No council is called 'XXX'.",
    ),
]


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(("wrong", "error", "words"), REFUSED, ids=range(len(REFUSED)))
def test_a_refusal_leaves_the_database_byte_for_byte(
    database: Engine, wrong: Callable[[Session], object], error: type[ChallengeError], words: str
) -> None:
    with untouched(database), pytest.raises(error) as refusal, transaction() as session:
        wrong(session)

    assert words in str(refusal.value)


def test_taking_the_bank_holiday_out_again_moves_the_dates_back_and_says_so(
    session: Session, running: tuple[Reference, ...]
) -> None:
    calendar.add_closing(session, entry(TODAY), jubilee())
    (kept,) = calendars.kept_closings(session)

    gone, found = calendar.remove_closing(session, entry("2024-11-23"), kept.number)

    assert gone == jubilee()
    assert [due(session, each) for each in running] == [date(2024, 12, 5), date(2024, 12, 5)]
    assert len(recounts(session)) == 2 * len(found.tellings)
    last = challenges.history(session, running[0])[-1]
    assert last.details.shifts == (Shift("fact_check", date(2024, 12, 6), date(2024, 12, 5)),)
    assert str(last.details.reason).endswith("has been taken out of the calendar")


def test_a_closure_is_never_deleted_and_keeps_who_came_and_went(session: Session) -> None:
    councils.load_samples(session)
    calendar.add_closing(session, entry(TODAY), jubilee())
    (kept,) = calendars.kept_closings(session)
    later = replace(entry("2024-12-02"), by="Support officer")
    calendar.remove_closing(session, later, kept.number)

    assert calendars.kept_closings(session) == []
    assert calendars.closings(session) == ()
    (gone,) = calendars.kept_closings(session, removed=True)
    assert (gone.added_by, gone.removed_by, gone.removed_at) == ("Programme manager", "Support officer", AT)
    with pytest.raises(NoSuchRow):
        calendar.remove_closing(session, later, kept.number)


@pytest.mark.parametrize(
    "whose", [{"division": Division.SCOTLAND}, {"division": None, "council": TAMWORTH.code}]
)
def test_a_holiday_elsewhere_and_a_councils_own_closure_move_nothing(
    session: Session, running: tuple[Reference, ...], whose: dict[str, Any]
) -> None:
    found = calendar.add_closing(session, entry(TODAY), jubilee(**whose))

    assert (found.moved, found.tellings) == ((), ())
    assert due(session, running[0]) == date(2024, 12, 5)


def test_the_programmes_own_closure_moves_dates_as_a_bank_holiday_does(
    session: Session, running: tuple[Reference, ...]
) -> None:
    closure = Closure("Away day", MONDAY, date(2024, 11, 26))

    calendar.add_closing(session, entry(TODAY), Closing(closure))

    assert due(session, running[0]) == date(2024, 12, 9)
    assert describe(Closing(closure)) == (
        "the closure 'Away day' from Monday 25 November 2024 to Tuesday 26 November 2024"
    )


def test_the_same_closure_of_a_council_is_not_entered_twice(session: Session) -> None:
    councils.load_samples(session)
    own = jubilee(division=None, council=TAMWORTH.code)
    calendar.add_closing(session, entry(TODAY), own)

    with pytest.raises(AlreadyOff, match="Monday 25 November 2024 is Jubilee already"):
        calendar.add_closing(session, entry(TODAY), own)
    calendar.add_closing(session, entry(TODAY), jubilee(division=None, council=HIGH_PEAK.code))


def test_a_challenge_that_has_ended_is_left_alone(session: Session, running: tuple[Reference, ...]) -> None:
    record.cancel(session, running[1], entry(TODAY), Day.parse(TODAY), "merged")

    found = calendar.add_closing(session, entry(TODAY), jubilee())

    assert [each.reference for each in found.moved] == [running[0]]


def test_what_else_is_owed_is_neither_told_with_it_nor_lost(session: Session) -> None:
    councils.load_samples(session)
    reference = checking(session, TAMWORTH, is_told=False)
    owed = len(case(session, reference).notices_owed(date.fromisoformat(TODAY)))

    calendar.add_closing(session, entry(TODAY), jubilee())

    assert owed > 0
    assert len(case(session, reference).notices_owed(date.fromisoformat(TODAY))) == owed
    assert {each.notice for each in session.scalars(select(Message))} == {"dates_recounted"}


def test_of_many_challenges_all_are_found(
    session: Session, running: tuple[Reference, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.recounts.AT_ONCE", 1)

    assert [each.reference for each in calendar.add_closing(session, entry(TODAY), jubilee()).moved] == [
        *running
    ]


# Elections


def test_an_election_that_was_entered_is_known_of_until_it_is_removed(session: Session) -> None:
    councils.load_samples(session)
    number = calendar.add_poll(session, entry(TODAY), Poll(date(2025, 5, 1), TAMWORTH.code))

    (period,) = working_days(session).pre_election_periods(TAMWORTH.code)
    assert (period.first, period.poll) == (date(2025, 3, 25), date(2025, 5, 1))
    with pytest.raises(AlreadyEntered, match="An election on Thursday 1 May 2025 has been entered before"):
        calendar.add_poll(session, entry(TODAY), Poll(date(2025, 5, 1), TAMWORTH.code))

    calendar.remove_poll(session, entry(TODAY), number)

    assert working_days(session).pre_election_periods(TAMWORTH.code) == ()
    assert calendars.kept_polls(session) == []
    (gone,) = calendars.kept_polls(session, removed=True)
    assert (gone.what.on, gone.removed_by) == (date(2025, 5, 1), "Programme manager")


def test_the_register_says_when_counties_elect_and_an_entry_that_one_is_put_off(session: Session) -> None:
    councils.load_samples(session)
    hampshire = CouncilCode("HAM")

    def polls() -> list[int]:
        return [each.poll.year for each in working_days(session).pre_election_periods(hampshire)][:2]

    assert polls() == [2021, 2025]
    calendar.add_poll(session, entry(TODAY), Poll(date(2025, 5, 1), hampshire, is_held=False))
    calendar.add_poll(session, entry(TODAY), Poll(date(2026, 5, 7), hampshire))
    assert polls() == [2021, 2026]


def test_an_election_of_every_council_can_be_struck_out_too(session: Session) -> None:
    councils.load_samples(session)
    calendar.add_poll(session, entry(TODAY), Poll(date(2025, 5, 1), is_held=False))

    first, second, *_ = working_days(session).pre_election_periods(CouncilCode("STS"))
    assert (first.poll.year, second.poll.year) == (2021, 2029)


# What a poll stands in the way of


@pytest.fixture
def polling(challenge: Challenge) -> Challenge:
    """Give a challenge of Tamworth, which has an election on Thursday 1 May 2025."""
    challenge.record("agreed", "2024-05-10")
    calendar.add_poll(challenge.session, entry("2024-05-10"), Poll(date(2025, 5, 1), TAMWORTH.code))
    return challenge


DATES = {"visit_start": "2025-04-01", "visit_end": "2025-04-03"}
KEY = "pre_election:TAW:2025-05-01"


def test_a_visit_before_a_poll_is_refused_until_it_is_allowed_with_a_reason(polling: Challenge) -> None:
    with pytest.raises(NotYet, match=f"{KEY} is not allowed"):
        polling.record("dates_set", "2024-06-03", **DATES)

    team.allow(polling.session, polling.reference, entry("2024-06-03"), KEY, "the monitoring officer agrees")

    assert polling.record("dates_set", "2024-06-03", **DATES)
    event = challenges.history(polling.session, polling.reference)[-2]
    assert (event.kind, event.details.warning, event.details.reason) == (
        Happening.OVERRIDDEN,
        KEY,
        "the monitoring officer agrees",
    )


def test_a_visit_is_not_postponed_to_days_before_a_poll(polling: Challenge) -> None:
    polling.record("dates_set", "2024-06-03", visit_start="2024-10-29", visit_end="2024-10-31")

    with pytest.raises(NotYet, match="The postponement cannot be recorded"):
        record.postpone(
            polling.session,
            polling.reference,
            entry("2024-09-02"),
            Day.parse("2024-09-02"),
            council=None,
            details=Details.from_json({"reason": "flood", **DATES}),
        )


def test_only_a_poll_of_a_council_that_takes_part_can_be_allowed(polling: Challenge) -> None:
    for key in ("pre_election:HIG:2025-05-01", "pre_election:TAW:2026-05-07"):
        with pytest.raises(NoSuchWarning):
            team.allow(polling.session, polling.reference, entry("2024-06-03"), key, "why not")


# Planning


def test_a_visit_is_planned_for_a_council_or_for_all_councils_of_a_challenge(
    session: Session, running: tuple[Reference, ...]
) -> None:
    own = Closing(Closure("Move", date(2025, 6, 2), date(2025, 6, 6)), council=HIGH_PEAK.code)
    calendar.add_closing(session, entry(TODAY), own)
    ask = {"earliest": date(2025, 6, 2), "today": date.fromisoformat(TODAY)}

    for whose, first in (("tamworth", 2), (running[0].lower(), 2), (running[1], 9), ("HIG", 9)):
        _, found, _ = planning.plan(session, whose, 3, **ask)
        assert found.days[0] == date(2025, 6, first), whose
    assert planning.plan(session, running[1], 3, **ask)[0] == JOINT


def test_a_claim_is_checked_against_the_rows_of_the_moment(polling: Challenge) -> None:
    (kept,) = calendars.kept_polls(polling.session)
    calendar.remove_poll(polling.session, entry("2024-06-03"), kept.number)

    details = Details.from_json(DATES)
    claim = Claim(Milestone.DATES_SET, Day.parse("2024-06-03"), None, details)

    assert record.record(polling.session, polling.reference, entry("2024-06-03"), claim)


def test_an_event_of_another_kind_tells_of_no_dates(challenge: Challenge) -> None:
    event = Event(0, Happening.RECOUNTED, Day.parse("2024-06-03"), details=Details(reason="a jubilee"))
    record.happen(challenge.session, challenge.reference, entry("2024-06-03"), event)

    challenge.queue("2024-06-03")

    assert {each.subject for each in recounts(challenge.session)} == {
        "Tamworth Borough Council: dates have been counted anew"
    }


def test_a_closure_or_election_has_a_name(session: Session) -> None:
    with refused(session, NoName, "Without a name"):
        calendar.add_closing(session, entry("2024-11-18"), Closing(Closure(" ", MONDAY)))
    with refused(session, NoName, "Say what it is"):
        calendar.add_poll(session, entry("2024-11-18"), Poll(MONDAY, None, ""))


def test_an_election_stands_in_the_way_of_days_that_are_planned_before_it(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")
    today, poll = date(2024, 5, 20), date(2024, 11, 7)
    assert calendar.stood_in_the_way(challenge.session, today, poll) == []

    calendar.add_poll(challenge.session, entry("2024-05-20"), Poll(poll, TAMWORTH.code))

    (said,) = calendar.stood_in_the_way(challenge.session, today, poll)
    assert said.startswith(f"{challenge.reference}: Tamworth Borough Council has its pre-election period")
    assert calendar.stood_in_the_way(challenge.session, today, date(2025, 5, 1)) == []
