"""The command about surveys: what people said who took part in a challenge, or in those of a year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from casework import surveys as casework
from casework.shapes.surveys import comments_as_json, results_as_json, table
from casework.surveys import Comments, Figure, Results, Surveyed
from cli.layout import section
from cli.options import AsCsv, AsJson, AtDesk
from db import challenges
from db.session import reading
from domain.days import long_date
from domain.years import FinancialYear


def surveys(
    reference: Annotated[
        str | None, Parameter(help="The challenge, such as CPC-2024-001; every year if left out.")
    ] = None,
    /,
    *,
    year: Annotated[str | None, Parameter(help="Only the surveys of a financial year, 2024-25.")] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Tell what surveys found; nothing of one that is open, and nothing of fewer than five answers."""
    wanted = str(FinancialYear.parse(year)) if year else None
    with reading() as session:
        of = challenges.get(session, reference).reference if reference else None
        found = casework.results(session, desk.today, year=wanted, reference=of)
        wrote = casework.comments(session, of, desk.today) if of and not wanted else ()
    if as_json:
        desk.give({**results_as_json(found), "comments": [comments_as_json(each) for each in wrote]})
    elif as_csv:
        desk.out.file.write(table(found))
    else:
        if not (found.surveyed or found.running):
            desk.say(
                "There is no survey yet. Each opens with its milestone, such as the feedback to a council."
            )
        desk.say(*(line for each in found.surveyed for line in section(desk.out, _title(each), _lines(each))))
        for each in wrote:
            desk.say(*section(desk.out, f"{_title(each)}, what they wrote", each.texts))
        desk.say(*section(desk.out, "Not told of yet", _running(found)))


def _title(each: Surveyed | Comments) -> str:
    of = f" of {each.council}" if each.council else ""
    when = f", {each.year}" if isinstance(each, Surveyed) and not each.reference else ""
    return f"{each.title}{of}{when}: {_small(each.audience_title)}"


def _lines(each: Surveyed) -> Iterator[str]:
    if each.answered is None:
        yield f"{each.invited} were asked. Fewer than five answered, so nothing is told."
        return
    left_out = " Groups that were too small to be told of are left out." if each.leaves_out else ""
    yield f"{each.answered} of {each.invited} answered: {each.rate}%.{left_out}"
    yield from map(_figure, each.figures)


def _figure(each: Figure) -> str:
    if each.answers is None:
        return f"{each.question.words} Fewer than five answers."
    shares = ", ".join(f"{_small(share.label)} {share.count} ({share.percent}%)" for share in each.shares)
    return f"{each.question.words} Of {each.answers}: {shares}."


def _running(found: Results) -> Iterator[str]:
    for each in found.running:
        until = (
            f"open until {long_date(each.until)}" if each.until else f"until all of {each.year} have closed"
        )
        yield f"{each.title}{f' of {each.council}' if each.council else ''}: {until}"


def _small(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"
