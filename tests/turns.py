"""Which tests only repeat others on PostgreSQL, and in which turn files are run by several processes.

The long ones come first, lest one process be still at one when the others have nothing left to do; and what
shares a server that takes long to start stays in one process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

TOGETHER = ("tests/flows/",)
"""Folders whose files all ask the same server."""
LONG = (
    "tests/flows/",
    "tests/dashboard/test_looks.py",
    "tests/cli/test_up.py",
    "tests/accessibility/",
    "tests/cli/test_story.py",
    "tests/casework/test_reminders.py",
)
"""What takes longest, longest first; everything else has its turn afterwards, as it is found."""


TOUCHING = ("casework", "flows", "cli", "dashboard")
"""Folders whose tests reach a database through the verbs of ``db``, all of which are tried on both."""
FROM_AFAR = ("cli", "dashboard")
"""Those of them that reach it through the verbs of ``casework`` alone."""


class InTurn(LoadFileScheduling):
    """Gives each process a file at a time, and a folder that shares a server to one of them."""

    def _split_scope(self, nodeid: str) -> str:
        folder = next((each for each in TOGETHER if nodeid.startswith(each)), None)
        return folder or super()._split_scope(nodeid)


def turn(item: pytest.Item) -> int:
    """Return the place of a test among all, by which they are sorted."""
    return next((place for place, long in enumerate(LONG) if item.nodeid.startswith(long)), len(LONG))


def repeated(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    """Give the tests that tell on PostgreSQL what they tell on SQLite too.

    Of each file that is not far from a database the first stays.
    """
    seen = set[Path]()
    for item in items:
        folder = _folder(item.path)
        if folder in TOUCHING and "postgresql" in _databases(item):
            if folder in FROM_AFAR or item.path in seen:
                yield item
            seen.add(item.path)


def _folder(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).parts[0]


def _databases(item: pytest.Item) -> str:
    return item.callspec.params.get("database", "") if hasattr(item, "callspec") else ""
