"""The words of a history: what an event says survives being written down, and corrections undo each other."""

from datetime import date
from typing import Any

import pytest

from domain.days import Day, NotADate
from domain.lifecycle import (
    CouncilCode,
    Details,
    Event,
    Happening,
    Milestone,
    Mode,
    PersonId,
    Place,
    Product,
    in_force,
    kind_of,
)

LICHFIELD = Place(CouncilCode("LIF"), "Lichfield District Council", county="STS")
EVERYTHING: dict[str, Any] = {
    "scheme": "2024",
    "product": "corporate",
    "councils": [{"code": "LIF", "name": "Lichfield District Council", "county": "STS"}],
    "mode": "hybrid",
    "focus": ["Town centres"],
    "visit_start": "2024-10-29",
    "role": "lead_member",
    "person": "p7",
    "home": {"code": "LIF", "name": "Lichfield District Council", "county": "STS"},
    "near": ["TAW|a neighbour of Tamworth Borough Council"],
    "attended": ["p7"],
}


def test_what_an_event_says_is_the_same_after_being_written_down() -> None:
    read = Details.from_json(EVERYTHING)

    assert read.to_json() == EVERYTHING
    assert read == Details(
        scheme="2024",
        product=Product.CORPORATE,
        councils=(LICHFIELD,),
        mode=Mode.HYBRID,
        focus=("Town centres",),
        visit_start=date(2024, 10, 29),
        role="lead_member",
        person=PersonId("p7"),
        home=LICHFIELD,
        near=("TAW|a neighbour of Tamworth Borough Council",),
        attended=(PersonId("p7"),),
    )


def test_what_is_not_said_is_not_written_down() -> None:
    assert Details().to_json() == {}


def test_a_date_that_a_plan_names_is_kept_as_far_as_it_is_known() -> None:
    said = Details(key="4.2", rating="on track", due=Day.parse("2025-10"), evidence="The minutes.")

    assert said.to_json()["due"] == "2025-10"
    assert Details.from_json(said.to_json()) == said


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ({"weather": "fine"}, KeyError),
        ({"visit_start": "soon"}, NotADate),
        ({"mode": "by post"}, ValueError),
        ({"product": "fire"}, ValueError),
    ],
)
def test_what_no_event_can_say_is_not_read(raw: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        Details.from_json(raw)


def test_a_kind_is_a_milestone_or_something_beside_the_stages() -> None:
    assert kind_of("visit_ended") is Milestone.VISIT_ENDED
    assert kind_of("postponed") is Happening.POSTPONED
    with pytest.raises(ValueError, match="lunch"):
        kind_of("lunch")


def test_products_and_modes_have_names_for_letters() -> None:
    assert [product.label for product in Product] == [
        "Corporate Peer Challenge",
        "Finance Peer Challenge",
        "Governance Peer Challenge",
    ]
    assert [mode.label for mode in Mode] == ["in person", "remote", "hybrid"]


def line(seq: int, undoes: int | None = None) -> Event:
    kind = Happening.CORRECTED if undoes else Milestone.AGREED
    return Event(seq, kind, Day(date(2024, 5, 10)), undoes=undoes)


@pytest.mark.parametrize(
    ("history", "standing"),
    [
        ([line(1), line(2)], [1, 2]),
        ([line(1), line(2, undoes=1)], [2]),
        ([line(1), line(2, undoes=1), line(3, undoes=2)], [1, 3]),
        ([line(1), line(2, undoes=1), line(3, undoes=2), line(4, undoes=3)], [2, 4]),
        ([line(3, undoes=2), line(1), line(2, undoes=1)], [1, 3]),
        ([], []),
    ],
    ids=["nothing undone", "undone", "undoing undone", "undone after all", "in any order", "empty"],
)
def test_a_correction_counts_until_it_is_corrected(history: list[Event], standing: list[int]) -> None:
    assert [event.seq for event in in_force(history)] == standing
