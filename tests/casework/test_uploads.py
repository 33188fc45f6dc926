"""A file waits for its sender's word: for nobody else's, under no other name, and not for ever."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from casework.deeds.questions import Upload
from casework.deeds.uploads import KEPT, MOST, NoLongerKept, keep, kept
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

    tomorrow = datetime.now(UTC) + KEPT + timedelta(minutes=1)  # The disk's own clock says when it was kept.
    keep("b", Upload("other.docx", b"others"), at=tomorrow)

    assert [each.name for each in settings().uploads_folder.glob("*/*")] != [key]
    with pytest.raises(NoLongerKept):
        kept("a", key, "plan.docx")


def test_of_many_files_of_one_sender_the_first_make_room_and_nobody_elses() -> None:
    others = keep("b", PLAN, at=NOW)
    keys = []
    for number in range(MOST + 1):
        keys.append(keep("a", Upload("plan.docx", f"words {number}".encode()), at=NOW))
        (path,) = settings().uploads_folder.glob(f"*/{keys[-1]}")
        os.utime(path, (NOW.timestamp() + number,) * 2)

    assert kept("b", others, "plan.docx") == PLAN
    assert kept("a", keys[1], "plan.docx").content == b"words 1"
    with pytest.raises(NoLongerKept):
        kept("a", keys[0], "plan.docx")


def test_a_file_that_another_process_has_cleared_away_stops_nobody() -> None:
    keep("a", PLAN, at=NOW)
    (path,) = settings().uploads_folder.glob("*/*")
    path.unlink()
    path.symlink_to("gone")  # It is listed, and not there.

    key = keep("a", Upload("other.docx", b"others"), at=NOW)

    assert kept("a", key, "other.docx").content == b"others"
