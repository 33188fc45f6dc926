"""The calendars that people subscribe to: an adviser's, a council's, the whole programme's.

What stands in them is written from the histories, as every calendar entry is. That takes its time, and a
calendar program asks every hour, so what was written of a challenge is kept until its history grows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from threading import Lock

from sqlalchemy.orm import Session

from casework.case import cases
from casework.invitations import calendar, lines
from casework.tokens import Feed
from db import councils, feeds, people
from db.accounts_tables import FeedToken
from documents.house_style import house_style
from documents.ics import Line
from domain.lifecycle import CouncilCode, Reference
from domain.permissions import Act, may

REMEMBERED = timedelta(days=90)
"""How long an appointment stays in a calendar after its day, and a challenge after its end."""
CLOSELY = timedelta(hours=1)
"""How precisely it is kept when a calendar was last asked for."""
MOST = 5_000
"""Challenges of which what was written is kept."""

Version = tuple[Reference, int]


@dataclass(frozen=True, slots=True)
class Owned:
    """A line of a calendar, and the council whose it is today; of all of a challenge if none is."""

    council: CouncilCode | None
    line: Line


@dataclass(slots=True)
class Written:
    """What was written of challenges, each until it has more events; those asked for last are kept."""

    most: int = MOST
    _lines: OrderedDict[Version, tuple[Owned, ...]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, version: Version) -> tuple[Owned, ...] | None:
        """Return what was written of a challenge, if it has not changed since."""
        with self._lock:
            found = self._lines.get(version)
            if found is not None:
                self._lines.move_to_end(version)
            return found

    def keep(self, version: Version, written: tuple[Owned, ...]) -> None:
        """Keep what was written of a challenge."""
        with self._lock:
            self._lines[version] = written
            if len(self._lines) > self.most:
                self._lines.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Due:
    """What a calendar is to show: of which challenges, each as it stands, and the tag that says so."""

    feed: Feed
    today: date
    versions: Mapping[Reference, int]

    @property
    def tag(self) -> str:
        """What stays the same while there is nothing new for whoever subscribes."""
        said = (self.feed.kind, self.feed.person, self.feed.council, sorted(self.feed.visitor.own))
        return sha256(repr((said, self.today, sorted(self.versions.items()))).encode()).hexdigest()[:20]


def due(session: Session, feed: Feed, today: date) -> Due:
    """Find out what a calendar is to show, which is quickly done."""
    found = feeds.versions(session, today - REMEMBERED, adviser=feed.person, council=feed.council)
    mine = {each: version for each, version in found if may(feed.visitor, Act.SEE_CALENDAR, each)}
    return Due(feed, today, mine)


def written(session: Session, wanted: Due, kept: Written) -> str:
    """Write a calendar; what has not changed since it was written last is not written anew."""
    since = wanted.today - REMEMBERED
    found = {each[0]: known for each in wanted.versions.items() if (known := kept.find(each)) is not None}
    for each in cases(session, [each for each in wanted.versions if each not in found]):
        view = each.on(wanted.today)
        found[each.reference] = tuple(
            Owned(view.reading.heir(line.appointment.council), line) for line in lines(each, view, since)
        )
        kept.keep((each.reference, wanted.versions[each.reference]), found[each.reference])
    shown = (owned for reference in sorted(found) for owned in found[reference])
    of_it = [each.line for each in shown if _is_for(wanted.feed, each.council)]
    recent = [line for line in of_it if line.appointment.when.last >= since]
    return calendar(recent, _name(session, wanted.feed))


def remember(session: Session, number: int, at: datetime) -> None:
    """Keep that a calendar was asked for."""
    session.get_one(FeedToken, number).used_at = at


def is_remembered(session: Session, number: int, at: datetime) -> bool:
    """Say whether it is known closely enough that a calendar is in use."""
    used_at = session.get_one(FeedToken, number).used_at
    return used_at is not None and at - used_at < CLOSELY


def _is_for(feed: Feed, council: CouncilCode | None) -> bool:
    """Say whether an appointment is for whoever subscribes: another council's own is not."""
    return feed.council is None or council in (None, feed.council)


def _name(session: Session, feed: Feed) -> str:
    programme = house_style().programme
    if feed.council:
        return f"{councils.get(session, feed.council).name}: {programme}"
    if feed.person:
        return f"{people.by_id(session, [feed.person])[feed.person].name}: {programme}"
    return programme
