"""Challenges that are under way today, for a first look: invented dates of real councils, marked as such.

The two of the demonstration are closed, so a list of what is under way would be empty. These are brought in
as past challenges are: nothing is owed or sent for what they have been through. Lists call each of them a
sample, nothing of them is ever public, and the real programme takes none in.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

from casework.history import Tables, import_history
from casework.opening import Opening, open_with_people
from casework.record import Entry, write
from db import challenges, councils
from db.session import Session
from domain.errors import RulesRefuse
from domain.lifecycle import Milestone, Reference
from domain.past import COLUMNS
from domain.reading import INVENTED
from settings import settings

AGO: dict[str, dict[str, int]] = {
    "Bracknell Forest": {"onsite_start": 1},
    "Fareham": {"onsite_start": 22, "onsite_end": 20},
    "Gateshead": {"onsite_start": 122, "onsite_end": 120},
    "Chorley": {"onsite_start": 115, "onsite_end": 113, "report_published": 30},
    "West Lindsey": {"onsite_start": 200, "onsite_end": 198, "report_published": 110},
    "Stroud": {
        "onsite_start": 270,
        "onsite_end": 268,
        "report_published": 190,
        "action_plan_published": 130,
    },
    "Lichfield": {
        "onsite_start": 340,
        "onsite_end": 338,
        "report_published": 260,
        "action_plan_published": 200,
        "progress_review_start": 21,
        "progress_review_end": 20,
    },
}
"""How many days ago what has happened in each: some are late, some in time, and no two at the same point."""
JUST_OPENED = ("Cheshire East", "Hyndburn")


class OnlyForTrying(RulesRefuse):
    """Something invented was to be brought into the real programme."""

    def __str__(self) -> str:
        return (
            "This is the real programme, and samples are invented. "
            "Set up another installation for trying things out, with a CPC_HOME of its own."
        )


def check_place() -> None:
    """Refuse samples and demonstrations in the real programme."""
    if settings().is_production:
        raise OnlyForTrying


def under_way(session: Session, entry: Entry) -> tuple[Reference, ...]:
    """Bring in challenges at every stage, as of today; those that are there already stay as they are."""
    councils.load_samples(session)
    brought = import_history(session, Tables(_table(entry.today)), entry)
    for reference in brought.added:
        _tell_of_feedback(session, reference, entry)
    fresh = [
        open_with_people(session, entry, Opening((name,), entry.today, source=INVENTED))
        for name in JUST_OPENED
    ]
    return (*brought.added, *(reference for reference, is_new in fresh if is_new))


def _tell_of_feedback(session: Session, reference: Reference, entry: Entry) -> None:
    """Say that the council was told on the last day of the visit, of which no public page tells."""
    ended = [each for each in challenges.history(session, reference) if each.kind is Milestone.VISIT_ENDED]
    write(session, reference, entry, [replace(each, seq=0, kind=Milestone.FEEDBACK_GIVEN) for each in ended])


def _table(today: date) -> str:
    written = StringIO()
    rows = csv.DictWriter(written, COLUMNS, restval="")
    rows.writeheader()
    rows.writerows(_rows(today))
    return written.getvalue()


def _rows(today: date) -> Iterator[dict[str, str]]:
    for name, ago in AGO.items():
        days = {column: (today - timedelta(days=days)).isoformat() for column, days in ago.items()}
        yield {"council": name, "source": INVENTED, **days}
