"""What papers of the board are told: everything at once, or hardly anything."""

from __future__ import annotations

from datetime import date
from typing import Any

from casework.board.papers import PaperKind
from casework.context import programme
from casework.wording import paper_edition, worded
from domain.board import BoardFigures, BoardPeriod, FigureRow, Measure, grouped
from domain.days import Day
from domain.lifecycle import Reference
from domain.measures import MEASURES, measure, not_held

YEAR = BoardPeriod(date(2021, 4, 1), date(2022, 3, 31))
TODAY = date(2022, 4, 4)
NAMES = (
    "Bournemouth, Christchurch and Poole Council and Ynys Môn",
    "Royal Borough of Upper Wharfedale and the Seven Northern Valleys",
    "Tamworth Borough Council",
)
PARTS = {
    "region": ("North West", "South West", "Yorkshire and the Humber"),
    "type": ("District", "London borough", "Unitary"),
    "product": ("Corporate Peer Challenge", "Finance Peer Challenge", "Governance Peer Challenge"),
    "mode": ("In person", "Remote", "Not known"),
    "theme": ("Capacity for improvement", "Governance and culture", "Without a theme"),
    "area": ("Housing", "Partnerships and collaboration", "Planning and development"),
    "impact": ("done", "in progress", "dropped"),
}
NOWHERE = ("peers_characteristics",)
TRAINING = ("training_events", "members_trained", "new_peers")
ACTIONS = (
    {"state": "overdue", "last": ""},
    {"state": "open", "last": "A day is looked for."},
    {"state": "dropped", "last": "They declined."},
)


def everything() -> BoardFigures:
    """Return figures of which each has rows, parts, and something that cannot be told."""
    return _figures(True, samples=1)


def hardly_anything() -> BoardFigures:
    """Return figures that are all none."""
    return _figures(False, samples=0)


def _figures(is_full: bool, *, samples: int) -> BoardFigures:
    rows = [
        FigureRow(
            Reference(f"CPC-2021-00{number}"), (name,), Day.parse(f"{2019 + number}-10"), "As it was found."
        )
        for number, name in enumerate(NAMES)
        if is_full
    ]
    splits = [grouped(name, list(zip(groups, rows, strict=False))) for name, groups in PARTS.items()]
    untold = [FigureRow(Reference("CPC-2020-001"), NAMES[:2], None, "Known only as 2021.")] if is_full else []
    return BoardFigures(
        period=YEAR,
        ahead=YEAR.ahead(TODAY),
        stands=YEAR.last,
        known_since=Day.parse("2018-07") if is_full else None,
        challenges=len(rows),
        samples=samples,
        measures=tuple(
            _trained(name, is_full=is_full)
            if name in TRAINING
            else not_held(name)
            if name in NOWHERE
            else measure(name, rows, untold, splits)
            for name in MEASURES
        ),
    )


def _trained(name: str, *, is_full: bool) -> Measure:
    """Return a figure of training events, of which there are several, or nobody ever wrote one down."""
    if not is_full:
        return not_held(name)
    days = [Day.parse(each) for each in ("2021-05-04", "2022-02-01")]
    rows = [FigureRow(None, (), day, "Online: 24 took part.", "Induction of new peers") for day in days]
    return measure(name, rows, [FigureRow(None, (), days[0], "Nobody counted.", "Peers who lead a team")])


def told(figures: BoardFigures) -> dict[str, Any]:
    """Return everything that a paper of these figures speaks of."""
    usual = {"text": "Speak to the Welsh association", "owner": "Principal adviser", "due": date(2022, 6, 1)}
    actions = [usual | each | {"number": number} for number, each in enumerate(ACTIONS, 1)]
    is_full = figures.challenges > 0
    return {
        "reference": "BU-2021-22-2",
        "is_draft": False,
        "issue": 2 if is_full else 1,
        "issued": TODAY,
        "programme": programme(),
        "product": "Corporate peer challenge programme",
        "councils": (),
        "council": None,
        "figures": figures,
        "not_held": tuple(not_held(name) for name in NOWHERE),
        "decisions": ("To agree that teams return after six months.",) if is_full else (),
        "actions": tuple(actions) if is_full else (),
    }


def page(kind: PaperKind, figures: BoardFigures) -> str:
    """Write a paper of the board."""
    return worded(paper_edition(kind), told(figures))
