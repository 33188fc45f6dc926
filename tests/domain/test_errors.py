"""Errors offer what there is to choose from as people would say it."""

import pytest

from domain.errors import either


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["report"], "report"),
        (["report", "review"], "report or review"),
        (["report", "review", "pack"], "report, review or pack"),
    ],
)
def test_names_to_choose_from_are_listed_with_one_or(names: list[str], said: str) -> None:
    assert either(names) == said
