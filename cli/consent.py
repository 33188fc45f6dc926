"""The command that takes down what may be shared of a council's findings."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework import sharing
from casework.board import shelf
from casework.case import Case, case
from casework.changes import change
from casework.shapes.learning import offered_as_json
from cli.desk import Desk
from cli.layout import counted, table
from cli.names import day, one_of
from cli.options import AsJson, AtDesk, By, Council, DryRun, OnDay, Reference
from cli.writing import council_in, entry_of, finish
from db.session import reading
from domain.errors import WrongUse
from domain.people import Role
from domain.sharing import ANSWERS, Consent


class NothingNamed(WrongUse):
    """An answer was given, and not to which findings."""

    def __str__(self) -> str:
        ask = f"Give their keys, which `cpc consent {self.args[0]}` lists."
        return f"It is not said which findings the council answers for. {ask}"


def consent(
    reference: Reference,
    /,
    *keys: Annotated[str, Parameter(help="The keys of the findings that it is about.")],
    answer: Annotated[
        str | None, Parameter(help="What the council says: given, refused or withdrawn. A list if left out.")
    ] = None,
    council: Council = None,
    role: Annotated[
        str | None, Parameter(help="Who says it: leader, chief_executive or project_lead.")
    ] = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Say whether findings may be shared with other councils, or list those that can be asked about."""
    if answer is None:
        with reading() as session:
            _tell_offered(desk, case(session, reference), as_json=as_json)
        return
    if not keys:
        raise NothingNamed(reference)
    said = Consent(one_of("answer", answer, list(ANSWERS)))
    speaker = Role(one_of("role", role, list(Role))) if role else None
    when = day(on, desk.today)
    with change(reference, desk.today, trial=dry_run) as made:
        code = council_in(made, council, "Consent")
        were_public = () if said is Consent.GIVEN else shelf.public_numbers(made.session)
        new = sharing.consent(
            made.session, made.reference, entry_of(desk, by), keys, said, on=when, council=code, role=speaker
        )
        odd = shelf.cautions(made.session, were_public)
    desk.say(*(f"Warning: {each}" for each in odd))
    many = counted(new, "finding")
    what = f"consent for {many} is {said.label}" if new else "nothing is new"
    finish(desk, made, f"{made.reference}: {what}.", trial=dry_run, by=by)


def _tell_offered(desk: Desk, on_desk: Case, *, as_json: bool) -> None:
    found = [*sharing.asked_about(on_desk, on_desk.on(desk.today))]
    if as_json:
        desk.give([offered_as_json(each) for each in found])
        return
    rows = ((each.finding.key, each.consent.label, each.finding.kind, each.finding.name) for each in found)
    desk.say(table(desk.out, ("Key", "Consent", "Kind", "Finding"), rows))
    if not found:
        desk.say("There is no final finding yet that a council could be asked about.")
