"""What cannot be printed is found when it is typed."""

from datetime import date

import pytest

from documents.blocks import Emphasis, Page, Paragraph, Strong, Text
from documents.glyphs import printable, unprintable
from documents.house_style import FONTS
from documents.pdf import pdf


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\N{PARTY POPPER}", "U+1F389 PARTY POPPER"),
        ("\x07", "U+0007 without a name"),
        ("\x00", "U+0000 without a name"),
        ("\N{ZERO WIDTH SPACE}", "U+200B ZERO WIDTH SPACE"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\N{LINE SEPARATOR}", "U+2028 LINE SEPARATOR"),
        ("\N{REPLACEMENT CHARACTER}", "U+FFFD REPLACEMENT CHARACTER"),
        ("\N{NON-BREAKING HYPHEN}", "U+2011 NON-BREAKING HYPHEN"),
        ("中", "U+4E2D CJK UNIFIED IDEOGRAPH-4E2D"),
        ("\ue000", "U+E000 without a name"),
    ],
)
def test_a_character_nobody_could_see_is_named_with_its_position(character: str, name: str) -> None:
    (stray,) = unprintable(f"Well{character} done")

    assert (stray.position, stray.name) == (4, name)


@pytest.mark.parametrize(
    "text",
    [
        "Plain words, 100%.",
        "“Quotes” – dashes — and…",
        "£5 €6",
        "Ynys Môn, ŵ ŷ",
        "Zoë Łódź",
        "two\nlines\tand tabs",
        "10\N{NO-BREAK SPACE}km",
    ],
)
def test_what_councils_write_can_be_printed(text: str) -> None:
    assert unprintable(text) == ()


def test_all_strays_are_told_in_order() -> None:
    assert [stray.position for stray in unprintable("a\x07b\x08c")] == [1, 3]


def test_everything_said_to_be_printable_is_printed_in_all_four_styles() -> None:
    fine = "".join(sorted(printable(FONTS) - set("\n\r\t")))
    words = (Text(fine), Strong((Text(fine),)), Emphasis((Text(fine),)), Strong((Emphasis((Text(fine),)),)))

    printed = pdf(Page("All characters", "en-GB", (Paragraph(words),)), issued=date(2026, 3, 6))

    assert len(fine) > 2000
    assert printed.startswith(b"%PDF")
