"""The versions of a document: drafts, final, published; and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from casework.case import Case
from db.models import Document
from documents.passages import passages
from documents.stylesheet import stylesheet
from documents.tree import read
from domain.comparison import Comparison, compare
from domain.days import Day
from domain.errors import ChallengeError, WrongUse
from domain.outlook import Outlook
from domain.rules import DocumentRule, Scheme
from settings import settings
from templates import words

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document: what it is called, what was filed, and from which day it counts.

    What is published is what was final: it has the same files, and a day and an address of its own for each
    council that publishes it.
    """

    label: str
    row: Document
    on: Day
    council: str = ""
    url: str = ""


class NoSuchVersion(WrongUse):
    """A document has no version of that name."""

    def __str__(self) -> str:
        document, label, known = self.args
        if not known:
            return f"No version of '{document}' has been filed. `cpc documents` lists what there is."
        return f"'{document}' has no version {label!r}. It has: {', '.join(known)}."


class NothingToCompare(WrongUse):
    """There is only one version of a document."""

    def __str__(self) -> str:
        document, label = self.args
        return f"Of '{document}' there is only {label} so far. Compare it when there is another version."


class FileLost(ChallengeError):
    """The file of a document is not where it was filed."""

    def __str__(self) -> str:
        return (
            f"{self.args[0]} cannot be read. Put it back from a backup; `cpc documents --verify` lists more."
        )


def versions(on_desk: Case, view: Outlook, name: str) -> tuple[Version, ...]:
    """Return the versions of a document in their order, with those of what it revises and what revises it."""
    family = _family(on_desk.scheme, name)
    filed = [each for each in on_desk.done.made.values() if each.document in family]
    found = [Version(label_of(on_desk, each), each, Day(each.issued_on)) for each in filed]
    ordered = sorted(found, key=lambda each: (family.index(each.row.document), each.row.id))
    return (*ordered, *_published(view, ordered))


def _family(scheme: Scheme, name: str) -> list[str]:
    """Return the documents of which one revises the other, the first first."""
    family = [name]
    while (revised := scheme.documents[family[0]].revises) is not None:
        family.insert(0, revised)
    while later := [each.name for each in scheme.documents.values() if each.revises == family[-1]]:
        family.append(later[0])
    return family


def _published(view: Outlook, filed: Sequence[Version]) -> Iterator[Version]:
    for (milestone, council), event in view.reading.met.items():
        published = view.scheme.milestones[milestone].publishes
        its = [
            each for each in filed if each.row.document == published and council in (each.row.council, None)
        ]
        ours = its or [each for each in filed if each.row.document == published and each.row.council is None]
        place = view.reading.place(council)
        for each in ours[-1:]:
            yield Version(PUBLISHED, each.row, event.on, place.name if place else "", event.details.url or "")


def label_of(on_desk: Case, row: Document) -> str:
    """Return what a version is called: ``draft 2``, ``final``; ``version 1`` where the scheme has no word."""
    rule = on_desk.scheme.documents[row.document]
    if rule.version and not rule.again_when:
        return rule.version
    alike = [each for each in on_desk.done.made.values() if _is_same(each, row)]
    number = 1 + sum(each.id < row.id for each in alike) if row.id else 1 + len(alike)
    return f"{rule.version or 'version'} {number}"


def _is_same(one: Document, other: Document) -> bool:
    return (one.document, one.council, one.person) == (other.document, other.council, other.person)


def changes_since_last(on_desk: Case, rule: DocumentRule, row: Document, html: bytes) -> bytes | None:
    """Write down what changed since the last version of a document that is to be filed, if it had one."""
    last = _last(on_desk, rule, row)
    if last is None:
        return None
    return page(on_desk, compared(_html(last), html), (label_of(on_desk, last), label_of(on_desk, row)), row)


def _last(on_desk: Case, rule: DocumentRule, row: Document) -> Document | None:
    made = on_desk.done.made.values()
    same = [each for each in made if _is_same(each, row)]
    revised = [each for each in made if each.document == rule.revises and each.council == row.council]
    return max(same or revised, key=lambda each: each.id, default=None)


def between(found: Sequence[Version], name: str, old: str | None, new: str | None) -> tuple[Version, Version]:
    """Return the two versions that are to be compared: the last with the one before it, if none are named."""
    if not found:
        raise NoSuchVersion(name, "", ())
    filed = [each for each in found if each.label != PUBLISHED]
    later = _labelled(found, name, new) if new else filed[-1]
    before = filed[: filed.index(later)] if later in filed else filed
    if old is None and not before:
        raise NothingToCompare(name, later.label)
    return (_labelled(found, name, old) if old else before[-1]), later


def _labelled(found: Sequence[Version], name: str, label: str) -> Version:
    wanted = " ".join(label.lower().replace("-", " ").replace("_", " ").split())
    for each in found:
        if each.label == wanted:
            return each
    raise NoSuchVersion(name, label, tuple(dict.fromkeys(each.label for each in found)))


def comparison(old: Version, new: Version) -> Comparison:
    """Say what changed from one version to another."""
    return compared(_html(old.row), _html(new.row))


def compared(old: bytes, new: bytes) -> Comparison:
    """Say what changed from one page to another."""
    return compare(*(passages(read(each.decode())) for each in (old, new)))


def page(on_desk: Case, found: Comparison, labels: tuple[str, str], row: Document) -> bytes:
    """Write a comparison as a page of HTML."""
    old, new = labels
    told = {
        "reference": on_desk.reference,
        "title": on_desk.scheme.documents[row.document].title,
        "old": old,
        "new": new,
        "comparison": found,
        "stylesheet": stylesheet(),
    }
    return words.comparison(told).encode()


def _html(row: Document) -> bytes:
    path: Path = settings().documents_folder / row.html_path
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileLost(path.name) from error
