"""Puts facts into the words of the dashboard's pages, with the macros of GOV.UK Frontend at hand.

A gap in our own words stops the page, as it stops a letter. The macros were written for an environment in
which what is left out is empty, so here a name missing from a mapping is: our own facts are values with
attributes, never mappings, and a macro's parameters always are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.utils import missing

from templates.words import FOLDER, Sandbox, fill, period, there, vocabulary

PAGE = ".html.j2"


def screen(name: str, facts: Mapping[str, Any]) -> str:
    """Write a page of the dashboard; ``NothingToSay`` if it lacks a fact."""
    return fill(environment(), f"dashboard/{name}{PAGE}", facts)


def known_screens() -> tuple[str, ...]:
    """Return the names of the dashboard's pages."""
    found = (each.name.removesuffix(PAGE) for each in (FOLDER / "dashboard").glob(f"*{PAGE}"))
    return tuple(sorted(name for name in found if not name.startswith("_")))


@cache
def environment() -> Environment:
    """Return what the pages are filled in with: our templates, and the macros under their package's name."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    made = Sandbox(
        loader=ChoiceLoader([FileSystemLoader(FOLDER), macros]),
        auto_reload=False,
        autoescape=True,  # The macros' names end in .html alone, and every page is HTML.
        undefined=_LeftOut,
        finalize=there,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= vocabulary()
    made.globals["period"] = period
    return made


class _LeftOut(StrictUndefined):
    """What is not there: empty where a macro was not told it or has not set it, and a gap everywhere else."""

    def __new__(cls, hint: str | None = None, obj: Any = missing, name: str | None = None) -> Any:
        """Be empty if it was looked for in a mapping, or under a name as only the macros have it."""
        if isinstance(obj, Mapping | ChainableUndefined) or (name and _is_theirs(name)):
            return ChainableUndefined(hint, obj, name)
        return super().__new__(cls)


def _is_theirs(name: str) -> bool:
    """Whether a name is one of a macro's own: they write ``errorId``, and ours are in small letters."""
    return name in ("caller", "null", "undefined") or not name.islower()
