"""The public register of councils, read row by row; what is wrong in it is named by line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from math import inf
from typing import Any

from domain.councils import Council, CouncilType, Nation, Point, names_of
from domain.errors import WrongUse
from domain.lifecycle import CouncilCode
from domain.rows import BadRows, Problem, Row, listed, read_rows

WHOLE = 0.9
"""The share of a county's area from which its districts stand for all of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A council as the register lists it, with every name it is known by."""

    council: Council
    names: frozenset[str]
    """As `domain.councils.name_key` writes them."""


class BadRegister(WrongUse):
    """A register that cannot be read; every cell in the way is named."""

    def __str__(self) -> str:
        return f"The register was not imported: {listed(self.args[0])}. Mend the file and import it again."


@dataclass(frozen=True, slots=True)
class Cell:
    """How the cells of a column are read; what cannot be is `ValueError`."""

    read: Callable[[str], Any]
    what: str
    needed: bool = False


def _positive(text: str) -> float:
    if not 0 < float(text) < inf:
        raise ValueError(text)
    return float(text)


def _degrees(most: int) -> Cell:
    def read(text: str) -> float:
        if not -most <= float(text) <= most:
            raise ValueError(text)
        return float(text)

    return Cell(read, f"a number of degrees from -{most} to {most}")


def _codes(text: str) -> tuple[CouncilCode, ...]:
    return tuple(CouncilCode(each.strip()) for each in text.split(",") if each.strip())


CELLS = {
    "local-authority-code": Cell(CouncilCode, "a code", needed=True),
    "official-name": Cell(str, "a name", needed=True),
    "nice-name": Cell(str, "a name", needed=True),
    "local-authority-type": Cell(CouncilType, f"one of {', '.join(CouncilType)}", needed=True),
    "nation": Cell(Nation, f"one of {', '.join(Nation)}", needed=True),
    "region": Cell(str, "a name"),
    "county-la": Cell(CouncilCode, "a code"),
    "gss-code": Cell(str, "a code"),
    "gov-uk-slug": Cell(str, "a name"),
    "alt-names": Cell(lambda text: text.split(","), "a list of names"),
    "start-date": Cell(date.fromisoformat, "a date such as 2023-04-01"),
    "end-date": Cell(date.fromisoformat, "a date such as 2023-04-01"),
    "replaced-by": Cell(_codes, "a list of codes"),
    "area": Cell(_positive, "a number of square kilometres"),
    "lat": _degrees(90),
    "long": _degrees(180),
}
"""What is read of the register, column by column; it may hold any other column too."""


def read_register(text: str) -> tuple[Entry, ...]:
    """Read a register of councils, or raise `BadRegister` naming line and column of each bad cell."""
    rows = _rows(text)
    problems = sorted(chain(*map(_bad_cells, rows), _loose_ends(rows)))
    if problems:
        raise BadRegister(tuple(what for _, what in problems))
    return tuple(_with_county_centres([_entry(row) for row in rows]))


def _rows(text: str) -> list[Row]:
    try:
        return read_rows(text, CELLS)
    except BadRows as error:
        raise BadRegister(error.args) from error


def _bad_cells(row: Row) -> Iterator[Problem]:
    for column, cell in CELLS.items():
        text = row.text(column)
        if not text and cell.needed:
            yield row.refuse(column, "it is empty")
        try:
            text and cell.read(text)
        except ValueError:
            yield row.refuse(column, f"{text!r} is not {cell.what}")


def _loose_ends(rows: Iterable[Row]) -> Iterator[Problem]:
    """Find codes that stand twice, and codes that lead nowhere."""
    first: dict[str, int] = {}
    for row in rows:
        code = row.text("local-authority-code")
        if first.setdefault(code, row.line) != row.line:
            yield row.refuse("local-authority-code", f"{code!r} stands in line {first[code]} already")
    for row in rows:
        for column in ("county-la", "replaced-by"):
            for code in _codes(row.text(column)):
                if code not in first:
                    yield row.refuse(column, f"the file lists no council {code!r}")


def _entry(row: Row) -> Entry:
    values: dict[str, Any] = {
        column: cell.read(row.text(column)) if row.text(column) else None for column, cell in CELLS.items()
    }
    latitude, longitude = values["lat"], values["long"]
    council = Council(
        code=values["local-authority-code"],
        name=values["official-name"],
        short_name=values["nice-name"],
        type=values["local-authority-type"],
        nation=values["nation"],
        region=values["region"] or "",
        county=values["county-la"] or "",
        gss_code=values["gss-code"] or "",
        slug=values["gov-uk-slug"] or "",
        centre=None if None in (latitude, longitude) else Point(latitude, longitude),
        area=values["area"],
        started_on=values["start-date"],
        ended_on=values["end-date"],
        successors=values["replaced-by"] or (),
    )
    return Entry(council, names_of(council, values["alt-names"] or ()))


def _with_county_centres(entries: list[Entry]) -> Iterator[Entry]:
    """Put each county in the middle of its districts, where the register lists them all.

    The register's own points for counties are not to be trusted: Lancashire lies in Northamptonshire by
    them, and seven more lie 50 km and further off.
    """
    districts: dict[str, list[Council]] = {}
    for entry in entries:
        districts.setdefault(entry.council.county, []).append(entry.council)
    for entry in entries:
        centre = _middle(entry.council.area, districts.get(entry.council.code, []))
        yield replace(entry, council=replace(entry.council, centre=centre)) if centre else entry


def _middle(area: float | None, parts: Iterable[Council]) -> Point | None:
    """Return the middle of the parts, each with the weight of its area, if together they are the whole."""
    known = [(part.centre, part.area) for part in parts if part.centre and part.area]
    together = sum(part_area for _, part_area in known)
    if not area or together < WHOLE * area:
        return None
    return Point(
        sum(centre.latitude * part_area for centre, part_area in known) / together,
        sum(centre.longitude * part_area for centre, part_area in known) / together,
    )
