"""The commands about people: who holds which role, what the peers declare, and facts of the councils."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from casework import team as casework
from casework.case import case
from casework.changes import Change, change
from casework.effect_words import of_council
from casework.facts import Facts, set_facts
from casework.record import Entry
from casework.shapes.outlook import in_order, team_as_json
from casework.took_part import take_part
from cli.desk import Desk
from cli.files import text_of
from cli.layout import section, table, warning_line
from cli.names import day, exact, one_of, person_named, role_named
from cli.options import AsJson, AtDesk, By, Council, DryRun, OnDay, Reference
from cli.writing import council_in, entry_of, finish
from db import councils
from db.people import PersonFacts
from db.session import reading
from domain.days import Day, long_date
from domain.errors import WrongUse
from domain.lifecycle import Mode, PersonId
from domain.outlook import Outlook
from domain.people import ROLES, Holding, Side
from domain.rules import Per


class Missing(WrongUse):
    """An option is needed that was not given."""

    def __str__(self) -> str:
        what, option = self.args
        return f"{what} needs {option}. Give it, or see `--help` after the command."


class OneAtATime(WrongUse):
    """Several things were asked for at once."""

    def __str__(self) -> str:
        return f"{' and '.join(self.args[0])} cannot be given at once. Give the command once for each."


def assign(
    reference: Reference,
    role: Annotated[str, Parameter(help="The role, such as chief_executive or lead_member.")],
    /,
    *,
    name: Annotated[str | None, Parameter(help="Who it is, by post or by name.")] = None,
    email: Annotated[str | None, Parameter(help="Where messages go.")] = None,
    rename: Annotated[
        bool,
        Parameter(negative="", show_default=False, help="Somebody known is called that from now on."),
    ] = False,
    post: Annotated[
        str, Parameter(help="The post, if it is neither known nor the role's title.", show_default=False)
    ] = "",
    organisation: Annotated[
        str, Parameter(help="Where the post is, if it is neither --home nor the council.", show_default=False)
    ] = "",
    council: Council = None,
    party: Annotated[str | None, Parameter(help="A member peer's group.")] = None,
    home: Annotated[str | None, Parameter(help="A peer's own council, by name or code.")] = None,
    vacant: Annotated[
        bool, Parameter(negative="", show_default=False, help="Nobody will hold the role; needs --reason.")
    ] = False,
    reason: Annotated[str | None, Parameter(help="Why the role stays vacant.")] = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Put somebody into a role; where only one can hold it, who held it before is released."""
    held, since = role_named(role), day(on, desk.today)
    with change(reference, desk.today, trial=dry_run) as made:
        of = council_in(made, council, ROLES[held].title)
        if vacant:
            casework.leave_vacant(
                made.session,
                made.reference,
                entry_of(desk, by),
                held,
                council=of,
                on=since,
                reason=_needed(reason, "--vacant", "--reason"),
            )
        else:
            newcomer = casework.Newcomer(
                role=held,
                name=_needed(name, "A role that is filled", "--name"),
                email=_needed(email, "A role that is filled", "--email"),
                post=post,
                organisation=organisation,
                council=of,
                party=party,
                home=councils.find(made.session, home) if home else None,
                renames=rename,
            )
            casework.assign(made.session, made.reference, entry_of(desk, by), newcomer, since)
    what = "stays vacant" if vacant else f"is {name}"
    finish(desk, made, f"{made.reference}: {ROLES[held].title.lower()} {what}.", trial=dry_run, by=by)


def team(
    reference: Reference,
    /,
    *,
    declare: Annotated[
        str | None, Parameter(help="A peer whose declaration is kept; with --interest.")
    ] = None,
    interest: Annotated[
        str | None, Parameter(help="What the peer declares; none if there is nothing.")
    ] = None,
    allow: Annotated[str | None, Parameter(help="A warning that is allowed; with --reason.")] = None,
    release: Annotated[
        str | None, Parameter(help="Somebody who gives up a role; with --role and --reason.")
    ] = None,
    role: Annotated[str | None, Parameter(help="The role that is given up.")] = None,
    took_part: Annotated[
        Path | None,
        Parameter(help="A CSV file of those who took part: post, email and, for several, council."),
    ] = None,
    reason: Annotated[str | None, Parameter(help="Why; it is kept.")] = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """List who takes part, with gaps and warnings; or keep a declaration, a release, an allowed warning.

    Those of a list who took part are asked to the feedback meeting, with an entry for their calendars.
    """
    verbs: dict[str, Callable[[Change, Entry, Day], str]] = {}
    if declare:
        verbs["--declare"] = partial(_declare, person=declare, interest=interest)
    if allow:
        verbs["--allow"] = partial(_allow, warning=allow, reason=reason)
    if release:
        verbs["--release"] = partial(_release, person=release, role=role, reason=reason)
    if took_part:
        verbs["--took-part"] = partial(_took_part, text=text_of(took_part))
    if len(verbs) > 1:
        raise OneAtATime(tuple(verbs))
    if not verbs:
        _list(desk, reference, exact(on) if on else desk.today, as_json=as_json)
    for verb in verbs.values():
        with change(reference, desk.today, trial=dry_run) as made:
            what = verb(made, entry_of(desk, by), day(on, desk.today))
        finish(desk, made, f"{made.reference}: {what}.", trial=dry_run, by=by)


def facts(
    reference: Reference,
    /,
    *,
    mode: Annotated[str | None, Parameter(help="How the visit is held: in_person, remote or hybrid.")] = None,
    focus: Annotated[
        tuple[str, ...], Parameter(negative="", show_default=False, help="What else it looks at; repeatable.")
    ] = (),
    control: Annotated[
        str | None, Parameter(help="The group that controls the council, or 'no overall control'.")
    ] = None,
    council: Council = None,
    on: OnDay = None,
    by: By = None,
    dry_run: DryRun = False,
    desk: AtDesk,
) -> None:
    """Say how the visit is held, what else it looks at, and which group controls a council."""
    how = Mode(one_of("mode", mode, list(Mode))) if mode else None
    with change(reference, desk.today, trial=dry_run) as made:
        of = council_in(made, council, "Controlling group")
        said = Facts(mode=how, focus=focus, control=control, council=of)
        set_facts(made.session, made.reference, entry_of(desk, by), said, day(on, desk.today))
    finish(desk, made, f"{made.reference}: the facts are kept.", trial=dry_run, by=by)


def _declare(made: Change, entry: Entry, when: Day, *, person: str, interest: str | None) -> str:
    known, said = person_named(made.on_desk, person), _needed(interest, "--declare", "--interest")
    casework.declare(made.session, made.reference, entry, known, interest=said, on=when)
    return f"the declaration of {person} is kept"


def _allow(made: Change, entry: Entry, _when: Day, *, warning: str, reason: str | None) -> str:
    casework.allow(made.session, made.reference, entry, warning, _needed(reason, "--allow", "--reason"))
    return f"the warning {warning} is allowed"


def _release(
    made: Change, entry: Entry, when: Day, *, person: str, role: str | None, reason: str | None
) -> str:
    held, known = role_named(_needed(role, "--release", "--role")), person_named(made.on_desk, person)
    why = _needed(reason, "--release", "--reason")
    casework.release(made.session, made.reference, entry, held, known, on=when, reason=why)
    return f"{person} is no longer {ROLES[held].title.lower()}"


def _took_part(made: Change, entry: Entry, when: Day, *, text: str) -> str:
    number = take_part(made.session, made.reference, entry, text, when)
    return f"{number} {'person' if number == 1 else 'people'} more took part"


def _needed(said: str | None, what: str, option: str) -> str:
    if not said:
        raise Missing(what, option)
    return said


def _list(desk: Desk, reference: str, on: date, *, as_json: bool) -> None:
    with reading() as session:
        on_desk = case(session, reference.upper())
        view, people = on_desk.on(on), on_desk.people
    if as_json:
        desk.give(team_as_json(on_desk.reference, view, people))
        return
    desk.say(f"{on_desk.reference} on {long_date(on)}: who takes part", "")
    desk.say(table(desk.out, ("Role", "Who"), (_row(each, view, people) for each in in_order(view))))
    desk.say(*section(desk.out, "Nobody yet", _unfilled(view)))
    desk.say(*section(desk.out, "Warnings", (warning_line(each, people) for each in view.warnings)))


def _row(held: Holding, view: Outlook, people: Mapping[PersonId, PersonFacts]) -> tuple[str, str]:
    who, facts = people[held.person], ROLES[held.role]
    where = held.home.name if held.home else who.organisation
    said = [who.name, where, held.party]
    if facts.side is Side.PEERS:
        said.append(f"declared: {held.interest}" if held.has_declared else "has not declared interests yet")
    person = ", ".join(dict.fromkeys(each for each in said if each))
    return f"{facts.title}{of_council(view, held.council)}", f"{person}\n{held.person}, {who.email}"


def _unfilled(view: Outlook) -> Iterator[str]:
    """Name the roles that nobody holds, for each council where the role is a council's."""
    for role, facts in ROLES.items():
        per = Per.COUNCIL if facts.side is Side.COUNCIL else Per.CHALLENGE
        for council in view.reading.is_per_council(per):
            if not facts.optional and not view.reading.in_office(role, council):
                why = view.reading.vacant.get((role, council))
                note = f"stays vacant: {why}" if why else f"{ROLES[facts.filled_by].title} can fill it"
                yield f"{facts.title}{of_council(view, council)} ({role}): {note}"
