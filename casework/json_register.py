"""The public register and what is searched for, as programs read them."""

from __future__ import annotations

from datetime import date

from typing_extensions import TypedDict

from casework.public_register import Entry, Page, Paper, Part
from casework.searching import Result, Results
from domain.days import Day


class PlaceShape(TypedDict):
    """A council with the region that it is in."""

    code: str
    name: str
    region: str | None


class VisitShape(TypedDict):
    """The first and the last day of a visit, as far as they are known."""

    start: str | None
    end: str | None


class PartnerShape(TypedDict):
    """Another council of the same challenge."""

    name: str
    address: str


class PublicPaperShape(TypedDict):
    """A document that everybody may have, with the address of each of its files."""

    name: str
    title: str
    issued: str
    files: dict[str, str]


class PartShape(TypedDict):
    """Report, action plan or progress review: when it was published, how late, and why."""

    name: str
    on: str | None
    url: str | None
    due: str | None
    standing: str | None
    days_late: int
    reason: str | None
    documents: list[PublicPaperShape]


RegisterEntryShape = TypedDict(
    "RegisterEntryShape",
    {
        "address": str,
        "reference": str,
        "council": PlaceShape,
        "product": str,
        "visit": VisitShape,
        "review_held": str | None,
        "recommendations": int | None,
        "with": list[PartnerShape],
        "published": list[PartShape],
        "changed_at": str,
    },
)
"""What the register says of a council's part in a challenge; ``with`` can be no name of a class's own."""


class RegisterShape(TypedDict):
    """A page of the register."""

    total: int
    page: int
    pages: int
    entries: list[RegisterEntryShape]


class ResultShape(TypedDict):
    """Something that was found."""

    kind: str
    reference: str | None
    council: str | None
    councils: list[str]
    title: str
    passage: str
    theme: str | None
    register: str | None


class SearchResultsShape(TypedDict):
    """A page of what was found; ``all_words`` says whether every word of the question was."""

    question: str
    all_words: bool
    kind: str | None
    total: int
    kinds: dict[str, int]
    page: int
    pages: int
    results: list[ResultShape]


def register_as_json(page: Page, base: str) -> RegisterShape:
    """Return a page of the register, with the addresses of the pages beside it left to whoever serves it."""
    return {
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "entries": [entry_as_json(each, base) for each in page.entries],
    }


def entry_as_json(entry: Entry, base: str) -> RegisterEntryShape:
    """Return what the register says of a council's part in a challenge; ``base`` stands before addresses."""
    return {
        "address": f"{base}{entry.address}",
        "reference": entry.reference,
        "council": {
            "code": entry.council.code,
            "name": entry.council.name,
            "region": entry.council.region or None,
        },
        "product": str(entry.product),
        "visit": {"start": _iso(entry.visit_started), "end": _iso(entry.visit_ended)},
        "review_held": _iso(entry.review_held),
        "recommendations": entry.recommendations,
        "with": [{"name": each.name, "address": f"{base}/register/{each.slug}"} for each in entry.partners],
        "published": [_part(each, base) for each in entry.parts],
        "changed_at": entry.changed_at.isoformat(),
    }


def _part(part: Part, base: str) -> PartShape:
    timing = part.timing
    return {
        "name": part.name,
        "on": _iso(part.published),
        "url": part.url or None,
        "due": _date(timing.due) if timing else None,
        "standing": str(timing.standing) if timing else None,
        "days_late": timing.days_late if timing else 0,
        "reason": timing.reason if timing else None,
        "documents": [_paper(each, base) for each in part.papers],
    }


def _paper(paper: Paper, base: str) -> PublicPaperShape:
    return {
        "name": paper.name,
        "title": paper.title,
        "issued": paper.issued.isoformat(),
        "files": {each.format: f"{base}{each.address}" for each in paper.files},
    }


def results_as_json(found: Results, base: str) -> SearchResultsShape:
    """Return a page of what was found."""
    return {
        "question": found.question,
        "all_words": not found.is_any,
        "kind": str(found.kind) if found.kind else None,
        "total": found.total,
        "kinds": {str(kind): count for kind, count in found.counts},
        "page": found.number,
        "pages": found.pages,
        "results": [_result(each, base) for each in found.results],
    }


def _result(each: Result, base: str) -> ResultShape:
    return {
        "kind": str(each.kind),
        "reference": each.reference,
        "council": each.council,
        "councils": [whose.name for whose in each.whose],
        "title": each.title,
        "passage": "".join(piece.text for piece in each.passages),
        "theme": each.theme or None,
        "register": f"{base}/register/{each.register_slug}" if each.register_slug else None,
    }


def _iso(day: Day | None) -> str | None:
    return day.iso if day else None


def _date(day: date | None) -> str | None:
    return day.isoformat() if day else None
