"""The ledger of a challenge: as the programme knows it, as it is published, and as somebody may see it.

The three differ in what they are made from and in nothing else: a council's updates of its actions and its
statement for the review are the programme's and its own, and of its plans everybody knows the one that it has
published. Each action keeps its key in all three.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from casework.case import Case
from casework.disclosure import Reader
from casework.findings import visit_year
from db import contents
from db.ledger_tables import LedgerEntry
from domain import ledger as rules
from domain.content_reader import read_content
from domain.contents import (
    Content,
    PastRecommendations,
    Plan,
    Progress,
    Recommendation,
    Report,
    ReviewFinding,
    ReviewReport,
    Statement,
    Value,
)
from domain.ledger import Line, Papers, words_of
from domain.lifecycle import CouncilCode, Event, Happening, Milestone
from domain.outlook import Outlook
from domain.publishing import events_of, published, settled
from domain.reading import Reading
from domain.searching import folded
from domain.years import FinancialYear


def ledger(on_desk: Case, view: Outlook) -> tuple[Line, ...]:
    """Return what became of each recommendation at each council, as far as the programme knows."""
    return on_desk.once(("ledger", view.today), lambda: rules.ledger(view.reading, _all(on_desk, view)))


def published_ledger(on_desk: Case, view: Outlook) -> tuple[Line, ...]:
    """Return what everybody may know: of the councils that have published the report, what they published."""
    reading = view.reading
    recommended, found = _recommended(on_desk, view, is_settled=True)
    plans = _plans(on_desk, view)
    papers = Papers(
        recommended,
        plans,
        found=found | _reviewed(on_desk, view),
        hidden=_inward(reading, plans, lambda _: False),
    )
    return tuple(
        each
        for each in rules.ledger(reading, papers)
        if published(Milestone.REPORT_PUBLISHED, each.council, reading)
    )


def ledger_seen(reader: Reader, on_desk: Case) -> tuple[Line, ...]:
    """Return the ledger as far as it is for a reader.

    A council sees all of its own, and of another what that has published. The peers see what was written for
    them, which no action plan is before it is published.
    """
    view = reader.view
    if not reader.sees_content(Content.REPORT, None):
        return ()
    whole = _all(on_desk, view)
    papers = Papers(
        tuple(each for each in whole.recommendations if _is_theirs(reader, each)),
        whole.plans,
        {of: each for of, each in whole.said.items() if reader.sees_content(Content.STATEMENT, of)},
        {of: each for of, each in whole.found.items() if reader.sees_content(Content.REVIEW_REPORT, of)},
        _inward(view.reading, whole.plans, lambda of: _is_their_own(reader, of)),
    )
    lines = rules.ledger(view.reading, papers)
    return tuple(each for each in lines if reader.is_of(each.council) or not each.is_empty)


def by_recommendation(lines: Iterable[Line]) -> tuple[tuple[Recommendation, tuple[Line, ...]], ...]:
    """Return each recommendation with its lines, one for each council."""
    found = groupby(lines, key=lambda each: each.recommendation)
    return tuple((asked, tuple(of_it)) for asked, of_it in found)


def _is_theirs(reader: Reader, recommendation: Recommendation) -> bool:
    return not recommendation.councils or any(map(reader.is_of, recommendation.councils))


def _is_their_own(reader: Reader, council: CouncilCode | None) -> bool:
    return reader.sees_everything or (not reader.is_peer and reader.is_of(council))


def _inward(
    reading: Reading, plans: Mapping[int, Plan], sees_all: Callable[[CouncilCode | None], bool]
) -> frozenset[int]:
    """Return the plans and updates that are nobody's but the council's and the programme's."""
    published_plans = {
        found.seq
        for code in _every_name(reading)
        if not reading.is_invented
        and (found := settled(Content.PLAN, Milestone.PLAN_PUBLISHED, code, reading))
    }
    return frozenset(
        each.seq
        for each in reading.events
        if each.seq in plans or each.kind is Happening.ACTION_UPDATED
        if each.seq not in published_plans and not sees_all(each.council)
    )


# What it is made from


def _all(on_desk: Case, view: Outlook) -> Papers:
    recommended, found = _recommended(on_desk, view, is_settled=False)
    said: dict[CouncilCode, tuple[Progress, ...]] = {}
    for place in view.reading.councils:
        statement = _last(on_desk, view, Content.STATEMENT, place.code)
        review = _last(on_desk, view, Content.REVIEW_REPORT, place.code)
        if isinstance(statement, Statement):
            said[place.code] = statement.progress
        if isinstance(review, ReviewReport):
            found[place.code] = review.progress
    return Papers(recommended, _plans(on_desk, view), said, found)


def _recommended(
    on_desk: Case, view: Outlook, *, is_settled: bool
) -> tuple[tuple[Recommendation, ...], dict[CouncilCode, tuple[ReviewFinding, ...]]]:
    """Return what was recommended; of the past, where no report is here, what public pages tell of it."""
    reading = view.reading
    event = settled(Content.REPORT, Milestone.REPORT_FINALISED, None, reading)
    if event is None and not is_settled:
        event = reading.content(Content.REPORT, None)
    report = on_desk.brought(view, event, Content.REPORT) if event else None
    if isinstance(report, Report):
        return report.recommendations, {}
    past = _last(on_desk, view, Content.RECOMMENDATIONS, None)
    if not isinstance(past, PastRecommendations):
        return (), {}
    return past.recommendations, {place.code: past.progress for place in reading.councils if past.progress}


def _plans(on_desk: Case, view: Outlook) -> dict[int, Plan]:
    """Return every plan that was ever handed in, by the number of its event, corrected or not."""
    handed_in = (
        each
        for each in (*view.reading.events, *view.reading.void)
        if each.kind is Happening.CONTENT_RECEIVED and each.details.content == Content.PLAN
    )
    read = ((each.seq, _read(on_desk, view, each)) for each in handed_in)
    return {seq: plan for seq, plan in read if isinstance(plan, Plan)}


def _reviewed(on_desk: Case, view: Outlook) -> dict[CouncilCode, tuple[ReviewFinding, ...]]:
    """Return what reviews found whose reports have been published, by whoever has the council's part now."""
    reading = view.reading
    finals = (
        settled(Content.REVIEW_REPORT, Milestone.REVIEW_REPORT_FINALISED, code, reading)
        for code in _every_name(reading)
        if events_of(Milestone.REVIEW_REPORT_PUBLISHED, code, reading, reading.events)
    )
    in_order = sorted(filter(None, finals), key=lambda each: each.seq)
    reviews = ((reading.heir(each.council), _read(on_desk, view, each)) for each in in_order)
    return {of: each.progress for of, each in reviews if of and isinstance(each, ReviewReport)}


def _every_name(reading: Reading) -> tuple[CouncilCode, ...]:
    before = (place.code for place in reading.opened_with)
    return tuple(dict.fromkeys((*before, *reading.ever_took_part)))


def _last(on_desk: Case, view: Outlook, kind: Content, council: CouncilCode | None) -> Value | None:
    event = view.reading.content(kind, council)
    return _read(on_desk, view, event) if event else None


def _read(on_desk: Case, view: Outlook, event: Event) -> Value | None:
    """Read what was kept, whatever the report recommends by now."""
    digest = event.details.digest
    if digest is None:
        return None
    return on_desk.once(("kept", event.seq), lambda: _kept(on_desk, view, event, digest))


def _kept(on_desk: Case, view: Outlook, event: Event, digest: str) -> Value:
    raw = contents.body(on_desk.session, on_desk.reference, digest)
    cited = (str(each["recommendation"]) for name in ("actions", "progress") for each in raw.get(name, ()))
    return read_content(
        Content(event.details.content or ""),
        raw,
        themes=on_desk.scheme.themes,
        recommendations=tuple(cited),
        councils=view.reading.ever_took_part,
    )


# What lists are made of


def entries(on_desk: Case, view: Outlook) -> Iterator[LedgerEntry]:
    """Return the lines of a challenge for lists; a draft's recommendations are none yet, a past's are."""
    is_final = view.reading.is_past(Milestone.REPORT_FINALISED, None, view.scheme)
    if not is_final and not view.reading.content(Content.RECOMMENDATIONS, None):
        return
    for is_public, lines in ((False, ledger(on_desk, view)), (True, published_ledger(on_desk, view))):
        for place, line in enumerate(lines):
            yield _entry(on_desk, view, line, place, is_public=is_public)


def _entry(on_desk: Case, view: Outlook, line: Line, place: int, *, is_public: bool) -> LedgerEntry:
    asked, council = line.recommendation, view.reading.place(line.council)
    text = "\n".join((asked.text, *(f"{part.number} {part.text}" for part in asked.parts)))
    dues = sorted(each.due.last for each in line.open_actions)
    return LedgerEntry(
        reference=on_desk.reference,
        council=line.council,
        number=line.number,
        is_public=is_public,
        place=place,
        title=asked.title,
        text=text,
        theme=asked.theme,
        region=council.region if council else "",
        year=year_of(view),
        impact=line.impact,
        ground=line.ground or "",
        evidence=line.evidence,
        actions=len(line.actions),
        dues=[each.isoformat() for each in dues],
        first_due=min(dues, default=None),
        searched=" ".join(words_of(folded(f"{asked.title} {text} {asked.theme} {line.evidence}"))),
    )


def year_of(view: Outlook) -> str:
    """Return the programme's year of the visit, ``2021-22``; nothing, if nobody knows when it was or is."""
    reading = view.reading
    if any((each, None) in reading.met for each in (Milestone.VISIT_STARTED, Milestone.VISIT_ENDED)):
        return visit_year(view)
    planned = reading.day_of("visit_start", None)
    return str(FinancialYear.of(planned[0])) if planned else ""
