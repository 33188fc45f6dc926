"""The register of councils: brought in whole, and searched by whatever people call a council."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from db import models
from db.searching import put_councils
from domain.councils import Council, CouncilType, Point, name_key, nearest, place_key
from domain.errors import WrongUse, either
from domain.lifecycle import CouncilCode
from domain.register import Entry, read_register


class UnknownCouncil(WrongUse):
    """No council of that name is in the register."""

    def __str__(self) -> str:
        name, candidates = self.args
        if not candidates:
            return f"No council is called {name!r}. Import the register, or look the name up in it."
        return f"No council is called {name!r}. Did you mean {either(candidates)}?"


class AmbiguousCouncil(WrongUse):
    """More than one council goes by that name."""

    def __str__(self) -> str:
        name, candidates = self.args
        return f"{name!r} may mean {either(candidates)}. Give the code or the full name."


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in numbers of councils."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


# Bringing the register in


def import_register(session: Session, text: str) -> Imported:
    """Bring the register up to date with a file's text; a bad row raises `BadRegister` and writes nothing.

    Councils that the file leaves out stay: challenges may have been held with them.
    """
    return _store(session, read_register(text))


def load_samples(session: Session) -> Imported:
    """Add the sample councils that travel with the programme; one that is there already stays as it is."""
    known = set(session.scalars(select(models.Council.code)))
    text = files("db").joinpath("samples", "councils.csv").read_text("utf-8")
    entries = read_register(text)
    added = _store(session, [entry for entry in entries if entry.council.code not in known])
    return Imported(added=added.added, unchanged=len(entries) - added.added)


def _store(session: Session, entries: Iterable[Entry]) -> Imported:
    """Write what is new or different. The register is small: one look at all of it beats one for each row."""
    known = {row.code: _council(row) for row in session.scalars(select(models.Council))}
    names = _names(session)
    added, changed, unchanged = [], [], []
    for entry in entries:
        code = entry.council.code
        if code not in known:
            added.append(entry)
        elif known[code] != entry.council or names.get(code) != entry.names:
            changed.append(entry)
        else:
            unchanged.append(entry)
    session.add_all(_row(entry.council) for entry in added)
    for entry in changed:
        session.merge(_row(entry.council))
    session.flush()
    _rename(session, [*added, *changed])
    put_councils(session, [entry.council.code for entry in (*added, *changed)])
    return Imported(len(added), len(changed), len(unchanged))


def _names(session: Session) -> dict[CouncilCode, frozenset[str]]:
    found: dict[CouncilCode, set[str]] = {}
    for key, code in session.execute(select(models.CouncilName.name_key, models.CouncilName.council)):
        found.setdefault(code, set()).add(key)
    return {code: frozenset(keys) for code, keys in found.items()}


def _rename(session: Session, entries: list[Entry]) -> None:
    """Put the names of councils in the place of those that they had."""
    names = models.CouncilName
    session.execute(delete(names).where(names.council.in_([entry.council.code for entry in entries])))
    keys = [{"name_key": key, "council": each.council.code} for each in entries for key in sorted(each.names)]
    if keys:
        session.execute(insert(names), keys)


# Finding a council


def find(session: Session, name_or_code: str) -> Council:
    """Find a council by its code or by any of its names.

    Somerset is a council and was another: the present one is meant, unless the full name says otherwise.
    """
    row = session.get(models.Council, name_or_code.strip().upper())
    if row is not None:
        return _council(row)
    for key in dict.fromkeys((name_key(name_or_code), place_key(name_or_code))):
        if candidates := _meant(_called(session, key), key):
            return _only(candidates, name_or_code)
    raise UnknownCouncil(name_or_code, nearest(name_or_code, _known_names(session)))


def get(session: Session, code: CouncilCode) -> Council:
    """Return the council of a code."""
    row = session.get(models.Council, code)
    if row is None:
        raise UnknownCouncil(code, ())
    return _council(row)


def listed(session: Session, *, past: bool = False) -> list[Council]:
    """List the councils of the register by name, with or without those of the past."""
    statement = select(models.Council).order_by(models.Council.name)
    if not past:
        statement = statement.where(models.Council.end_date.is_(None))
    return [_council(row) for row in session.scalars(statement)]


def kinds(session: Session, codes: Collection[CouncilCode]) -> dict[CouncilCode, CouncilType]:
    """Return what kind of council each is."""
    return dict(session.execute(_KINDS, {"codes": list(codes)}).all())


_KINDS = select(models.Council.code, models.Council.type).where(
    models.Council.code.in_(bindparam("codes", expanding=True))
)


def names(session: Session, codes: Collection[CouncilCode]) -> dict[CouncilCode, str]:
    """Return what each council is called."""
    return dict(session.execute(_CALLED, {"codes": list(codes)}).all())


_CALLED = select(models.Council.code, models.Council.name).where(
    models.Council.code.in_(bindparam("codes", expanding=True))
)


def successors(session: Session, code: CouncilCode) -> tuple[Council, ...]:
    """Name the councils that stand in the place of an abolished one today, however often that changed."""
    found = [
        heir
        for each in get(session, code).successors
        for heir in ([get(session, each)] if get(session, each).is_current else successors(session, each))
    ]
    return tuple(dict.fromkeys(found))


def family(session: Session, code: CouncilCode) -> frozenset[CouncilCode]:
    """Return a council with all whose part it came to have, and all that came to have its part."""
    after = {each.code: each.successors for each in listed(session, past=True)}
    before: dict[CouncilCode, tuple[CouncilCode, ...]] = {}
    for each, successors in after.items():
        before |= {heir: (*before.get(heir, ()), each) for heir in successors}
    return _reached(code, after) | _reached(code, before)


def _reached(
    code: CouncilCode, steps: Mapping[CouncilCode, Collection[CouncilCode]]
) -> frozenset[CouncilCode]:
    found, wanted = {code}, [code]
    while wanted:
        new = set(steps.get(wanted.pop(), ())) - found
        found |= new
        wanted += new
    return frozenset(found)


def _called(session: Session, key: str) -> list[Council]:
    statement = (
        select(models.Council)
        .join(models.CouncilName, models.CouncilName.council == models.Council.code)
        .where(models.CouncilName.name_key == key)
        .order_by(models.Council.code)
    )
    return [_council(row) for row in session.scalars(statement)]


def _meant(councils: list[Council], key: str) -> list[Council]:
    """Narrow down who is meant: its own name comes before another name, the present before the past."""
    own = [each for each in councils if key in (name_key(each.name), name_key(each.short_name))]
    pool = own or councils
    return [each for each in pool if each.is_current] or pool


def _only(candidates: list[Council], name: str) -> Council:
    if len(candidates) > 1:
        raise AmbiguousCouncil(name, tuple(f"{each.name} ({each.code})" for each in candidates))
    return candidates[0]


def _known_names(session: Session) -> dict[str, str]:
    """Lead from every key to the full name of a council, for names that nobody bears."""
    statement = select(models.CouncilName.name_key, models.Council.name, models.Council.code).join(
        models.Council, models.CouncilName.council == models.Council.code
    )
    return {key: f"{name} ({code})" for key, name, code in session.execute(statement)}


# Rows and values


def _council(row: models.Council) -> Council:
    at = None if row.latitude is None or row.longitude is None else Point(row.latitude, row.longitude)
    return Council(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        type=row.type,
        nation=row.nation,
        region=row.region,
        county=row.county,
        gss_code=row.gss_code,
        slug=row.slug,
        centre=at,
        area=row.area,
        started_on=row.start_date,
        ended_on=row.end_date,
        successors=tuple(CouncilCode(code) for code in row.replaced_by.split(",") if code),
    )


def _row(council: Council) -> models.Council:
    return models.Council(
        code=council.code,
        name=council.name,
        short_name=council.short_name,
        type=council.type,
        nation=council.nation,
        region=council.region,
        county=council.county,
        gss_code=council.gss_code,
        slug=council.slug,
        latitude=council.centre and council.centre.latitude,
        longitude=council.centre and council.centre.longitude,
        area=council.area,
        start_date=council.started_on,
        end_date=council.ended_on,
        replaced_by=",".join(council.successors),
    )
