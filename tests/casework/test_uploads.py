"""A file waits for its sender's word: for nobody else's, under no other name, and not for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from casework.deeds.questions import Upload
from casework.deeds.uploads import KEPT, NoLongerKept, keep, kept
from settings import settings

NOW = datetime.now(UTC)
PLAN = Upload("plan.docx", b"words")


def test_a_file_is_found_again_by_whoever_sent_it_alone() -> None:
    key = keep("a", PLAN, at=NOW)

    assert kept("a", key, "plan.docx") == PLAN
    assert keep("a", PLAN, at=NOW) == key
    with pytest.raises(NoLongerKept):
        kept("b", key, "plan.docx")


@pytest.mark.parametrize("key", ["", "../../cpc.db", "0" * 64])
def test_a_key_that_nobody_was_given_opens_nothing(key: str) -> None:
    keep("a", PLAN, at=NOW)

    with pytest.raises(NoLongerKept, match=r"is not kept any more\. Choose it again"):
        kept("a", key, "plan.docx")


def test_a_file_is_cleared_away_after_a_day() -> None:
    key = keep("a", PLAN, at=NOW)

    keep("b", Upload("other.docx", b"others"), at=NOW + KEPT + timedelta(minutes=1))

    assert [each.name for each in settings().uploads_folder.glob("*/*")] != [key]
    with pytest.raises(NoLongerKept):
        kept("a", key, "plan.docx")
