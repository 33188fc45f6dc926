"""Letters that are to come, held back, brought forward or added to; and letters that did not arrive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from casework import receipts, wishes
from casework.case import Case
from casework.deeds.asking import REASON
from casework.deeds.deed import Deed, Doing, Told
from casework.deeds.questions import Kind, Option, Question
from casework.personal_lines import LONGEST
from casework.wishes import ToCome, Words, readers_of
from domain.days import long_date
from domain.lifecycle import PersonId
from domain.permissions import Act


def _which(coming: Iterable[ToCome]) -> Question:
    options = tuple(Option(each.key, each.title, _when(each)) for each in coming)
    return Question("letter", "Which letter?", Kind.CHOICE, options=options)


def _when(each: ToCome) -> str:
    goes = f"goes on {long_date(each.goes)}" if each.goes else "held back"
    return f"{goes}, can be changed until {long_date(each.until)}"


def _open(on_desk: Case, today: date) -> Iterator[ToCome]:
    return (each for each in wishes.to_come(on_desk, today) if each.is_open)


def _held(on_desk: Case, today: date) -> Iterator[ToCome]:
    return (each for each in _open(on_desk, today) if each.held)


def _comes(on_desk: Case, today: date) -> bool:
    return any(_open(on_desk, today))


def _is_held(on_desk: Case, today: date) -> bool:
    return any(_held(on_desk, today))


def _hold_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield _which(_open(on_desk, today))
    hint = "Until somebody lets it out, if no day is given."
    yield Question("until", "Until which day?", Kind.DATE, hint, needed=False)
    yield Question("reason", "Why", Kind.WORDS, "It is kept in the history.")


def _hold(doing: Doing) -> Told:
    answers, until = doing.answers, doing.answers.exact("until")
    key, reason = answers.text("letter"), answers.text("reason")
    found = wishes.hold(doing.session, doing.reference, doing.entry, key, reason, until=until)
    ends = f"until {long_date(until)}" if until else "until somebody lets it out"
    return Told(f"{doing.reference}: “{found.title}” is held back {ends}.")


def _release_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield _which(_held(on_desk, today))


def _release(doing: Doing) -> Told:
    found = wishes.release(doing.session, doing.reference, doing.entry, doing.answers.text("letter"))
    return Told(f"{doing.reference}: “{found.title}” is let out and goes {_goes(doing, found)}.")


def _goes(doing: Doing, found: ToCome) -> str:
    is_later = found.goes and found.goes > doing.entry.today
    return f"on {long_date(found.goes)}" if found.goes and is_later else "now"


def _forward_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield _which(_open(on_desk, today))
    yield REASON


def _forward(doing: Doing) -> Told:
    key, reason = doing.answers.text("letter"), doing.answers.text("reason")
    found = wishes.bring_forward(doing.session, doing.reference, doing.entry, key, reason)
    return Told(f"{doing.reference}: “{found.title}” is brought forward and goes {_goes(doing, found)}.")


def _say_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield _which(_open(on_desk, today))
    hint = (
        f"A few plain sentences, {LONGEST:,} characters at most. Leave it empty to take away what was there."
    )
    yield Question("words", "What is to be said?", Kind.WORDS, hint, needed=False)
    readers = tuple(_readers(on_desk, today))
    yield Question(
        "to", "Only to one reader?", Kind.CHOICE, "To all, if none is chosen.", needed=False, options=readers
    )


def _readers(on_desk: Case, today: date) -> Iterator[Option]:
    """Return everybody who gets one of the letters."""
    view, keys = on_desk.on(today), {each.key for each in _open(on_desk, today)}
    owed = (readers_of(view, each) for each in view.reminding.coming() if each.key in keys)
    found = {each.person for some in owed for each in some if each.person}
    yield from (Option(each, on_desk.people[each].name) for each in sorted(found))


def _say(doing: Doing) -> Told:
    answers, reader = doing.answers, doing.answers.text("to")
    words = Words(answers.text("words"), PersonId(reader) if reader else None)
    found = wishes.say(doing.session, doing.reference, doing.entry, answers.text("letter"), words)
    what = "carries a personal paragraph" if words.text else "carries no personal paragraph any more"
    return Told(f"{doing.reference}: “{found.title}” {what}.")


def _failed(on_desk: Case, today: date) -> tuple[Option, ...]:
    return tuple(
        Option(str(each.message.id), each.message.subject, f"To {each.message.to_name}. {each.why}")
        for each in receipts.troubles(on_desk.session, today, on_desk.reference)
    )


def _has_failed(on_desk: Case, today: date) -> bool:
    return bool(_failed(on_desk, today))


def _retry_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("message", "Which message?", Kind.CHOICE, options=_failed(on_desk, today))
    hint = "The same as before, if none is given."
    yield Question("to", "To another address?", Kind.LINE, hint, needed=False)


def _retry(doing: Doing) -> Told:
    number, to = int(doing.answers.text("message")), doing.answers.text("to") or None
    made = receipts.retry(doing.session, number, doing.entry.by, doing.entry.at, to=to)
    return Told(f"“{made.subject}” goes to {made.to_email} with the next post.")


def _arrived_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("message", "Which message?", Kind.CHOICE, options=_unknown(on_desk, today))


def _unknown(on_desk: Case, today: date) -> tuple[Option, ...]:
    found = receipts.troubles(on_desk.session, today, on_desk.reference)
    unknown = {str(each.message.id) for each in found if each.message.state == "unknown"}
    return tuple(each for each in _failed(on_desk, today) if each.value in unknown)


def _is_unknown(on_desk: Case, today: date) -> bool:
    return bool(_unknown(on_desk, today))


def _arrived(doing: Doing) -> Told:
    number = int(doing.answers.text("message"))
    made = receipts.arrived(doing.session, number, doing.entry.by, doing.entry.at)
    return Told(f"“{made.subject}” has arrived.")


def _done_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("message", "Which message?", Kind.CHOICE, options=_failed(on_desk, today))
    yield Question("how", "How was it seen to?", Kind.LINE, "Such as: letter by post.")


def _done(doing: Doing) -> Told:
    number, how = int(doing.answers.text("message")), doing.answers.text("how")
    made = receipts.done(doing.session, number, doing.entry.by, doing.entry.at, how=how)
    return Told(f"“{made.subject}” has been seen to: {how}.")


DEEDS = (
    Deed(
        "hold",
        Act.HOLD_MESSAGE,
        "Hold a letter back",
        "An optional letter waits until a day, or until somebody lets it out.",
        _hold_asks,
        _hold,
        _comes,
    ),
    Deed(
        "release",
        Act.HOLD_MESSAGE,
        "Let out a letter that is held back",
        "It goes on its day, or now if that has passed.",
        _release_asks,
        _release,
        _is_held,
    ),
    Deed(
        "forward",
        Act.HOLD_MESSAGE,
        "Bring a letter forward",
        "It goes out now; on the day on which it was to go, it does not go again.",
        _forward_asks,
        _forward,
        _comes,
    ),
    Deed(
        "say",
        Act.HOLD_MESSAGE,
        "Add a personal paragraph to a letter",
        "It stands apart in the letter, in the principal adviser's name.",
        _say_asks,
        _say,
        _comes,
    ),
    Deed(
        "retry",
        Act.SEE_TO_MESSAGE,
        "Send a message again that did not arrive",
        "It goes out with the next post, under a name of its own.",
        _retry_asks,
        _retry,
        _has_failed,
    ),
    Deed(
        "arrived",
        Act.SEE_TO_MESSAGE,
        "Say that a message arrived",
        "Of which nobody knew whether it had been sent.",
        _arrived_asks,
        _arrived,
        _is_unknown,
    ),
    Deed(
        "seen-to",
        Act.SEE_TO_MESSAGE,
        "Say that a failed message was seen to",
        "In another way, such as a letter by post.",
        _done_asks,
        _done,
        _has_failed,
    ),
)
"""What may be done about letters, in the order in which it is offered."""
