"""What the commands say of what councils do well, to people and to programs."""

from __future__ import annotations

import pytest

from db.session import transaction
from tests.casework.learning import LOCAL_PLAN, SERVICE, key_of, reported, staffed
from tests.casework.published import told
from tests.cli.conftest import Cpc

TODAY = "2026-01-05"


@pytest.fixture
def cpc(cpc: Cpc) -> Cpc:
    """Give the command where one council is good at planning."""
    with transaction() as session:
        single = reported(told(session))
        staffed(session, single.reference, "Lichfield")
    return cpc


def test_what_councils_do_well_is_found_with_the_evidence_and_whom_to_ask(cpc: Cpc) -> None:
    said = cpc("learn", "planning department", today=TODAY).said

    assert said.startswith("3 findings about Planning. The best answer comes first; councils are not ranked.")
    assert SERVICE in said
    assert "Final report, Organisational and place leadership, strength 1" in said
    assert "Strength of Tamworth Borough Council" in said
    assert "Ask the principal adviser of Tamworth Borough Council: Principal adviser, West Midlands" in said
    assert "Whom to ask in West Midlands Member peer Member peer of Lichfield" in said

    found = cpc("learn", "local plan", "--area", "planners", "--json", today=TODAY).json
    assert (found["total"], found["findings"][0]["text"]) == (3, LOCAL_PLAN)
    assert found["findings"][0]["marked"] == ["local", "plan"]
    assert found["findings"][0]["ask"][0]["adviser"]["email"] == "adviser@programme.example"
    assert [each["organisation"] for each in found["regions"][0]["member_peers"]] == [
        "Lichfield District Council"
    ]

    nothing = cpc("learn", "spaceships", today=TODAY)
    assert nothing.said == "Nothing is found. Ask with fewer or other words, or see `cpc learn --areas`."
    some = cpc(
        "learn", "planners spaceships", "--year", "2024/25", "--kind", "good-practice", today=TODAY
    ).said
    assert "Nothing has all that was asked for." in some
    unasked = cpc("learn", today=TODAY)
    assert (unasked.code, "It is not said what you want to learn." in unasked.err) == (2, True)


def test_regions_in_which_nobody_is_known_are_named_once(cpc: Cpc) -> None:
    with transaction() as session:
        reported(told(session, "Gateshead"))

    said = cpc("learn", "planning department", today=TODAY).said

    assert "Whom to ask in North East" not in said
    assert said.endswith("Nobody is known yet in North East. Ask the programme office.")


def test_service_areas_are_listed_with_their_terms(cpc: Cpc) -> None:
    assert "development management" in cpc("learn", "--areas").said
    listed = cpc("learn", "--areas", "--json").json
    assert listed["version"] == "2026"
    assert listed["areas"][0]["title"] == "Planning"


def test_a_council_says_what_may_be_shared_and_what_no_longer(cpc: Cpc) -> None:
    reference = "CPC-2024-001"
    assert f"{key_of(SERVICE)} not asked strength" in cpc("consent", reference, today=TODAY).said

    done = cpc("consent", reference, key_of(SERVICE), "--answer", "given", "--role", "leader", today=TODAY)
    assert done.said.startswith("CPC-2024-001: consent for 1 finding is given.")

    listed = {each["key"]: each["consent"] for each in cpc("consent", reference, "--json", today=TODAY).json}
    assert listed[key_of(SERVICE)] == "given"
    again = cpc("consent", reference, key_of(SERVICE), "--answer", "given", today=TODAY)
    assert "nothing is new" in again.said
    nobody = cpc("consent", reference, "--answer", "given", today=TODAY)
    assert (nobody.code, "It is not said which findings" in nobody.err) == (2, True)
