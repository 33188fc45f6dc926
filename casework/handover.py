"""Draws up what a hand-over note tells: what is open by the ledger, what would fit it, what was agreed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casework.case import Case
from casework.ledger import ledger
from domain import aftercare
from domain.contents import Content, Scope
from domain.handover import Agreed, HandOver, Late, StillOpen, needs
from domain.ledger import SETTLED, Line
from domain.lifecycle import CouncilCode, Event
from domain.outlook import Outlook
from domain.owed import OwedDocument
from domain.service_areas import vocabulary
from domain.support import Suggestion, catalogue, offer_named, suggestions
from domain.uptakes import Uptake


def hand_over(on_desk: Case, view: Outlook, owed: OwedDocument) -> HandOver:
    """Return what is handed over of a council, as it stands on the day of a view."""
    council = owed.council
    lines = [each for each in ledger(on_desk, view) if council in (None, each.council)]
    still_open = tuple(_open(each, view.today) for each in lines if each.impact not in SETTLED)
    return HandOver(
        stage=_stage(view, owed),
        open=still_open,
        settled=len(lines) - len(still_open),
        focus=_focus(on_desk, view),
        suggestions=_fitting(on_desk, view, still_open),
        late=tuple(_late(view, council)),
        agreed=tuple(map(_agreed, _said(view, council))),
    )


def suggested(on_desk: Case, view: Outlook, council: CouncilCode) -> tuple[Suggestion, ...]:
    """Return the offers that fit what is open at a council on the day of a view."""
    lines = (each for each in ledger(on_desk, view) if each.council == council)
    return _fitting(
        on_desk, view, tuple(_open(each, view.today) for each in lines if each.impact not in SETTLED)
    )


def _open(line: Line, today: date) -> StillOpen:
    asked = line.recommendation
    return StillOpen(
        line.number,
        asked.title,
        asked.theme,
        str(line.impact),
        len(line.overdue(today)),
        vocabulary().found_in(asked.title, asked.text, *(part.text for part in asked.parts)),
    )


def _stage(view: Outlook, owed: OwedDocument) -> str:
    """Name the stage that is complete with what the note is owed for; nothing where that is the closing."""
    if owed.because.kind is owed.rule.when:
        return ""
    stages = view.scheme.stages.values()
    return next((each.title for each in stages if each.completes_with is owed.because.kind), "")


def _focus(on_desk: Case, view: Outlook) -> tuple[str, ...]:
    """Return what the council asked the peers to look at, each once: as a fact, or as its scope writes it."""
    scope = on_desk.content(view, Content.SCOPE)
    asked = tuple(each.area for each in scope.focus) if isinstance(scope, Scope) else ()
    return tuple({each.casefold(): each for each in (*view.reading.focus, *asked)}.values())


def _fitting(on_desk: Case, view: Outlook, still_open: tuple[StillOpen, ...]) -> tuple[Suggestion, ...]:
    focus = [(each, vocabulary().found_in(each)) for each in _focus(on_desk, view)]
    asked = needs(still_open, focus)
    return suggestions(asked, catalogue().offers, is_first_time=on_desk.is_first_time)


def _late(view: Outlook, council: CouncilCode | None) -> Iterator[Late]:
    for each in view.overdue:
        if each.due and (council is None or each.council in (None, council)):
            yield Late(each.title, each.due)


def _said(view: Outlook, council: CouncilCode | None) -> list[Event]:
    return [each for each in aftercare.agreed(view.reading) if council in (None, each.council)]


def _agreed(event: Event) -> Agreed:
    said = event.details
    return Agreed(
        offer_named(said.offer or "").title,
        said.uptake or Uptake.TO_DECIDE,
        event.on,
        said.reason or "",
        said.until,
    )
