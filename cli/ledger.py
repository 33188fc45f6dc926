"""The commands about what became of recommendations: they look into the ledger and say how an action goes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated

from cyclopts import Parameter

from casework import actions
from casework.actions import Update
from casework.case import Case, case
from casework.changes import change
from casework.ledger import ledger as of_challenge
from casework.ledgers import Listed, family, listed
from casework.shapes.ledger import as_table, line_as_json, listed_as_json
from casework.spoken import place_name
from cli.desk import Desk
from cli.layout import section, table
from cli.names import day, one_of, region_named
from cli.options import AsCsv, AsJson, AtDesk, By, DryRun, OnDay, Reference
from cli.writing import entry_of, finish
from db.ledger import ALL, Asked
from db.session import reading
from domain import lifecycle
from domain.contents import Rating
from domain.days import Day
from domain.ledger import ActionKey, Ground, Impact, Line, Tracked

GROUNDS = {
    Ground.REVIEW: "by the review",
    Ground.STATEMENT: "by the council’s statement",
    Ground.ACTIONS: "by its actions",
    None: "nothing was said of it",
}
"""What the ledger goes by, in words."""
NOTHING = "The ledger holds nothing of that: recommendations stand in it once their report is final."


def ledger(
    reference: Annotated[
        str | None, Parameter(help="The challenge, such as CPC-2024-001; the whole programme if left out.")
    ] = None,
    /,
    *,
    council: Annotated[
        str | None,
        Parameter(
            help="Only this council, by code or name, with those before and after it, in all challenges."
        ),
    ] = None,
    theme: Annotated[str | None, Parameter(help="Only recommendations under this theme.")] = None,
    impact: Annotated[
        str | None,
        Parameter(help="Only what is done, in progress, changed, dropped, not started or not known."),
    ] = None,
    region: Annotated[str | None, Parameter(help="Only councils in this region.")] = None,
    year: Annotated[str | None, Parameter(help="Only visits in this year of the programme, 2024-25.")] = None,
    text: Annotated[str | None, Parameter(help="Only recommendations with all of these words.")] = None,
    still_open: Annotated[
        bool,
        Parameter(
            name="--open", negative="", show_default=False, help="Only what something may still become of."
        ),
    ] = False,
    overdue: Annotated[
        bool, Parameter(negative="", show_default=False, help="Only what has an action that is overdue.")
    ] = False,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say what became of recommendations: of one challenge with every action, or of many line by line."""
    with reading() as session:
        asked = Asked(
            councils=family(session, council) if council else (),
            theme=theme or "",
            impact=_impact(impact) if impact else None,
            region=region_named(session, region),
            year=year or "",
            text=text or "",
            reference=lifecycle.Reference(reference.upper()) if reference else None,
            is_open=still_open,
            overdue_on=desk.today if overdue else None,
        )
        on_desk = case(session, reference.upper()) if reference else None
        found = listed(session, asked, ALL, desk.today)
        lines = _of(on_desk, found, desk) if on_desk else ()
    if as_csv:
        desk.out.file.write(as_table(found))
    elif as_json:
        of_one = [line_as_json(each, desk.today) for each in lines]
        desk.give(of_one if on_desk else [listed_as_json(each) for each in found])
    elif not found:
        desk.say(NOTHING)
    elif on_desk:
        _tell_one(on_desk, lines, desk)
    else:
        _tell_many(found, desk)


def _impact(text: str) -> Impact:
    return Impact(one_of("impact", text, [each.replace(" ", "_") for each in Impact]).replace("_", " "))


def _of(on_desk: Case, found: tuple[Listed, ...], desk: Desk) -> tuple[Line, ...]:
    """Return the lines of one challenge that were found, with all their actions."""
    wanted = {(each.entry.council, each.entry.number) for each in found}
    lines = of_challenge(on_desk, on_desk.on(desk.today))
    return tuple(each for each in lines if (each.council, each.number) in wanted)


def _tell_one(on_desk: Case, lines: tuple[Line, ...], desk: Desk) -> None:
    view = on_desk.on(desk.today)
    for each in lines:
        place = place_name(view, each.council)
        whose = f" ({place})" if place else ""
        title = f"{each.number}. {each.recommendation.title}{whose}: {each.impact}, {GROUNDS[each.ground]}"
        desk.say(*section(desk.out, title, _told(each, desk)))


def _told(line: Line, desk: Desk) -> Iterator[str]:
    for said in line.said:
        yield f"The council says of {said.recommendation}: {said.rating}. {said.text}"
    for found in line.found:
        yield f"The review found of {found.recommendation}: {found.rating}. {found.text}"
    overdue = line.overdue(desk.today)
    for each in line.actions:
        late = ", overdue" if each in overdue else ""
        yield f"{each.key} {each.action.action}: {each.rating}, due {each.due}{late}."
        yield f"  {each.action.lead_member}; {each.action.lead_officer}."
        yield from (f"  {told}" for told in _since(each))


def _since(each: Tracked) -> Iterator[str]:
    """Tell what has become of an action since it was first planned."""
    for before, after in pairwise(each.promises):
        why = f": {after.reason}" if after.reason else "."
        yield f"Was due {before.due}, moved on {after.since}{why}"
    if each.is_left_out:
        yield f"The plan of {each.rated} holds it no longer."
    elif each.reason and not each.is_open:
        yield f"{each.rating.capitalize()}: {each.reason}"
    if each.evidence:
        yield f"Shown by: {each.evidence}"
    if each.note:
        yield f"Note: {each.note}"


def _tell_many(found: tuple[Listed, ...], desk: Desk) -> None:
    headings = ("Council", "Recommendation", "Became of it", "Actions")
    rows = (
        (
            each.council,
            f"{each.entry.reference}, {each.entry.number}. {each.entry.title}",
            each.entry.impact,
            f"{each.entry.actions or ''}{f', {each.overdue} overdue' if each.overdue else ''}",
        )
        for each in found
    )
    desk.say(table(desk.out, headings, rows))


def action(
    reference: Reference,
    key: Annotated[str, Parameter(help="The action as `cpc ledger` calls it, such as 4.2.")],
    /,
    *,
    rating: Annotated[
        str | None,
        Parameter(help="How it goes: done, on track, in progress, not started, changed or dropped."),
    ] = None,
    due: Annotated[
        str | None, Parameter(help="Another date by which it will be done: 2025-12-31, or 2025-12.")
    ] = None,
    reason: Annotated[
        str | None, Parameter(help="Why; needed for another date, and where it is dropped.")
    ] = None,
    evidence: Annotated[str | None, Parameter(help="What shows it: a decision, a page, a figure.")] = None,
    note: Annotated[str | None, Parameter(help="What else there is to say.")] = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Say how an action of a plan goes: its rating, another date, and what shows it."""
    said = Update(
        ActionKey(key),
        _rating(rating) if rating else None,
        Day.parse(due) if due else None,
        reason or "",
        evidence or "",
        note or "",
    )
    with change(reference, desk.today, trial=dry_run) as made:
        is_new = actions.update(made.session, made.reference, entry_of(desk, by), said, day(on, desk.today))
    how = "is written down" if is_new else "had been written down with these words before"
    finish(desk, made, f"{made.reference}: how action {key} goes {how}.", trial=dry_run, by=by)


def _rating(text: str) -> Rating:
    return Rating(one_of("rating", text, [each.replace(" ", "_") for each in Rating]).replace("_", " "))
