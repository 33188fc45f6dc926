"""What moves the course of a challenge beside its milestones: other dates, a stopped clock, an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from casework import approvals, clock
from casework import record as casework
from casework.case import Case
from casework.clock import Extension
from casework.deeds.asking import REASON, code, council, exact_day, on_day
from casework.deeds.deed import Deed, Doing, Told, always, while_running
from casework.deeds.questions import Kind, Option, Question
from casework.scoping import Meeting, set_meeting
from casework.told import said
from domain.days import long_date
from domain.lifecycle import Details, Event, Happening
from domain.permissions import Act

PERIODS = (
    ("visit_start", "New first day of the visit"),
    ("visit_end", "New last day of the visit"),
    ("review_start", "New first day of the progress review"),
    ("review_end", "New last day of the progress review"),
)


def _postpone_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield REASON
    hint = "Leave the days empty if they have yet to be set again."
    for name, title in PERIODS:
        yield Question(name, title, Kind.DATE, hint if name == "visit_start" else "", needed=False)
    yield from council(on_desk, today, needed=False, hint="For a progress review, which each council has.")
    yield on_day(today, "When was it decided?")


def _postpone(doing: Doing) -> Told:
    new: dict[str, Any] = {name: day for name, _ in PERIODS if (day := doing.answers.exact(name))}
    casework.postpone(
        doing.session,
        doing.reference,
        doing.entry,
        doing.answers.day("on", doing.entry.today),
        council=code(doing.answers.text("council")),
        details=replace(Details(reason=doing.answers.text("reason")), **new),
    )
    until = f"to {long_date(min(new.values()))}" if new else "and has to be given new dates"
    return Told(f"{doing.reference} is postponed {until}.")


def _clock_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield REASON
    yield from council(on_desk, today, needed=False, hint="The whole challenge, if none is chosen.")
    yield exact_day(today, "From which day on?")


def _pause(doing: Doing) -> Told:
    on, is_new = _stop_or_go(doing, clock.pause)
    how = "is stopped" if is_new else "had been stopped with these words before,"
    return Told(f"{doing.reference}: the clock {how} from {long_date(on)} on.")


def _resume(doing: Doing) -> Told:
    on, is_new = _stop_or_go(doing, clock.resume)
    how = "runs again" if is_new else "had been set going with these words before,"
    return Told(f"{doing.reference}: the clock {how} from {long_date(on)} on.")


def _stop_or_go(doing: Doing, verb: Any) -> tuple[date, bool]:
    on = doing.answers.exact("on") or doing.entry.today
    reason, council_code = doing.answers.text("reason"), code(doing.answers.text("council"))
    is_new = verb(doing.session, doing.reference, doing.entry, on, reason=reason, council=council_code)
    return on, is_new


def _extend_asks(on_desk: Case, today: date) -> Iterator[Question]:
    rules = on_desk.scheme.deadlines.values()
    options = tuple(Option(rule.name, rule.title) for rule in rules if rule.extend_at_most)
    yield Question("deadline", "Which deadline?", Kind.CHOICE, options=options)
    hint = "Working days, if the deadline is counted in them."
    yield Question("days", "How many days more?", Kind.NUMBER, hint)
    yield REASON
    yield from council(on_desk, today, needed=False, hint="Where each council has this deadline of its own.")
    yield exact_day(today, "From which day on?")


def _extend(doing: Doing) -> Told:
    answers = doing.answers
    rule = doing.on_desk.scheme.deadlines[answers.text("deadline")]
    of, reason = code(answers.text("council")), answers.text("reason")
    extension = Extension(rule.name, answers.number("days"), reason, of)
    on = answers.exact("on") or doing.entry.today
    is_new = clock.extend(doing.session, doing.reference, doing.entry, on, extension)
    how = "is extended" if is_new else "had been extended with these words before,"
    longer = rule.offset.day_unit.of(extension.days)
    return Told(f"{doing.reference}: “{rule.title}” {how} by {longer}.")


def _ending_asks(_on_desk: Case, today: date) -> Iterator[Question]:
    yield REASON
    yield on_day(today)


def _cancel(doing: Doing) -> Told:
    on, reason = doing.answers.day("on", doing.entry.today), doing.answers.text("reason")
    casework.cancel(doing.session, doing.reference, doing.entry, on, reason)
    return Told(f"{doing.reference} is cancelled.")


def _reopen(doing: Doing) -> Told:
    on, reason = doing.answers.day("on", doing.entry.today), doing.answers.text("reason")
    casework.reopen(doing.session, doing.reference, doing.entry, on, reason)
    return Told(f"{doing.reference} is open again.")


def _correct_asks(on_desk: Case, today: date) -> Iterator[Question]:
    standing = (each for each in on_desk.on(today).reading.events if each.kind is not Happening.OPENED)
    latest_first = sorted(standing, key=lambda each: each.seq, reverse=True)
    options = tuple(Option(str(each.seq), _told(each, on_desk)) for each in latest_first)
    hint = "It stays in the history, and so does what undoes it."
    yield Question("event", "Which event is to be undone?", Kind.CHOICE, hint, options=options)
    yield REASON


def _told(event: Event, on_desk: Case) -> str:
    council = f", {event.council}" if event.council else ""
    details = "; ".join(f"{name} {value}" for name, value in said(event, on_desk))
    kind = str(event.kind).replace("_", " ")
    return f"{event.seq}. {event.on}: {kind}{council}{f' ({details})' if details else ''}"


def _correct(doing: Doing) -> Told:
    seq = int(doing.answers.text("event"))
    casework.correct(doing.session, doing.reference, doing.entry, seq, doing.answers.text("reason"))
    return Told(f"{doing.reference}: event {seq} is undone.")


def _approve_asks(on_desk: Case, today: date) -> Iterator[Question]:
    view = on_desk.on(today)
    titles = {each.key: each.rule.title for each in view.notices}
    options = tuple(Option(key, titles[key]) for key in approvals.waiting(view))
    yield Question("letter", "Which letter may go out?", Kind.CHOICE, options=options)
    yield REASON


def _approve(doing: Doing) -> Told:
    key, reason = doing.answers.text("letter"), doing.answers.text("reason")
    approvals.approve(doing.session, doing.reference, doing.entry, key, reason)
    return Told(f"{doing.reference}: the letter is approved.")


def _meet_asks(_on_desk: Case, _today: date) -> Iterator[Question]:
    yield Question("day", "Day of the meeting", Kind.DATE)
    yield Question("begins", "Begins at", Kind.HOUR, "Such as 10:00.", needed=False)
    yield Question("ends", "Ends at", Kind.HOUR, "Such as 12:00.", needed=False)
    yield Question("place", "Where it is, or how to join it", needed=False)


def _meet(doing: Doing) -> Told:
    answers, on = doing.answers, doing.answers.day("day", doing.entry.today).first
    meeting = Meeting(on, answers.hour("begins"), answers.hour("ends"), answers.text("place"))
    is_new = set_meeting(doing.session, doing.reference, doing.entry, meeting)
    how = "is" if is_new else "had been set before:"
    return Told(f"{doing.reference}: the scoping meeting {how} on {long_date(on)}.")


def _has_ended(on_desk: Case, today: date) -> bool:
    return on_desk.on(today).state.has_ended


def _is_stopped(on_desk: Case, today: date) -> bool:
    return bool(on_desk.on(today).reading.stopped)


def _waits_for_approval(on_desk: Case, today: date) -> bool:
    return bool(approvals.waiting(on_desk.on(today)))


DEEDS = (
    Deed(
        "postpone",
        Act.POSTPONE,
        "Postpone the visit or a progress review",
        "Move it to other dates, or to no date yet; everybody concerned is told.",
        _postpone_asks,
        _postpone,
        while_running,
    ),
    Deed(
        "pause",
        Act.PAUSE,
        "Stop the clock",
        "No date runs out until it is set going again, and nobody is reminded of one.",
        _clock_asks,
        _pause,
        while_running,
    ),
    Deed(
        "resume",
        Act.PAUSE,
        "Set the clock going",
        "Every date that was running is later by the days left out.",
        _clock_asks,
        _resume,
        _is_stopped,
    ),
    Deed(
        "extend",
        Act.EXTEND,
        "Give more time for one deadline",
        "As far as the scheme allows.",
        _extend_asks,
        _extend,
        while_running,
    ),
    Deed(
        "approve",
        Act.APPROVE,
        "Let out a letter that waits for approval",
        "A letter above the chief executive goes out only on somebody's word.",
        _approve_asks,
        _approve,
        _waits_for_approval,
    ),
    Deed(
        "meet",
        Act.MEET,
        "Set the scoping meeting",
        "Everybody concerned is told, with an entry for the calendar.",
        _meet_asks,
        _meet,
        while_running,
    ),
    Deed(
        "cancel",
        Act.CANCEL,
        "Cancel the challenge",
        "Its deadlines end, and everybody concerned is told.",
        _ending_asks,
        _cancel,
        while_running,
    ),
    Deed(
        "reopen",
        Act.REOPEN,
        "Take the challenge up again",
        "It goes on where it stood.",
        _ending_asks,
        _reopen,
        _has_ended,
    ),
    Deed(
        "correct",
        Act.CORRECT,
        "Undo an event",
        "A later event undoes it; nothing is ever deleted.",
        _correct_asks,
        _correct,
        always,
    ),
)
"""What may be done to the course of a challenge, in the order in which it is offered."""
