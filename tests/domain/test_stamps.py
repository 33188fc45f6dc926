"""A file that comes back says whose it is, in its properties or in a line of its own."""

from __future__ import annotations

import pytest

from domain.contents import Number, Recommendation, Report, ReportTheme, Theme
from domain.lifecycle import CouncilCode, Reference
from domain.stamps import Stamp, stamp_in

STAMP = Stamp(Reference("CPC-2024-001"), CouncilCode("TAW"), "0123456789ab")
WHOLE = Stamp(Reference("CPC-2024-001"), None, "0123456789ab")


@pytest.mark.parametrize("stamp", [STAMP, WHOLE])
def test_a_stamp_is_read_back_from_properties_and_from_words(stamp: Stamp) -> None:
    assert stamp_in(stamp.properties, "") == stamp
    assert stamp_in({}, f"Please leave this line in: {stamp}.") == stamp


def test_the_properties_are_believed_before_the_words() -> None:
    assert stamp_in(STAMP.properties, str(WHOLE)) == STAMP


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({}, "The action plan of the council"),
        ({"Challenge": "CPC-2024-001"}, "CPC-2024-001"),
        ({"Challenge": "<script>", "Council": "TAW", "Edition": "0123456789ab"}, ""),
        ({}, "CPC-2024-001/TAW/0123456789abcdef"),
    ],
)
def test_what_is_no_stamp_is_not_taken_for_one(properties: dict[str, str], text: str) -> None:
    assert stamp_in(properties, text) is None


def test_an_edition_changes_with_the_words_that_the_reader_was_given() -> None:
    theme = Theme("Governance and culture")
    mine = Recommendation(Number("1"), "Write it down", "Say who decides.", theme, (CouncilCode("HIG"),))
    other = Recommendation(Number("2"), "Meet", "Meet more often.", theme, (CouncilCode("STF"),))
    before = Report(("Summary.",), (ReportTheme(theme, ("Text.",)),), (mine, other))
    after = Report(("Summary, put right.",), before.themes, (mine,))

    assert before.edition != after.edition
    assert before.edition_for(CouncilCode("HIG")) == after.edition_for(CouncilCode("HIG"))
    assert before.edition_for(CouncilCode("STF")) != after.edition_for(CouncilCode("STF"))
