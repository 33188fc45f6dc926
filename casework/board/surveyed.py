"""What surveys say of a year, as far as it may be told: small numbers are kept back before they come here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from casework.surveys import Surveyed, results
from domain.board import BoardPeriod, FigureRow, Measure
from domain.measures import measure, not_held


def surveyed(session: Session, period: BoardPeriod, today: date) -> Measure:
    """Tell what the surveys of a financial year found; of other months nothing is told."""
    if period.year is None:
        return not_held("surveys")
    found = results(session, today, year=str(period.year))
    return measure("surveys", [row for each in found.surveyed for row in _rows(each)])


def _rows(told: Surveyed) -> Iterator[FigureRow]:
    """Return a line for each question that can be told of."""
    who = told.audience_title
    for figure in told.figures:
        if figure.answers is not None:
            shares = ", ".join(f"{each.label.lower()} {each.percent}%" for each in figure.shares)
            words = f"{figure.question.words} Of {figure.answers} answers: {shares}."
            yield FigureRow(None, (f"{told.title}, {who[0].lower()}{who[1:]}",), words=words)
