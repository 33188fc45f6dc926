"""Themes keep their place across years, under whatever name they had."""

from __future__ import annotations

import pytest

from domain.schemes import scheme
from domain.themes import theme_called, theme_today


@pytest.mark.parametrize(
    ("said", "theme"),
    [
        ("Governance and culture", "Governance and culture"),
        ("governance  and Culture", "Governance and culture"),
        ("leadership of place", "Organisational and place leadership"),
        ("Capacity to deliver", "Capacity for improvement"),
        ("Catering", "Catering"),
    ],
)
def test_a_theme_goes_by_todays_name_and_by_its_former_ones(said: str, theme: str) -> None:
    assert theme_called(said, scheme("2022")) == theme
    assert theme_today(said) == theme
