"""The details that a milestone may say, as options: read off the schemes, so that a new one needs no code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, make_dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, get_origin, get_type_hints

from cyclopts import Parameter

from casework.case import Case
from cli.names import exact, one_of, people_named
from domain.lifecycle import DATES, Details, Mode
from domain.schemes import known_schemes, scheme

LISTED = frozenset(name for name, hint in get_type_hints(Details).items() if get_origin(hint) is tuple)
"""The details that hold several values; their option may be given more than once."""


def sayings() -> dict[str, tuple[str, ...]]:
    """Return every detail that a milestone of any scheme may say, with the milestones that may say it."""
    found: dict[str, list[str]] = {}
    for name in known_schemes():
        for rule in scheme(name).milestones.values():
            for detail in (*rule.details, *rule.may_say):
                found.setdefault(detail, []).append(rule.milestone)
    return {detail: tuple(dict.fromkeys(milestones)) for detail, milestones in found.items()}


def _option(name: str, milestones: tuple[str, ...]) -> tuple[str, Any, Any]:
    words = f"For {', '.join(milestones)}."
    parameter = Parameter(help=words, show_default=False, negative="")
    if name in LISTED:
        return name, Annotated[tuple[str, ...], parameter], ()
    return name, Annotated[str | None, parameter], None


if TYPE_CHECKING:
    Said: TypeAlias = Any
else:
    Said = make_dataclass("Said", [_option(*each) for each in sayings().items()], frozen=True, kw_only=True)
    Said.__module__ = __name__  # The options of a class from nowhere would not be looked at.


def given(said: Said) -> dict[str, Any]:
    """Return what was said by name; what was not said is left out."""
    return {name: value for name, value in asdict(said).items() if value}


def details(said: Mapping[str, Any], on_desk: Case) -> Details:
    """Return what was said as the details of an event; people may be named by address."""
    read = dict(said)
    for name in DATES & read.keys():
        read[name] = exact(read[name]).isoformat()
    if "attended" in read:
        read["attended"] = people_named(on_desk, read["attended"])
    if "mode" in read:
        read["mode"] = one_of("mode", read["mode"], list(Mode))
    return Details.from_json(read)
