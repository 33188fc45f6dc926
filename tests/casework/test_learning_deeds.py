"""What others may learn is said by deeds: findings are added, and councils say whether they may be shared."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casework.board import papers, shelf
from casework.board.papers import PaperKind
from casework.case import case
from casework.deeds.deed import NotYours
from casework.deeds.questions import BadAnswers, Question
from casework.deeds.table import carry_out, deed_named
from db import findings as kept
from domain.contents import Content
from domain.lifecycle import CouncilCode, Milestone
from domain.permissions import AccountId, Extent, Part, Seat, Visitor
from tests.casework.conftest import AT, entry
from tests.casework.learning import HOMES, PARISHES, SERVICE, TODAY, key_of, reported
from tests.casework.published import Told, joint, told

MANAGER = Visitor(Part.MANAGER, AccountId("a"), name="Programme manager")
ON = date.fromisoformat(TODAY)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What the deeds call is tested on both databases elsewhere."""


def does(told: Told, name: str, visitor: Visitor = MANAGER, **said: Any) -> str:
    """Do a deed in a transaction of its own, and return what is said of it."""
    told.session.commit()
    found = carry_out(name, told.reference, visitor, said, today=ON, at=AT, trial=False).told.what
    told.session.expire_all()
    return found


def asked(told: Told, name: str, visitor: Visitor = MANAGER) -> dict[str, Question]:
    on_desk = case(told.session, told.reference)
    return {each.name: each for each in deed_named(name, on_desk.scheme).asked_of(visitor, on_desk, ON)}


def contact(told: Told, council: str) -> Visitor:
    seat = Seat(told.reference, Part.COUNCIL_CONTACT, CouncilCode(council))
    return Visitor(Part.COUNCIL_CONTACT, AccountId("c"), name="Chief executive", seats=frozenset({seat}))


def shared(told: Told) -> set[str]:
    return {each.text for each in kept.entries(told.session, reach=Extent.SHARED)}


@on_sqlite
def test_a_council_says_of_several_findings_at_once_that_they_may_be_shared(session: Session) -> None:
    single = reported(told(session))
    chief = contact(single, "TAW")
    options = {each.value: each for each in asked(single, "consent", chief)["findings"].options}
    assert options[key_of(PARISHES)].title == f"Planning with parishes: {PARISHES}"
    assert options[key_of(SERVICE)].hint == (
        "Strength, Final report, Organisational and place leadership, strength 1. Consent: not asked."
    )

    keys = (key_of(PARISHES), key_of(SERVICE))
    said = does(single, "consent", chief, findings=keys, answer="given", role="chief_executive")

    assert said == "CPC-2024-001: consent for 2 findings is given."
    assert shared(single) == {PARISHES, SERVICE}
    assert does(single, "consent", chief, findings=keys, answer="given") == "CPC-2024-001: nothing is new."
    assert does(single, "consent", chief, findings=key_of(SERVICE), answer="withdrawn") == (
        "CPC-2024-001: consent for 1 finding is withdrawn."
    )
    assert shared(single) == {PARISHES}


@on_sqlite
def test_whoever_withdraws_a_consent_is_told_beforehand_which_paper_nobody_can_read_then(
    session: Session,
) -> None:
    single = reported(told(session))
    keys = (key_of(PARISHES), key_of(SERVICE))
    does(single, "consent", findings=keys, answer="given")
    paper = papers.make(PaperKind.UPDATE, date(2024, 4, 1), date(2025, 3, 31), entry(TODAY))
    papers.publish(session, paper.id, entry(TODAY))
    session.commit()

    def cautions(answer: str, *, trial: bool = True) -> tuple[str, ...]:
        said = {"findings": keys[1], "answer": answer}
        outcome = carry_out("consent", single.reference, MANAGER, said, today=ON, at=AT, trial=trial)
        session.expire_all()
        return outcome.told.cautions

    (told_before,) = cautions("withdrawn")

    assert told_before.startswith(
        "The board's paper “Corporate peer challenge: update for 2024-25, issue 1” is published and quotes"
    )
    assert shelf.public_numbers(session) == {paper.id}
    session.commit()
    assert cautions("withdrawn", trial=False) == (told_before,)
    assert shelf.public_numbers(session) == frozenset()
    session.commit()
    assert cautions("refused") == ()
    assert cautions("given") == ()


@on_sqlite
def test_a_council_speaks_for_itself_alone(session: Session) -> None:
    both = reported(joint(session), Milestone.REPORT_FINALISED)
    high_peak, moorlands = both.places
    both.hands_in(Content.REVIEW_REPORT, "2023-09-26", high_peak, strengths=["Fine tenants.", "Both."])
    both.happens(Milestone.REVIEW_REPORT_FINALISED, "2023-09-26", high_peak)
    both.hands_in(Content.REVIEW_REPORT, "2023-09-26", moorlands, strengths=["Both."])
    both.happens(Milestone.REVIEW_REPORT_FINALISED, "2023-09-26", moorlands)
    chief = contact(both, "STF")

    offered = {each.title for each in asked(both, "consent", chief)["findings"].options}

    assert {SERVICE, HOMES, "Both."} <= offered
    assert "Fine tenants." not in offered
    with pytest.raises(NotYours):
        does(both, "consent", chief, findings=key_of(SERVICE), answer="given", council="HIG")
    does(both, "consent", chief, findings=key_of(SERVICE), answer="given", council="STF")
    assert shared(both) == set()


@on_sqlite
def test_a_finding_is_added_and_tagged_one_at_a_time(session: Session) -> None:
    single = reported(told(session))
    said: dict[str, Any] = {
        "kind": "lesson",
        "text": "Tell tenants early.",
        "areas": ("housing", "communications"),
    }

    assert does(single, "finding", **said) == "CPC-2024-001: the lesson is kept."
    assert does(single, "finding", **said) == (
        "CPC-2024-001: the lesson had been kept with these tags before."
    )

    (found,) = kept.entries(single.session, kinds=["lesson"])
    assert (found.areas, found.councils) == ("|housing|communications|", "|TAW|")
    with pytest.raises(BadAnswers):
        does(single, "finding", kind="lesson", text="Tell tenants early.", areas=("astronomy",))


@on_sqlite
def test_a_finding_may_be_one_councils(session: Session) -> None:
    both = reported(joint(session), Milestone.REPORT_FINALISED)

    does(both, "finding", kind="lesson", text="Tell tenants early.", council="STF")

    (found,) = kept.entries(both.session, kinds=["lesson"])
    assert (found.council, found.regions) == ("STF", "|West Midlands|")


@on_sqlite
def test_nobody_is_asked_for_consent_where_nothing_was_found(session: Session) -> None:
    new = told(session)
    on_desk = case(session, new.reference)

    assert not deed_named("consent", on_desk.scheme).is_offered(on_desk, ON)
