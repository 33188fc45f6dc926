"""A council on one page, as far as it is somebody's to see, and as programs read it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from casework import aftercare
from casework.aftercare import Agreement, follow_ups
from casework.case import case
from casework.council_page import council_page
from casework.coverage import coverage
from casework.deeds.deed import NotYours
from casework.deeds.table import carry_out, offered
from casework.shapes.coverage import (
    council_as_json,
    coverage_as_json,
    coverage_table,
    follow_up_as_json,
    to_do_as_json,
)
from casework.tables import MARK
from db import coverage as rows
from db import models
from db.councils import UnknownCouncil
from db.session import reading
from domain.days import Day
from domain.ledger import Impact
from domain.lifecycle import CouncilCode, Milestone, Reference
from domain.permissions import AccountId, Part, Seat, Visitor
from domain.support import OfferKey
from domain.uptakes import Uptake
from tests.casework.conftest import AT, entry
from tests.casework.published import Told, joint, told

TODAY = date(2026, 1, 5)
TAW, LIF = CouncilCode("TAW"), CouncilCode("LIF")
MANAGER = Visitor(Part.MANAGER, AccountId("1"), name="Programme manager")


def contact(reference: Reference, council: CouncilCode) -> Visitor:
    return Visitor(
        Part.COUNCIL_CONTACT,
        AccountId("2"),
        name="Contact",
        seats=frozenset({Seat(reference, Part.COUNCIL_CONTACT, council)}),
    )


@pytest.fixture
def single(session: Session) -> Told:
    """Give a closed challenge of Tamworth with a note that was filed and an offer that is to be decided."""
    found = told(session)
    found.until(Milestone.CLOSED)
    found.file("handover_note", found.places[0])
    found.file("closing_letter", found.places[0])
    said = Agreement("In spring.", OfferKey("planning"), Uptake.TO_DECIDE, date(2026, 3, 1))
    aftercare.agree(session, found.reference, entry("2025-11-10"), said, Day.parse("2025-11-10"))
    return found


def test_those_who_run_the_programme_find_all_that_there_is_of_a_council(single: Told) -> None:
    found = council_page(single.session, MANAGER, TAW, TODAY)

    assert found
    assert (found.council.code, found.others) == (TAW, ())
    assert [each.row.reference for each in found.challenges] == [single.reference]
    assert sum(found.impacts.values()) == 12
    assert [(each.title, [file.format for file in each.files][:1]) for each in found.notes] == [
        ("Title of handover_note-TAW", ["pdf"])
    ]
    assert [each.title for each in found.agreed] == ["Planning advisory service"]
    assert found.to_do == found.agreed


def test_a_council_finds_its_own_challenge_and_nothing_of_the_programmes(single: Told) -> None:
    found = council_page(single.session, contact(single.reference, TAW), TAW, TODAY)

    assert found
    assert [each.row.reference for each in found.challenges] == [single.reference]
    assert found.impacts[Impact.DONE]
    assert (found.notes, found.support) == ((), ())


def test_a_council_finds_nothing_of_another_and_a_peer_nothing_at_all(single: Told) -> None:
    session, peer = single.session, Seat(single.reference, Part.PEER)

    assert council_page(session, contact(single.reference, TAW), LIF, TODAY) is None
    assert council_page(session, Visitor(Part.PEER, seats=frozenset({peer})), TAW, TODAY) is None
    with pytest.raises(UnknownCouncil):
        council_page(session, MANAGER, CouncilCode("XXX"), TODAY)


def test_a_council_in_the_place_of_another_has_its_challenges_too(single: Told) -> None:
    session = single.session
    row = session.get_one(models.Council, TAW)
    row.end_date, row.replaced_by = date(2025, 12, 1), LIF
    session.flush()

    found = council_page(session, MANAGER, LIF, TODAY)

    assert found
    assert [each.code for each in found.others] == [TAW]
    assert [each.row.reference for each in found.challenges] == [single.reference]
    assert found.notes


def test_programs_read_the_same(single: Told) -> None:
    session = single.session
    page = council_page(session, MANAGER, TAW, TODAY)
    assert page

    told = council_as_json(page)
    whole = coverage_as_json(coverage(session, TODAY), TODAY)

    assert told["challenges"] == [single.reference]
    assert told["support"] == [
        {
            "reference": single.reference,
            "offer": "planning",
            "title": "Planning advisory service",
            "uptake": "to_decide",
            "on": "2025-11-10",
            "until": "2026-03-01",
            "words": "In spring.",
        }
    ]
    assert told["to_do"] == [to_do_as_json(each) for each, _ in rows.to_do(session)]
    assert told["council"] in whole["councils"]
    assert whole["counts"]["ahead"] == 1
    never = next(each for each in whole["councils"] if each["code"] == LIF)
    assert (never["last"], never["next_due"], never["cancelled"]) == (None, None, None)
    found = case(session, single.reference)
    (chore,) = follow_ups(found, found.on(TODAY))
    assert follow_up_as_json(chore) == {
        "council": "TAW",
        "offer": "planning",
        "since": "2025-11-10",
        "by": "2026-03-01",
        "late": False,
        "who": [],
    }


def test_a_table_has_a_row_for_each_council(single: Told) -> None:
    found = coverage(single.session, TODAY)

    head, *lines = coverage_table(found).removeprefix(MARK).splitlines()

    assert head.split(",")[0] == "code"
    assert len(lines) == len(found.lines)
    assert any(line.startswith("TAW,") and "2024-10-31" in line for line in lines)


def test_what_was_agreed_is_a_deed_of_the_adviser_once_a_council_was_handed_over(session: Session) -> None:
    both = joint(session)
    both.until(Milestone.REVIEW_HELD)
    before = [each.name for each in offered(case(session, both.reference), MANAGER, TODAY)]
    both.until(Milestone.CLOSED)
    session.commit()
    adviser = Visitor(
        Part.ADVISER, AccountId("3"), name="Adviser", seats=frozenset({Seat(both.reference, Part.ADVISER)})
    )
    answers = {"council": "HIG", "words": "They will ask.", "offer": "planning", "uptake": "taken_up"}

    def do(visitor: Visitor, raw: dict[str, str]) -> str:
        return carry_out("aftercare", both.reference, visitor, raw, today=TODAY, at=AT, trial=False).told.what

    assert "aftercare" not in before
    with reading() as looking:
        assert "aftercare" in [each.name for each in offered(case(looking, both.reference), adviser, TODAY)]
    assert do(adviser, answers) == (
        f"{both.reference}: what was agreed about “Planning advisory service” is written down."
    )
    assert do(adviser, answers).endswith("had been written down with these words before.")
    assert do(adviser, {"council": "STF", "words": "A talk."}) == (
        f"{both.reference}: what was agreed is written down."
    )
    with pytest.raises(NotYours):
        do(contact(both.reference, CouncilCode("HIG")), answers)
