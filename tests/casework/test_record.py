"""A history grows by guarded verbs alone; what they refuse leaves no trace."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import record
from casework.case import case
from casework.printable import Unprintable
from casework.record import (
    AlreadyRecorded,
    BadPeriod,
    BeforeOpening,
    Ended,
    InTheFuture,
    NoDatesYet,
    NotThatEvent,
    OneAtATime,
    TooLate,
    WhichCouncil,
)
from db import challenges, councils
from db.challenges import UnknownChallenge
from db.models import Standing
from domain.days import Basis, Day
from domain.lifecycle import CouncilCode, Details, Event, Happening, Milestone, Product, Reference
from domain.moves import Claim, NotYet, WouldBreak
from domain.outlook import Outlook, State
from domain.schemes import UnknownScheme
from tests.casework.conftest import Begun, Challenge, entry, opened
from tests.casework.refusals import everything, refused


def view(challenge: Challenge, on: str) -> Outlook:
    return case(challenge.session, challenge.reference).on(date.fromisoformat(on))


def last(challenge: Challenge) -> Details:
    return challenges.history(challenge.session, challenge.reference)[-1].details


def postpone(challenge: Challenge, on: str, council: str | None = None, **new: str) -> None:
    record.postpone(
        challenge.session,
        challenge.reference,
        entry(on),
        Day.parse(on),
        council=CouncilCode(council) if council else None,
        details=Details.from_json({"reason": "the election", **new}),
    )


@pytest.fixture
def joint(begun: Begun, session: Session) -> Challenge:
    """Give a challenge of two councils of which a report is known to have been published by one."""
    return begun(lambda: opened(session, "HIG", "STF", under="2022", on="2022-01-10"))


# Opening


def test_a_challenge_is_opened_with_its_first_event_and_where_it_stands(bare: Challenge) -> None:
    first = challenges.history(bare.session, bare.reference)[0]

    assert (first.kind, first.on, first.by) == (
        Happening.OPENED,
        Day.parse("2024-05-01"),
        "Programme manager",
    )
    assert (first.details.scheme, [place.code for place in first.details.councils]) == ("2024", ["TAW"])
    standing = bare.session.get(Standing, bare.reference)
    assert standing
    assert (standing.stage, standing.councils) == ("scoping", "Tamworth Borough Council")


def test_a_challenge_cannot_be_opened_tomorrow_or_under_no_scheme(bare: Challenge) -> None:
    session, host = bare.session, councils.find(bare.session, "TAW").place
    details = record.opening([host], "2024", Product.CORPORATE)

    with refused(session, InTheFuture, "Thursday 2 May 2024 lies in the future"):
        record.open_challenge(
            session,
            entry("2024-05-01"),
            councils=[host],
            scheme_name="2024",
            on=Day.parse("2024-05-02"),
            details=details,
        )
    with refused(session, UnknownScheme, "2023", "2022, 2024"):
        record.open_challenge(
            session,
            entry("2024-05-01"),
            councils=[host],
            scheme_name="2023",
            on=Day.parse("2024-05-01"),
            details=details,
        )


# Milestones


def test_a_milestone_recorded_twice_is_recorded_once(bare: Challenge) -> None:
    assert bare.record("agreed", "2024-05-10") is True
    before = everything(bare.session)

    assert bare.record("agreed", "2024-05-10") is False
    assert everything(bare.session) == before


def test_a_milestone_keeps_what_its_date_rests_on(bare: Challenge) -> None:
    claim = Claim(Milestone.AGREED, Day.parse("2024-05"))

    record.record(bare.session, bare.reference, entry("2024-06-10"), claim, basis=Basis.ANNOUNCED)

    event = challenges.history(bare.session, bare.reference)[-1]
    assert (event.on.iso, event.basis, event.backfilled) == ("2024-05", Basis.ANNOUNCED, False)


def test_another_date_is_refused_with_the_event_that_stands(bare: Challenge) -> None:
    bare.record("agreed", "2024-05-10")

    with refused(bare.session, AlreadyRecorded, "Friday 10 May 2024", "event 2", "cpc correct"):
        bare.record("agreed", "2024-05-11")


def test_every_unmet_condition_is_named_with_who_can_meet_it(challenge: Challenge) -> None:
    with refused(
        challenge.session,
        NotYet,
        "'Dates set' is not recorded (Principal adviser",
        "has not declared interests",
        "The controlling group of Tamworth Borough Council is not recorded",
    ):
        challenge.record("team_confirmed", "2024-05-10")


def test_a_milestone_of_tomorrow_is_refused(bare: Challenge) -> None:
    claim = Claim(Milestone.AGREED, Day.parse("2024-05-11"))

    with refused(bare.session, NotYet, "Saturday 11 May 2024 lies in the future"):
        record.record(bare.session, bare.reference, entry("2024-05-10"), claim)


def test_a_milestone_from_before_the_opening_is_refused_with_both_dates(bare: Challenge) -> None:
    refusal = (
        "'Council agrees to the challenge' cannot be recorded: Tuesday 30 April 2024 is before the challenge "
        "was opened, on Wednesday 1 May 2024. Give another day."
    )
    claim = Claim(Milestone.AGREED, Day.parse("2024-04-30"))
    with refused(bare.session, NotYet, refusal):
        record.record(bare.session, bare.reference, entry("2024-05-10"), claim)


def test_what_happens_beside_the_milestones_is_not_from_before_the_opening_either(bare: Challenge) -> None:
    fact = Event(0, Happening.FACTS_SET, Day.parse("2024-04-30"), details=Details(focus=("Housing",)))
    with refused(
        bare.session,
        BeforeOpening,
        "Tuesday 30 April 2024 is before",
        "was opened, on Wednesday 1 May 2024. Give that day or a later one",
    ):
        record.happen(bare.session, bare.reference, entry("2024-05-10"), fact)


def test_an_unknown_challenge_is_named_with_the_nearest(bare: Challenge) -> None:
    claim = Claim(Milestone.AGREED, Day.parse("2024-05-10"))

    with refused(bare.session, UnknownChallenge, "CPC-2024-010", bare.reference):
        record.record(bare.session, "CPC-2024-010", entry("2024-05-10"), claim)


def test_words_that_no_document_can_show_are_refused(scoped: Challenge) -> None:
    with refused(scoped.session, Unprintable, "U+1F389 PARTY POPPER"):
        postpone(
            scoped,
            "2024-09-20",
            visit_start="2025-01-14",
            visit_end="2025-01-16",
            body="Well \N{PARTY POPPER}",
        )
    with refused(scoped.session, Unprintable, "'a\\x07' holds U+0007"):
        fact = Event(0, Happening.FACTS_SET, Day.parse("2024-09-20"), details=Details(focus=("a\x07",)))
        record.happen(scoped.session, scoped.reference, entry("2024-09-20"), fact)


# Milestones of each council


def report_finalised(joint: Challenge) -> None:
    """Bring the joint challenge to where its councils go their own ways."""
    on = Day.parse("2022-03-01")
    events = [
        Event(0, milestone, on, backfilled=True)
        for milestone in (Milestone.VISIT_STARTED, Milestone.VISIT_ENDED, Milestone.REPORT_FINALISED)
    ]
    record.write(joint.session, joint.reference, entry("2022-03-01"), events)


def test_of_two_councils_one_has_to_be_named(joint: Challenge) -> None:
    report_finalised(joint)

    with refused(joint.session, WhichCouncil, "'Council's decision on the report'", "HIG, STF"):
        joint.record("council_decision", "2022-04-01", body="Cabinet")
    with refused(joint.session, WhichCouncil):
        joint.record("council_decision", "2022-04-01", "TAW", body="Cabinet")


def test_each_council_meets_its_own_milestones(joint: Challenge) -> None:
    report_finalised(joint)

    joint.record("council_decision", "2022-04-01", "HIG", body="Executive")
    joint.record("council_decision", "2022-04-12", "STF", body="Cabinet")

    met = view(joint, "2022-05-01").reading.met
    assert {
        code: str(met[Milestone.COUNCIL_DECISION, code].on)
        for code in (CouncilCode("HIG"), CouncilCode("STF"))
    } == {
        "HIG": "Friday 1 April 2022",
        "STF": "Tuesday 12 April 2022",
    }


def test_the_only_council_need_not_be_named_and_a_milestone_of_all_has_none(bare: Challenge) -> None:
    report_finalised(bare)

    bare.record("council_decision", "2024-06-01", body="Cabinet")
    bare.record("agreed", "2022-03-01", "TAW")

    decision, agreed = challenges.history(bare.session, bare.reference)[-2:]
    assert (decision.council, agreed.council) == ("TAW", None)


# Postponing


def test_a_visit_moves_to_new_dates_and_the_old_ones_are_remembered(scoped: Challenge) -> None:
    postpone(scoped, "2024-09-20", visit_start="2025-01-14", visit_end="2025-01-16")

    now = view(scoped, "2024-09-20")
    start = now.reading.day_of("visit_start", None)
    assert start
    assert start[0] == date(2025, 1, 14)
    assert (last(scoped).was_start, last(scoped).was_end) == (date(2024, 10, 29), date(2024, 10, 31))
    assert now.state is State.LIVE


def test_a_visit_without_new_dates_has_to_be_given_some(scoped: Challenge) -> None:
    postpone(scoped, "2024-09-20")

    now = view(scoped, "2024-09-20")
    assert now.state is State.POSTPONED
    assert now.reading.day_of("visit_start", None) is None

    postpone(scoped, "2024-10-01", visit_start="2025-01-14", visit_end="2025-01-16")
    assert view(scoped, "2024-10-01").state is State.LIVE
    assert last(scoped).was_start is None


def test_what_has_no_dates_cannot_be_moved(bare: Challenge) -> None:
    with refused(bare.session, NoDatesYet, "The visit has no dates", "dates_set"):
        postpone(bare, "2024-05-10")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ({"visit_start": "2025-01-14"}, "Tuesday 14 January 2025 to no day"),
        ({"visit_end": "2025-01-16"}, "no day to Thursday 16 January 2025"),
        (
            {"visit_start": "2025-01-16", "visit_end": "2025-01-14"},
            "Thursday 16 January 2025 to Tuesday 14 January 2025",
        ),
    ],
)
def test_new_dates_come_in_pairs_and_in_order(scoped: Challenge, new: dict[str, str], words: str) -> None:
    with refused(scoped.session, BadPeriod, f"The visit cannot go from {words}"):
        postpone(scoped, "2024-09-20", **new)


def test_the_visit_and_the_review_are_not_moved_at_once(scoped: Challenge) -> None:
    with refused(scoped.session, OneAtATime):
        postpone(scoped, "2024-09-20", visit_start="2025-01-14", review_start="2025-09-01")


def visited(bare: Challenge, on: str = "2024-10-29") -> None:
    event = Event(0, Milestone.VISIT_STARTED, Day.parse(on), backfilled=True)
    record.write(bare.session, bare.reference, entry(on), [event])


def review_scheduled(bare: Challenge, on: str, council: str) -> None:
    details = Details.from_json({"review_start": "2025-09-10", "review_end": "2025-09-11"})
    event = Event(0, Milestone.REVIEW_SCHEDULED, Day.parse(on), CouncilCode(council), details)
    record.write(bare.session, bare.reference, entry(on), [event])


def test_a_visit_that_has_begun_cannot_be_postponed(scoped: Challenge) -> None:
    visited(scoped)

    with refused(scoped.session, TooLate, "The visit cannot be postponed", "Tuesday 29 October 2024"):
        postpone(scoped, "2024-10-30", visit_start="2025-01-14", visit_end="2025-01-16")


def test_after_the_visit_it_is_the_review_that_is_postponed(scoped: Challenge) -> None:
    visited(scoped)
    review_scheduled(scoped, "2025-05-12", "TAW")

    postpone(scoped, "2025-08-01")

    assert last(scoped).was_start == date(2025, 9, 10)
    assert view(scoped, "2025-08-01").reading.day_of("review_start", CouncilCode("TAW")) is None


def test_each_council_postpones_its_own_review(joint: Challenge) -> None:
    visited(joint, "2022-01-20")
    review_scheduled(joint, "2022-02-01", "HIG")
    new = {"review_start": "2025-11-10", "review_end": "2025-11-11"}

    with refused(joint.session, WhichCouncil, "'Progress review' is recorded for each council"):
        postpone(joint, "2025-08-01", **new)
    with refused(joint.session, NoDatesYet, "The review has no dates", "review_scheduled"):
        postpone(joint, "2025-08-01", "STF", **new)

    postpone(joint, "2025-08-01", "HIG", **new)
    start = view(joint, "2025-08-01").reading.day_of("review_start", CouncilCode("HIG"))
    assert start
    assert start[0] == date(2025, 11, 10)


def test_a_review_that_was_held_cannot_be_postponed(scoped: Challenge) -> None:
    visited(scoped)
    review_scheduled(scoped, "2025-05-12", "TAW")
    held = Event(0, Milestone.REVIEW_HELD, Day.parse("2025-09-11"), CouncilCode("TAW"), backfilled=True)
    record.write(scoped.session, scoped.reference, entry("2025-09-11"), [held])

    with refused(scoped.session, TooLate, "The review cannot be postponed"):
        postpone(scoped, "2025-09-12", review_start="2025-11-10", review_end="2025-11-11")


# Stopping and taking up again


def test_a_challenge_is_cancelled_and_taken_up_again_where_it_stood(scoped: Challenge) -> None:
    stages = view(scoped, "2024-09-20").stages

    record.cancel(scoped.session, scoped.reference, entry("2024-09-20"), Day.parse("2024-09-20"), "a merger")
    assert view(scoped, "2024-09-20").state is State.CANCELLED
    assert last(scoped).reason == "a merger"

    record.reopen(scoped.session, scoped.reference, entry("2024-10-01"), Day.parse("2024-10-01"), "no merger")
    assert view(scoped, "2024-10-01").state is State.LIVE
    assert view(scoped, "2024-10-01").stages == stages


def test_what_is_cancelled_is_neither_cancelled_nor_postponed_nor_goes_on(scoped: Challenge) -> None:
    on = Day.parse("2024-09-20")
    record.cancel(scoped.session, scoped.reference, entry("2024-09-20"), on, "a merger")

    with refused(scoped.session, Ended, "cannot be cancelled, because it is cancelled"):
        record.cancel(scoped.session, scoped.reference, entry("2024-09-20"), on, "a merger")
    with refused(scoped.session, Ended, "cannot be postponed, because it is cancelled"):
        postpone(scoped, "2024-09-20")
    with refused(scoped.session, NotYet, "the challenge is cancelled; it has to be reopened"):
        scoped.record("position_statement_received", "2024-09-20")


def test_what_is_under_way_is_not_reopened(bare: Challenge) -> None:
    with refused(bare.session, Ended, "cannot be reopened, because it is live"):
        record.reopen(bare.session, bare.reference, entry("2024-05-10"), Day.parse("2024-05-10"), "why not")


def test_nothing_happens_tomorrow(bare: Challenge) -> None:
    with refused(bare.session, InTheFuture):
        record.cancel(bare.session, bare.reference, entry("2024-05-10"), Day.parse("2024-05-11"), "a merger")


# Correcting


def correct(bare: Challenge, seq: int, on: str = "2024-06-01") -> None:
    record.correct(bare.session, bare.reference, entry(on), seq, "a slip of the pen")


def number_of(bare: Challenge, milestone: Milestone) -> int:
    history = challenges.history(bare.session, bare.reference)
    return next(event.seq for event in reversed(history) if event.kind is milestone)


def test_a_corrected_milestone_can_be_recorded_as_it_was(bare: Challenge) -> None:
    bare.record("agreed", "2024-05-10")

    correct(bare, number_of(bare, Milestone.AGREED))

    assert (Milestone.AGREED, None) not in view(bare, "2024-06-01").reading.met
    claim = Claim(Milestone.AGREED, Day.parse("2024-05-13"))
    assert record.record(bare.session, bare.reference, entry("2024-06-01"), claim) is True


def test_a_consent_that_has_expired_is_recorded_again(scoped: Challenge) -> None:
    record.postpone(
        scoped.session,
        scoped.reference,
        entry("2024-10-01"),
        Day.parse("2024-10-01"),
        council=None,
        details=Details.from_json(
            {"visit_start": "2025-04-08", "visit_end": "2025-04-10", "reason": "a flood in the town"}
        ),
    )

    assert scoped.record("team_confirmed", "2025-02-03") is True
    assert scoped.record("team_confirmed", "2025-02-03") is False  # The flow was run again.


def test_a_correction_can_itself_be_corrected(bare: Challenge) -> None:
    bare.record("agreed", "2024-05-10")
    correct(bare, number_of(bare, Milestone.AGREED))

    correct(bare, challenges.history(bare.session, bare.reference)[-1].seq)

    assert (Milestone.AGREED, None) in view(bare, "2024-06-01").reading.met


def test_what_others_rest_on_is_not_undone_before_them(bare: Challenge) -> None:
    bare.record("agreed", "2024-05-10")
    bare.record("dates_set", "2024-05-20", visit_start="2024-10-29", visit_end="2024-10-31")

    with refused(bare.session, WouldBreak, "'Dates set' rests on it"):
        correct(bare, number_of(bare, Milestone.AGREED))


@pytest.mark.parametrize("seq", [1, 99])
def test_only_an_event_that_stands_can_be_undone_and_never_the_first(bare: Challenge, seq: int) -> None:
    with refused(bare.session, NotThatEvent, f"no event {seq} that can be undone"):
        correct(bare, seq)


def test_what_was_undone_is_not_undone_again(bare: Challenge) -> None:
    bare.record("agreed", "2024-05-10")
    number = number_of(bare, Milestone.AGREED)
    correct(bare, number)

    with refused(bare.session, NotThatEvent):
        correct(bare, number)


def test_where_it_stands_follows_every_verb(bare: Challenge) -> None:
    bare.record("agreed", "2024-05-10")
    record.cancel(bare.session, bare.reference, entry("2024-05-11"), Day.parse("2024-05-11"), "a merger")

    standing = bare.session.get(Standing, Reference(bare.reference))
    assert standing
    assert (standing.state, standing.stages) == ("cancelled", [])
