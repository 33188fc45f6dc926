"""What people may do to a challenge: every deed from its questions to the history, and who may do it."""

from __future__ import annotations

from datetime import date

import pytest

from casework.deeds.deed import NotYours
from casework.deeds.milestones import DETAILS
from casework.deeds.opening import open_up
from casework.deeds.papers import SomethingElse
from casework.deeds.questions import Upload
from casework.deeds.table import NoSuchDeed, deeds, grouped
from db import audit
from db.session import reading
from domain.lifecycle import CouncilCode, Happening, Milestone, Reference
from domain.permissions import AccountId, Part, Seat, Visitor
from domain.schemes import known_schemes, scheme
from tests.casework.by_deeds import AT, Deeds, on_sqlite, play, sample


@pytest.mark.usefixtures("database")
def test_a_challenge_is_taken_from_its_opening_to_its_end_by_deeds_alone() -> None:
    story = Deeds()

    play(story)

    outlook = story.desk().on(date(2025, 10, 31))
    assert outlook.state == "closed"
    assert {each for each in story.kinds() if each in set(Milestone)} == set(outlook.scheme.milestones)
    assert story.outcomes[-1].told.claim is not None
    assert story.offers("2025-11-03") == [
        "reopen",
        "correct",
        "action",
        "disclose",
        "consent",
        "finding",
        "aftercare",
    ]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_deed_that_is_tried_says_what_it_would_cause_and_keeps_nothing(deeds_done: Deeds) -> None:
    before = deeds_done.kinds()

    tried = deeds_done.do("cancel", "2024-05-02", trial=True, reason="The council asked for it.")

    assert tried.told.what == f"{deeds_done.reference} is cancelled."
    assert tried.effects.waiting
    assert deeds_done.kinds() == before


@on_sqlite
@pytest.mark.usefixtures("database")
def test_what_is_done_is_signed_by_whoever_did_it_and_for_whom(deeds_done: Deeds) -> None:
    deeds_done.visitor = Visitor(Part.MANAGER, AccountId("a"), None, "Deputy", acting_for="Programme manager")

    deeds_done.do("facts", "2024-05-02", mode="remote")

    assert deeds_done.desk().history[-1].by == "Deputy for Programme manager"


@on_sqlite
@pytest.mark.usefixtures("database")
def test_what_is_done_stands_in_the_audit_and_what_is_tried_does_not(deeds_done: Deeds) -> None:
    deeds_done.do("facts", "2024-05-02", mode="remote")
    deeds_done.do("facts", "2024-05-02", mode="hybrid", trial=True)

    with reading() as session:
        found = [(each.act, each.reference, each.details) for each in audit.lines(session)]
    reference = deeds_done.reference
    assert found == [("set_facts", reference, {"deed": "facts"}), ("open", reference, {})]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_opening_can_be_tried_and_the_same_again_is_the_challenge_that_is_there() -> None:
    story = Deeds()
    tried = story.open(trial=True, visit_start="2024-10-29", visit_end="2024-10-31")
    first = story.open()
    again = story.open()

    assert tried.told.what.endswith("is open, under the scheme 2024.")
    assert first.effects.notices or first.effects.waiting
    assert again.reference == first.reference
    assert again.told.what == f"{first.reference} had been opened with these words before."


@on_sqlite
@pytest.mark.usefixtures("database")
def test_only_who_may_opens_a_challenge() -> None:
    adviser = Visitor(part=Part.ADVISER, account=AccountId("b"), name="Adviser")

    with pytest.raises(NotYours, match="You may not open a challenge in the programme"):
        open_up(adviser, {"councils": "Tamworth"}, today=date(2024, 5, 1), at=AT, trial=True)


@on_sqlite
@pytest.mark.usefixtures("database")
def test_whoever_has_no_part_in_a_challenge_may_not_do_anything_to_it(deeds_done: Deeds) -> None:
    elsewhere = frozenset({Seat(Reference("CPC-1999-001"), Part.ADVISER)})
    deeds_done.visitor = Visitor(Part.ADVISER, AccountId("b"), None, "Adviser", elsewhere)

    with pytest.raises(NotYours, match="You may not set facts of a challenge in"):
        deeds_done.do("facts", "2024-05-02", mode="remote")

    assert deeds_done.offers("2024-05-02") == []


@on_sqlite
@pytest.mark.usefixtures("database")
def test_a_council_contact_hands_in_their_own_councils_papers_and_nothing_else(deeds_done: Deeds) -> None:
    seats = frozenset({Seat(deeds_done.reference, Part.COUNCIL_CONTACT, CouncilCode("TAW"))})
    contact = Visitor(Part.COUNCIL_CONTACT, AccountId("c"), None, "Contact", seats)
    deeds_done.do("hand-in/report", "2024-05-02", file=sample("report"))
    deeds_done.visitor = contact

    kept = deeds_done.do("hand-in/plan", "2024-05-03", file=sample("plan-TAW"))
    disguised = Upload("plan-TAW.yaml", b"content: scope\n" + sample("scope").content)
    with pytest.raises(NotYours):
        deeds_done.do("hand-in/report", "2024-05-03", file=sample("report"))
    with pytest.raises(SomethingElse, match="says that it is a scope, and was handed in as a plan"):
        deeds_done.do("hand-in/plan", "2024-05-03", file=disguised)

    assert kept.told.what.endswith(
        "plan-TAW.yaml is understood and kept, as plan of Tamworth Borough Council."
    )
    assert deeds_done.kinds().count(Happening.CONTENT_RECEIVED) == 2


@on_sqlite
@pytest.mark.usefixtures("database")
def test_every_detail_that_a_milestone_may_say_has_its_question() -> None:
    rules = [rule for name in known_schemes() for rule in scheme(name).milestones.values()]

    assert {name for rule in rules for name in (*rule.details, *rule.may_say)} <= DETAILS.keys()


@pytest.mark.parametrize("name", known_schemes())
@on_sqlite
@pytest.mark.usefixtures("database")
def test_deeds_have_names_of_their_own_and_words_for_people(name: str) -> None:
    table = deeds(scheme(name))

    assert len({each.title for each in table.values()}) == len(table)
    assert all(each.words.endswith(".") for each in table.values())
    assert [each.name for each in table.values() if each.is_milestone] == [
        f"record/{milestone}" for milestone in scheme(name).milestones
    ]


def test_deeds_are_listed_by_what_they_are_about_and_nothing_else_is() -> None:
    table = deeds(scheme("2024"))

    some = grouped([table["hold"], table["cancel"], table["postpone"]])
    every = grouped(each for each in table.values() if not each.is_milestone)

    assert [(about, [each.name for each in found]) for about, found in some] == [
        ("course", ["postpone", "cancel"]),
        ("letters", ["hold"]),
    ]
    assert [about for about, _ in every] == [
        "course",
        "people",
        "papers",
        "letters",
        "learning",
        "afterwards",
    ]


@on_sqlite
@pytest.mark.usefixtures("database")
def test_what_nobody_can_do_is_refused_by_name(deeds_done: Deeds) -> None:
    with pytest.raises(NoSuchDeed, match="Nothing can be done that is called 'delete'"):
        deeds_done.do("delete", "2024-05-02")


@on_sqlite
@pytest.mark.usefixtures("database")
def test_where_several_councils_take_part_one_is_asked_for() -> None:
    story = Deeds()
    story.open(councils="High Peak\nStaffordshire Moorlands")

    question = story.asked("record/plan_received", "2024-05-02")["council"]

    assert [each.title for each in question.options] == [
        "High Peak Borough Council",
        "Staffordshire Moorlands District Council",
    ]
    assert "council" not in story.asked("record/agreed", "2024-05-02")
