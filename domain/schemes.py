"""The programme's rules of a year, as data: ``domain/schemes/*.toml`` by name, read and linted.

A challenge is pinned to the scheme it was opened under, so a scheme in use is never edited:
new rules are a new file, which may extend an older one and say only what differs.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from domain.errors import WrongUse
from domain.rules import Scheme
from domain.scheme_lint import impossible, templates_of, without_template
from domain.scheme_reader import SchemeReader


class SchemeRefused(WrongUse):
    """A scheme file says something that cannot be."""

    def __str__(self) -> str:
        where, problems = self.args
        mend = "Mend these lines and run `cpc scheme lint`."
        return f"The scheme {where} cannot be used: {'; '.join(problems)}. {mend}"


class UnknownScheme(WrongUse):
    """There is no scheme of that name."""

    def __str__(self) -> str:
        name, known = self.args
        return f"There is no scheme {name!r}. Use one of: {', '.join(known)}."


@cache
def scheme(name: str) -> Scheme:
    """Return a scheme that travels with the package; ``UnknownScheme`` if there is none of that name."""
    if name not in known_schemes():
        raise UnknownScheme(name, known_schemes())
    return parse(_text(name), where=f"{name}.toml")


def _text(name: str) -> str:
    return (resources.files("domain") / "schemes" / f"{name}.toml").read_text(encoding="utf-8")


@cache
def known_schemes() -> tuple[str, ...]:
    """Return the names of the schemes that travel with the package, oldest first."""
    folder = resources.files("domain") / "schemes"
    return tuple(
        sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml"))
    )


def scheme_for_visit(on: date) -> Scheme:
    """Return the scheme under which a visit on that day falls: the newest that had begun."""
    schemes = [scheme(name) for name in known_schemes()]
    begun = [each for each in schemes if each.visits_from <= on]
    return (
        max(begun, key=lambda each: each.visits_from)
        if begun
        else min(schemes, key=lambda each: each.visits_from)
    )


def parse(
    text: str,
    *,
    where: str,
    notices: Collection[str] | None = None,
    documents: Collection[str] | None = None,
) -> Scheme:
    """Read a scheme and lint it; ``SchemeRefused`` names every problem by file, table and key.

    ``notices`` and ``documents`` are the names that have templates; give them to have that checked too.
    """
    raw = _tables(text, where)
    reader = SchemeReader()
    read = reader.scheme(raw)
    problems = [*reader.problems] or [
        *impossible(read),
        *without_template("notices", read.notices, notices),
        *without_template("documents", templates_of(read), documents),
    ]
    if problems:
        raise SchemeRefused(where, tuple(problems))
    return read


def _tables(text: str, where: str) -> dict[str, Any]:
    """Return a scheme's tables, on top of those of the scheme that it extends."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemeRefused(where, (f"it is not TOML, {error}",)) from error
    base = raw.pop("extends", None)
    if base is None:
        return raw
    if base not in known_schemes():
        raise SchemeRefused(where, (f"extends: there is no scheme {base!r}",))
    return _laid_over(_tables(_text(base), f"{base}.toml"), raw)


def _laid_over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = _laid_over(below, value)
        else:
            merged[key] = value
    return merged
