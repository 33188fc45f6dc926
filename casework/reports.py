"""Takes in a draft report that was edited in Word.

The draft is made of what was handed in and of what the programme's own templates say around it. What was
handed in may be changed in Word and becomes content again; the programme's own words may not, and a file in
which they were changed is refused with the place, so that no edit is ever lost in silence. The draft
carries along which words those are, because dates in them may have moved since it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casework.case import Case, case
from casework.content import HandedIn, take_in
from casework.context import context
from casework.documents import made
from casework.plans import NotOurs, OlderEdition, listed, report_of
from casework.record import Entry
from casework.report_words import Edit, Raw, Reading, changed_words, edits, first_steps, mark_of, strays
from casework.wording import edition_for
from documents.formats import Format
from documents.incoming.guard import Kind, Package, opened, opened_bytes
from documents.incoming.outline import outline
from documents.incoming.refusals import FileRefused
from documents.stamped import stamped
from domain.contents import Content, Report, to_json
from domain.errors import RulesRefuse, WrongUse
from domain.stamps import Stamp, stamp_in

DOCUMENT = "draft_report"
FIXED = "Fixed"
"""The property of a draft that says which of its words are the programme's own."""


class NotADraft(RulesRefuse):
    """A file is no draft of a report that went out from here."""

    def __str__(self) -> str:
        (name,) = self.args
        return (
            f"{name} does not say which draft it is. Begin with `cpc report draft`, edit that file in Word, "
            "and hand it in."
        )


class ReportUnclear(WrongUse):
    """Something in an edited report cannot be kept as the content of a report."""

    def __str__(self) -> str:
        name, problems = self.args
        return f"{name} cannot be taken as it is: {listed(problems)}. Mend these places and hand it in again."


@dataclass(frozen=True, slots=True)
class Edited:
    """A report as it came back, before anything of it is kept."""

    name: str
    raw: Raw
    edits: tuple[Edit, ...]
    problems: tuple[str, ...]


def draft(on_desk: Case, today: date) -> tuple[str, bytes]:
    """Return the draft report for Word, to be edited there, and the name of its file."""
    report = report_of(on_desk, on_desk.on(today))
    name = f"{on_desk.reference}-draft-report.docx"
    body = _written(on_desk, today)
    stamp = Stamp(on_desk.reference, None, report.edition)
    fixed = Reading(report, first_steps(report)).read(outline(opened_bytes(body, name))).fixed
    return name, stamped(body, stamp, {FIXED: " ".join(fixed)})


def understand(on_desk: Case, today: date, path: Path) -> Edited:
    """Read a report that was edited in Word; one that was made of other words is refused."""
    report = report_of(on_desk, on_desk.on(today))
    package = opened(path)
    properties = _checked_properties(on_desk, report, package)
    own = Counter(properties[FIXED].split())
    found = Reading(report, lambda section, piece: mark_of(section, piece) not in own).read(outline(package))
    problems = [*found.problems, *changed_words(found.own, own), *strays(found.raw)]
    made_edits = tuple(edits(to_json(report), found.raw)) if not problems else ()
    return Edited(package.name, found.raw, made_edits, tuple(problems))


def keep(on_desk: Case, entry: Entry, found: Edited) -> HandedIn:
    """Keep an edited report, if the draft that is made of it passes every check of a document."""
    if found.problems:
        raise ReportUnclear(found.name, found.problems)
    kept = take_in(on_desk, entry, found.raw, kind=Content.REPORT, council=None, source=found.name)
    _written(case(on_desk.session, on_desk.reference), entry.today)
    return kept


def _written(on_desk: Case, today: date) -> bytes:
    told = context(on_desk, on_desk.on(today), None, today)
    _, files = made(edition_for(on_desk.scheme.documents[DOCUMENT], today), told, today)
    return files[Format.WORD]


def _checked_properties(on_desk: Case, report: Report, package: Package) -> Mapping[str, str]:
    if package.kind is not Kind.WORD:
        raise FileRefused(package.name, "it is no Word document", "Hand in the draft as a .docx.")
    properties = package.properties()
    stamp = stamp_in(properties, "")
    if stamp is None or stamp.council or not properties.get(FIXED):
        raise NotADraft(package.name)
    if stamp.reference != on_desk.reference:
        raise NotOurs(package.name, stamp.reference, on_desk.reference)
    if stamp.edition != report.edition:
        raise OlderEdition(package.name, "the words")
    return properties
