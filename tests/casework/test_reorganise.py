"""Councils that have ended: whose challenge passes on to whom, and what that asks of people."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import record, reorganise
from casework.case import case
from casework.record import Ended, InTheFuture
from casework.reorganise import NoSuccessor, NotASuccessor, Orphan, SeveralSuccessors, StillThere
from db import challenges, councils
from db.models import Council, Standing
from db.papers import messages
from domain.contents import Content
from domain.days import Day
from domain.lifecycle import CouncilCode, Event, Happening, Product
from domain.people import Role
from tests.casework.conftest import Challenge, entry
from tests.casework.refusals import refused

ENDED = date(2024, 9, 30)
ON = "2024-10-01"


def end(session: Session, code: str, *heirs: str) -> None:
    """Have the register say that a council has ended, with others in its place."""
    row = session.get_one(Council, CouncilCode(code))
    row.end_date, row.replaced_by = ENDED, ",".join(heirs)
    session.flush()


def orphan(challenge: Challenge) -> Orphan:
    (found,) = reorganise.orphans(challenge.session, date(2024, 10, 1))
    return found


def pass_on(challenge: Challenge, on: str = ON, successor: str | None = None) -> str:
    named = councils.get(challenge.session, CouncilCode(successor)) if successor else None
    return reorganise.supersede(
        challenge.session, orphan(challenge), entry(ON), Day.parse(on), successor=named
    ).name


def test_an_open_challenge_passes_on_to_the_councils_successor(scoped: Challenge) -> None:
    end(scoped.session, "TAW", "LIF")

    assert pass_on(scoped) == "Lichfield District Council"

    view = case(scoped.session, scoped.reference).on(date(2024, 10, 1))
    assert [place.code for place in view.reading.councils] == ["LIF"]
    assert view.reading.content(Content.SCOPE, None)
    standing = scoped.session.get_one(Standing, scoped.reference)
    assert (standing.councils, standing.state) == ("Lichfield District Council", "live")
    assert reorganise.orphans(scoped.session, date(2024, 10, 1)) == ()


def test_nobody_at_the_old_council_is_written_to_and_the_programme_is_told(scoped: Challenge) -> None:
    scoped.prepare("2024-09-30")
    scoped.queue("2024-09-30")
    before = {message.id for message in messages(scoped.session, scoped.reference)}
    end(scoped.session, "TAW", "LIF")
    pass_on(scoped)

    scoped.queue("2024-10-02")  # The position statement was due on Tuesday 1 October 2024.

    new = [each for each in messages(scoped.session, scoped.reference) if each.id not in before]
    assert {each.notice for each in new} == {"reorganised", "position_statement_late"}
    assert not [each.to_email for each in new if each.to_email.endswith("council.example")]
    told = next(each for each in new if each.notice == "reorganised")
    assert (
        told.subject
        == "Tamworth Borough Council: the Corporate Peer Challenge passes to Lichfield District Council"
    )
    assert "Tamworth Borough Council ended on Monday 30 September 2024." in told.text


def test_whoever_takes_the_role_at_the_successor_is_written_to_from_then_on(scoped: Challenge) -> None:
    scoped.prepare("2024-09-30")
    scoped.queue("2024-09-30")
    end(scoped.session, "TAW", "LIF")
    pass_on(scoped)
    scoped.queue(ON)
    before = {message.id for message in messages(scoped.session, scoped.reference)}

    scoped.assign(Role.PROJECT_LEAD, "2024-10-02", "lead@successor.example")
    scoped.queue("2024-10-02")

    new = [each for each in messages(scoped.session, scoped.reference) if each.id not in before]
    assert {each.notice for each in new if each.to_email == "lead@successor.example"} == {
        "position_statement_late"
    }


def test_what_was_written_for_the_old_council_goes_with_letters_to_the_new_one(challenge: Challenge) -> None:
    challenge.record("agreed", "2024-05-10")
    challenge.prepare("2024-05-10")
    end(challenge.session, "TAW", "LIF")
    pass_on(challenge)
    challenge.assign(Role.CHIEF_EXECUTIVE, ON, "chief@successor.example")

    challenge.queue(ON)

    invited = [
        each for each in messages(challenge.session, challenge.reference) if each.notice == "invitation"
    ]
    to_new = next(each for each in invited if each.to_email == "chief@successor.example")
    assert len(to_new.attachments) == 1


def test_of_several_successors_one_has_to_be_named(challenge: Challenge) -> None:
    end(challenge.session, "TAW", "LIF", "STF")

    with refused(challenge.session, SeveralSuccessors, "Lichfield District Council (LIF)", "--successor"):
        pass_on(challenge)
    with refused(challenge.session, NotASuccessor, "Chorley Borough Council was not put in the place of"):
        pass_on(challenge, successor="CHO")

    assert pass_on(challenge, successor="STF") == "Staffordshire Moorlands District Council"


def test_where_the_register_names_nobody_somebody_has_to(challenge: Challenge) -> None:
    end(challenge.session, "TAW")

    with refused(challenge.session, NoSuccessor, "the register names no council in its place"):
        pass_on(challenge)

    assert pass_on(challenge, successor="STF") == "Staffordshire Moorlands District Council"


def test_a_council_that_has_not_ended_keeps_its_challenge(challenge: Challenge) -> None:
    end(challenge.session, "TAW", "LIF")

    assert reorganise.orphans(challenge.session, date(2024, 9, 29)) == ()
    with pytest.raises(StillThere, match="No council of CPC-2024-001 had ended by Sunday 29 September 2024"):
        reorganise.orphans(challenge.session, date(2024, 9, 29), challenge.reference)
    assert len(reorganise.orphans(challenge.session, ENDED, challenge.reference)) == 1


def test_a_challenge_is_passed_on_when_it_has_been_and_while_it_is_open(challenge: Challenge) -> None:
    end(challenge.session, "TAW", "LIF")
    known = orphan(challenge)
    with refused(challenge.session, InTheFuture, "lies in the future"):
        pass_on(challenge, "2024-10-02")
    record.cancel(challenge.session, challenge.reference, entry(ON), Day.parse(ON), "the council has ended")

    with refused(challenge.session, Ended, "cannot be passed on, because it is cancelled"):
        reorganise.supersede(challenge.session, known, entry(ON), Day.parse(ON))
    assert reorganise.orphans(challenge.session, date(2024, 10, 1)) == ()


def test_a_challenge_of_the_past_that_passes_on_owes_nobody_a_letter(session: Session) -> None:
    councils.load_samples(session)
    host = councils.find(session, "TAW").place
    on = Day.parse("2024-05-01")
    reference = challenges.start(session, scheme="2024", councils=[host.code], on=on.first, at=entry(ON).at)
    said = record.opening([host], "2024", Product.CORPORATE)
    opened = Event(0, Happening.OPENED, on, details=said, backfilled=True)
    record.write(session, reference, entry(ON), [opened])
    end(session, "TAW", "LIF")

    (found,) = reorganise.orphans(session, date(2024, 10, 1))
    reorganise.supersede(session, found, entry(ON), Day.parse(ON))

    assert case(session, reference).on(date(2024, 10, 1)).notices == ()
