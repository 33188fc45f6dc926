"""What there is to learn from a challenge: taken from its papers, added by people, shared if councils agree.

Every finding is kept in a table by which it is found, with for whom it is: staff see all, other councils what
is shared, and everybody what is shared and published. Of a sample nothing is ever shared.
"""

from __future__ import annotations

from collections.abc import Iterator

from casework.case import Case
from casework.searching import report_as_told, review_as_kept
from db.findings import Line
from domain.contents import Content, Findings
from domain.findings import Held, of_report, of_review, with_added, with_consents
from domain.learning import area_word
from domain.lifecycle import Milestone
from domain.outlook import Outlook
from domain.pipeline import several
from domain.publishing import events_of, settled
from domain.reading import Reading
from domain.service_areas import vocabulary
from domain.years import FinancialYear


def findings(on_desk: Case, view: Outlook) -> tuple[Held, ...]:
    """Return everything that is found of a challenge, in the order of its papers, as it is tagged by now."""
    return on_desk.once(("findings", view.today), lambda: _findings(on_desk, view))


def _findings(on_desk: Case, view: Outlook) -> tuple[Held, ...]:
    report, audience = report_as_told(on_desk, view)
    added = on_desk.content(view, Content.FINDINGS)
    held = with_added(
        _derived(on_desk, view),
        added if isinstance(added, Findings) else None,
        view.reading.heir,
        is_final=report is None or audience.is_final,
        published=_from_public_pages(on_desk, view),
    )
    return with_consents(held, view.reading)


def _from_public_pages(on_desk: Case, view: Outlook) -> frozenset[str]:
    """Return the keys of the findings that tables of the past brought in, whoever has added to them since."""
    brought = (
        on_desk.brought(view, each, Content.FINDINGS)
        for each in view.reading.events
        if each.details.content == Content.FINDINGS and each.backfilled
    )
    return frozenset(
        finding.key for each in brought if isinstance(each, Findings) for finding in each.findings
    )


def _derived(on_desk: Case, view: Outlook) -> Iterator[Held]:
    areas, reading = vocabulary(), view.reading
    report, audience = report_as_told(on_desk, view)
    if report:
        for each in of_report(report, areas, is_final=audience.is_final):
            yield Held(each, areas.version, audience.is_final, is_published=bool(audience.councils))
    for council in dict.fromkeys((*reading.ever_took_part, *(each.code for each in reading.opened_with))):
        final = settled(Content.REVIEW_REPORT, Milestone.REVIEW_REPORT_FINALISED, council, reading)
        event = final or reading.contents.get((Content.REVIEW_REPORT, council))
        review = review_as_kept(on_desk, event) if event else None
        is_out = bool(events_of(Milestone.REVIEW_REPORT_PUBLISHED, council, reading, reading.events))
        for each in of_review(review, reading.heir(council) or council, areas) if review else ():
            yield Held(each, areas.version, final is not None, is_published=final is not None and is_out)


# As they are found


def lines(on_desk: Case, view: Outlook) -> Iterator[Line]:
    """Return the findings of a challenge as the table keeps them."""
    known = visit_year(view)
    for each in findings(on_desk, view):
        yield _line(on_desk, view.reading, each, known)


def _line(on_desk: Case, reading: Reading, held: Held, year: str) -> Line:
    finding = held.finding
    places = [each for each in reading.councils if not finding.councils or each.code in finding.councils]
    kinds = (on_desk.kinds.get(each.code) for each in places)
    is_shared = held.is_shared and not reading.is_invented
    return Line(
        reference=on_desk.reference,
        council=places[0].code if len(places) == 1 else None,
        councils=several(each.code for each in places),
        key=finding.key,
        kind=str(finding.kind),
        title=finding.title,
        text=finding.text,
        theme=finding.theme,
        areas=several(finding.areas),
        area_words=" ".join(map(area_word, finding.areas)),
        vocabulary=held.vocabulary,
        source=f"{finding.source} (a sample)" if reading.is_invented else finding.source,
        consent=str(held.consent),
        is_final=held.is_final,
        is_shared=is_shared,
        is_public=is_shared and held.is_published,
        year=year,
        regions=several(each.region for each in places),
        types=several(kind.value for kind in kinds if kind),
    )


def visit_year(view: Outlook) -> str:
    """Return the financial year of the visit, or nothing if that is not known."""
    met = (view.reading.was_met(each, None) for each in (Milestone.VISIT_STARTED, Milestone.VISIT_ENDED))
    found = (FinancialYear.of_span(each.on) for each in met if each)
    return str(next(filter(None, found), ""))
