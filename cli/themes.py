"""The command that counts which themes recur."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from cyclopts import Parameter
from rich.console import RenderableType

from casework.shapes.themes import themes_as_json, themes_table
from casework.themes import By, Line, Subject, Tag, Themes
from casework.themes import themes as counted_themes
from cli.desk import Desk
from cli.layout import section
from cli.names import one_of
from cli.options import AsCsv, AsJson, AtDesk
from db.session import reading
from domain.permissions import Part, Visitor

OFFICER = Visitor(Part.MANAGER)
"""Whoever has the command at hand has the whole record at hand."""


def themes(
    *,
    by: Annotated[str, Parameter(help="By what they are counted: year, type or region.")] = "year",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    desk: AtDesk,
) -> None:
    """Count the themes and service areas that recur in recommendations, and in what councils find hard."""
    chosen = By(one_of("way of counting", by, list(By)))
    with reading() as session:
        found = [counted_themes(session, OFFICER, subject, chosen) for subject in Subject]
    if as_json:
        desk.give([themes_as_json(each) for each in found])
    elif as_csv:
        desk.out.file.write(themes_table(found))
    else:
        desk.say(*_told(desk, found))


def _told(desk: Desk, found: Sequence[Themes]) -> Iterator[RenderableType]:
    for each in found:
        for tag, what in ((Tag.THEME, "themes"), (Tag.AREA, "service areas")):
            names = [title for _, title in each.groups]
            lines = (_line(line, names) for line in each.lines(tag))
            yield from section(desk.out, f"{each.subject.capitalize()}: {what}", lines)
    is_any = any(each.total for each in found)
    yield ""
    yield "Each recommendation or challenge counts once." if is_any else "There is nothing to count yet."


def _line(line: Line, names: Sequence[str]) -> str:
    """Say how often something recurs, and in what; a table would have more columns than a screen."""
    parts = (f"{name}: {count}" for name, count in zip(names, line.counts, strict=True) if count)
    return f"{line.title}: {line.total} ({', '.join(parts)})"
