"""The command that proves a date: by which rule, from which event, and over which days it was counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from casework.case import case
from cli.desk import Desk
from cli.json_outlook import deadline_as_json
from cli.layout import of_council, section, table
from cli.names import exact, one_of
from cli.options import AsJson, AtDesk, Reference, SeenOn
from db.session import reading
from domain.counting import Do, Step
from domain.days import long_date
from domain.proofs import NamedDay, Proof


def explain(
    reference: Reference,
    deadline: Annotated[str, Parameter(help="The deadline by name, such as report or review.")],
    /,
    *,
    on: SeenOn = None,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Prove a date: the rule, what it is counted from, and every step and day on the way to it."""
    with reading() as session:
        on_desk = case(session, reference.upper())
    view = on_desk.on(exact(on) if on else desk.today)
    name = one_of("deadline", deadline, list(on_desk.scheme.deadlines))
    proofs = [view.proof(each) for each in view.deadlines if each.name == name]
    if as_json:
        desk.give([{**deadline_as_json(each.deadline), "proof": each.to_json()} for each in proofs])
        return
    for proof in proofs:
        _tell(desk, proof, f"{proof.deadline.title}{of_council(view, proof.deadline.council)}")


def _tell(desk: Desk, proof: Proof, title: str) -> None:
    """Tell a proof: the sentence, the steps, how things stand, and the days of the steps that count them."""
    ways = {"Step by step": proof.steps, "Step by step to what is aimed at": proof.target_steps}
    desk.say(*section(desk.out, title, _summary(proof)))
    for heading, steps in ways.items():
        lines = (f"{number}. {_told(each.step)}" for number, each in enumerate(steps, 1))
        desk.say(*section(desk.out, heading, lines))
    desk.say(*section(desk.out, "How it stands", _standing(proof)))
    for heading, steps in ways.items():
        for number, each in enumerate(steps, 1):
            for days, what in ((each.days, "The days"), (each.stopped, "The days of the pause")):
                if days:
                    caption = f"{what} in step {number}{heading.removeprefix('Step by step')}"
                    desk.say("", table(desk.out, ("Day", "Counts"), _rows(days), caption))


def _summary(proof: Proof) -> Iterator[str]:
    deadline, rule = proof.deadline, proof.deadline.rule
    yield deadline.reason[0].upper() + deadline.reason[1:]
    note = f" Its note: {rule.note}." if rule.note else ""
    yield f"The rule is one of the scheme {proof.scheme} (source: {rule.source}).{note}"
    anchor = deadline.anchor
    if anchor and anchor.event:
        event = f"event {anchor.event.seq}, recorded by {anchor.event.by}"
        yield f"It is counted from {long_date(anchor.day.last)}: {event}."
    elif anchor:
        yield f"It is counted from {long_date(anchor.day.last)}, which is only planned."


def _told(step: Step) -> str:
    return f"{_what(step)}: {long_date(step.end)}."


def _what(step: Step) -> str:
    length = step.unit.of(step.count)
    if step.do is Do.ROLL:
        onwards = step.count > 0
        return f"{'On' if onwards else 'Back'} to a working day, {length} {'later' if onwards else 'earlier'}"
    if not step.events:
        return f"{length} {'back' if step.count < 0 else 'on'} from {long_date(step.start)}"
    events = " and ".join(str(each.seq) for each in step.events)
    given = f"{length} more by event{'s' if len(step.events) > 1 else ''} {events}"
    because = f" ({step.events[0].details.reason})"
    if step.gap is None:
        return f"{given}{because}"
    first, until = map(long_date, step.gap)
    return f"{given}{because}: the clock stood still from {first} and ran again on {until}"


def _standing(proof: Proof) -> Iterator[str]:
    deadline = proof.deadline
    if deadline.target:
        yield f"Aimed at: {long_date(deadline.target)} (the due day itself is still in time)."
    if deadline.due:
        yield f"Due: {long_date(deadline.due)}."
    if deadline.late_from and deadline.is_open:
        yield f"It counts as late from {long_date(deadline.late_from)}."
    yield from (f"The date may still move: {why}." for why in proof.provisional)
    yield f"Standing: {deadline.standing}{f', {deadline.met.when}' if deadline.met else ''}."


def _rows(days: tuple[NamedDay, ...]) -> Iterator[tuple[str, str]]:
    """Number the days that count, in their order; the others say what they are."""
    number = 0
    for each in days:
        number += each.left_out is None
        yield long_date(each.day), f"no: {each.left_out}" if each.left_out else str(number)
