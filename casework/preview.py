"""Shows any document or letter of a challenge as it would be on a day, and keeps nothing of it.

It is written by the functions that write the real one, so that what is sent on that day is what was
shown, if nothing changes in between. What is not owed on that day is shown as it would be if its cause
came on it; only what nobody can know yet is left to wait for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from casework import documents, notices
from casework.case import Case
from casework.documents import Paper
from casework.notices import Letter
from casework.supposing import reminding, supposing
from db.models import Document
from domain.errors import RulesRefuse, WrongUse
from domain.lifecycle import CouncilCode, PersonId
from domain.owed import Gap, OwedDocument, OwedNotice
from domain.people import ROLES, Role
from domain.rules import DocumentRule, NoticeRule

DOCUMENT, NOTICE = "document", "notice"
"""What goes before a name, with a stroke, if a document and a notice have the same."""

Owed = OwedDocument | OwedNotice


class Wanted(NamedTuple):
    """What somebody wants to see, as of which day, and of whose."""

    name: str
    on: date
    council: CouncilCode | None = None
    person: PersonId | None = None

    def is_of(self, each: Owed) -> bool:
        """Whether something is about the council and to the person that were named."""
        whose = (each.council, each.role_council) if isinstance(each, OwedNotice) else (each.council,)
        return self.council in (None, *whose) and self.person in (None, each.person)


@dataclass(frozen=True, slots=True)
class Preview:
    """What people would get on a day.

    ``supposed`` says what would have to happen on it, ``is_done`` that it has been made or written
    before, and ``waits_for`` what it waits for all the same.
    """

    title: str
    supposed: str | None
    is_done: bool
    waits_for: tuple[Gap, ...]
    papers: tuple[Paper, ...] = ()
    letters: tuple[Letter, ...] = ()


class NoSuchPaper(WrongUse):
    """A scheme has neither a document nor a notice of a name."""

    def __str__(self) -> str:
        name, scheme = self.args
        see = "`cpc scheme process` lists them all."
        return f"The scheme {scheme} has neither a document nor a notice {name!r}. {see}"


class BothThere(WrongUse):
    """A name is a document's and a notice's too."""

    def __str__(self) -> str:
        name = self.args[0]
        return f"{name!r} is a document and a notice too. Say {DOCUMENT}/{name} or {NOTICE}/{name}."


class NotKnownYet(RulesRefuse):
    """A document or notice cannot be written, because facts are missing."""

    def __str__(self) -> str:
        title, gaps = self.args
        why = "; ".join(f"{gap.text} ({gap.who} can put that right)" for gap in gaps)
        return f"'{title}' cannot be shown for that day: {why}. Put that right first, or name another day."


class ForNobody(WrongUse):
    """Nobody, or nobody of those who were named, would get it."""

    def __str__(self) -> str:
        see = "Leave --council and --person out, or see with `cpc team` who takes part."
        return f"'{self.args[0]}' would go to nobody like that. {see}"


def preview(on_desk: Case, wanted: Wanted) -> Preview:
    """Show a document or the letters of a notice as they would be on a day.

    ``NotKnownYet`` names what they wait for, ``ForNobody`` says that nobody would get them.
    """
    scheme = on_desk.scheme
    group, _, name = wanted.name.rpartition("/")
    document = scheme.documents.get(name) if group in ("", DOCUMENT) else None
    notice = scheme.notices.get(name) if group in ("", NOTICE) else None
    if document and notice:
        raise BothThere(name)
    if document:
        return _document(on_desk, document, wanted)
    if notice:
        return _notice(on_desk, notice, wanted)
    raise NoSuchPaper(wanted.name, scheme.name)


def _document(on_desk: Case, rule: DocumentRule, wanted: Wanted) -> Preview:
    supposed, found = None, _documents(on_desk, rule, wanted)
    if not found:
        on_desk, supposed, unknown = supposing(on_desk, rule.when, wanted.on, wanted.council, rule.says)
        found = _documents(on_desk, rule, wanted)
        _refuse_if(rule.title, unknown)
    _check(rule.title, found, [each for each in found if each.is_ready])
    view = on_desk.on(wanted.on)
    ready = [each for each in found if each.is_ready]
    return Preview(
        rule.title,
        supposed,
        is_done=all(on_desk.key(each.key) in on_desk.done.made for each in ready),
        waits_for=_gaps(found),
        papers=tuple(
            documents.write(each, documents.facts(on_desk, view, each), wanted.on) for each in ready
        ),
    )


def _documents(on_desk: Case, rule: DocumentRule, wanted: Wanted) -> list[OwedDocument]:
    """Return the documents of a rule: of those that are made more than once, for everybody the last."""
    owed = (each for each in on_desk.on(wanted.on).documents if each.rule == rule and wanted.is_of(each))
    last = {(each.council, each.person): each for each in owed if not each.lapsed}
    return list(last.values())


def _notice(on_desk: Case, rule: NoticeRule, wanted: Wanted) -> Preview:
    supposed, found = None, _notices(on_desk, rule, wanted)
    if not found and rule.is_reminder:
        every = reminding(on_desk, rule, wanted.on)
        _refuse_if(rule.title, () if every else (Gap("what it reminds of has no date yet", _MANAGER),))
        supposed, found = "its day has come", [each for each in every if wanted.is_of(each)]
    elif not found:
        on_desk, supposed, unknown = supposing(on_desk, rule.when[0], wanted.on, wanted.council)
        _refuse_if(rule.title, unknown)
        found = _notices(on_desk, rule, wanted)
    told = _readable(found)
    _check(rule.title, found, told)
    on_desk = _with_papers(on_desk, rule, wanted.on)
    view = on_desk.on(wanted.on)
    return Preview(
        rule.title,
        supposed,
        is_done=all(_is_told(on_desk, each) for each in told),
        waits_for=_gaps(found),
        letters=tuple(notices.write(on_desk, view, group) for group in notices.by_person(told)),
    )


_MANAGER = ROLES[Role.PROGRAMME_MANAGER].title


def _notices(on_desk: Case, rule: NoticeRule, wanted: Wanted) -> list[OwedNotice]:
    """Return what a notice owes on a day; if all of it has been written, what was written last."""
    found = [each for each in on_desk.on(wanted.on).notices if each.rule == rule and wanted.is_of(each)]
    owed = [each for each in found if not each.lapsed]
    due = [each for each in owed if not _is_told(on_desk, each)]
    last = {each.council: each.key for each in owed}
    is_somebodys = any(each.person for each in due)
    return due if is_somebodys else [each for each in owed if each.key == last[each.council]]


def _readable(found: Sequence[OwedNotice]) -> list[OwedNotice]:
    """Return what people would be told; what waits, for approval perhaps, if no more of it is ready."""
    ready = {(each.key, each.person) for each in found if each.is_ready}
    told = [each for each in found if each.person and not each.lapsed]
    return [each for each in told if each.is_ready or (each.key, each.person) not in ready]


def _is_told(on_desk: Case, each: OwedNotice) -> bool:
    return (on_desk.key(each.key), each.slot) in on_desk.done.told


def _with_papers(on_desk: Case, rule: NoticeRule, on: date) -> Case:
    """Have the documents lie there that a letter encloses: they are prepared before it is written."""
    view, made = on_desk.on(on), dict(on_desk.done.made)
    for each in on_desk.documents_owed(on):
        if each.rule.name in rule.attach:
            title = documents.title(each, documents.facts(on_desk, view, each))
            made[on_desk.key(each.key)] = Document(id=0, title=title)
    return replace(on_desk, done=replace(on_desk.done, made=made))


def _check(title: str, found: Sequence[Owed], can_be_shown: Sequence[Owed]) -> None:
    if not can_be_shown:
        _refuse_if(title, _gaps(found))
        raise ForNobody(title)


def _refuse_if(title: str, unknown: tuple[Gap, ...]) -> None:
    if unknown:
        raise NotKnownYet(title, unknown)


def _gaps(found: Sequence[Owed]) -> tuple[Gap, ...]:
    return tuple(dict.fromkeys(gap for each in found for gap in each.waits_for))
