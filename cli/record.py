"""The commands that tell a challenge's history: opened, met, moved, stopped, taken up again, undone."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from cyclopts import Parameter

from casework import record as casework
from casework.case import case
from casework.changes import change
from casework.opening import Opening, cautions, free_days, open_with_people
from cli.names import day, exact, milestone_named, one_of
from cli.options import AtDesk, By, Council, DryRun, OnDay, Reason, Reference
from cli.said import Said, details, given
from cli.writing import council_in, entry_of, finish
from db import councils as register
from domain.days import Basis, long_date
from domain.lifecycle import Details, Milestone, Product
from domain.moves import Claim


def open_(
    *councils: Annotated[str, Parameter(help="The councils by name or code, such as Tamworth or TAW.")],
    on: OnDay = None,
    scheme: Annotated[
        str | None, Parameter(help="The rules to open it under; those of the visit's date if left out.")
    ] = None,
    product: Annotated[str, Parameter(help="corporate, finance or governance.")] = Product.CORPORATE.value,
    visit_start: Annotated[str | None, Parameter(help="First day of the visit, if it is known.")] = None,
    visit_end: Annotated[str | None, Parameter(help="Last day of the visit, if it is known.")] = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Open a challenge of one or more councils; its scheme stays the same for good."""
    said = Opening(
        councils=councils,
        on=exact(on) if on else desk.today,
        scheme=scheme,
        product=Product(one_of("product", product, list(Product))),
        visit_start=exact(visit_start) if visit_start else None,
        visit_end=exact(visit_end) if visit_end else None,
    )
    with change(None, desk.today, trial=dry_run) as made:
        if not register.listed(made.session, past=True):
            register.load_samples(made.session)
        made.reference, is_new = open_with_people(made.session, entry_of(desk, by), said)
        odd = [*cautions(case(made.session, made.reference), desk.today)] if is_new else []
    desk.say(*(f"Warning: {each}" for each in odd))
    if is_new:
        what = f"{made.reference} is open, under the scheme {made.on_desk.scheme.name}."
        finish(desk, made, what, trial=dry_run, by=by)
    else:
        desk.say(f"{made.reference} had been opened with these words before. Nothing has changed.")


def record(
    reference: Reference,
    milestone: Annotated[str, Parameter(help="The milestone, such as dates_set; `cpc show` lists the next.")],
    /,
    *,
    on: OnDay = None,
    council: Council = None,
    said: Annotated[Said, Parameter(name="*")] = Said(),  # noqa: B008 - It is frozen and empty.
    basis: Annotated[
        str, Parameter(help="What the date rests on: recorded, published, decided, announced or planned.")
    ] = Basis.RECORDED.value,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Record that a milestone was met; the rules say whether it may be."""
    met, when = milestone_named(milestone), day(on, desk.today)
    rests_on = Basis(one_of("basis", basis, list(Basis)))
    with change(reference, desk.today, trial=dry_run) as made:
        told = details(given(said), made.on_desk)
        claim = Claim(met, when, council_in(made, council, met.value), told)
        is_new = casework.record(made.session, made.reference, entry_of(desk, by), claim, basis=rests_on)
    if met is Milestone.DATES_SET and is_new:
        desk.say(*(f"Warning: {each}" for each in free_days(made.on_desk.on(desk.today))))
    title = made.on_desk.scheme.milestones[met].title
    how = "is recorded" if is_new else "was recorded before"
    what = f"{made.reference}: '{title}' {how}, {when.when}."
    finish(desk, made, what, trial=dry_run, by=by, claim=claim)


def postpone(
    reference: Reference,
    /,
    *,
    reason: Reason,
    visit_start: Annotated[str | None, Parameter(help="New first day of the visit.")] = None,
    visit_end: Annotated[str | None, Parameter(help="New last day of the visit.")] = None,
    review_start: Annotated[str | None, Parameter(help="New first day of the progress review.")] = None,
    review_end: Annotated[str | None, Parameter(help="New last day of the progress review.")] = None,
    council: Council = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Move the visit or a progress review to other dates; without dates they have to be set again."""
    new: dict[str, Any] = {
        name: exact(text)
        for name, text in (
            ("visit_start", visit_start),
            ("visit_end", visit_end),
            ("review_start", review_start),
            ("review_end", review_end),
        )
        if text
    }
    with change(reference, desk.today, trial=dry_run) as made:
        casework.postpone(
            made.session,
            made.reference,
            entry_of(desk, by),
            day(on, desk.today),
            council=council_in(made, council, "A postponement"),
            details=replace(Details(reason=reason), **new),
        )
    until = f"to {long_date(min(new.values()))}" if new else "and has to be given new dates"
    finish(desk, made, f"{made.reference} is postponed {until}.", trial=dry_run, by=by)


def cancel(
    reference: Reference,
    /,
    *,
    reason: Reason,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Cancel a challenge: its deadlines end, and everybody concerned is told."""
    with change(reference, desk.today, trial=dry_run) as made:
        casework.cancel(made.session, made.reference, entry_of(desk, by), day(on, desk.today), reason)
    finish(desk, made, f"{made.reference} is cancelled.", trial=dry_run, by=by)


def reopen(
    reference: Reference,
    /,
    *,
    reason: Reason,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Take up a cancelled or closed challenge again where it stood."""
    with change(reference, desk.today, trial=dry_run) as made:
        casework.reopen(made.session, made.reference, entry_of(desk, by), day(on, desk.today), reason)
    finish(desk, made, f"{made.reference} is open again.", trial=dry_run, by=by)


def correct(
    reference: Reference,
    event: Annotated[int, Parameter(help="The event's number; `cpc show --history` lists them.")],
    /,
    *,
    reason: Reason,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Undo an event by a later one; both stay in the history."""
    with change(reference, desk.today, trial=dry_run) as made:
        casework.correct(made.session, made.reference, entry_of(desk, by), event, reason)
    finish(desk, made, f"{made.reference}: event {event} is undone.", trial=dry_run, by=by)
