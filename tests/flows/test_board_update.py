"""The board's papers are made by flows too, as Prefect's page offers them."""

from __future__ import annotations

from datetime import date

import pytest

from db import board
from db.session import reading, transaction
from domain.board import BadPeriod
from flows.board_update import annual_report, board_update
from tests.casework.programme_years import past_years

pytestmark = [
    pytest.mark.usefixtures("prefect", "database"),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),
]
TODAY = date(2022, 4, 4)


async def test_a_paper_is_made_and_filed_and_another_run_finds_it_done() -> None:
    with transaction() as session:
        past_years(session)

    await board_update(date(2021, 4, 1), date(2022, 3, 31), ["To note it."], by="manager", today=TODAY)
    await annual_report("2021-22", today=TODAY)
    await annual_report("2021-22", today=TODAY)

    with reading() as session:
        found = [(each.paper.kind, each.paper.issue, each.paper.made_by) for each in board.papers(session)]
    assert found == [
        ("annual_report", 1, "Prefect"),
        ("board_update", 1, "manager"),
    ]


async def test_months_of_which_nothing_can_be_told_are_refused_in_plain_words() -> None:
    with pytest.raises(BadPeriod, match="it has not begun"):
        await board_update(date(2030, 4, 1), date(2031, 3, 31), today=TODAY)
