"""What others may learn from: a finding is added or tagged, and a council says whether it may be shared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from casework import sharing
from casework.board import shelf
from casework.case import Case
from casework.deeds.asking import code, council, on_day
from casework.deeds.deed import Deed, Doing, Told
from casework.deeds.questions import Kind, Option, Question
from domain.contents import Finding, FindingKind, Theme
from domain.findings import Held
from domain.people import ROLES, Role
from domain.permissions import Act
from domain.service_areas import AreaKey, vocabulary
from domain.sharing import ANSWERS, Consent

KINDS = tuple(Option(each, each.capitalize()) for each in FindingKind)
SAYS = {
    Consent.GIVEN: "Yes, they may be shared",
    Consent.REFUSED: "No, they may not be shared",
    Consent.WITHDRAWN: "They were shared, and may be no longer",
}
"""How a council answers."""
SPEAKERS = (Role.LEADER, Role.CHIEF_EXECUTIVE, Role.PROJECT_LEAD)
"""Who says it for a council."""


def _consent_asks(on_desk: Case, today: date) -> Iterator[Question]:
    hint = "Each is asked about in the words that it has now. Of other words nobody has said anything."
    options = tuple(_options(on_desk, today))
    yield Question("findings", "Which findings?", Kind.CHOICES, hint, options=options)
    answers = tuple(Option(each, SAYS[each]) for each in ANSWERS)
    yield Question("answer", "May these be shared with other councils?", Kind.CHOICE, options=answers)
    yield from council(on_desk, today)
    speakers = tuple(Option(each, ROLES[each].title) for each in SPEAKERS)
    yield Question("role", "Who says so for the council?", Kind.CHOICE, needed=False, options=speakers)
    yield on_day(today, "When was it said?")


def _asked(on_desk: Case, today: date) -> Iterator[Held]:
    return sharing.asked_about(on_desk, on_desk.on(today))


def _options(on_desk: Case, today: date) -> Iterator[Option]:
    """Offer each finding once; words that were found at two councils are offered to both."""
    same: dict[str, list[Held]] = {}
    for each in _asked(on_desk, today):
        same.setdefault(each.finding.key, []).append(each)
    for held, *others in same.values():
        option = _option(held, on_desk, today)
        yield replace(option, council=None) if others else option


def _option(held: Held, on_desk: Case, today: date) -> Option:
    finding, reading = held.finding, on_desk.on(today).reading
    words = f"{finding.title}: {finding.text}" if finding.title else finding.text
    whose = (place.name for place in reading.councils if place.code in finding.councils)
    where = ", ".join(filter(None, (str(finding.kind).capitalize(), finding.source, *whose)))
    of = finding.councils[0] if len(finding.councils) == 1 else None
    return Option(finding.key, words, f"{where}. Consent: {held.consent.label}.", council=of)


def _consent(doing: Doing) -> Told:
    answers = doing.answers
    keys, answer = answers.several("findings"), Consent(answers.text("answer"))
    were_public = () if answer is Consent.GIVEN else shelf.public_numbers(doing.session)
    new = sharing.consent(
        doing.session,
        doing.reference,
        doing.entry,
        keys,
        answer,
        on=answers.day("on", doing.entry.today),
        council=code(answers.text("council")),
        role=Role(answers.text("role")) if answers.text("role") else None,
    )
    if not new:
        return Told(f"{doing.reference}: nothing is new.")
    many = "1 finding" if new == 1 else f"{new} findings"
    cautions = shelf.cautions(doing.session, were_public)
    return Told(f"{doing.reference}: consent for {many} is {answer.label}.", cautions=cautions)


def _finding_asks(on_desk: Case, today: date) -> Iterator[Question]:
    yield Question("kind", "What is it?", Kind.CHOICE, options=KINDS)
    yield Question("title", "Title", Kind.LINE, "What one would call it, if it has a name.", needed=False)
    hint = "The words of a finding that is there tag that one anew."
    yield Question("text", "What was found?", Kind.WORDS, hint)
    themes = tuple(Option(each, each) for each in on_desk.scheme.themes)
    yield Question("theme", "Theme", Kind.CHOICE, needed=False, options=themes)
    areas = tuple(Option(each.key, each.title) for each in vocabulary().areas.values())
    hint = "If none is chosen, those whose words stand in the text."
    yield Question("areas", "Service areas", Kind.CHOICES, hint, needed=False, options=areas)
    hint = "A paper and its paragraph, or who told it."
    yield Question("source", "Where does it stand?", Kind.LINE, hint, needed=False)
    yield from council(on_desk, today, needed=False, hint="All of them, if none is chosen.")


def _finding(doing: Doing) -> Told:
    answers, of = doing.answers, code(doing.answers.text("council"))
    finding = Finding(
        FindingKind(answers.text("kind")),
        answers.text("text"),
        Theme(answers.text("theme")),
        tuple(map(AreaKey, answers.several("areas"))),
        answers.text("source"),
        (of,) if of else (),
        answers.text("title"),
    )
    handed = sharing.add(doing.session, doing.reference, doing.entry, finding)
    how = "is kept" if handed.is_new else "had been kept with these tags before"
    return Told(f"{doing.reference}: the {finding.kind} {how}.")


def _has_findings(on_desk: Case, today: date) -> bool:
    return any(True for _ in _asked(on_desk, today))


DEEDS = (
    Deed(
        "consent",
        Act.CONSENT,
        "Say which findings may be shared",
        "Other councils, the board and everybody see of what councils do well only what these agree to.",
        _consent_asks,
        _consent,
        _has_findings,
    ),
    Deed(
        "finding",
        Act.HAND_IN_DRAFT,
        "Add a finding",
        "A strength, good practice, a challenge or a lesson that stands in no paper, or has other tags.",
        _finding_asks,
        _finding,
    ),
)
"""What may be done about findings, whether the challenge has ended or not."""
