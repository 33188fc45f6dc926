"""The public register and what is searched for, as programs read them."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.public_register import Entry, Page, Paper, Part
from casework.searching import Result, Results
from domain.days import Day

Shape = dict[str, Any]


def register_as_json(page: Page, base: str) -> Shape:
    """Return a page of the register, with the addresses of the pages beside it left to whoever serves it."""
    return {
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
        "entries": [entry_as_json(each, base) for each in page.entries],
    }


def entry_as_json(entry: Entry, base: str) -> Shape:
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


def _part(part: Part, base: str) -> Shape:
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


def _paper(paper: Paper, base: str) -> Shape:
    return {
        "name": paper.name,
        "title": paper.title,
        "issued": paper.issued.isoformat(),
        "files": {str(each.format): f"{base}{each.address}" for each in paper.files},
    }


def results_as_json(found: Results, base: str) -> Shape:
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


def _result(each: Result, base: str) -> Shape:
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
