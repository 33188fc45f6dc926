"""The command that proves a date: by which rule, from which event, and over which days it was counted."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from casework.case import case
from casework.effect_words import of_council
from casework.proof_words import day_rows, standing, step_told, summary
from casework.shapes.outlook import deadline_as_json
from cli.desk import Desk
from cli.layout import section, table
from cli.names import exact, one_of
from cli.options import AsJson, AtDesk, Reference, SeenOn
from db.session import reading
from domain.proofs import Proof


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
    desk.say(*section(desk.out, title, summary(proof)))
    for heading, steps in ways.items():
        lines = (f"{number}. {step_told(each.step)}" for number, each in enumerate(steps, 1))
        desk.say(*section(desk.out, heading, lines))
    desk.say(*section(desk.out, "How it stands", standing(proof)))
    for heading, steps in ways.items():
        for number, each in enumerate(steps, 1):
            for days, what in ((each.days, "The days"), (each.stopped, "The days of the pause")):
                if days:
                    caption = f"{what} in step {number}{heading.removeprefix('Step by step')}"
                    desk.say("", table(desk.out, ("Day", "Counts"), day_rows(days), caption))
