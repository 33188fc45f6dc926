"""The readers from outside, a browser and a judge of PDF, and what is said where one is missing.

A test that is skipped is soon forgotten. So what a machine without them has not looked at is named once
more at the end of the run, and where ``CI`` is set it fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, NoReturn

import pytest

NOT_RUN = "NOT RUN: "


def absent(reader: str, unread: str, remedy: str) -> NoReturn:
    """Leave a test undone because its reader is not here, or fail it where every reader has to be."""
    why = f"{NOT_RUN}{unread}, because {reader} is not here. {remedy}"
    if os.environ.get("CI"):
        pytest.fail(why, pytrace=False)
    pytest.skip(why)


def reasons(skipped: Iterable[Any]) -> dict[str, int]:
    """Return what readers from outside have not looked at, and in how many tests."""
    found: dict[str, int] = {}
    for report in skipped:
        _, marked, why = str(report.longrepr[-1]).partition(NOT_RUN)
        if marked:
            found[why] = found.get(why, 0) + 1
    return found
