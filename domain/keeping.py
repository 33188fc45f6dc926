"""Writes values down as text from which they can be read again: what a document was made of is kept so.

Unlike a pickle it holds nothing that could be carried out, it can be read by people, and the same values
always give the same text. A value of a class is an object with one name, that of the class; lists stay
lists and everything else that JSON does not know is an object too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from types import ModuleType
from typing import Any

Known = Mapping[str, type]
_PLAIN = (str, int, float, bool, type(None))
_WRITTEN = {datetime: "datetime", date: "date", time: "time"}
_READ: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
}


class NotKept(ValueError):
    """A value cannot be written down, or what was written cannot be read; ``args`` say why."""


def known_in(modules: Iterable[ModuleType]) -> Known:
    """Return the classes of values that some modules define, by their names; no two may have one name."""
    found: dict[str, type] = {}
    for each in (each for module in modules for each in _defined(module)):
        if found.setdefault(each.__name__, each) is not each:
            raise NotKept(f"there are two kinds of {each.__name__}")
    return found


def _defined(module: ModuleType) -> Iterator[type]:
    for each in vars(module).values():
        is_its_own = isinstance(each, type) and each.__module__ == module.__name__
        if is_its_own and (is_dataclass(each) or issubclass(each, Enum)):
            yield each


def written(value: Any, known: Known) -> str:
    """Write a value down; ``NotKept`` if something in it is of no known kind."""
    return json.dumps(_plain(value, known, {}), ensure_ascii=False, separators=(",", ":"))


def read(text: str, known: Known) -> Any:
    """Read what was written down; ``NotKept`` if a kind is not known any more, or has other fields now."""
    try:
        return _value(json.loads(text), known)
    except (ValueError, TypeError, AttributeError) as error:
        raise NotKept(str(error)) from error


def raw(text: str, kind: str) -> Iterator[Mapping[str, Any]]:
    """Go through the values of a kind as they were written, by field.

    None of them is made, which for a long paper takes longer than to read it.
    """
    try:
        yield from _raw(json.loads(text), kind)
    except ValueError as error:
        raise NotKept(str(error)) from error


def _raw(value: Any, kind: str) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _raw(each, kind)
    if isinstance(value, dict):
        for name, held in value.items():
            yield from [held] if name == kind else _raw(held, kind)


def _plain(value: Any, known: Known, done: dict[int, Any]) -> Any:
    """Return a value as JSON has it; what is ``done`` stands there by its identity and is not done again.

    A figure's rows stand in the figure and once more in each of its parts.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is list:
        return [_plain(each, known, done) for each in value]
    if kind is tuple:
        return {"()": [_plain(each, known, done) for each in value]}
    if kind is dict:
        return {"{}": [[_plain(key, known, done), _plain(held, known, done)] for key, held in value.items()]}
    if kind in _WRITTEN:
        return {_WRITTEN[kind]: value.isoformat()}
    if id(value) not in done:
        done[id(value)] = {kind.__name__: _held(value, kind, known, done)}
    return done[id(value)]


def _held(value: Any, kind: type, known: Known, done: dict[int, Any]) -> Any:
    if known.get(kind.__name__) is not kind:
        raise NotKept(f"a {kind.__name__} cannot be kept")
    if issubclass(kind, Enum):
        return value.value
    return {each.name: _plain(getattr(value, each.name), known, done) for each in fields(value)}


def _value(raw: Any, known: Known) -> Any:
    if isinstance(raw, list):
        return [_value(each, known) for each in raw]
    if not isinstance(raw, dict):
        return raw
    ((name, held),) = raw.items()
    if name == "()":
        return tuple(_value(each, known) for each in held)
    if name == "{}":
        return {_value(key, known): _value(each, known) for key, each in held}
    return _READ[name](held) if name in _READ else _of(name, held, known)


def _of(name: str, held: Any, known: Known) -> Any:
    kind = known.get(name)
    if kind is None:
        raise NotKept(f"there is no kind {name} any more")
    if issubclass(kind, Enum):
        return kind(held)
    return kind(**{field: _value(each, known) for field, each in held.items()})
