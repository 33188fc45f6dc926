"""Facts beside the milestones are written down when they are news."""

from __future__ import annotations

from datetime import date

from casework.case import case
from casework.facts import Facts, NoFacts, set_facts
from casework.record import WhichCouncil
from db.challenges import history
from domain.days import Day
from domain.lifecycle import CouncilCode, Mode
from domain.reading import Reading
from tests.casework.conftest import Challenge, entry
from tests.casework.refusals import everything, refused

ON = "2024-06-03"
ALL = Facts(mode=Mode.HYBRID, focus=("Town centre",), control="Labour")


def put(challenge: Challenge, facts: Facts) -> bool:
    return set_facts(challenge.session, challenge.reference, entry(ON), facts, Day.parse(ON))


def reading(challenge: Challenge) -> Reading:
    return case(challenge.session, challenge.reference).on(date.fromisoformat(ON)).reading


def test_facts_are_of_the_challenge_and_of_its_council(bare: Challenge) -> None:
    assert put(bare, ALL) is True

    now = reading(bare)
    assert (now.mode, now.focus, now.control) == (Mode.HYBRID, ("Town centre",), {"TAW": "Labour"})


def test_what_is_known_already_is_not_written_again(bare: Challenge) -> None:
    put(bare, ALL)
    before = everything(bare.session)

    assert put(bare, ALL) is False
    assert everything(bare.session) == before


def test_what_is_left_out_stays_as_it_was(bare: Challenge) -> None:
    put(bare, ALL)

    assert put(bare, Facts(mode=Mode.REMOTE)) is True

    assert (reading(bare).mode, reading(bare).focus) == (Mode.REMOTE, ("Town centre",))
    assert history(bare.session, bare.reference)[-1].details.to_json() == {"mode": "remote"}


def test_a_call_that_says_nothing_is_refused(bare: Challenge) -> None:
    with refused(bare.session, NoFacts, "--mode, --focus or --control"):
        put(bare, Facts())


def test_who_controls_another_council_is_refused(bare: Challenge) -> None:
    with refused(bare.session, WhichCouncil, "'Controlling group'", "TAW"):
        put(bare, Facts(control="Labour", council=CouncilCode("HIG")))
