"""The JSON of training events for peers, by financial year, each with everything that was said of it."""

from __future__ import annotations

from typing_extensions import TypedDict

from casework.training import Brought, TrainingYear
from domain.training import Training, TrainingEvent


class ToldTrainingShape(TypedDict):
    """How a training event was, as it was said once."""

    first_day: str
    last_day: str
    title: str
    place: str
    took_part: int
    members: int | None
    new_peers: int | None


class TrainingLineShape(TypedDict):
    """What was said of a training event, by whom, when and why; it may be that it was taken back."""

    on: str
    by: str
    reason: str
    taken_back: bool
    told: ToldTrainingShape


class TrainingShape(ToldTrainingShape):
    """A training event as was said last, under its number, with its financial year and all its lines."""

    number: int
    year: str
    taken_back: bool
    lines: list[TrainingLineShape]


class TrainingYearShape(TypedDict):
    """The training events of a financial year: how many count, and all of them."""

    year: str
    held: int
    events: list[TrainingShape]


class KeptTrainingShape(TypedDict):
    """A training event as it is kept, or would be after a trial, and where it is found."""

    trial: bool
    training: TrainingShape
    links: dict[str, str]


class BroughtShape(TypedDict):
    """The numbers of the events that a table brought, told otherwise, left alone, or did not bring back."""

    added: list[int]
    corrected: list[int]
    unchanged: list[int]
    taken_back: list[int]


def year_as_json(year: TrainingYear) -> TrainingYearShape:
    """Return the training events of a financial year."""
    return {
        "year": str(year.year),
        "held": len(year.held),
        "events": [training_as_json(each) for each in year.events],
    }


def training_as_json(event: TrainingEvent) -> TrainingShape:
    """Return a training event with all that was said of it."""
    return {
        "number": event.number,
        "year": str(event.told.year),
        "taken_back": not event.is_held,
        **_told(event.told),
        "lines": [
            {
                "on": line.on.isoformat(),
                "by": line.by,
                "reason": line.reason,
                "taken_back": not line.is_held,
                "told": _told(line.told),
            }
            for line in event.lines
        ],
    }


def kept_as_json(event: TrainingEvent, base: str, *, trial: bool) -> KeptTrainingShape:
    """Return a training event that somebody has told of, with its addresses."""
    return {
        "trial": trial,
        "training": training_as_json(event),
        "links": {
            "training": f"{base}/api/v1/training/{event.number}",
            "page": f"{base}/board/training/{event.number}",
        },
    }


def brought_as_json(brought: Brought) -> BroughtShape:
    """Return what a table brought."""
    return {
        "added": list(brought.added),
        "corrected": list(brought.corrected),
        "unchanged": list(brought.unchanged),
        "taken_back": list(brought.taken_back),
    }


def _told(told: Training) -> ToldTrainingShape:
    return {
        "first_day": told.first.isoformat(),
        "last_day": told.last.isoformat(),
        "title": told.title,
        "place": told.place,
        "took_part": told.took_part,
        "members": told.members,
        "new_peers": told.new_peers,
    }
