"""What a column of the open data is: said once, for the table, the dictionary and whoever checks them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

Row = Mapping[str, Any]


class FieldType(StrEnum):
    """The types of the Table Schema that are used here."""

    STRING = "string"
    INTEGER = "integer"
    DATE = "date"


PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
"""A date as far as it is known: a day, a month or a year."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column: what it is called, what it means, and what its cells may hold."""

    name: str
    title: str
    description: str
    type: FieldType = FieldType.STRING
    required: bool = False
    options: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A table: what a row of it is, its columns, by which a row is known, and where rows come from."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    rows: Callable[[Session, date, str], Iterable[Row]]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}.csv"

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its columns, in their order."""
        return tuple(each.name for each in self.fields)
