"""Counts the changes of what pages show, so that a page that was written once is shown until there is one.

The database counts by itself, whoever writes to it: the migration that makes the table makes the triggers. On
PostgreSQL a transaction counts on any row that no other has in its hands, and makes one if all are taken, so
that nobody ever waits for another's count. The sum of the rows grows with every change that is kept.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.pipeline_tables import Pulse

COUNTED = (
    *("challenges", "closures", "contents", "councils", "documents", "elections", "events", "messages"),
    *(
        "message_notes",
        "participants",
        "people",
        "personal_lines",
        "preferences",
        "receipts",
        "saved_views",
        "standings",
    ),
)
"""The tables from which pages are written; a later migration that makes one anew has to make its triggers."""

_BEATS = select(func.coalesce(func.sum(Pulse.beats), 0))


def beats(session: Session) -> int:
    """Return how many changes there have been.

    Ask first, and read what a page shows after it: what is shown is then never older than the count.
    """
    return int(session.scalar(_BEATS) or 0)
