"""Who takes part: roles filled, left vacant and given up, what peers declare, and facts of the councils."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from casework import team
from casework.case import Case
from casework.deeds.asking import PEERS, REASON, code, council, on_day, people
from casework.deeds.deed import Deed, Doing, Told, text_in, while_running
from casework.deeds.milestones import MODES
from casework.deeds.questions import Kind, Option, Question
from casework.facts import Facts, set_facts
from casework.team import Newcomer
from casework.took_part import take_part
from db import councils
from domain.lifecycle import Mode, PersonId
from domain.people import NO_INTEREST, ROLES, Role, Side, roles_on
from domain.permissions import Act, act_of_assigning, may

SIDES = {
    Side.PROGRAMME: ("assign-staff", "Put somebody of the programme into a role"),
    Side.PEERS: ("assign-peer", "Put a peer into the team"),
    Side.COUNCIL: ("assign-council", "Put somebody of the council into a role"),
}


def _assigning(side: Side) -> Deed:
    name, title = SIDES[side]
    words = "Where only one can hold the role, who held it before is released."
    asks, do = partial(_assign_asks, side), _assign
    return Deed(name, act_of_assigning(roles_on(side)[0]), title, words, asks, do, while_running)


def _roles(side: Side) -> tuple[Option, ...]:
    return tuple(Option(role, ROLES[role].title) for role in roles_on(side))


def _assign_asks(side: Side, on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("role", "Which role?", Kind.CHOICE, options=_roles(side))
    yield Question("name", "Who is it?", Kind.LINE, "By post or by name.")
    yield Question("email", "Where do messages go?", Kind.LINE, "An e-mail address.")
    yield Question("post", "Post", Kind.LINE, "If it is neither known nor the role's title.", needed=False)
    if side is Side.COUNCIL:
        yield from council(on_desk, today)
    if side is Side.PEERS:
        yield Question("home", "The peer's own council", Kind.LINE, "By name or code.", needed=False)
        yield Question("party", "A member peer's group", Kind.LINE, needed=False)
    hint = "Somebody known at this address is called that from now on, in every challenge."
    yield Question("rename", "The same person has another name now", Kind.TICK, hint, needed=False)
    yield on_day(today, "From when on?")


def _assign(doing: Doing) -> Told:
    answers, role = doing.answers, Role(doing.answers.text("role"))
    home = answers.text("home")
    newcomer = Newcomer(
        role=role,
        name=answers.text("name"),
        email=answers.text("email"),
        post=answers.text("post"),
        council=code(answers.text("council")),
        party=answers.text("party") or None,
        home=councils.find(doing.session, home) if home else None,
        renames=answers.ticked("rename"),
        stays_known=_stays_known(doing),
    )
    since = answers.day("on", doing.entry.today)
    team.assign(doing.session, doing.reference, doing.entry, newcomer, since)
    return Told(f"{doing.reference}: {ROLES[role].label} is {newcomer.name}.")


def _stays_known(doing: Doing) -> bool:
    """Say whether people stay as they are known: only who sees addresses may change who has one."""
    return not may(doing.visitor, Act.SEE_ADDRESSES, doing.reference)


def _vacating(side: Side) -> Deed:
    name = SIDES[side][0].replace("assign", "vacant")
    title = f"Leave a role {_of(side)} vacant"
    words = "What waits for somebody in that role need not wait any more."
    asks, do = partial(_vacant_asks, side), _leave_vacant
    return Deed(name, act_of_assigning(roles_on(side)[0]), title, words, asks, do, while_running)


def _of(side: Side) -> str:
    return {Side.PROGRAMME: "of the programme", Side.PEERS: "in the team", Side.COUNCIL: "of the council"}[
        side
    ]


def _vacant_asks(side: Side, on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("role", "Which role?", Kind.CHOICE, options=_roles(side))
    if side is Side.COUNCIL:
        yield from council(on_desk, today)
    yield REASON
    yield on_day(today, "From when on?")


def _leave_vacant(doing: Doing) -> Told:
    answers, role = doing.answers, Role(doing.answers.text("role"))
    team.leave_vacant(
        doing.session,
        doing.reference,
        doing.entry,
        role,
        council=code(answers.text("council")),
        on=answers.day("on", doing.entry.today),
        reason=answers.text("reason"),
    )
    return Told(f"{doing.reference}: {ROLES[role].label} stays vacant.")


def _releasing(side: Side) -> Deed:
    name = SIDES[side][0].replace("assign", "release")
    title = f"Release somebody from a role {_of(side)}"
    asks = partial(_release_asks, side)
    words = "The role is free from then on."
    return Deed(name, act_of_assigning(roles_on(side)[0]), title, words, asks, _release, while_running)


def _release_asks(side: Side, on_desk: Case, today: date) -> Iterator[Question]:
    yield Question(
        "who", "Who gives up a role?", Kind.CHOICE, options=_holders(on_desk, today, roles_on(side))
    )
    yield REASON
    yield on_day(today, "From when on?")


def _holders(on_desk: Case, today: date, roles: Iterable[Role]) -> tuple[Option, ...]:
    """Return who holds which role; somebody in two roles gives up one of them."""
    return tuple(
        Option(f"{role}/{each.value}", each.title, each.hint, each.council)
        for role in roles
        for each in people(on_desk, today, (role,))
    )


def _release(doing: Doing) -> Told:
    role, _, person = doing.answers.text("who").partition("/")
    held, who = Role(role), PersonId(person)
    on, reason = doing.answers.day("on", doing.entry.today), doing.answers.text("reason")
    team.release(doing.session, doing.reference, doing.entry, held, who, on=on, reason=reason)
    return Told(f"{doing.reference}: {doing.on_desk.people[who].name} is no longer {ROLES[held].label}.")


def _declare_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("who", "Which peer?", Kind.CHOICE, options=_once(people(on_desk, today, PEERS)))
    hint = f"Write “{NO_INTEREST}” if there is nothing to declare."
    yield Question("interest", "What does the peer declare?", Kind.WORDS, hint)
    yield on_day(today)


def _once(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple({each.value: each for each in options}.values())


def _declare(doing: Doing) -> Told:
    who, interest = PersonId(doing.answers.text("who")), doing.answers.text("interest")
    on = doing.answers.day("on", doing.entry.today)
    if who != doing.visitor.person:
        doing.check_may(Act.ASSIGN_PEER)  # Peers declare for themselves alone.
    team.declare(doing.session, doing.reference, doing.entry, who, interest=interest, on=on)
    return Told(f"{doing.reference}: the declaration of {doing.on_desk.people[who].name} is kept.")


def _allow_asks(on_desk: Case, today: date) -> Iterator[Question]:
    options = tuple(Option(each.key, each.text) for each in on_desk.on(today).warnings if each.is_open)
    yield Question("warning", "Which warning is allowed?", Kind.CHOICE, options=options)
    yield REASON


def _allow(doing: Doing) -> Told:
    warning, reason = doing.answers.text("warning"), doing.answers.text("reason")
    team.allow(doing.session, doing.reference, doing.entry, warning, reason)
    return Told(f"{doing.reference}: the warning is allowed.")


def _warns(on_desk: Case, today: date) -> bool:
    return any(each.is_open for each in on_desk.on(today).warnings)


def _facts_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("mode", "How is the visit held?", Kind.CHOICE, needed=False, options=MODES)
    yield Question("focus", "What else does it look at?", Kind.LINES, "One a line.", needed=False)
    hint = "Or “no overall control”."
    yield Question("control", "Which group controls the council?", Kind.LINE, hint, needed=False)
    yield from council(on_desk, today, needed=False, hint="Whose control it is.")
    yield on_day(today, "Since when?")


def _facts(doing: Doing) -> Told:
    answers, mode = doing.answers, doing.answers.text("mode")
    said = Facts(
        mode=Mode(mode) if mode else None,
        focus=answers.several("focus"),
        control=answers.text("control") or None,
        council=code(answers.text("council")),
    )
    set_facts(doing.session, doing.reference, doing.entry, said, answers.day("on", doing.entry.today))
    return Told(f"{doing.reference}: the facts are kept.")


def _took_part_asks(_on_desk: Case, today: date) -> Iterator[Question]:
    hint = "A table in CSV with the columns post and email and, where there are several councils, council."
    yield Question("file", "Who took part?", Kind.FILE, hint)
    yield on_day(today)


def _took_part(doing: Doing) -> Told:
    text, on = text_in(doing.file()), doing.answers.day("on", doing.entry.today)
    number = take_part(doing.session, doing.reference, doing.entry, text, on, stays_known=_stays_known(doing))
    return Told(f"{doing.reference}: {number} {'person' if number == 1 else 'people'} more took part.")


_MAKERS: tuple[Callable[[Side], Deed], ...] = (_assigning, _vacating, _releasing)

DEEDS = (
    *(make(side) for make in _MAKERS for side in Side),
    Deed(
        "declare",
        Act.DECLARE,
        "Keep a peer's declaration of interests",
        "What a peer has to do with the council, or that there is nothing.",
        _declare_asks,
        _declare,
        while_running,
    ),
    Deed(
        "allow",
        Act.ALLOW_WARNING,
        "Allow what a warning is about",
        "The reason is kept in the history.",
        _allow_asks,
        _allow,
        _warns,
    ),
    Deed(
        "facts",
        Act.SET_FACTS,
        "Say facts of the visit and the councils",
        "How the visit is held, what else it looks at, and which group controls a council.",
        _facts_asks,
        _facts,
        while_running,
    ),
    Deed(
        "took-part",
        Act.ASSIGN_FOR_COUNCIL,
        "Enter who took part",
        "They are asked to the feedback meeting, with an entry for their calendars.",
        _took_part_asks,
        _took_part,
        while_running,
    ),
)
"""What may be done about people, in the order in which it is offered."""
