"""What there is to learn, kept entry by entry and found by words and service areas; and whom one may ask.

Questions are put to each database in its own tongue as in ``searching``: nobody's text reaches either but as
words of letters and digits alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    true,
)
from sqlalchemy.orm import Session

from db.accents import plain, with_words
from db.accounts_tables import SeatRow
from db.findings_tables import FINDING_WORDS, FindingEntry, PeerHome
from db.models import Challenge, Participant, Person, Standing
from db.searching import BEGIN, END, LESS, in_its_words
from domain.learning import Term, area_word
from domain.lifecycle import CouncilCode, PersonId, Reference
from domain.people import Role
from domain.permissions import Extent

MOST = 5_000
"""Findings that are looked at for one question, the best first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as it is kept; what is several stands between strokes."""

    reference: Reference
    council: CouncilCode | None
    councils: str
    key: str
    kind: str
    title: str
    text: str
    theme: str
    areas: str
    area_words: str
    vocabulary: str
    source: str
    consent: str
    is_final: bool
    is_shared: bool
    is_public: bool
    year: str
    regions: str
    types: str


class Home(NamedTuple):
    """A member peer of a challenge's team, with their own council and its region."""

    reference: Reference
    person: PersonId
    home: str
    region: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: all terms or any; within what somebody may see, and perhaps in one challenge."""

    terms: Sequence[Term]
    reach: Extent
    reference: Reference | None = None
    is_any: bool = False


class Match(NamedTuple):
    """A finding that was found, with all by which it can be narrowed down."""

    id: int
    kind: str
    theme: str
    areas: str
    regions: str
    types: str
    year: str


class Shown(NamedTuple):
    """A finding with its words, those that were looked for between ``BEGIN`` and ``END``."""

    entry: FindingEntry
    title: str
    text: str


class Told(NamedTuple):
    """What is read of a finding where thousands are counted: a whole one costs several times as much."""

    reference: Reference
    councils: str
    title: str
    text: str
    theme: str
    areas: str
    year: str
    regions: str
    types: str
    is_public: bool


class Contact(NamedTuple):
    """Somebody who can be asked."""

    person: PersonId
    name: str
    post: str
    organisation: str
    email: str


# Keeping it up


def put(session: Session, references: Collection[Reference], lines: Iterable[Line]) -> None:
    """Write what there is to learn of challenges in the place of what there was."""
    session.execute(delete(FindingEntry).where(FindingEntry.reference.in_(references)))
    rows = [asdict(each) for each in lines]
    for each in rows if not _is_sqlite(session) else ():
        each["area_words"] = with_words(each["area_words"], each["title"], each["text"])
    if rows:
        session.execute(insert(FindingEntry), rows)


def put_homes(session: Session, references: Collection[Reference], homes: Iterable[Home]) -> None:
    """Write who is a member peer in the teams of challenges, and touch only what differs."""
    wanted = set(homes)
    kept = {
        Home(row.reference, row.person_id, row.home, row.region): row.id
        for row in session.scalars(select(PeerHome).where(PeerHome.reference.in_(references)))
    }
    if gone := [row for home, row in kept.items() if home not in wanted]:
        session.execute(delete(PeerHome).where(PeerHome.id.in_(gone)))
    new = sorted(wanted - {*kept})
    if rows := [
        {"reference": each.reference, "person_id": each.person, "home": each.home, "region": each.region}
        for each in new
    ]:
        session.execute(insert(PeerHome), rows)


def clear(session: Session) -> None:
    """Take out all that there is to learn."""
    session.execute(delete(FindingEntry))


# Asking


def told(session: Session, kind: str, reach: Extent) -> list[Told]:
    """Return the findings of a kind by challenge, as far as somebody may see them."""
    entry = FindingEntry
    columns = (entry.reference, entry.councils, entry.title, entry.text, entry.theme, entry.areas)
    query = select(*columns, entry.year, entry.regions, entry.types, entry.is_public)
    query = query.where(_visible(reach), entry.kind == kind)
    return [Told._make(each) for each in session.execute(query.order_by(entry.reference, entry.id))]


def entries(
    session: Session,
    *,
    kinds: Collection[str] = (),
    year: str = "",
    references: Collection[Reference] | None = None,
    reach: Extent = Extent.ALL,
) -> Sequence[FindingEntry]:
    """List findings by challenge, as they stand in their papers: all, or what is shared, or public of it."""
    query = select(FindingEntry).where(_visible(reach))
    if kinds:
        query = query.where(FindingEntry.kind.in_(kinds))
    if year:
        query = query.where(FindingEntry.year == year)
    if references is not None:
        query = query.where(FindingEntry.reference.in_(references))
    return session.scalars(query.order_by(FindingEntry.reference, FindingEntry.id)).all()


def public_words(session: Session, references: Collection[Reference]) -> Iterable[tuple[Reference, str, str]]:
    """Return the title and the text of each finding of some challenges that everybody may read."""
    query = select(FindingEntry.reference, FindingEntry.title, FindingEntry.text)
    query = query.where(_visible(Extent.PUBLISHED), FindingEntry.reference.in_(references))
    return [(reference, title, text) for reference, title, text in session.execute(query)]


def found(session: Session, asked: Asked) -> list[Match]:
    """Return what was found, the best first; without terms everything, the latest year first."""
    entry = FindingEntry
    columns = (entry.id, entry.kind, entry.theme, entry.areas, entry.regions, entry.types, entry.year)
    query = select(*columns).where(_visible(asked.reach))
    if asked.reference:
        query = query.where(entry.reference == asked.reference)
    if asked.terms:
        query = _meant(session, query).order_by(_has_words(session).desc(), _tongue(session).distance)
    query = query.order_by(entry.year.desc(), entry.id).limit(MOST)
    said = _said(session, asked.terms, is_any=asked.is_any)
    return [Match(*row) for row in session.execute(query, said)]


def shown(session: Session, asked: Asked, numbers: Collection[int]) -> dict[int, Shown]:
    """Return findings with their words, those that were looked for marked."""
    entry, tongue = FindingEntry, _tongue(session)
    if not asked.terms:
        query = select(entry).where(entry.id.in_(numbers))
        return {each.id: Shown(each, each.title, each.text) for each in session.scalars(query)}
    marked = _meant(session, select(entry, tongue.title, tongue.text)).where(entry.id.in_(numbers))
    rows = session.execute(marked, _said(session, asked.terms, is_any=asked.is_any))
    return {
        each.id: Shown(each, in_its_words(title, each.title), in_its_words(text, each.text))
        for each, title, text in rows
    }


class Tongue(NamedTuple):
    """How a database is asked: which findings are meant, how far off each is, and its words with marks."""

    matches: ColumnElement[bool]
    matches_words: ColumnElement[bool]
    distance: ColumnElement[float]
    title: ColumnElement[str]
    text: ColumnElement[str]


_WORDS: ColumnElement[Any] = literal_column(FINDING_WORDS)
_QUESTION = bindparam("question", type_=Text)
_PLAINLY = bindparam("plainly", type_=Text)
_SQLITE = Tongue(
    _WORDS.op("MATCH", is_comparison=True)(_QUESTION),
    _WORDS.op("MATCH", is_comparison=True)(_PLAINLY),
    func.bm25(_WORDS, 8.0, 4.0, 0.5),
    func.highlight(_WORDS, 0, BEGIN, END),
    func.highlight(_WORDS, 1, BEGIN, END),
)
_ENGLISH: ColumnElement[Any] = literal_column("'english'")
_ASKED = func.to_tsquery(_ENGLISH, _QUESTION)


def _headline(words: Any) -> ColumnElement[str]:
    marks = literal(f"StartSel={BEGIN}, StopSel={END}, HighlightAll=true")
    return func.ts_headline(_ENGLISH, func.replace(plain(words), "<", LESS), _ASKED, marks)


_POSTGRESQL = Tongue(
    _WORDS.op("@@", is_comparison=True)(_ASKED),
    _WORDS.op("@@", is_comparison=True)(func.to_tsquery(_ENGLISH, _PLAINLY)),
    -func.ts_rank(_WORDS, _ASKED),
    _headline(FindingEntry.title),
    _headline(FindingEntry.text),
)


def _meant(session: Session, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    if _is_sqlite(session):
        words = table(FINDING_WORDS, column("rowid"))
        query = query.select_from(FindingEntry).join(words, words.c.rowid == FindingEntry.id)
    return query.where(_tongue(session).matches)


def _has_words(session: Session) -> ColumnElement[bool]:
    """Say whether a finding has the words themselves, and is not of their area alone."""
    if _is_sqlite(session):
        words = table(FINDING_WORDS, column("rowid"))
        return FindingEntry.id.in_(select(words.c.rowid).where(_SQLITE.matches_words))
    return _POSTGRESQL.matches_words


def _visible(reach: Extent) -> ColumnElement[bool]:
    """Ask for what is published of what is shared, unless somebody may see more."""
    shares: dict[Extent, ColumnElement[bool]] = {
        Extent.ALL: true(),
        Extent.SHARED: FindingEntry.is_shared.is_(True),
    }
    return shares.get(reach, FindingEntry.is_public.is_(True))


def _said(session: Session, terms: Sequence[Term], *, is_any: bool) -> dict[str, str]:
    """Write terms as a question in the tongue of the database, with their areas and without."""
    word, and_, or_ = ('"{}"', " AND ", " OR ") if _is_sqlite(session) else ("{}", " & ", " | ")
    words = [and_.join(word.format(each) for each in term.words) for term in terms]
    areas = [word.format(area_word(term.area)) if term.area else "" for term in terms]
    either = [or_.join(filter(None, each)) for each in zip(map("({})".format, words), areas, strict=True)]
    joined = or_ if is_any else and_
    return {
        "question": joined.join(f"({each})" for each in either),
        "plainly": joined.join(f"({each})" for each in words),
    }


def _tongue(session: Session) -> Tongue:
    return _SQLITE if _is_sqlite(session) else _POSTGRESQL


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


# Whom one may ask


def advisers(session: Session, councils: Collection[CouncilCode]) -> dict[CouncilCode, Contact]:
    """Return the principal adviser of each council: of its latest challenge that has one."""
    seats = _seats_of_advisers().join(Participant, Participant.reference == SeatRow.reference)
    query = seats.add_columns(Participant.council).where(Participant.council.in_(councils))
    query = query.order_by(Challenge.opened_on, Challenge.reference)
    return {council: Contact(*said) for *said, council in session.execute(query)}


def advisers_of(session: Session, references: Collection[Reference]) -> dict[Reference, Contact]:
    """Return the principal adviser of each of some challenges."""
    query = _seats_of_advisers().add_columns(SeatRow.reference).where(SeatRow.reference.in_(references))
    return {reference: Contact(*said) for *said, reference in session.execute(query)}


def _seats_of_advisers() -> Select[*tuple[Any, ...]]:
    query = select(*_CONTACT).select_from(SeatRow).join(Person, Person.id == SeatRow.person_id)
    query = query.join(Challenge, Challenge.reference == SeatRow.reference)
    return query.where(SeatRow.role == Role.PRINCIPAL_ADVISER.value)


def adviser_of_region(session: Session, region: str) -> Contact | None:
    """Return who is principal adviser of the latest challenge in a region."""
    query = select(*_CONTACT).join(Standing, Standing.adviser == Person.id)
    query = query.join(Challenge, Challenge.reference == Standing.reference)
    query = query.where(Standing.regions.contains(f"|{region}|", autoescape=True))
    latest = query.order_by(Challenge.opened_on.desc(), Challenge.reference.desc()).limit(1)
    row = session.execute(latest).first()
    return Contact(*row) if row else None


def member_peers(session: Session, region: str) -> list[tuple[Contact, str]]:
    """Return the member peers who are at home in a region by name, each with their council."""
    query = select(*_CONTACT, PeerHome.home).join(PeerHome, PeerHome.person_id == Person.id)
    query = query.where(PeerHome.region == region).distinct().order_by(Person.name, Person.id)
    return [(Contact(*row[:-1]), row[-1]) for row in session.execute(query)]


_CONTACT = (Person.id, Person.name, Person.post, Person.organisation, Person.email)
