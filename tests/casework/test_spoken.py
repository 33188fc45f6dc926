"""What the rules say of people is said with their names."""

from __future__ import annotations

from casework.spoken import mentioned, name_then, named
from db.people import PersonFacts
from domain.lifecycle import CouncilCode, Happening, PersonId, Place
from tests.histories import HIGH_PEAK, JOINT, TAMWORTH, opened

PEER = PersonId("p_abcdefghij")
PEOPLE = {PEER: PersonFacts(PEER, "Lead member peer", "lead@peers.example", "Council leader", "A council")}
REFUSAL = f"the warning interest:{PEER} is open: The lead member peer ({PEER}) has an interest"


def test_a_person_goes_by_a_name_and_a_warning_by_the_key_that_allows_it() -> None:
    assert named(REFUSAL, PEOPLE) == (
        f"the warning interest:{PEER} is open: The lead member peer (Lead member peer) has an interest"
    )


def test_who_is_not_known_is_somebody() -> None:
    assert named(f"({PEER}) left", {}) == "(somebody) left"


def test_those_of_whom_a_text_speaks_can_be_looked_up() -> None:
    assert mentioned(REFUSAL) == {PEER}
    assert mentioned(f"interest:{PEER}, p_short and pp_abcdefghij") == frozenset()


def test_a_council_goes_by_the_name_that_it_had_where_another_has_taken_its_place() -> None:
    new = Place(CouncilCode("NEW"), "New Council")
    story = opened(*JOINT)
    for old in JOINT:
        story.happens(Happening.SUPERSEDED, "2024-06-01", old, successor=new)
    view = story.on("2024-06-02")

    assert [name_then(view, code) for code in (HIGH_PEAK.code, new.code, None)] == [
        HIGH_PEAK.name,
        new.name,
        "",
    ]
    assert name_then(opened().on("2024-06-02"), TAMWORTH.code) == ""
