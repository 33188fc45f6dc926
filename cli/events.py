"""Tells the events of a history on a line each: who, what and when."""

from __future__ import annotations

from casework.case import Case
from casework.told import said
from domain.lifecycle import Event


def event_line(event: Event, on_desk: Case) -> str:
    """Tell one event: its number, day, kind and what was said with it."""
    council = f", {event.council}" if event.council else ""
    undoes = f", undoes event {event.undoes}" if event.undoes else ""
    kind = str(event.kind).replace("_", " ")
    told = "; ".join(f"{name} {value}" for name, value in said(event, on_desk))
    return f"{event.seq}. {event.on}: {kind}{council}{undoes}{f' ({told})' if told else ''}, by {event.by}"
