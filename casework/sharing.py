"""What people do with findings: they add or tag one, and councils say whether others may learn from it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from sqlalchemy.orm import Session

from casework.case import Case, case
from casework.content import HandedIn, take_in
from casework.findings import findings
from casework.record import Entry, happen, whose
from domain.contents import Content, Finding, Findings, to_json
from domain.days import Day
from domain.errors import RulesRefuse, WrongUse
from domain.findings import Consent, Held, said_by
from domain.lifecycle import CouncilCode, Details, Event, Happening
from domain.outlook import Outlook
from domain.people import Role
from domain.service_areas import vocabulary


class NoSuchFinding(WrongUse):
    """A challenge has no finding of that key about which a council could be asked."""

    def __str__(self) -> str:
        reference, key = self.args
        return f"{reference} has no final finding {key}. `cpc consent {reference}` lists those that it has."


class NothingToWithdraw(RulesRefuse):
    """A consent is withdrawn that was never given."""

    def __str__(self) -> str:
        reference, key = self.args
        return f"Finding {key} of {reference} is not shared. Record a refusal, if that is meant."


def add(session: Session, reference: str, entry: Entry, finding: Finding) -> HandedIn:
    """Add a finding, or tag anew the one that has its words; the same again changes nothing."""
    on_desk = case(session, reference, lock=True)
    handed = on_desk.content(on_desk.on(entry.today), Content.FINDINGS)
    before = handed if isinstance(handed, Findings) else Findings((), vocabulary().version)
    whole = replace(before, findings=(*_without(before.findings, finding.key), finding))
    return take_in(
        on_desk, entry, to_json(whole), kind=Content.FINDINGS, council=None, source="one at a time"
    )


def _without(findings: Iterable[Finding], key: str) -> Iterator[Finding]:
    return (each for each in findings if each.key != key)


def asked_about(on_desk: Case, view: Outlook, council: CouncilCode | None = None) -> Iterator[Held]:
    """Return the findings about which a council can be asked: its own, once their words are final."""
    for each in findings(on_desk, view):
        if each.is_final and (council is None or council in (each.finding.councils or (council,))):
            yield each


def consent(
    session: Session,
    reference: str,
    entry: Entry,
    keys: Collection[str],
    answer: Consent,
    *,
    on: Day,
    council: CouncilCode | None,
    role: Role | None = None,
) -> int:
    """Write down what a council says to the sharing of findings; return of how many it had not said so.

    The history keeps the words that it is about; ``role`` is that of whoever spoke for the council.
    ``NoSuchFinding`` names a key that is none of its final findings, ``NothingToWithdraw`` one that it does
    not share.
    """
    on_desk = case(session, reference, lock=True)
    view = on_desk.on(entry.today)
    code = whose(view.reading, "Consent", council)
    known = {each.finding.key: each.finding for each in asked_about(on_desk, view, code)}
    events = []
    for key in dict.fromkeys(keys):
        if key not in known:
            raise NoSuchFinding(reference, key)
        said = said_by(view.reading, key, code)
        if answer is Consent.WITHDRAWN and said is not Consent.GIVEN and said is not answer:
            raise NothingToWithdraw(reference, key)
        if said is not answer:
            details = Details(key=key, consent=answer, role=role, note=known[key].name)
            events.append(Event(0, Happening.CONSENTED, on, code, details))
    happen(session, reference, entry, *events)
    return len(events)
