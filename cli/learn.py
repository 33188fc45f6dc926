"""The command that finds what councils do well.

It stands by itself because it is asked in passing: it imports nothing with which a history is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from casework.learning import Learnt, Lesson, Person, Regional
from casework.learning import learn as look
from casework.shapes.learning import learnt_as_json, vocabulary_as_json
from cli.desk import Desk, folded
from cli.layout import counted, section, table
from cli.names import one_of, region_named
from cli.options import AsJson, AtDesk
from db.session import reading
from domain import lifecycle
from domain.contents import FindingKind
from domain.errors import WrongUse, either
from domain.learning import ALL_KINDS, Narrowing
from domain.permissions import Part, Visitor
from domain.service_areas import vocabulary
from domain.years import FinancialYear

OFFICE = Visitor(Part.MANAGER)
"""Whoever gives commands where the programme's record is kept sees all of it."""
KINDS = {each.replace(" ", "_"): each.value for each in FindingKind} | {ALL_KINDS: ALL_KINDS}
NO_RANKING = "The best answer comes first; councils are not ranked."
NOTHING = "Nothing is found. Ask with fewer or other words, or see `cpc learn --areas`."


class NoQuestion(WrongUse):
    """It was not said what is to be learnt."""

    def __str__(self) -> str:
        return (
            "It is not said what you want to learn. "
            'Ask in your own words, as in `cpc learn "planning department"`, or name an --area.'
        )


def learn(
    question: Annotated[str, Parameter(help="What to look for, in your own words.")] = "",
    /,
    *,
    kind: Annotated[
        str | None,
        Parameter(
            help="Only strengths, good practice, challenges or lessons; all of them with `all`. "
            "Strengths and good practice if left out."
        ),
    ] = None,
    theme: Annotated[str | None, Parameter(help="Only under this theme.")] = None,
    area: Annotated[str | None, Parameter(help="Only in this service area, by its name or a term.")] = None,
    region: Annotated[str | None, Parameter(help="Only of councils in this region.")] = None,
    council_type: Annotated[
        str | None, Parameter(name="--type", help="Only of councils of this type, such as NMD or UA.")
    ] = None,
    year: Annotated[str | None, Parameter(help="Only of visits in this financial year, 2021-22.")] = None,
    reference: Annotated[str | None, Parameter(help="Only of this challenge.")] = None,
    page: Annotated[int, Parameter(help="Which page of what is found.")] = 1,
    areas: Annotated[
        bool, Parameter(negative="", show_default=False, help="List the service areas and their terms.")
    ] = False,
    as_json: AsJson = False,
    desk: AtDesk,
) -> None:
    """Find what councils do well, with the evidence and whom to ask."""
    if areas:
        _tell_areas(desk, as_json=as_json)
        return
    with reading() as session:
        wanted = region_named(session, region)
    narrowing = Narrowing(
        kind=KINDS[one_of("kind of finding", kind, KINDS)] if kind else "",
        theme=theme or "",
        area=vocabulary().area(area).key if area else "",
        region=wanted,
        type=council_type.upper() if council_type else "",
        year=str(FinancialYear.parse(year)) if year else "",
        reference=lifecycle.Reference(reference.upper()) if reference else None,
    )
    if not question.strip() and narrowing.is_empty:
        raise NoQuestion
    with reading() as session:
        found = look(session, question, OFFICE, narrowing, number=max(1, page))
    if as_json:
        desk.give(learnt_as_json(found))
        return
    _tell(desk, found)


def _tell_areas(desk: Desk, *, as_json: bool) -> None:
    known = vocabulary()
    if as_json:
        desk.give(vocabulary_as_json(known))
        return
    rows = ((each.title, ", ".join(each.terms)) for each in known.areas.values())
    desk.say(table(desk.out, ("Service area", "Found by"), rows, f"Service areas, version {known.version}"))


def _tell(desk: Desk, found: Learnt) -> None:
    if not found.total:
        desk.say(NOTHING)
        return
    known = ", ".join(found.vocabulary.title(each) for each in found.areas)
    desk.say(f"{counted(found.total, 'finding')}{f' about {known}' if known else ''}. {NO_RANKING}")
    if found.is_any:
        desk.say("Nothing has all that was asked for. What has some of it is shown.")
    if found.is_cut:
        desk.say("There are more than are looked at. Add a word, or name a year or a region.")
    for each in found.lessons:
        desk.say(*_lesson(desk, each, found))
    for regional in found.regional:
        desk.say(*section(desk.out, f"Whom to ask in {regional.region}", _regional(regional)))
    unknown = [each.region for each in found.regional if not (each.peers or each.adviser)]
    if unknown:
        desk.say("", f"Nobody is known yet in {either(unknown)}. Ask the programme office.")
    if found.number < found.pages:
        desk.say("", f"Page {found.number} of {found.pages}. See the next with --page {found.number + 1}.")


def _lesson(desk: Desk, each: Lesson, found: Learnt) -> Iterator[Text]:
    """Return a finding with its evidence; on a screen, the words that were looked for stand out."""
    words = "".join(piece.text for piece in each.text)
    title = "".join(piece.text for piece in each.title)
    councils = " and ".join(whose.name for whose in each.councils)
    areas = ", ".join(found.vocabulary.title(key) for key in each.areas)
    told = (
        ". ".join(filter(None, (f"{each.kind.capitalize()} of {councils}", title))),
        words,
        "; ".join(filter(None, (each.source, f"theme {each.theme}" if each.theme else "", areas))),
        ", ".join(filter(None, (each.reference, each.year, f"consent {each.consent.label}"))),
        *(
            f"Ask the principal adviser of {asked.council}: {_person(asked.person)}"
            for asked in each.advisers
            if asked.person
        ),
    )
    marked = [piece.text for piece in (*each.title, *each.text) if piece.is_match]
    yield Text()
    for number, line in enumerate(told):
        text = Text(folded(desk.out, line, "" if not number else "  ", "  "))
        text.highlight_words(marked, "bold")
        yield text


def _regional(regional: Regional) -> Iterator[str]:
    for peer in regional.peers:
        yield f"Member peer {_person(peer)}"
    if regional.more:
        yield f"and {regional.more} more, whom the principal adviser knows"
    if regional.adviser:
        yield f"Principal adviser {_person(regional.adviser)}"


def _person(person: Person) -> str:
    of = f", {person.organisation}" if person.organisation else ""
    return f"{person.name}{of}{f' <{person.email}>' if person.email else ''}"
