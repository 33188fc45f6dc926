"""Published pages are legible, move with the screen, and fetch nothing."""

import re

import pytest

from documents.marks import CLASSES
from documents.stylesheet import stylesheet


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


COLOURS = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", stylesheet()))


@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("ink", "paper", 7.0),
        ("ink", "tint", 7.0),
        ("ink", "focus", 7.0),
        ("quiet", "paper", 4.5),
        ("accent", "paper", 4.5),
        ("accent", "tint", 4.5),
        ("link", "paper", 4.5),
        ("link", "tint", 4.5),
    ],
)
def test_words_stand_out_from_what_they_stand_on(ink: str, paper: str, least: float) -> None:
    assert contrast(COLOURS[ink], COLOURS[paper]) >= least


def test_every_colour_has_a_name_so_that_its_contrast_is_known() -> None:
    rules = stylesheet().split("}", 1)[1]

    assert re.findall(r"#[0-9a-fA-F]{3,6}", rules) == []


def test_the_style_fetches_nothing_and_can_stand_inside_a_page() -> None:
    assert not re.search(r"url\(|@import|</", stylesheet())


def test_every_class_that_documents_know_has_a_look() -> None:
    assert [name for name in CLASSES if f".{name}" not in stylesheet()] == []


def test_wide_tables_scroll_and_nothing_has_a_fixed_width() -> None:
    assert re.search(r"\.table \{[^}]*overflow-x: auto", stylesheet())
    assert re.findall(r"(?<![-\w])width: \d+(?:px|rem|em)", stylesheet()) == []
