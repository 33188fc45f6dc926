"""Takes in an action plan that a council filled in, in Word or Excel.

Nothing is written by reading it: what was understood is shown first. The file has to bear the stamp of
the form that went out, because a plan of the council next door, or an answer to recommendations that
have been changed since, reads as well as the right one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casework.case import Case
from casework.content import HandedIn, NoReportYet, take_in
from casework.context import context
from casework.documents import made
from casework.forms import identity
from casework.plan_columns import plan_tables
from casework.plan_rows import Rows, UnderstoodAction
from casework.record import Entry, whose
from casework.wording import edition_for
from documents.formats import Format
from documents.incoming.grid import Received
from documents.incoming.reading import received
from documents.incoming.refusals import shown_name
from domain.contents import Content, Plan, Report
from domain.errors import RulesRefuse, WrongUse, either
from domain.lifecycle import CouncilCode
from domain.outlook import Outlook
from domain.rules import PLAN_FORM
from domain.stamps import Stamp, stamp_in

MOST_PROBLEMS = 30
"""Problems that one message names."""


class NoPlan(WrongUse):
    """A file holds no table that could be an action plan."""

    def __str__(self) -> str:
        (name,) = self.args
        return (
            f"{name} holds no table with the columns of an action plan. "
            "Use the form that went out with the report; it needs the headings No. and Action."
        )


class WithoutStamp(RulesRefuse):
    """A file does not say whose it is, and nobody else says so."""

    def __str__(self) -> str:
        (name,) = self.args
        return (
            f"{name} does not say which challenge and council it was made for. Ask for it in the form that "
            "went out, or name the council with --council if you have made sure that it answers this report."
        )


class NotOurs(RulesRefuse):
    """A file was made for another challenge or another council."""

    def __str__(self) -> str:
        name, stamp, wanted = self.args
        return (
            f"{name} was made for {stamp}, and not for {wanted}. Hand it in there, or ask for the right one."
        )


class OlderEdition(RulesRefuse):
    """A file was made of words of the report that have been changed since."""

    def __str__(self) -> str:
        name, what = self.args
        return (
            f"{name} was made before {what} changed in the report. "
            "Send it out anew, and ask for an answer to what the report says now."
        )


class PlanUnclear(WrongUse):
    """Rows of a plan cannot be understood."""

    def __str__(self) -> str:
        name, problems = self.args
        return (
            f"{name} cannot be taken as it is: {'; '.join(problems)}. Mend these places and hand it in again."
        )


def listed(problems: Sequence[str]) -> str:
    """Return problems one after the other; of very many, the first and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    return "; ".join([*problems[:MOST_PROBLEMS], *([f"and {more} more"] if more > 0 else [])])


@dataclass(frozen=True, slots=True)
class Understood:
    """A plan as it was understood, before anything of it is kept."""

    name: str
    council: CouncilCode
    actions: tuple[UnderstoodAction, ...]
    unanswered: tuple[str, ...]
    remarks: tuple[str, ...]
    problems: tuple[str, ...]


def form(on_desk: Case, today: date, council: CouncilCode | None) -> dict[str, bytes]:
    """Return the form of a council's plan, by the names of its files: as those that the scheme sends."""
    view = on_desk.on(today)
    report_of(on_desk, view)
    council = whose(view.reading, "Action plan", council)
    told, rule = context(on_desk, view, council, today), on_desk.scheme.documents[PLAN_FORM]
    _, files = made(edition_for(rule, today), told | identity(rule, told), today)
    stem = f"{on_desk.reference}-action-plan-{council}"
    return {f"{stem}.{kind}": files[Format(kind)] for kind in rule.goes_out_as}


def understand(on_desk: Case, today: date, path: Path, council: CouncilCode | None) -> Understood:
    """Read a plan that came back; a file that is not for this council and this report is refused."""
    view = on_desk.on(today)
    report = report_of(on_desk, view)
    file = received(path)
    stamp = stamp_in(file.properties, file.words)
    council = _council(on_desk, view, file, stamp, council)
    if stamp and stamp.edition != report.edition_for(council):
        raise OlderEdition(file.name, "the recommendations")
    return _understood(file, report, council, is_stamped=stamp is not None)


def keep(on_desk: Case, entry: Entry, found: Understood) -> HandedIn:
    """Keep a plan that was understood; ``PlanUnclear`` if parts of it were not.

    What introduced the plan that it takes the place of goes on to introduce it: the form has no place
    for that.
    """
    if found.problems:
        raise PlanUnclear(found.name, found.problems)
    raw: dict[str, Any] = {"actions": [each.raw for each in found.actions]}
    before = on_desk.content(on_desk.on(entry.today), Content.PLAN, found.council)
    if isinstance(before, Plan) and before.introduction:
        raw["introduction"] = list(before.introduction)
    return take_in(
        on_desk, entry, raw, kind=Content.PLAN, council=found.council, source=shown_name(found.name)
    )


def report_of(on_desk: Case, view: Outlook) -> Report:
    """Return the report of a challenge; ``NoReportYet`` if none has been handed in."""
    report = on_desk.content(view, Content.REPORT)
    if not isinstance(report, Report):
        raise NoReportYet(on_desk.reference, Content.PLAN.label)
    return report


def _council(
    on_desk: Case, view: Outlook, file: Received, stamp: Stamp | None, named: CouncilCode | None
) -> CouncilCode:
    """Return whose plan it is: by its stamp, which has to agree with what somebody says."""
    if stamp is None:
        if named is None:
            raise WithoutStamp(file.name)
        return whose(view.reading, "Action plan", named)
    heir = view.reading.heir(stamp.council)
    codes = {place.code for place in view.reading.councils}
    if stamp.reference != on_desk.reference or heir not in codes or named not in (None, heir):
        wanted = f"{on_desk.reference}/{named or either(sorted(codes))}"
        raise NotOurs(file.name, f"{stamp.reference}/{stamp.council or '-'}", wanted)
    return whose(view.reading, "Action plan", heir)


def _understood(file: Received, report: Report, council: CouncilCode, *, is_stamped: bool) -> Understood:
    tables = tuple(plan_tables(file.grids))
    if not tables:
        raise NoPlan(file.name)
    rows = Rows(report.for_council(council))
    for table in tables:
        rows.read(table)
    if not is_stamped:
        rows.remarks.insert(0, "the file does not say whose it is: that was said by whoever hands it in")
    if not rows.actions and not rows.problems:
        rows.problems.append("not one of its rows holds an action")
    return Understood(
        file.name,
        council,
        tuple(rows.actions),
        rows.unanswered,
        tuple(rows.remarks),
        tuple(rows.problems),
    )
