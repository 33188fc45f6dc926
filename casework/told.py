"""Tells what an event says in words, detail by detail, as a person would say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date, time
from typing import Any

from casework.case import Case
from domain.days import long_date
from domain.disclosures import Ruling
from domain.fact_checks import Query
from domain.lifecycle import Event, Mode, Place, Product, Shift
from domain.people import ROLES, Role
from domain.support import offer_named
from domain.uptakes import Uptake

PEOPLE = frozenset({"person", "attended", "reader"})
"""Details that hold somebody's code."""
CALLED: dict[str, Callable[[Any], str]] = {
    "first_time": lambda it_is: "yes" if it_is else "no",
    "role": lambda role: ROLES[Role(role)].label,
    "offer": lambda key: offer_named(key).title,
}
"""Details whose value is a key or a yes, and how each is said."""
UNTOLD = frozenset({"digest", "near"})
"""Details that serve the rules and tell a reader nothing."""


def said(event: Event, on_desk: Case) -> Iterator[tuple[str, str]]:
    """Return what an event says beside its kind and day: the name of each detail, and its value."""
    for each in fields(event.details):
        value = getattr(event.details, each.name)
        if value not in (None, ()) and each.name not in UNTOLD:
            yield each.name.replace("_", " "), _spoken(each.name, value, on_desk)


def _spoken(name: str, value: Any, on_desk: Case) -> str:
    if isinstance(value, tuple):
        return ", ".join(_spoken(name, each, on_desk) for each in value)
    if name in PEOPLE:
        return on_desk.people[value].name
    if name in CALLED:
        return CALLED[name](value)
    if name == "survey":
        return on_desk.scheme.surveys[value].title
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return _plainly(value, on_desk)


def _plainly(value: Any, on_desk: Case) -> str:
    match value:
        case date():
            return long_date(value)
        case Mode() | Product() | Uptake() | Ruling():
            return value.label
        case Place():
            return value.name
        case Query():
            return f"{value.place}: “{value.text}” to “{value.correction}” ({value.kind})"
        case Shift():
            title = on_desk.scheme.deadlines[value.deadline].title
            return f"{title} from {long_date(value.was)} to {long_date(value.now)}"
    return str(value)
