"""The JSON and the table of themes and service areas that recur."""

from __future__ import annotations

from collections.abc import Iterable

from typing_extensions import TypedDict

from casework import tables
from casework.themes import Item, Line, Rows, Tag, Themes


class RecurringShape(TypedDict):
    """How often a theme or service area recurs, in each group by its name, and in all."""

    name: str
    title: str
    counts: dict[str, int]
    total: int


class ThemesShape(TypedDict):
    """Themes and service areas that recur in what peers recommend, or find hard."""

    subject: str
    by: str
    groups: dict[str, str]
    total: int
    themes: list[RecurringShape]
    areas: list[RecurringShape]


class ItemShape(TypedDict):
    """A recommendation, or something that was found hard."""

    reference: str
    number: str | None
    title: str | None
    text: str
    councils: list[str]
    themes: list[str]
    areas: list[str]


class ItemsShape(TypedDict):
    """A page of what a number stands for."""

    subject: str
    total: int
    page: int
    pages: int
    items: list[ItemShape]
    next: str | None


def themes_as_json(found: Themes) -> ThemesShape:
    """Return how often themes and areas recur."""
    return {
        "subject": found.subject.value,
        "by": found.by.value,
        "groups": dict(found.groups),
        "total": found.total,
        "themes": [_line(each, found) for each in found.themes],
        "areas": [_line(each, found) for each in found.areas],
    }


def _line(each: Line, found: Themes) -> RecurringShape:
    names = (name for name, _ in found.groups)
    counts = dict(zip(names, each.counts, strict=True))
    return {"name": each.name, "title": each.title, "counts": counts, "total": each.total}


def items_as_json(found: Rows, following: str | None) -> ItemsShape:
    """Return a page of what a number stands for."""
    return {
        "subject": found.cell.subject.value,
        "total": found.total,
        "page": found.number,
        "pages": found.pages,
        "items": [_item(each) for each in found.items],
        "next": following,
    }


def _item(each: Item) -> ItemShape:
    return {
        "reference": each.reference,
        "number": each.number or None,
        "title": each.title or None,
        "text": each.text,
        "councils": list(each.councils),
        "themes": list(each.themes),
        "areas": list(each.areas),
    }


COLUMNS = ("subject", "tag", "name", "title", "by", "group", "count")


def themes_table(several: Iterable[Themes]) -> str:
    """Write the counts as a table with a row for each, which other programs can lay out as they like."""
    return tables.table(
        COLUMNS,
        (
            {
                "subject": found.subject.value,
                "tag": tag.value,
                "name": line.name,
                "title": line.title,
                "by": found.by.value,
                "group": group,
                "count": count,
            }
            for found in several
            for tag in Tag
            for line in found.lines(tag)
            for (group, _), count in zip(found.groups, line.counts, strict=True)
        ),
    )
