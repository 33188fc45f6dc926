"""The views for charts: documented column by column, true to the histories, with nobody's data in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from db.models import Base
from domain.lifecycle import Milestone
from tests.casework.conftest import AT

PAGE = Path(__file__).parents[2] / "docs" / "bi.md"
PERSONAL = {"person_id", "person", "to_name", "to_email", "email", "adviser", "recorded_by", "text", "html"}
HISTORY = """
    INSERT INTO events (reference, seq, kind, on_date, precision, basis, details, recorded_at, recorded_by,
                        undoes, backfilled)
    VALUES (:reference, :seq, :kind, '2024-05-06', 'day', 'recorded', '{}', :at, 'office', :undoes, false)
"""


def documented() -> dict[str, list[str]]:
    """Read the views with their columns from the page."""
    chapters = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return {each.split()[0]: re.findall(r"^\| `(\w+)` \|", each, flags=re.MULTILINE) for each in chapters}


def views(database: Engine) -> dict[str, list[str]]:
    found = inspect(database)
    names = [each for each in found.get_view_names() if each.startswith("bi_")]
    return {each: [column["name"] for column in found.get_columns(each)] for each in names}


def test_the_page_tells_of_every_view_and_column_in_their_order(database: Engine) -> None:
    assert documented() == views(database)


def test_the_page_grants_every_view(database: Engine) -> None:
    granted = re.search(r"GRANT SELECT ON ([^;]*) TO|GRANT SELECT ON ([^;]*)\nTO", PAGE.read_text("utf-8"))

    assert granted
    assert set(re.findall(r"bi_\w+", granted[0])) == views(database).keys()


def test_nobodys_data_is_in_a_view(database: Engine) -> None:
    assert PERSONAL & {column for columns in views(database).values() for column in columns} == set()


def test_every_view_can_be_asked(database: Engine) -> None:
    with database.connect() as connection:
        for name in views(database):
            assert connection.execute(text(f"SELECT * FROM {name}")).all() == []


@pytest.mark.parametrize(
    ("corrections", "stands"),
    [
        ([], True),
        ([(3, 2)], False),
        ([(3, 2), (4, 3)], True),
        ([(3, 2), (4, 3), (5, 2)], False),
        ([(3, 2), (4, 3), (5, 4)], False),
        ([(3, 2), (4, 3), (5, 4), (6, 5)], True),
    ],
    ids=["recorded", "undone", "undone and done again", "undone anew", "twice over", "three times over"],
)
def test_a_milestone_counts_as_the_rules_have_it(
    session: Session, corrections: list[tuple[int, int]], stands: bool
) -> None:
    challenge = "INSERT INTO challenges VALUES ('CPC-2024-001', '2024', '2024-05-01', :at, 0)"
    session.execute(text(challenge), {"at": AT})
    rows = [(1, "opened", None), (2, "agreed", None), *((n, "corrected", of) for n, of in corrections)]
    for seq, kind, undoes in rows:
        said = {"reference": "CPC-2024-001", "seq": seq, "kind": kind, "undoes": undoes, "at": AT}
        session.execute(text(HISTORY), said)

    found = session.execute(text("SELECT milestone FROM bi_milestones")).scalars().all()

    assert found == (["agreed"] if stands else [])


def test_every_milestone_is_in_the_view(session: Session) -> None:
    """One that is new needs a migration that makes the view again."""
    challenge = "INSERT INTO challenges VALUES ('CPC-2024-001', '2024', '2024-05-01', :at, 0)"
    session.execute(text(challenge), {"at": AT})
    for seq, kind in enumerate(Milestone, 1):
        said = {"reference": "CPC-2024-001", "seq": seq, "kind": kind.value, "undoes": None, "at": AT}
        session.execute(text(HISTORY), said)

    found = session.execute(text("SELECT milestone FROM bi_milestones")).scalars().all()

    assert sorted(found) == sorted(Milestone)


def test_no_view_is_taken_for_a_table() -> None:
    assert not [each for each in Base.metadata.tables if each.startswith("bi_")]
