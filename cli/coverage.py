"""The commands about councils between two challenges: which have had one, and what was agreed afterwards."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from casework import aftercare as casework
from casework.aftercare import Agreement, FollowUp, follow_ups
from casework.case import Case, case, cases
from casework.changes import change
from casework.coverage import Coverage, Line
from casework.coverage import coverage as covered
from casework.handover import suggested
from casework.shapes.coverage import coverage_as_json, coverage_table, to_do_as_json
from casework.standings import advisers_called
from cli.desk import Desk
from cli.layout import counted, section
from cli.names import day, exact, one_of, region_named
from cli.options import AsCsv, AsJson, AtDesk, By, DryRun, OnDay
from cli.options import Council as CouncilNamed
from cli.writing import council_in, entry_of, finish
from db import coverage as rows
from db.session import reading
from domain.coverage import Cover
from domain.days import long_date
from domain.errors import WrongUse
from domain.support import OfferKey, Suggestion
from domain.uptakes import Uptake

STANDS = {
    Cover.NEVER: "No challenge known to the programme",
    Cover.UNDER_WAY: "A challenge is under way",
    Cover.AHEAD: "Next challenge due in more than a year",
    Cover.SOON: "Next challenge due within a year",
    Cover.PASSED: "Five years have passed",
}
"""How a council stands, in words."""


class NothingAgreed(WrongUse):
    """A challenge was named with an answer to an offer, but not with what was agreed."""

    def __str__(self) -> str:
        return (
            "What was agreed is missing. "
            'Say it in words after the reference: `cpc aftercare CPC-2024-001 "They will ask in spring."`.'
        )


def coverage(
    *,
    never: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Only councils of which no challenge is known."),
    ] = False,
    stands: Annotated[
        str | None,
        Parameter(help="Only those that stand so: never, under_way, ahead, soon or passed."),
    ] = None,
    region: Annotated[str | None, Parameter(help="Only councils of this region.")] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say which councils have had a challenge, when their next is due, and of which none is known."""
    how = Cover.NEVER if never else Cover(one_of("standing", stands, list(Cover))) if stands else None
    with reading() as session:
        wanted = region_named(session, region)
        whole = covered(session, desk.today)
    found = whole.narrowed(how=how, region=wanted)
    if as_csv:
        desk.out.file.write(coverage_table(found))
    elif as_json:
        desk.give(coverage_as_json(found, desk.today))
    else:
        _tell(desk, found, is_known=bool(whole.lines))


def _tell(desk: Desk, found: Coverage, *, is_known: bool) -> None:
    for how, words in STANDS.items():
        lines = [each for each in found.lines if each.cover is how]
        if lines:
            title = f"{words} ({counted(len(lines), 'council')})"
            desk.say(*section(desk.out, title, map(_line, lines)))
    if not is_known:
        desk.say("The register has no such council. `cpc councils import` brings the register in.")
    elif not found.lines:
        desk.say("No council stands so.")


def _line(each: Line) -> str:
    said = [each.council.name]
    if each.under_way:
        said.append(f"{each.under_way} is under way")
    if each.last:
        whose = f" of {each.last.predecessor}, in whose place it is" if each.last.predecessor else ""
        said.append(f"last visit{whose}: {each.last.on} ({each.last.reference})")
    if each.next_due and not each.under_way:
        said.append(f"next due by {long_date(each.next_due)}")
    if each.cancelled:
        reference, why = each.cancelled
        said.append(f"{reference} was cancelled: {why}" if why else f"{reference} was cancelled")
    return "; ".join(said)


def aftercare(
    reference: Annotated[
        str | None, Parameter(help="The challenge; what is to do in all of them if left out.")
    ] = None,
    words: Annotated[str | None, Parameter(help="What was agreed; what is to do if left out.")] = None,
    /,
    *,
    offer: Annotated[str | None, Parameter(help="The offer of support that it is about, by its key.")] = None,
    uptake: Annotated[
        str | None, Parameter(help="What became of the offer: taken_up, declined or to_decide.")
    ] = None,
    until: Annotated[
        str | None, Parameter(help="By when to come back to what is still to be decided, 2026-03-06.")
    ] = None,
    adviser: Annotated[
        str | None, Parameter(help="Only what this principal adviser has to do, by name or address.")
    ] = None,
    on: OnDay = None,
    council: CouncilNamed = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say what was agreed with a council after a hand-over, or list what is still to do."""
    if reference is None or words is None:
        if offer or uptake or until:
            raise NothingAgreed
        _to_do(desk, reference, adviser, as_json=as_json)
        return
    with change(reference, desk.today, trial=dry_run) as made:
        said = Agreement(
            words,
            OfferKey(offer) if offer else None,
            Uptake(one_of("answer", uptake, list(Uptake))) if uptake else None,
            exact(until) if until else None,
            council_in(made, council, "What was agreed"),
        )
        on_day = day(on, desk.today)
        is_new = casework.agree(made.session, made.reference, entry_of(desk, by), said, on_day)
    how = "is written down" if is_new else "had been written down with these words before"
    finish(desk, made, f"{made.reference}: what was agreed {how}.", trial=dry_run, by=by)


def _to_do(desk: Desk, reference: str | None, adviser: str | None, *, as_json: bool) -> None:
    with reading() as session:
        one = case(session, reference.upper()) if reference else None
        wanted = advisers_called(session, adviser) if adviser else None
        every = (each for each, _ in rows.to_do(session, wanted))
        found = [each for each in every if one is None or each.reference == one.reference]
        if as_json:
            desk.give([to_do_as_json(each) for each in found])
            return
        on_desk = [one] if one else cases(session, {each.reference for each in found})
        lines = [line for each in on_desk for line in _challenge(desk, each)]
        lines += _offers(desk, one) if one else []
    desk.say(*([] if found else ["Nothing is to do after a hand-over."]), *lines)


def _challenge(desk: Desk, on_desk: Case) -> list[Text]:
    view = on_desk.on(desk.today)
    names = ", ".join(place.name for place in view.reading.councils)
    lines = map(follow_up_line, follow_ups(on_desk, view))
    return section(desk.out, f"{on_desk.reference} ({names})", lines)


def follow_up_line(each: FollowUp) -> str:
    """Say what is still to do after a hand-over, since when, and who does it."""
    place = f" with {each.place}" if each.place else ""
    what = f"Decide about “{each.offer}”{place}" if each.offer else f"Talk about the hand-over{place}"
    by = f", by {long_date(each.to_do.by)}" if each.to_do.by else ""
    late = ", which has passed" if each.is_late else ""
    who = f" ({', '.join(each.people)})" if each.people else ""
    return f"{what}{by}{late}; since {long_date(each.to_do.since)}{who}"


def _offers(desk: Desk, on_desk: Case) -> list[Text]:
    """List what would fit at each council, with the keys by which it is said what became of it."""
    view = on_desk.on(desk.today)
    return [
        line
        for place in view.reading.councils
        for line in section(
            desk.out,
            f"Support that would fit at {place.name}",
            map(_offer, suggested(on_desk, view, place.code)),
        )
    ]


def _offer(each: Suggestion) -> str:
    matters = f" ({', '.join(each.matters)})" if each.matters else ""
    return f"{each.offer.key}: {each.offer.title}{matters}"
