"""The JSON and the table of what is held of a council, and who may have it."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from casework import tables
from casework.held import Folder, Holding, Paper


class RuledShape(TypedDict):
    """What somebody decided of a paper."""

    ruling: str
    by: str
    on: str


class HeldPaperShape(TypedDict):
    """Something that is held, and whether whoever asks may have it."""

    key: str
    kind: str
    title: str
    council: str | None
    author: str
    holders: list[str]
    dated: str
    until: str | None
    count: int
    availability: str
    published: str | None
    due: str | None
    exempt_under: str | None
    because: str | None
    decided: RuledShape | None
    url: str | None


class FolderShape(TypedDict):
    """A challenge with what is held of it."""

    reference: str
    councils: list[str]
    year: int
    sample: bool
    papers: list[HeldPaperShape]


class HoldingShape(TypedDict):
    """All that is held of a council."""

    council: str
    name: str
    predecessors: list[str]
    counts: dict[str, int]
    challenges: list[FolderShape]


def holding_as_json(found: Holding, base: str) -> HoldingShape:
    """Return all that is held of a council, with addresses that begin with a base."""
    return {
        "council": found.council.code,
        "name": found.council.name,
        "predecessors": [each.code for each in found.predecessors],
        "counts": {str(state): count for state, count in found.counted().items()},
        "challenges": [_folder(each, base) for each in found.folders],
    }


def _folder(each: Folder, base: str) -> FolderShape:
    return {
        "reference": each.reference,
        "councils": list(each.councils),
        "year": each.year,
        "sample": each.is_sample,
        "papers": [paper_as_json(paper, base) for paper in each.papers],
    }


def paper_as_json(each: Paper, base: str) -> HeldPaperShape:
    """Return something that is held."""
    ruled = each.ruled
    return {
        "key": each.key,
        "kind": each.kind.value,
        "title": each.title,
        "council": each.council,
        "author": each.author.value,
        "holders": [side.value for side in each.holders],
        "dated": each.dated.isoformat(),
        "until": _iso(each.until),
        "count": each.count,
        "availability": each.availability.value,
        "published": each.since.iso if each.since else None,
        "due": _iso(each.due),
        "exempt_under": each.exempt_under or None,
        "because": each.because or None,
        "decided": {"ruling": ruled.ruling.value, "by": ruled.by, "on": ruled.on.isoformat()}
        if ruled
        else None,
        "url": absolute(each.address, base) if each.address else None,
    }


def absolute(address: str, base: str) -> str:
    """Return an address as it can be followed from anywhere."""
    return f"{base.rstrip('/')}{address}" if address.startswith("/") else address


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


COLUMNS = (
    *("reference", "sample", "kind", "title", "council", "author", "holders", "dated", "until", "count"),
    *(
        "availability",
        "published",
        "due",
        "exempt_under",
        "because",
        "decided_by",
        "decided_on",
        "url",
        "key",
    ),
)


def held_table(found: Holding, base: str) -> str:
    """Write what is held as a table for a spreadsheet."""
    return tables.table(
        COLUMNS,
        (
            {name: value for name, value in said.items() if name in COLUMNS}
            for folder in found.folders
            for paper in folder.papers
            for said in [{**_row(folder), **paper_as_json(paper, base), **_decided(paper)}]
        ),
    )


def _row(folder: Folder) -> dict[str, object]:
    return {"reference": folder.reference, "sample": folder.is_sample}


def _decided(paper: Paper) -> dict[str, str]:
    ruled = paper.ruled
    return {"decided_by": ruled.by, "decided_on": ruled.on.isoformat()} if ruled else {}
