"""The index of words: kept up entry by entry, and asked in the tongue of each database.

Nobody's text reaches either as a query: what is looked for are words of letters and digits alone, each in
quotation marks for SQLite and joined with ``&`` for PostgreSQL. The last may be the beginning of one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    true,
)
from sqlalchemy.orm import Session

from db.accents import as_written, plain, with_words, without_words
from db.index_tables import WORDS, RegisterEntry, SearchEntry
from db.models import Council, CouncilName
from domain.lifecycle import CouncilCode, Reference
from domain.searching import Entry, Found, Sight

BEGIN, END = "\x02", "\x03"
"""What stands around a word that was found; no text that people hand in may hold either."""
LESS = "\x04"
"""What stands for ``<`` on the way: PostgreSQL takes what follows it for markup, and leaves it out."""
GAP = "\x06"
"""What stands between two passages of a text on the way."""
_HEADLINE = (
    f"StartSel={BEGIN}, StopSel={END}, MaxFragments=2, FragmentDelimiter={GAP}, MaxWords=24, MinWords=10"
)


class Tongue(NamedTuple):
    """How a database is asked: which entries are meant, how far from the best each is, what to show of it.

    The passage is of the text, which PostgreSQL was asked about without accents.
    """

    matches: ColumnElement[bool]
    distance: ColumnElement[float]
    passage: ColumnElement[str]
    text: SQLColumnExpression[str]


_WORDS: ColumnElement[Any] = literal_column(WORDS)
_QUESTION = bindparam("question", type_=Text)
_SQLITE = Tongue(
    _WORDS.op("MATCH", is_comparison=True)(_QUESTION),
    func.bm25(_WORDS, 8.0, 1.0),
    func.snippet(_WORDS, 1, BEGIN, END, "…", 28),
    SearchEntry.text,
)
_TEXT = without_words(SearchEntry.text)
_ENGLISH: ColumnElement[Any] = literal_column("'english'")
_ASKED = func.to_tsquery(_ENGLISH, _QUESTION)
_POSTGRESQL = Tongue(
    _WORDS.op("@@", is_comparison=True)(_ASKED),
    -func.ts_rank(_WORDS, _ASKED),
    func.ts_headline(_ENGLISH, func.replace(plain(_TEXT), "<", LESS), _ASKED, _HEADLINE),
    _TEXT,
)


@dataclass(frozen=True, slots=True)
class Question:
    """Words that are looked for, all of them or any; within what somebody may see, and perhaps one kind."""

    words: Sequence[str]
    sight: Sight
    kind: Found | None = None
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, with a passage in which the words stand between ``BEGIN`` and ``END``."""

    kind: Found
    reference: Reference | None
    council: CouncilCode | None
    title: str
    passage: str
    theme: str
    is_public: bool


# Keeping it up


def put(session: Session, references: Collection[Reference], entries: Iterable[Entry]) -> None:
    """Write what can be found of challenges in the place of what could."""
    session.execute(delete(SearchEntry).where(SearchEntry.reference.in_(references)))
    _insert(session, entries)


def put_councils(session: Session, codes: Collection[CouncilCode]) -> None:
    """Write councils into the index by all their names, for everybody once they stand in the register."""
    session.execute(delete(SearchEntry).where(_is_council(), SearchEntry.council.in_(codes)))
    known = select(CouncilName.council, CouncilName.name_key).where(CouncilName.council.in_(codes))
    names: dict[CouncilCode, list[str]] = {}
    for code, key in session.execute(known.order_by(CouncilName.name_key)):
        names.setdefault(code, []).append(key)
    published = select(RegisterEntry.council).where(RegisterEntry.council.in_(codes))
    public = frozenset(session.scalars(published))
    found = session.execute(select(Council.code, Council.name, Council.region).where(Council.code.in_(codes)))
    entries = (
        Entry(
            Found.COUNCIL,
            None,
            code,
            name,
            ", ".join(filter(None, (region, *names.get(code, ())))),
            is_shared=True,
            is_public=code in public,
        )
        for code, name, region in found
    )
    _insert(session, entries)


def _insert(session: Session, entries: Iterable[Entry]) -> None:
    rows = [asdict(each) for each in entries]
    for each in rows if not _is_sqlite(session) else ():
        each["text"] = with_words(each["text"], each["title"])
    if rows:
        session.execute(insert(SearchEntry), rows)


def clear(session: Session) -> None:
    """Take everything out of the index."""
    session.execute(delete(SearchEntry))


# Asking


def found(session: Session, asked: Question, *, start: int, most: int) -> list[Hit]:
    """Return a page of what was found, the best first."""
    tongue = _tongue(session)
    entry = SearchEntry
    columns = (entry.kind, entry.reference, entry.council, entry.title, tongue.passage, tongue.text)
    query = _meant(session, select(*columns, entry.theme, entry.is_public), asked)
    query = query.order_by(tongue.distance, entry.id).offset(start).limit(most)
    rows = session.execute(query, _said(session, asked))
    return [
        Hit(Found(kind), reference, council, title, in_its_words(passage, text), theme, is_public)
        for kind, reference, council, title, passage, text, theme, is_public in rows
    ]


def in_its_words(found: str, text: str) -> str:
    """Return what was found of a text as the text has it, with its marks."""
    pieces = (as_written(each.replace(LESS, "<"), text, BEGIN + END) for each in found.split(GAP))
    return " ... ".join(pieces)


def counted(session: Session, asked: Question) -> dict[Found, int]:
    """Return how many entries of each kind were found."""
    query = _meant(session, select(SearchEntry.kind, func.count()), asked).group_by(SearchEntry.kind)
    return {Found(kind): number for kind, number in session.execute(query, _said(session, asked))}


def parts(
    session: Session, references: Collection[Reference], sight: Sight
) -> Sequence[tuple[Reference, CouncilCode, str, bool]]:
    """Return the councils of challenges by name, as far as somebody sees them, and whether all do."""
    entry = SearchEntry
    query = select(entry.reference, entry.council, entry.title, entry.is_public).where(
        entry.kind == Found.CHALLENGE.value, entry.reference.in_(references), _visible(sight)
    )
    return [(*row,) for row in session.execute(query.order_by(entry.id))]  # type: ignore[misc]


def _meant(session: Session, query: Select[*tuple[Any, ...]], asked: Question) -> Select[*tuple[Any, ...]]:
    if _is_sqlite(session):
        words = table(WORDS, column("rowid"))
        query = query.select_from(SearchEntry).join(words, words.c.rowid == SearchEntry.id)
    kind = SearchEntry.kind == asked.kind if asked.kind else true()
    return query.where(_tongue(session).matches, _visible(asked.sight), kind)


def _visible(sight: Sight) -> ColumnElement[bool]:
    """Ask for what is public and, in somebody's own challenges, for what is shared with their side."""
    if sight.is_everything:
        return true()
    own = (
        and_(
            SearchEntry.reference == reference,
            SearchEntry.is_shared,
            or_(SearchEntry.council.is_(None), SearchEntry.council == council) if council else true(),
        )
        for reference, council in sorted(sight.own, key=str)
    )
    return or_(SearchEntry.is_public, *own)


def _said(session: Session, asked: Question) -> dict[str, str]:
    """Write the words as a question in the tongue of the database."""
    if _is_sqlite(session):
        words = [f'"{each}"' for each in asked.words]
        return {"question": f"{(' OR ' if asked.is_any else ' ').join(words)}*"}
    return {"question": f"{(' | ' if asked.is_any else ' & ').join(asked.words)}:*"}


def _tongue(session: Session) -> Tongue:
    return _SQLITE if _is_sqlite(session) else _POSTGRESQL


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _is_council() -> ColumnElement[bool]:
    return SearchEntry.kind == Found.COUNCIL.value
