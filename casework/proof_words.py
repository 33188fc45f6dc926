"""Puts the proof of a date into sentences: by which rule, from which event, step by step, how it stands."""

from __future__ import annotations

from collections.abc import Iterator

from domain.counting import Do, Step
from domain.days import long_date
from domain.proofs import NamedDay, Proof


def summary(proof: Proof) -> Iterator[str]:
    """Say how a date came about, which rule it is and what it is counted from."""
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


def step_told(step: Step) -> str:
    """Say what a step did and where it led."""
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


def standing(proof: Proof) -> Iterator[str]:
    """Say what is aimed at, what is due, from when it is late, and how it stands."""
    deadline = proof.deadline
    if deadline.target:
        yield f"Aimed at: {long_date(deadline.target)} (the due day itself is still in time)."
    if deadline.due:
        yield f"Due: {long_date(deadline.due)}."
    if deadline.late_from and deadline.is_open:
        yield f"It counts as late from {long_date(deadline.late_from)}."
    yield from (f"The date may still move: {why}." for why in proof.provisional)
    yield f"Standing: {deadline.standing}{f', {deadline.met.when}' if deadline.met else ''}."


def day_rows(days: tuple[NamedDay, ...]) -> Iterator[tuple[str, str]]:
    """Number the days that count, in their order; the others say what they are."""
    number = 0
    for each in days:
        number += each.left_out is None
        yield long_date(each.day), f"no: {each.left_out}" if each.left_out else str(number)
