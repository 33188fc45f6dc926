"""Who took part comes from a list: everybody of it or nobody, and nobody twice."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casework import record
from casework.case import case
from casework.took_part import BadList, take_part
from db import councils
from domain.days import Day
from domain.lifecycle import Product
from domain.people import Role
from tests.casework.conftest import Challenge, entry

ON = "2024-05-20"
LIST = "post,email\nChair of audit,audit@tamworth.example\nHead of finance,finance@tamworth.example\n"


def enter(challenge: Challenge, text: str) -> int:
    return take_part(challenge.session, challenge.reference, entry(ON), text, Day.parse(ON))


def participants(challenge: Challenge) -> list[tuple[str, str | None]]:
    on_desk = case(challenge.session, challenge.reference)
    held = on_desk.on(entry(ON).today).reading.in_office(Role.PARTICIPANT)
    return [(on_desk.people[each.person].post, each.council) for each in held]


def test_everybody_of_a_list_is_entered_once(bare: Challenge) -> None:
    assert [enter(bare, LIST), enter(bare, LIST)] == [2, 0]

    assert participants(bare) == [("Chair of audit", "TAW"), ("Head of finance", "TAW")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("post,email\n,audit@tamworth.example\n", "line 2, column post: it is empty"),
        ("post,email\nChair,nobody\n", "line 2, column email: 'nobody' is not an e-mail address"),
        ("post,email,council\nChair,a@b.example,XYZ\n", "line 2, column council: it has to be one of TAW"),
        ("post,email\n", "it has no line but the first"),
        ("post\nChair\n", "line 1 has no column email"),
    ],
    ids=["no post", "no address", "another council", "nobody", "a column missing"],
)
def test_of_a_list_with_a_mistake_nobody_is_entered(bare: Challenge, text: str, problem: str) -> None:
    with pytest.raises(BadList) as refused:
        enter(bare, text)

    assert f"Nobody of the list was entered: {problem}. It needs" in str(refused.value)
    assert participants(bare) == []


def test_of_several_councils_each_line_names_one(session: Session) -> None:
    councils.load_samples(session)
    places = [councils.find(session, code).place for code in ("HIG", "STF")]
    said = record.opening(places, "2024", Product.CORPORATE)
    on = Day.parse("2024-05-01")
    reference = record.open_challenge(
        session, entry("2024-05-01"), councils=places, scheme_name="2024", on=on, details=said
    )
    joint = Challenge(session, reference, {})

    with pytest.raises(BadList, match="line 2, column council: it has to be one of HIG, STF"):
        enter(joint, "post,email\nChair,chair@hig.example\n")

    assert enter(joint, "post,email,council\nChair,chair@hig.example,hig\n") == 1
    assert participants(joint) == [("Chair", "HIG")]
